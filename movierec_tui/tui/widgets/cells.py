"""What goes into a table's cell: coloured pieces of plain text, never markup, cut to the width there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from rich.cells import cell_len, set_cell_size

from movierec_tui.wording.text import safe_text, stars_of_five

ELLIPSIS = "…"
EMPTY = "–"
_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL_BLOCK = "█"
_LEAST_FOR_MIDDLE = 12


class Ink(StrEnum):
    """The few ways in which a piece of text is coloured; the theme says how each one looks."""

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


def matched(text: str, spans: Sequence[tuple[int, int]], ink: Ink = Ink.PLAIN) -> Cell:
    """External text in which the parts `spans`, as (start, end) in order, are what somebody looks for."""
    pieces: list[Span] = []
    at = 0
    for start, end in spans:
        pieces += [(text[at:start], ink), (text[start:end], Ink.MATCH)]
        at = end
    pieces.append((text[at:], ink))
    return tuple((safe_text(piece), style) for piece, style in pieces if piece)


def muted(text: str) -> Cell:
    """External or own text that stays in the background."""
    return ((safe_text(text), Ink.MUTED),)


def figure(number: float | None, decimals: int = 2) -> Cell:
    """A number with thousands separators, or a dash where there is none."""
    return muted(EMPTY) if number is None else plain(f"{number:,.{decimals}f}")


def count(number: int) -> Cell:
    """A whole number with thousands separators; nought is muted."""
    return plain(f"{number:,}") if number else muted("0")


def starred(rating: float | None) -> Cell:
    """Five places for stars and the figure behind them, ten cells wide; a dash where there is no rating."""
    if rating is None:
        return muted(EMPTY)
    full, empty = stars_of_five(rating)
    return ((full, Ink.STAR), (empty, Ink.TRACK), (f" {rating:.2f}", Ink.PLAIN))


def bar(share: float, width: int) -> Cell:
    """A horizontal bar of `width` cells, filled to `share` (0 to 1) in eighths of a cell."""
    drawn = bar_text(share, width)
    return ((drawn, Ink.BAR), (" " * (width - len(drawn)), Ink.TRACK))


def bar_text(share: float, width: int) -> str:
    """The filled part of a bar; what is above nought always shows at least an eighth of a cell."""
    clipped = min(1.0, max(0.0, share))
    eighths = round(clipped * width * 8)
    if clipped > 0:
        eighths = max(1, eighths)
    full, rest = divmod(eighths, 8)
    return _FULL_BLOCK * full + (_EIGHTHS[rest] if rest else "")


def measured_bar(share: float, width: int, label: str) -> Cell:
    """A bar and its figure."""
    return (*bar(share, width), (f" {label}", Ink.PLAIN))


def width_of(cell: Iterable[Span]) -> int:
    """How many terminal cells the text takes."""
    return sum(cell_len(text) for text, _ink in cell)


def cut_end(text: str, width: int) -> str:
    """The text in at most `width` cells, the last of them an ellipsis where something is left out."""
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


def cut_middle(text: str, width: int) -> str:
    """The text in at most `width` cells.

    What is too long loses words from its middle, as the end often tells films of a series apart:
    "Star Wars: Episode … Strikes Back".
    """
    if cell_len(text) <= width or width < _LEAST_FOR_MIDDLE:
        return cut_end(text, width)
    head, tail = _ends(text, width)
    return head + ELLIPSIS + tail


def _ends(text: str, width: int) -> tuple[str, str]:
    """What is left of the text before and behind the ellipsis."""
    tail = _last_words(text, width // 3)
    return set_cell_size(text, width - 1 - cell_len(tail)).rstrip(), tail


def _fitted_middle(cell: Cell, width: int) -> Cell:
    """A cell of several pieces cut as one text, each letter in the ink it has."""
    if width <= 0:
        return ()
    text = "".join(piece for piece, _ink in cell)
    if width < _LEAST_FOR_MIDDLE:
        head, tail = cut_end(text, width).removesuffix(ELLIPSIS), ""
    else:
        head, tail = _ends(text, width)
    return (
        *_between(cell, 0, len(head)),
        (ELLIPSIS, Ink.PLAIN),
        *_between(cell, len(text) - len(tail), len(text)),
    )


def _between(cell: Cell, first: int, end: int) -> Iterator[Span]:
    at = 0
    for text, ink in cell:
        part = text[max(0, first - at) : max(0, end - at)]
        if part:
            yield part, ink
        at += len(text)


def _last_words(text: str, width: int) -> str:
    """As many whole words from the end as fit, with the space before; nothing if the last is too long."""
    tail = ""
    for word in reversed(text.split(" ")):
        longer = f" {word}{tail}"
        if cell_len(longer) > width:
            break
        tail = longer
    return tail


def fitted(cell: Cell, width: int, cut: Callable[[str, int], str] = cut_end) -> Cell:
    """The cell in at most `width` cells: what is too long is shortened by `cut`."""
    if width_of(cell) <= width:
        return cell
    if cut is cut_middle and len(cell) > 1:
        return _fitted_middle(cell, width)
    kept: list[Span] = []
    room = width
    for text, ink in cell:
        kept.append((cut(text, room), ink))
        if cell_len(text) > room:
            break
        room -= cell_len(text)
    return tuple(kept)
