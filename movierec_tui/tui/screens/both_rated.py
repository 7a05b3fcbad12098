"""The films that two people rated, with what each gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from db.errors import StoreError
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.click_away import FilmsOverScreen
from movierec_tui.tui.widgets.cells import cut_end
from movierec_tui.tui.widgets.film_columns import given_column, title_column, year_column
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.text import user_name

if TYPE_CHECKING:
    from db.rows import MovieSummary, UserSummary
    from db.taste import BothRated

_NAME = 10


def _movie(row: BothRated) -> MovieSummary:
    return row.movie


class BothRatedScreen(FilmsOverScreen):
    """Opens over a user's screen; Enter opens the film."""

    AUTO_FOCUS = "#both"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.BOTH)

    def __init__(self, first: UserSummary, second: UserSummary) -> None:
        super().__init__()
        self._first, self._second = first, second

    def compose(self) -> ComposeResult:
        """The list."""
        first, second = user_name(self._first), user_name(self._second)
        with Vertical() as frame:
            frame.border_title = Content(f"{first} and {second}")
            frame.border_subtitle = self.ways_out("both.close")
            table: RowTable[BothRated] = RowTable(
                [
                    title_column(_movie),
                    year_column(_movie),
                    given_column(cut_end(first, _NAME), lambda row: row.first),
                    given_column(cut_end(second, _NAME), lambda row: row.second),
                ],
                key=lambda row: row.movie.movie_id,
                id="both",
            )
            yield table

    def on_mount(self) -> None:
        self._read()

    @work(exit_on_error=False)
    async def _read(self) -> None:
        table: RowTable[BothRated] = self.query_one("#both", RowTable)
        first, second = self._first, self._second
        try:
            rows = await self.movierec.library.read(
                lambda library: library.both_rated(first.user_id, second.user_id)
            )
        except StoreError as error:
            table.show_trouble(str(error))
            return
        number = "1 film" if len(rows) == 1 else f"{len(rows):,} films"
        frame = self.query_one(Vertical)
        frame.border_title = Content(f"{user_name(first)} and {user_name(second)} · {number} rated by both")
        table.show(rows, "There is no film that both rated.")
