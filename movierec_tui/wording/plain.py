"""Figures and words in place of drawn stars and bars, for screen readers and for terminals without these signs."""

from __future__ import annotations

import re

from movierec_tui.wording.text import EMPTY_STAR, FULL_STAR, HALF_STAR

_STARS = re.compile(f"[{FULL_STAR}{HALF_STAR}{EMPTY_STAR}]{{2,}}")
_STARS_BEHIND_A_FIGURE = re.compile(f"(?<=[0-9]) [{FULL_STAR}{HALF_STAR}{EMPTY_STAR}]+")
_BARS = re.compile("[█▉▊▋▌▍▎▏▁▂▃▄▅▆▇]+")
_OF_FIVE = 5


def in_words(text: str) -> str:
    """A sentence or a cell with its stars in words: "4.4 ★★★★½" is "4.4 stars", "★★½" is "2.5 stars"."""
    return _STARS.sub(_said, _STARS_BEHIND_A_FIGURE.sub(" stars", text))


def in_figures(line: str) -> str:
    """A line of the screen with figures in place of stars and room in place of bars, every cell where it was.

    "★★★★½" is "4.5/5"; bars have their figures beside them. The mark of the row under the cursor is ">".
    """
    marked = ">" + line[1:] if line.startswith("▌") else line
    return _BARS.sub(lambda found: " " * len(found[0]), _STARS.sub(_figure, marked))


def _said(found: re.Match[str]) -> str:
    value = _value(found[0])
    return f"{value:g} {'star' if value == 1 else 'stars'}"


def _figure(found: re.Match[str]) -> str:
    drawn = found[0]
    value = _value(drawn)
    ways = (f"{value:g}/5", f"{value:g}", f"{int(value)}{HALF_STAR}" if value % 1 else "")
    shown = next(
        (way for way in ways if len(way) <= len(drawn) and (len(drawn) >= _OF_FIVE or "/" not in way)), ""
    )
    return f"{shown:<{len(drawn)}}" if shown else drawn


def _value(drawn: str) -> float:
    return drawn.count(FULL_STAR) + drawn.count(HALF_STAR) / 2
