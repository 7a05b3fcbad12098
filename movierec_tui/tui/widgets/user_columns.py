"""The columns in which users are shown, the same in every list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from movierec_tui.tui.widgets.cells import EMPTY, Cell, count, muted, plain, starred
from movierec_tui.tui.widgets.columns import Align, Column
from movierec_tui.wording.text import user_name

if TYPE_CHECKING:
    from db.rows import UserSummary

R = TypeVar("R")


def user_columns(user_of: Callable[[R], UserSummary]) -> list[Column[R]]:
    """Name or number, gender, age group, occupation, number of ratings and their mean."""

    def text(value_of: Callable[[UserSummary], str | None]) -> Callable[[R], Cell]:
        def cell(row: R) -> Cell:
            value = value_of(user_of(row))
            return plain(value) if value else muted(EMPTY)

        return cell

    return [
        Column("User", text(user_name), width=10, flex=1),
        Column("Gender", text(lambda user: user.gender), width=6, rank=6),
        Column("Age", text(lambda user: user.age_group), width=8, rank=5),
        Column("Occupation", text(lambda user: user.occupation), width=13, flex=1, rank=7),
        Column("Ratings", lambda row: count(user_of(row).ratings), width=7, align=Align.RIGHT, rank=4),
        Column("Mean", lambda row: starred(user_of(row).mean_rating), width=6, rank=3),
    ]
