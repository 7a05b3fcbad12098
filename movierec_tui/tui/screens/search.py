"""The home screen: type, see films, open one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input

from db.errors import StoreError
from engine.errors import EngineError
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.widgets.cells import EMPTY, Cell, Ink, cut_end, matched, muted
from movierec_tui.tui.widgets.columns import Column, Cut
from movierec_tui.tui.widgets.film_card import FilmCard
from movierec_tui.tui.widgets.film_columns import (
    genres_column,
    mean_column,
    ratings_column,
    year_column,
)
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.inputs import QueryInput
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.text import safe_text, stars_of_five

if TYPE_CHECKING:
    from db.rows import MovieDetails, MovieSummary
    from movierec_tui.library.answers import LibraryStatus, Matched, Near, Prediction
    from movierec_tui.library.library import Library

LIMIT = 50
DEBOUNCE_SECONDS = 0.01
CARD_DELAY_SECONDS = 0.12
CARD_NEIGHBOURS = 8
EXPECTED_DELAY_SECONDS = 0.06
RECENT_CELLS = 48


def _same(movie: MovieSummary) -> MovieSummary:
    return movie


class SearchScreen(BaseScreen):
    """A box, and the films that it may mean; before anything is typed, the popular ones."""

    CONTEXT = Context.SEARCH
    AUTO_FOCUS = "#query"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.SEARCH)

    def __init__(self) -> None:
        super().__init__()
        self._asked = 0
        self._answers: tuple[str | None, int | None] | None = None
        self._matched: Mapping[int, Matched] = {}
        self._expected: Mapping[int, Prediction] = {}
        self._recent: tuple[str, ...] = ()

    def compose_body(self) -> ComposeResult:
        """Box, list, and at its right the film under the cursor."""
        yield QueryInput(
            placeholder="Search films: a title, a year, 1990s, genre:comedy …",
            id="query",
            classes="framed",
            select_on_focus=False,
        )
        with Horizontal(id="found"):
            with Vertical(id="results-panel", classes="panel"):
                yield FilmTable(self._columns(), _same, id="results")
            with Vertical(id="card-panel", classes="panel"):
                yield FilmCard()

    def on_mount(self) -> None:
        """Asks for the popular films as soon as the empty screen is painted."""
        self._title("")
        self.call_after_refresh(self._look_up, "")
        self.call_after_refresh(self._read_recent)
        self.watch(self.app, "status", self._status_changed, init=False)
        self.watch(self.app, "profile", self._profile_changed, init=False)
        self.watch(self.app, "opinions", self._opinions_changed, init=False)

    @property
    def results(self) -> FilmTable[MovieSummary]:
        """The list of films."""
        return self.query_one("#results", FilmTable)

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
        self._show_recent(self._recent)
        self._look_up(event.value)

    def _look_up(self, text: str) -> None:
        self._asked += 1
        self._search(text, self._asked)

    @work(group="search", exclusive=True, exit_on_error=False)
    async def _search(self, text: str, number: int) -> None:
        """Asks for `text`; an answer that is not to the last question is dropped."""
        await asyncio.sleep(DEBOUNCE_SECONDS if text else 0)

        def question(library: Library) -> tuple[tuple[MovieSummary, ...], Mapping[int, Matched]]:
            films = library.search(text, LIMIT)
            return films, library.searches.matched(text, films)

        try:
            found, why = await self.movierec.library.read(question)
        except (StoreError, EngineError) as error:
            if number == self._asked:
                self.results.show_trouble(str(error))
            return
        if number == self._asked:
            self._matched = why
            self._show(text, found)
            self._expect(self._missing())

    def _show(self, text: str, found: tuple[MovieSummary, ...]) -> None:
        if text.strip():
            empty = f"No film is called “{text.strip()}”. Fewer letters, or another spelling, may find it."
        else:
            key_of = self.movierec.key_of
            empty = f"No films yet. Press {key_of('query.clear')} and then {key_of('go.data')} to choose a data set."
        self.results.show(found, empty)
        self._title(text, len(found))

    def _title(self, text: str, number: int | None = None) -> None:
        panel = self.query_one("#results-panel", Vertical)
        if not text.strip():
            panel.border_title = Content("Popular films")
        elif number is not None:
            shown = {0: "No", LIMIT: f"{LIMIT} best"}.get(number, str(number))
            panel.border_title = Content(f"{shown} {'film' if number < 2 else 'films'}")

    def _status_changed(self, status: LibraryStatus | None) -> None:
        """Other data have other films, and another run has other neighbours."""
        if status is None:
            return
        answers = (
            None if status.data_set is None else status.data_set.fingerprint,
            None if status.run is None else status.run.run_id,
        )
        if answers != self._answers:
            self._answers = answers
            self._expected = {}
            self.results.show_film_columns(self._columns())
            self._look_up(self.query_box.value)

    # Columns

    def _columns(self) -> Sequence[Column[MovieSummary]]:
        """The title with what was typed marked; where a run answers somebody, the stars to expect from them."""
        return (
            Column("Title", self._title_cell, width=20, flex=4, cut=Cut.MIDDLE),
            year_column(_same, rank=1),
            *([Column("For you", self._expected_cell, width=9, rank=2)] if self._predicts else []),
            genres_column(_same),
            mean_column(_same),
            ratings_column(_same),
        )

    @property
    def _predicts(self) -> bool:
        status = self.movierec.status
        return self.movierec.profile is not None and status is not None and status.run is not None

    def _title_cell(self, movie: MovieSummary) -> Cell:
        why = self._matched.get(movie.movie_id)
        title = matched(movie.display_title, () if why is None else why.title)
        if why is None or not why.other_name:
            return title
        return (*title, (" · ", Ink.MUTED), *matched(why.other_name, why.other, Ink.MUTED))

    def _expected_cell(self, movie: MovieSummary) -> Cell:
        expected = self._expected.get(movie.movie_id)
        if expected is None:
            return muted(EMPTY)
        full, empty = stars_of_five(expected.rating)
        return ((full, Ink.STAR), (empty, Ink.TRACK), (f" {expected.rating:.1f}", Ink.PLAIN))

    # What the active profile may expect

    def _profile_changed(self) -> None:
        self._expected = {}
        self.results.show_film_columns(self._columns())

    def _opinions_changed(self) -> None:
        """Every rating changes what to expect; until that is known, the list shows what was expected before."""
        self.when_in_front("expected", self._expect_anew)

    def _expect_anew(self) -> None:
        self._expect(tuple(movie.movie_id for movie in self.results.rows), anew=True)

    def _missing(self) -> tuple[int, ...]:
        return tuple(movie.movie_id for movie in self.results.rows if movie.movie_id not in self._expected)

    @work(group="expected", exclusive=True, exit_on_error=False)
    async def _expect(self, movie_ids: tuple[int, ...], *, anew: bool = False) -> None:
        """Fills the column in when the list is drawn already; nobody waits for it while typing."""
        profile = self.movierec.profile
        if profile is None or not self._predicts or not movie_ids:
            return
        await asyncio.sleep(EXPECTED_DELAY_SECONDS)
        with suppress(StoreError, EngineError):  # without a usable run, the column keeps its dashes
            expected = await self.movierec.library.read(
                lambda library: library.lists.predictions(profile.user_id, movie_ids)
            )
            self._expected = expected if anew else {**self._expected, **expected}
            self.results.refresh()

    # Recent searches

    def _show_recent(self, recent: tuple[str, ...]) -> None:
        """Names the newest searches in the frame of the empty box."""
        self._recent = recent
        named = safe_text(" · ".join(recent[:4]))
        shown = bool(recent) and not self.query_box.value
        key = self.movierec.key_of("search.recent")
        self.query_box.border_subtitle = Content(f"{key} {cut_end(named, RECENT_CELLS)}" if shown else "")

    def _read_recent(self) -> None:
        self.load(
            "recent", lambda library: library.searches.recent(), self._show_recent, lambda _trouble: None
        )

    @work(group="remember", exit_on_error=False)
    async def _remember(self, text: str) -> None:
        with suppress(StoreError):  # a database that may only be read remembers nothing
            self._show_recent(
                await self.movierec.library.change(lambda library: library.searches.remember(text))
            )

    def action_recent(self) -> None:
        """Shows the last searches; the one that is taken is searched again."""
        from movierec_tui.tui.screens.recent_searches import RecentSearchesScreen  # noqa: PLC0415

        def taken(text: str | None) -> None:
            self._read_recent()
            if text:
                self.query_box.value = text
                self.query_box.focus()

        self.app.push_screen(RecentSearchesScreen(), taken)

    # Choosing

    @on(Input.Submitted, "#query")
    def _submitted(self) -> None:
        self.results.action_open()

    @on(RowTable.Opened, "#results")
    def _opened(self, event: RowTable.Opened) -> None:
        if self.query_box.value.strip():
            self._remember(self.query_box.value)
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
            details, nearest, trouble = await self.movierec.library.read(question)
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
