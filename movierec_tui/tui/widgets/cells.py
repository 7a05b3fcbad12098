"""What a table's cell holds: pieces of plain text in the theme's colours, never markup, cut to the width there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from movierec_tui.wording.text import FULL_STAR, safe_text, stars_of_five

ELLIPSIS = "…"
EMPTY = "–"
_LINE, _HALF_LINE = "━", "╸"
"""Bars are lines: full blocks of two rows would run into each other."""

_LEAST_FOR_MIDDLE = 12


class Ink(StrEnum):
    """The few ways in which a piece of text is coloured; `RowTable` has a style for each."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    MATCH = "match"
    STAR = "star"
    BAR = "bar"
    TRACK = "track"
    ERROR = "error"


Span = tuple[str, Ink]
Cell = tuple[Span, ...]


def plain(text: str) -> Cell:
    """External or own text in the normal colour."""
    return ((safe_text(text), Ink.PLAIN),)


def muted(text: str) -> Cell:
    """External or own text that stays in the background."""
    return ((safe_text(text), Ink.MUTED),)


def marked(text: str, *, here: bool) -> Cell:
    """External or own text behind a dot where it is the one in use, in line with the others of its list."""
    return (("● " if here else "  ", Ink.STAR), *plain(text))


def matched(text: str, spans: Sequence[tuple[int, int]], ink: Ink = Ink.PLAIN) -> Cell:
    """External text in which the parts `spans`, as (start, end) in order, are what somebody looks for."""
    pieces: list[Span] = []
    at = 0
    for start, end in spans:
        pieces += [(text[at:start], ink), (text[start:end], Ink.MATCH)]
        at = end
    pieces.append((text[at:], ink))
    return tuple((safe_text(piece), style) for piece, style in pieces if piece)


def figure(number: float | None, decimals: int = 2) -> Cell:
    """A number with thousands separators, or a dash where there is none."""
    return muted(EMPTY) if number is None else plain(f"{number:,.{decimals}f}")


def count(number: int) -> Cell:
    """A whole number with thousands separators; zero is muted."""
    return plain(f"{number:,}") if number else muted("0")


def starred(rating: float | None, decimals: int = 2) -> Cell:
    """One star and a figure, for means and predictions: "★ 4.16"; a dash where there is no rating."""
    if rating is None:
        return muted(EMPTY)
    return ((f"{FULL_STAR} ", Ink.STAR), (f"{rating:.{decimals}f}", Ink.PLAIN))


def five_stars(rating: float) -> Cell:
    """What a person gave, drawn in five places: "★★★½☆"."""
    full, empty = stars_of_five(rating)
    return ((full, Ink.STAR), (empty, Ink.TRACK))


def drawn_stars(rating: float) -> Content:
    """The same outside of tables."""
    full, empty = stars_of_five(rating)
    return Content.assemble((full, "$ink-star"), (empty, "$ink-track"))


def bar_text(share: float, width: int) -> str:
    """The filled part of a bar, in half cells; what is above zero always shows."""
    halves = round(min(1.0, max(0.0, share)) * width * 2)
    full, half = divmod(max(halves, int(share > 0)), 2)
    return _LINE * full + _HALF_LINE * half


def bar(share: float, width: int) -> Cell:
    """A horizontal bar of `width` cells, filled to `share` (0 to 1)."""
    return ((bar_text(share, width).ljust(width), Ink.BAR),)


def width_of(cell: Iterable[Span]) -> int:
    """How many terminal cells the text takes."""
    return sum(cell_len(text) for text, _ink in cell)


def cut_end(text: str, width: int) -> str:
    """The text in at most `width` cells, the last of them an ellipsis where something is left out."""
    return "".join(piece for piece, _ink in fitted(((text, Ink.PLAIN),), width))


def cut_middle(text: str, width: int) -> str:
    """The text in at most `width` cells.

    What is too long loses words from its middle, as the end often tells films of a series apart:
    "Star Wars: Episode … Strikes Back".
    """
    return "".join(piece for piece, _ink in fitted(((text, Ink.PLAIN),), width, in_the_middle=True))


def _head(text: str, width: int) -> str:
    """The beginning of the text, with one cell left for the ellipsis."""
    return set_cell_size(text, width - 1).rstrip()


def _last_words(text: str, width: int) -> str:
    """As many whole words from the end as fit, with the space before; nothing if the last is too long."""
    tail = ""
    for word in reversed(text.split(" ")):
        longer = f" {word}{tail}"
        if cell_len(longer) > width:
            break
        tail = longer
    return tail


def fitted(cell: Cell, width: int, *, in_the_middle: bool = False) -> Cell:
    """The cell in at most `width` cells: what is too long is cut at its end or in its middle; colours stay."""
    text = "".join(piece for piece, _ink in cell)
    if cell_len(text) <= width:
        return cell
    if width <= 0:
        return ()
    tail = _last_words(text, width // 3) if in_the_middle and width >= _LEAST_FOR_MIDDLE else ""
    head = tuple(_between(cell, 0, len(_head(text, width - cell_len(tail)))))
    ink = head[-1][1] if head else Ink.PLAIN
    return (*head, (ELLIPSIS, ink), *_between(cell, len(text) - len(tail), len(text)))


def _between(cell: Cell, first: int, end: int) -> Iterator[Span]:
    at = 0
    for text, ink in cell:
        part = text[max(0, first - at) : max(0, end - at)]
        if part:
            yield part, ink
        at += len(text)
