"""The columns that say what a person may expect of a film."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from movierec_tui.tui.widgets.cells import EMPTY, Cell, Ink, bar, muted, starred
from movierec_tui.tui.widgets.columns import Column

if TYPE_CHECKING:
    from movierec_tui.library.answers import Recommended

R = TypeVar("R")

_BAR = 4


def expected_column(expected_of: Callable[[R], Recommended | None], rank: int = 1) -> Column[R]:
    """The predicted stars and how sure they are: a standard deviation, in stars."""

    def cell(row: R) -> Cell:
        film = expected_of(row)
        if film is None:
            return muted(EMPTY)
        return (*starred(film.predicted_rating, 1), (f" ±{film.uncertainty:.1f}", Ink.MUTED))

    return Column("Predicted", cell, width=10, rank=rank)


def match_column(share_of: Callable[[R], float]) -> Column[R]:
    """How well a film fits, compared with the best one of the list, whose share is 1: a bar and a percentage."""

    def cell(row: R) -> Cell:
        share = max(0.0, share_of(row))
        return (*bar(share, _BAR), (f"{share:>5.0%}", Ink.PLAIN))

    return Column("Match", cell, width=_BAR + 5, rank=4)
