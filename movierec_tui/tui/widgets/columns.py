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
        cut: where a text that is too long is shortened.
        rank: 0 stays always; where the table is too narrow, the column with the highest rank goes first.
    """

    title: str
    cell: Callable[[R], Cell]
    width: int
    flex: int = 0
    align: Align = Align.LEFT
    rank: int = 0
    cut: Cut = Cut.END


def share_width(columns: Sequence[Column[R]], width: int) -> list[tuple[Column[R], int]]:
    """The columns that fit into `width` cells, in their order, each with its width."""
    kept = list(columns)
    while _least_width(kept) > width and (last := max(kept, key=lambda column: column.rank)).rank > 0:
        kept.remove(last)
    spare = max(0, width - _least_width(kept))
    shares = sum(column.flex for column in kept)
    widths: list[tuple[Column[R], int]] = []
    for column in kept:
        extra = spare * column.flex // shares if shares else 0
        spare -= extra
        shares -= column.flex
        widths.append((column, column.width + extra))
    return widths


def _least_width(columns: Sequence[Column[R]]) -> int:
    return sum(column.width for column in columns) + GAP * max(0, len(columns) - 1)
