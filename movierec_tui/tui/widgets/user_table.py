"""Lists of users."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from movierec_tui.tui.widgets.columns import Column
from movierec_tui.tui.widgets.table import RowTable

if TYPE_CHECKING:
    from db.rows import UserSummary

R = TypeVar("R")


class UserTable(RowTable[R]):
    """A table whose rows are about users.

    Args:
        columns: as of any table.
        user_of: the user of a row, who is the row's key, too.
    """

    def __init__(
        self, columns: Sequence[Column[R]], user_of: Callable[[R], UserSummary], *, id: str | None = None
    ) -> None:
        super().__init__(columns, key=lambda row: user_of(row).user_id, id=id)
        self.user_of = user_of
