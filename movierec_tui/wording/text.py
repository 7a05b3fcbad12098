"""How words and figures from outside are written in a terminal; shared by the app and the command line."""

from __future__ import annotations

import unicodedata

FULL_STAR = "★"
HALF_STAR = "½"
EMPTY_STAR = "☆"

_SPACES = frozenset("\t\n\r\v\f\x85\u2028\u2029")
_JOINERS = frozenset("\u200c\u200d")
"""Zero-width joiners hold scripts and emoji together and move nothing on the screen."""

_MINUTE = 60
_HOUR = 60 * _MINUTE


def safe_text(text: str) -> str:
    """The text in one line and without anything that a terminal would obey.

    Line breaks and tabs become a space, other control characters (escape among them) and lone surrogates a
    visible "·". Invisible format characters, such as those that turn the direction of writing, are left out.
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


def stars(rating: float) -> str:
    """The rating in stars, rounded to halves: 3.4 gives "★★★½", and what is not above a quarter gives ""."""
    whole, half = divmod(_half_steps(rating), 2)
    return FULL_STAR * whole + HALF_STAR * half


def stars_of_five(rating: float) -> tuple[str, str]:
    """The stars and the empty places that fill them up to five: 3.4 gives ("★★★½", "☆")."""
    drawn = stars(rating)
    return drawn, EMPTY_STAR * max(0, 5 - len(drawn))


def _half_steps(rating: float) -> int:
    return max(0, int(rating * 2 + 0.5))


def signed(difference: float, places: int) -> str:
    """A difference with so many decimals and its sign, of which both kinds are equally wide."""
    return f"{difference:+.{places}f}".replace("-", "−")


def duration(seconds: float) -> str:
    """A length of time as a person says it: "8 s", "2 min 05 s", "1 h 20 min"."""
    whole = max(0, round(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE:02d} s"
    return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE:02d} min"
