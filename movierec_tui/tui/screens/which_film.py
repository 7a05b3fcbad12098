"""Which film does a row of an export mean? A choice of candidates, any other film, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.list_dialog import ListDialog
from movierec_tui.tui.screens.question import NameDialog
from movierec_tui.tui.widgets.list_columns import genres_column, ratings_column, title_column, year_column
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.rows import MovieSummary

NONE = 0
"""Stands for "none of them"; no film has this number."""


def _same(movie: MovieSummary) -> MovieSummary:
    return movie


class WhichFilmScreen(ListDialog["MovieSummary", "MovieSummary | int | None"]):
    """Lists films to choose from, and gives the one chosen: `NONE` for no film, None where nothing was decided.

    Args:
        title: the film as the export names it.
        reason: why it is not certain.
        candidates: the films that it may be, most likely first.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.WHICH_FILM)

    def __init__(self, title: str, reason: str, candidates: Sequence[MovieSummary]) -> None:
        super().__init__(
            f"Which film is {safe_text(title)}?",
            [title_column(_same), year_column(_same, rank=0), genres_column(_same), ratings_column(_same)],
            key=lambda movie: movie.movie_id,
        )
        self._film_title, self._reason, self._candidates = title, reason, candidates

    def on_mount(self) -> None:
        self.note(f"Not certain: {self._reason}.")
        self.show_things(self._candidates, "")

    @on(RowTable.Opened, "#things")
    def _chosen(self, event: RowTable.Opened) -> None:
        self.dismiss(event.row)

    def action_none(self) -> None:
        self.dismiss(NONE)

    def action_other(self) -> None:

        async def use(text: str) -> None:
            movie = await self.movierec.library.read(lambda library: library.find_movie(text))
            self.call_later(self.dismiss, movie)

        question = f"Which film is {safe_text(self._film_title)}? A title or an id"
        self.app.push_screen(NameDialog(question, "Choose", use, placeholder="Title or id", longest=200))

    def action_close(self) -> None:
        self.dismiss(None)
