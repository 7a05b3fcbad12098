"""Choosing films by typing their titles, and the films that are like all of those chosen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from db.rows import MovieSummary
from movierec_tui.library.answers import Near
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.about_film import FilmsInCommonScreen
from movierec_tui.tui.screens.dialog import Dialog
from movierec_tui.tui.widgets.key_bar import KeyBar
from movierec_tui.tui.widgets.list_columns import (
    SIMILARITY,
    genres_column,
    itself,
    mean_column,
    neighbour,
    ratings_column,
    title_column,
    year_column,
)
from movierec_tui.tui.widgets.table import FollowingTable, RowTable
from movierec_tui.wording.text import film_title, listed

FOUND = 8
"""Films that are shown for what is typed."""

LIKE_THEM = 50


class FilmBox(Input):
    """The box to type into; its other keys move through the list below."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.CHOOSING_FILMS)


class ChoosingFilmsDialog(Dialog["tuple[MovieSummary, ...]"]):
    """Takes one film after the other, and gives those taken; none after Esc.

    Args:
        title: of the frame.
        note: a sentence below it.
        most: how many can be taken; after the last one the dialog closes.
        first: films that are taken already.
    """

    AUTO_FOCUS = "FilmBox"
    DEFAULT_CSS = """
    ChoosingFilmsDialog {
        & > Vertical { width: 76; height: 20; }
        & #note { height: auto; padding: 0 2; margin: 0 0 1 0; color: $ink-muted; }
        & #taken { height: auto; padding: 0 2; margin: 0 0 1 0; color: $accent; }
        & FilmBox { background: $surface; margin: 0 1; }
        & FollowingTable { margin: 1 0; background: $surface; }
        & #trouble { margin: 0 0 1 0; }
    }
    """

    table: getters.query_one[FollowingTable[MovieSummary]] = getters.query_one(FollowingTable)

    def __init__(self, title: str, note: str, most: int, first: Sequence[MovieSummary] = ()) -> None:
        super().__init__()
        self._heading, self._note, self._most = title, note, most
        self._taken = list(first)

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content(self._heading)
            yield Static(self._note, id="note", markup=False)
            yield Static(id="taken")
            yield FilmBox(placeholder="Title of a film", compact=True)
            yield FollowingTable(
                [title_column(itself), year_column(itself, rank=0), genres_column(itself)],
                key=lambda movie: movie.movie_id,
            )
            yield Static(id="trouble", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        self._show_taken()
        self.table.show((), "")

    def _show_taken(self) -> None:
        taken = self.query_one("#taken", Static)
        taken.update(Content("\n").join(Content(f"✓ {film_title(film)}") for film in self._taken))
        taken.display = bool(self._taken)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.tell("")
        text = event.value.strip()
        if text:
            show = partial(self.table.show, empty=f"No film is called “{text}”.", asked_for=text)
            self.load("films", lambda library: library.search(text, FOUND), show, self.table.show_trouble)
        else:
            self.workers.cancel_group(self, "films")
            self.table.show((), "")

    def action_take(self) -> None:
        """Takes the film under the cursor; from an empty box, goes on with those that were taken."""
        text = self.query_one(FilmBox).value.strip()
        if text:
            self.table.open_found(text)
        elif self._taken:
            self.dismiss(tuple(self._taken))

    @on(RowTable.Opened)
    def _take(self, event: RowTable.Opened) -> None:
        event.stop()
        film = event.row
        if film in self._taken:
            self.tell(f"{film_title(film)} is chosen already.")
            return
        self._taken.append(film)
        self.query_one(FilmBox).value = ""
        self._show_taken()
        if len(self._taken) == self._most:
            self.dismiss(tuple(self._taken))

    def action_remove(self) -> None:
        """Deletes a letter, or takes back the last film where there is none."""
        box = self.query_one(FilmBox)
        if box.value:
            box.action_delete_left()
        elif self._taken:
            self._taken.pop()
            self._show_taken()

    def action_move(self, rows: int) -> None:
        self.table.cursor += rows

    def action_close(self) -> None:
        self.dismiss(())


def films_like(films: Sequence[MovieSummary]) -> FilmsInCommonScreen[Near[MovieSummary]]:
    """The screen of films that are like all of these at once."""
    ids = [film.movie_id for film in films]
    return FilmsInCommonScreen(
        "Films like all of them" if len(films) > 1 else "Films like it",
        [
            title_column(neighbour),
            year_column(neighbour),
            genres_column(neighbour),
            SIMILARITY,
            mean_column(neighbour),
            ratings_column(neighbour),
        ],
        neighbour,
        lambda library: library.films_like(ids, LIKE_THEM),
        f"Like {listed([film_title(film) for film in films])}",
    )
