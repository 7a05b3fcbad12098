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


def _or_dash(text: str | None) -> Cell:
    return plain(text) if text else muted(EMPTY)


def user_column(user_of: Callable[[R], UserSummary]) -> Column[R]:
    """Name or number."""
    return Column("User", lambda row: plain(user_name(user_of(row))), width=10, flex=1)


def gender_column(user_of: Callable[[R], UserSummary]) -> Column[R]:
    """F, M or a dash."""
    return Column("Gender", lambda row: _or_dash(user_of(row).gender), width=6, rank=6)


def age_column(user_of: Callable[[R], UserSummary]) -> Column[R]:
    """The age group."""
    return Column("Age", lambda row: _or_dash(user_of(row).age_group), width=8, rank=5)


def occupation_column(user_of: Callable[[R], UserSummary]) -> Column[R]:
    """The occupation."""
    return Column("Occupation", lambda row: _or_dash(user_of(row).occupation), width=13, flex=1, rank=7)


def ratings_column(user_of: Callable[[R], UserSummary]) -> Column[R]:
    """The number of ratings."""
    return Column("Ratings", lambda row: count(user_of(row).ratings), width=7, align=Align.RIGHT, rank=4)


def mean_column(user_of: Callable[[R], UserSummary]) -> Column[R]:
    """The mean of the user's ratings."""
    return Column("Mean", lambda row: starred(user_of(row).mean_rating), width=10, rank=3)
