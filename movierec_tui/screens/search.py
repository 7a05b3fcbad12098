"""The home screen: type, see films, open one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from db.errors import StoreError
from engine.errors import EngineError
from movierec_tui.actions import Context, bindings_for
from movierec_tui.screens.room import RoomScreen
from movierec_tui.widgets.film_card import FilmCard
from movierec_tui.widgets.film_columns import (
    genres_column,
    mean_column,
    ratings_column,
    title_column,
    year_column,
)
from movierec_tui.widgets.film_table import FilmTable
from movierec_tui.widgets.inputs import QueryInput
from movierec_tui.widgets.table import RowTable

if TYPE_CHECKING:
    from db.rows import MovieDetails, MovieSummary
    from movierec_tui.library import Library, Near, Standing

LIMIT = 50
DEBOUNCE_SECONDS = 0.01
CARD_DELAY_SECONDS = 0.12
CARD_NEIGHBOURS = 8


def _same(movie: MovieSummary) -> MovieSummary:
    return movie


class SearchScreen(RoomScreen):
    """A box, and the films that it may mean; before anything is typed, the popular ones."""

    CONTEXT = Context.SEARCH
    CSS_PATH = "search.tcss"
    AUTO_FOCUS = "#query"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.SEARCH)

    def __init__(self) -> None:
        super().__init__()
        self._asked = 0
        self._answers: tuple[str | None, int | None] | None = None

    def compose_body(self) -> ComposeResult:
        """Box, list, and at its right the film under the cursor."""
        yield QueryInput(
            placeholder="Search films: a title, a year, 1990s, genre:comedy …",
            id="query",
            select_on_focus=False,
        )
        with Horizontal(id="found"):
            with Vertical(id="results-panel"):
                yield FilmTable(
                    [
                        title_column(_same),
                        year_column(_same, rank=1),
                        genres_column(_same),
                        mean_column(_same),
                        ratings_column(_same),
                    ],
                    _same,
                    id="results",
                )
            with Vertical(id="card-panel"):
                yield FilmCard()

    def on_mount(self) -> None:
        """Asks for the popular films as soon as the empty screen is painted."""
        self._title("")
        self.call_after_refresh(self._look_up, "")
        self.watch(self.app, "standing", self._standing_changed, init=False)

    @property
    def results(self) -> RowTable[MovieSummary]:
        """The list of films."""
        return self.query_one("#results", RowTable)

    @property
    def query_box(self) -> Input:
        """The search box."""
        return self.query_one("#query", Input)

    def focus_query(self) -> None:
        """Puts the cursor into the box, its text selected so that typing replaces it."""
        self.query_box.focus()
        self.query_box.select_all()

    def step_back(self) -> bool:
        """Clears the box; from an empty box the list is next."""
        if self.query_box.value:
            self.query_box.value = ""
            return True
        if self.query_box.has_focus:
            self.results.focus()
            return True
        return False

    # Searching

    @on(Input.Changed, "#query")
    def _typed(self, event: Input.Changed) -> None:
        self._look_up(event.value)

    def _look_up(self, text: str) -> None:
        self._asked += 1
        self._search(text, self._asked)

    @work(group="search", exclusive=True, exit_on_error=False)
    async def _search(self, text: str, number: int) -> None:
        """Asks for `text`; an answer that is not to the last question is dropped."""
        await asyncio.sleep(DEBOUNCE_SECONDS if text else 0)

        def question(library: Library) -> tuple[MovieSummary, ...]:
            return library.search(text, LIMIT)

        try:
            found = await self.movierec.read(question)
        except (StoreError, EngineError) as error:
            if number == self._asked:
                self.results.show_trouble(str(error))
            return
        if number == self._asked:
            self._show(text, found)

    def _show(self, text: str, found: tuple[MovieSummary, ...]) -> None:
        if text.strip():
            empty = f"No film is called “{text.strip()}”. Fewer letters, or another spelling, may find it."
        else:
            empty = "No films yet. Press esc and then 5 to choose a data set."
        self.results.show(found, empty)
        self._title(text, len(found))

    def _title(self, text: str, number: int | None = None) -> None:
        panel = self.query_one("#results-panel")
        if not text.strip():
            panel.border_title = "Popular films"
        elif number is not None:
            shown = {0: "No", LIMIT: f"{LIMIT} best"}.get(number, str(number))
            panel.border_title = f"{shown} {'film' if number < 2 else 'films'}"

    def _standing_changed(self, standing: Standing | None) -> None:
        """Other data have other films, and another run has other neighbours."""
        if standing is None:
            return
        answers = (
            None if standing.data_set is None else standing.data_set.fingerprint,
            None if standing.run is None else standing.run.run_id,
        )
        if answers != self._answers:
            self._answers = answers
            self._look_up(self.query_box.value)

    # Choosing

    @on(Input.Submitted, "#query")
    def _submitted(self) -> None:
        self.results.action_open()

    @on(RowTable.Opened, "#results")
    def _opened(self, event: RowTable.Opened) -> None:
        self.movierec.open_movie(event.row.movie_id)

    def action_enter_results(self) -> None:
        """From the box into the list; the first row is under the cursor already, so the second is next."""
        if self.query_box.has_focus and self.results.rows:
            self.results.focus()
            self.results.action_cursor_down()

    def action_leave_results(self) -> None:
        """From the first row back into the box."""
        self.query_box.focus()

    # The card

    @on(RowTable.Highlighted, "#results")
    def _highlighted(self, event: RowTable.Highlighted) -> None:
        if not self.has_class("-wide"):
            return
        if event.row is None:
            self.query_one(FilmCard).details = None
            return
        self._fill_card(event.row)

    @work(group="card", exclusive=True, exit_on_error=False)
    async def _fill_card(self, movie: MovieSummary) -> None:
        await asyncio.sleep(CARD_DELAY_SECONDS)

        def question(library: Library) -> tuple[MovieDetails, tuple[Near[MovieSummary], ...], str]:
            details = library.movie(movie.movie_id)
            try:
                return details, library.similar_movies(movie.movie_id, CARD_NEIGHBOURS), ""
            except EngineError as error:
                return details, (), str(error)

        card = self.query_one(FilmCard)
        try:
            details, nearest, trouble = await self.movierec.read(question)
        except StoreError as error:
            card.details = None
            card.trouble = str(error)
            return
        card.details, card.nearest, card.trouble = details, nearest, trouble

    def on_resize(self) -> None:
        """A terminal that became wide shows the card."""
        self.call_after_refresh(self._fill_card_if_wide)

    def _fill_card_if_wide(self) -> None:
        current = self.results.current
        if self.has_class("-wide") and current is not None:
            self._fill_card(current)
