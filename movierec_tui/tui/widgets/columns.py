"""Which columns a table has, and how they share the width there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from movierec_tui.tui.widgets.cells import Cell

R = TypeVar("R")

GAP = 2
"""Cells between two columns."""


class Align(Enum):
    """On which side of its column a cell stands."""

    LEFT = "left"
    RIGHT = "right"


class Cut(Enum):
    """Where a text that is too long loses its words."""

    END = "end"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of a table whose rows are of type `R`.

    Attributes:
        title: the heading, our own text.
        cell: what a row shows here.
        width: its cells; the least it needs when it also takes spare room.
        flex: its share of the spare room, 0 for a fixed width.
        align: on which side the text stands.
        rank: 0 stays always; where the table is too narrow, the column with the highest rank goes first.
        cut: where a text that is too long is shortened.
        wanted: the width that columns of rank 2 and more leave it, in most terminals and in wide ones.
    """

    title: str
    cell: Callable[[R], Cell]
    width: int
    flex: int = 0
    align: Align = Align.LEFT
    rank: int = 0
    cut: Cut = Cut.END
    wanted: tuple[int, int] = (0, 0)


def share_width(columns: Sequence[Column[R]], width: int, *, wide: bool = False) -> list[tuple[Column[R], int]]:
    """The columns that fit into `width` cells, in their order, each with its width."""
    kept = list(columns)
    while kept:
        last = max(kept, key=lambda column: column.rank)
        least = [max(column.width, column.wanted[wide] if last.rank > 1 else 0) for column in kept]
        if last.rank == 0 or _with_gaps(least) <= width:
            break
        kept.remove(last)
    spare = max(0, width - _with_gaps(least))
    shares = sum(column.flex for column in kept)
    widths: list[tuple[Column[R], int]] = []
    for column, cells in zip(kept, least, strict=True):
        extra = spare * column.flex // shares if shares else 0
        spare -= extra
        shares -= column.flex
        widths.append((column, cells + extra))
    return widths


def _with_gaps(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * max(0, len(widths) - 1)
