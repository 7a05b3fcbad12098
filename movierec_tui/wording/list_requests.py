"""What was asked for in words: the conditions of a list, years, the slider, and what a search understood."""

from __future__ import annotations

import re
from collections.abc import Sequence

from db.rows import Reading
from db.search.query import LONGEST_RUNTIME, parse_minutes
from movierec_tui.library.answers import ListRequest
from movierec_tui.wording.text import listed, safe_text

TILT_STEP = 0.25
"""How far one press of a key moves the slider between familiar and adventurous."""

_DEGREES = ("", "a little ", "", "quite ", "very ")
"""What comes before the word, by steps from the middle."""

_YEARS = re.compile(r"\s*(\d{4})(?:(s)|\s*[-–]\s*(\d{4}))?\s*", re.ASCII)

_ASKS_FOR_PEOPLE = re.compile(r"\b(?:director|cast|actor|runtime):", re.IGNORECASE)


def filter_words(request: ListRequest) -> tuple[str, ...]:
    """Each condition of the request in a few words; empty where every new film may be in the list."""
    films = request.films
    words = []
    if films.years is not None:
        words.append(years_written(films.years))
    wanted, unwanted = (safe_text(" or ".join(names)).lower() for names in (films.genres, films.exclude_genres))
    if wanted or unwanted:
        words.append(", ".join(filter(None, (wanted, unwanted and f"not {unwanted}"))))
    if films.since is not None:
        words.append(f"since {films.since}")
    if films.runtime is not None:
        words.append(runtime_written(films.runtime))
    for before, names in (("by", films.directors), ("with", films.cast), ("tagged", films.tags)):
        if names:
            words.append(f"{before} {safe_text(' or '.join(names))}")
    if films.min_ratings:
        words.append(f"{films.min_ratings:,}+ ratings")
    if request.only_watchlist:
        words.append("from the watchlist")
    elif request.with_watchlist:
        words.append("watchlist too")
    if request.rewatch:
        words.append("rated films too")
    return tuple(words)


def request_words(request: ListRequest) -> tuple[str, ...]:
    """The conditions, the slider and the random draw, each in a few words."""
    words = list(filter_words(request))
    if tilt := tilt_words(request.familiarity):
        words.append(tilt)
    if request.surprise is not None:
        words.append("random picks")
    return tuple(words)


def unreadable_words(names: Sequence[str]) -> str:
    """One sentence about saved filters that cannot be read; empty where there are none."""
    quoted = [f'"{name}"' for name in names]
    return f"The saved {'filter' if len(names) == 1 else 'filters'} {listed(quoted)} cannot be read." if names else ""


def tilt_words(familiarity: float) -> str:
    """Where the slider is: "a little adventurous"; empty in the middle."""
    steps = round(familiarity / TILT_STEP)
    if steps == 0:
        return ""
    return _DEGREES[min(abs(steps), len(_DEGREES) - 1)] + ("familiar" if steps > 0 else "adventurous")


def tilted_by(familiarity: float, steps: int) -> float:
    """The slider after `steps` towards adventurous, or towards familiar where negative. Clamped to [-1, 1]."""
    return max(-1.0, min(1.0, familiarity - steps * TILT_STEP))


def years_meant(text: str) -> tuple[int, int]:
    """The first and the last year, both included, that "1994", "1990-1999" or "1990s" means.

    Raises:
        ValueError: it is none of these, or the range is backwards; the message is one sentence.
    """
    match = _YEARS.fullmatch(text)
    if match is None:
        raise ValueError(f"{text.strip()!r} is no year or range of years; write 1994, 1990-1999 or 1990s.")
    first = int(match[1])
    last = first + 9 if match[2] else int(match[3] or first)
    if last < first:
        raise ValueError(f"{text.strip()!r} ends before it begins; write {last}-{first}.")
    return first, last


def runtime_meant(text: str) -> tuple[int, int]:
    """The least and most minutes of "90-120", "-90", "150-" or "100".

    Raises:
        ValueError: the text is none of these; a sentence for people.
    """
    minutes = parse_minutes(text)
    if minutes is None:
        raise ValueError(f"{text.strip()!r} is no runtime in minutes; write 90-120, -90 or 150-.")
    return minutes


def runtime_typed(minutes: tuple[int, int]) -> str:
    """The minutes as `runtime_meant` takes them."""
    first, last = minutes
    if first == last:
        return str(first)
    return f"{first or ''}-{'' if last >= LONGEST_RUNTIME else last}"


def since_meant(years: str, this_year: int) -> int:
    """The first year of the last so many; this year is the last of them."""
    return max(1, this_year + 1 - int(years))


def years_back(since: int, this_year: int) -> str:
    """How many years there are from a first year to this one, as `since_meant` takes them."""
    return str(max(0, this_year + 1 - since))


def names_meant(text: str) -> tuple[str, ...]:
    """The names in a text, which commas separate."""
    return tuple(filter(None, map(str.strip, text.split(","))))


def runtime_written(minutes: tuple[int, int]) -> str:
    """The minutes as people write them: "90-120 min", "up to 90 min", "150+ min"."""
    first, last = minutes
    if not first:
        return f"up to {last} min"
    if last >= LONGEST_RUNTIME:
        return f"{first}+ min"
    return f"{first} min" if first == last else f"{first}-{last} min"


def years_written(years: tuple[int, int]) -> str:
    """The years as people write them: "1994", "1990s" or "1985-1994"."""
    first, last = years
    if first == last:
        return str(first)
    if first % 10 == 0 and last == first + 9:
        return f"{first}s"
    return f"{first}-{last}"


def reading_words(reading: Reading) -> str:
    """The line above films that were found for more than their title."""
    words = []
    if reading.genres:
        words.append(f"of the genre {' and '.join(reading.genres)}")
    if reading.tags:
        words.append(f"tagged {listed(reading.tags)}")
    if reading.people:
        words.append(f"by or with {reading.people}")
    if reading.years is not None:
        words.append(f"of {years_written(reading.years)}")
    return safe_text(f"Films with this title, and films {' '.join(words)}.")


def nothing_found_words(typed: str, *, enriched: bool) -> str:
    """Why a search found nothing, and what to do."""
    if not enriched and asks_for_people(typed):
        return "No film matches: people and runtimes are not known before `movierec-tui data enrich`."
    return "No film matches; try fewer or other words."


def asks_for_people(typed: str) -> bool:
    """Whether a search asks for what only IMDb's files say: people or a runtime."""
    return _ASKS_FOR_PEOPLE.search(typed) is not None
