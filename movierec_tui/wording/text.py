"""Words and figures for a terminal, the same in the app and on the command line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from db.rows import MovieDetails, MovieSummary, UserSummary

FULL_STAR = "★"
HALF_STAR = "½"
EMPTY_STAR = "☆"

_SPACES = frozenset("\t\n\r\v\f\x85\u2028\u2029")
_JOINERS = frozenset("\u200c\u200d")
"""Zero-width joiners hold scripts and emoji together and move nothing on the screen."""

_DRAWN = f"[{FULL_STAR}{HALF_STAR}{EMPTY_STAR}]"
_STARS = re.compile(f"{_DRAWN}{{2,}}")
_STARS_AFTER_FIGURE = re.compile(rf"([0-9.]+) {_DRAWN}+")
_STARS_BEFORE_FIGURE = re.compile(rf"{_DRAWN}+(?= [0-9]\.[0-9])")
_BARS = re.compile("[━╸█▉▊▋▌▍▎▏▁▂▃▄▅▆▇]+")

_MINUTE = 60
_HOUR = 60 * _MINUTE


def safe_text(text: str) -> str:
    """The text in one line and without anything that a terminal would obey.

    Line breaks and tabs become a space, other control characters (escape among them) and lone surrogates a
    visible "·". Invisible format characters, such as those that change the direction of writing, are left out.
    """
    if text.isprintable():
        return text
    return "".join(_safe_character(character) for character in text)


def _safe_character(character: str) -> str:
    if character in _SPACES:
        return " "
    if character in _JOINERS:
        return character
    match unicodedata.category(character):
        case "Cc" | "Cs":
            return "·"
        case "Cf":
            return ""
        case _:
            return character


def film_title(movie: MovieSummary) -> str:
    """A film as sentences name it: "Star Wars (1977)"."""
    return titled(movie.display_title, movie.year)


def titled(title: str, year: int | None) -> str:
    """A title with the year, where that is known."""
    return safe_text(title) + (f" ({year})" if year else "")


def web_links(details: MovieDetails) -> dict[str, str]:
    """The film's pages at other sites, by their names."""
    links = {}
    if details.imdb_id is not None:
        links["imdb"] = f"https://www.imdb.com/title/tt{details.imdb_id:07d}/"
    if details.tmdb_id is not None:
        links["tmdb"] = f"https://www.themoviedb.org/movie/{details.tmdb_id}"
    return links


def user_name(user: UserSummary) -> str:
    """A profile's name, or the number of a user of the data set: "User 42"."""
    return safe_text(user.name) if user.name else f"User {user.user_id}"


def stars(rating: float) -> str:
    """The rating in stars, rounded to halves: 3.4 gives "★★★½", and less than a quarter gives ""."""
    whole, half = divmod(int(min(100, max(0, rating)) * 2 + 0.5), 2)
    return FULL_STAR * whole + HALF_STAR * half


def stars_of_five(rating: float) -> tuple[str, str]:
    """The stars and the empty ones that fill them up to five: 3.4 gives ("★★★½", "☆")."""
    drawn = stars(rating)
    return drawn, EMPTY_STAR * max(0, 5 - len(drawn))


def in_words(text: str) -> str:
    """A sentence or a cell with its stars in words: "4.4 ★★★★½" is "4.4 stars", "★★½" is "2.5 stars"."""
    once = _STARS_AFTER_FIGURE.sub(lambda found: f"{found[1]} {'star' if found[1] == '1' else 'stars'}", text)
    return _STARS.sub(_words, once)


def in_figures(line: str) -> str:
    """A line of the screen with figures in place of stars and spaces in place of bars, every cell where it was.

    "★★★★½" is "4.5"; stars and bars with their figure next to them are left out. The mark of the row under the
    cursor is ">".
    """
    marked = ">" + line[1:] if line.startswith("▌") else line
    once = _STARS_BEFORE_FIGURE.sub(_blank, _BARS.sub(_blank, marked))
    return _STARS.sub(_figure, once)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _words(found: re.Match[str]) -> str:
    value = _value(found[0])
    return f"{value:g} {'star' if value == 1 else 'stars'}"


def _figure(found: re.Match[str]) -> str:
    """The figure in as many cells as the stars took: "4.5", or "4½" in two."""
    drawn = found[0]
    value = _value(drawn)
    shown = f"{value:g}"
    if len(shown) > len(drawn):
        shown = f"{int(value)}{HALF_STAR}"
    return f"{shown:<{len(drawn)}}"


def _value(drawn: str) -> float:
    return drawn.count(FULL_STAR) + drawn.count(HALF_STAR) / 2


def counted(number: int, thing: str, things: str = "") -> str:
    """A number and what it counts: "1 film", "2,000 films"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "Alien", "Alien and Heat", "Alien, Heat and Up"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def signed(difference: float, places: int) -> str:
    """A difference with so many decimals and a sign; both signs are equally wide."""
    return f"{difference:+.{places}f}".replace("-", "−")


def duration(seconds: float) -> str:
    """A length of time as people say it: "8 s", "2 min 05 s", "1 h 20 min"."""
    whole = max(0, round(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE:02d} s"
    return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE:02d} min"
