"""A wish for a list in words: what a person reads above the list, and beside a saved filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from movierec_tui.wording.text import safe_text
from movierec_tui.wording.years import years_written

if TYPE_CHECKING:
    from movierec_tui.library import ListRequest

TILT_STEP = 0.25
"""How far one press of a key moves the slider between familiar and adventurous."""

_TILTS = ("", "a little ", "", "quite ", "very ")
"""What stands before the word, by steps from the middle."""

SLIDER_CELLS = 9
_KNOB, _RAIL = "●", "─"


def filter_words(request: ListRequest) -> tuple[str, ...]:
    """Each condition of the wish in a few words; none where it lets every new film pass."""
    films = request.films
    words = []
    if films.years is not None:
        words.append(years_written(films.years))
    if films.genres or films.exclude_genres:
        words.append(_genres(films.genres, films.exclude_genres))
    if films.min_ratings:
        words.append(f"{films.min_ratings:,}+ ratings")
    if request.only_watchlist:
        words.append("from the watchlist")
    elif request.with_watchlist:
        words.append("watchlist too")
    if request.rewatch:
        words.append("rewatch too")
    return tuple(words)


def request_words(request: ListRequest) -> tuple[str, ...]:
    """The conditions, the slider and the draw, each in a few words."""
    words = list(filter_words(request))
    if tilt := tilt_words(request.familiarity):
        words.append(tilt)
    if request.surprise is not None:
        words.append("drawn by chance")
    return tuple(words)


def tilt_words(familiarity: float) -> str:
    """Where the slider stands: "a little adventurous"; nothing in the middle."""
    steps = round(familiarity / TILT_STEP)
    if steps == 0:
        return ""
    return _TILTS[min(abs(steps), len(_TILTS) - 1)] + ("familiar" if steps > 0 else "adventurous")


def slider(familiarity: float) -> str:
    """The slider drawn; its left end is familiar, its right end adventurous."""
    place = round((1 - familiarity) / 2 * (SLIDER_CELLS - 1))
    return _RAIL * place + _KNOB + _RAIL * (SLIDER_CELLS - 1 - place)


def tilted_by(familiarity: float, steps: int) -> float:
    """The slider after `steps` to the right, towards adventurous; to the left where negative. It ends at its ends."""
    return max(-1.0, min(1.0, familiarity - steps * TILT_STEP))


def _genres(wanted: tuple[str, ...], unwanted: tuple[str, ...]) -> str:
    sides = [" or ".join(map(_genre, wanted)), "not " + " or ".join(map(_genre, unwanted))]
    return ", ".join(side for side, names in zip(sides, (wanted, unwanted), strict=True) if names)


def _genre(name: str) -> str:
    return safe_text(name).lower()
