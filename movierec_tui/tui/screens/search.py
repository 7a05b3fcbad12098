"""The search: type, see films, open one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from db.errors import StoreError
from db.rows import MovieDetails, MovieSummary
from engine.errors import EngineError
from movierec_tui.library.answers import LibraryStatus, Matched, Near, Prediction
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen, not_enriched
from movierec_tui.tui.screens.dialog import ListDialog
from movierec_tui.tui.services import watch_app
from movierec_tui.tui.widgets.cells import Cell, Ink, cut_end, matched, plain, starred
from movierec_tui.tui.widgets.film_card import FilmCard
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.inputs import QueryInput
from movierec_tui.tui.widgets.list_columns import (
    genres_column,
    itself,
    mean_column,
    ratings_column,
    title_column,
    year_column,
)
from movierec_tui.tui.widgets.table import Column, RowTable
from movierec_tui.wording.list_requests import asks_for_people, reading_words
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.search.films import FoundFilms
    from movierec_tui.library.library import Library

    MatchedFilms = tuple[FoundFilms, Mapping[int, Matched]]
    CardFilms = tuple[MovieDetails, tuple[Near[MovieSummary], ...], str]


class RecentSearchesScreen(ListDialog[str, "str | None"]):
    """The last searches, the newest first; gives the one that was taken."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.RECENT)

    def __init__(self) -> None:
        super().__init__(
            "Recent searches",
            [Column("Searched for", plain, width=20, flex=1)],
            key=lambda text: text,
        )

    def on_mount(self) -> None:
        self.note("Searches from which you opened a film; kept in your database only.")
        self.do(lambda library: library.searches.recent(), self._show)

    def _show(self, searches: tuple[str, ...]) -> None:
        self.show_things(searches, "No searches yet.")

    def action_forget(self) -> None:
        text = self.things.current
        if text is not None:
            self.do(lambda library: library.searches.forget(text), self._show)

    def action_forget_all(self) -> None:
        if self.things.rows:
            self.movierec.ask("Forget all recent searches?", "Forget", "Keep", self._forget_all)

    def _forget_all(self) -> None:
        self.do(lambda library: library.searches.forget_all(), lambda _none: self._show(()))


LIMIT = 50
SEARCH_DELAY_SECONDS = 0.01
EXPECTED_DELAY_SECONDS = 0.06
CARD_DELAY_SECONDS = 0.12
CARD_NEIGHBOURS = 8
RECENT_CELLS = 48


def _ignore(_trouble: str) -> None:
    """For what the screen can do without."""


class SearchScreen(BaseScreen):
    """A box, and the films that it may mean; before anything is typed, the popular ones."""

    CONTEXT = Context.SEARCH
    AUTO_FOCUS = "#query"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.SEARCH)

    results: getters.query_one[FilmTable[MovieSummary]] = getters.query_one("#results", FilmTable)
    query_box = getters.query_one("#query", Input)

    def __init__(self) -> None:
        super().__init__()
        self._data_set_and_run: object = None
        self._matched: Mapping[int, Matched] = {}
        self._expected: Mapping[int, Prediction] = {}
        self._recent: tuple[str, ...] = ()

    def compose_body(self) -> ComposeResult:
        yield QueryInput(
            placeholder="Search films: a title, 1990s, tag:noir, director:kubrick …",
            id="query",
            classes="framed",
            select_on_focus=False,
        )
        with Horizontal(id="found"):
            with Vertical(id="results-panel", classes="panel"):
                yield Static(id="reading", markup=False)
                yield FilmTable(self._columns(), itself, id="results")
            with Vertical(id="card-panel", classes="panel"):
                yield FilmCard()

    def on_mount(self) -> None:
        self._name_results("")
        watch_app(self, "status", self._status_changed)
        watch_app(self, "profile", self._profile_changed, init=False)
        self.follow("opinions", self._expect_anew, init=False)

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

    def _status_changed(self, status: LibraryStatus | None) -> None:
        """Other data have other films, and another run has other neighbours."""
        if status is None:
            return
        data_set, run = status.data_set, status.run
        data_set_and_run = (
            None if data_set is None else (data_set.fingerprint, data_set.enriched_at),
            None if run is None else run.run_id,
        )
        if data_set_and_run != self._data_set_and_run:
            self._data_set_and_run = data_set_and_run
            self._profile_changed()
            self._search(self.query_box.value)
            self.load("recent", lambda library: library.searches.recent(), self._show_recent, _ignore)

    @on(Input.Changed, "#query")
    def _typed(self, event: Input.Changed) -> None:
        self._show_recent(self._recent)
        self._search(event.value)

    def _search(self, text: str) -> None:
        def question(library: Library) -> MatchedFilms:
            found = library.found(text, LIMIT)
            return found, library.searches.matched(text, found.films)

        delay = SEARCH_DELAY_SECONDS if text else 0.0
        self.load("search", question, partial(self._show, text), self.results.show_trouble, delay=delay)

    def _show(self, text: str, answer: MatchedFilms) -> None:
        found, self._matched = answer
        films = found.films
        reading = self.query_one("#reading", Static)
        reading.update("" if found.reading is None else Content(reading_words(found.reading)))
        reading.display = found.reading is not None
        key_of = self.movierec.key_of
        empty = f"No films yet. Press {key_of('query.clear')} and then {key_of('go.data')} to choose a data set."
        if text.strip():
            empty = f"No film is called “{text.strip()}”. Fewer letters, or another spelling, may find it."
            if asks_for_people(text):
                empty = not_enriched(self.movierec) or "No film matches; try fewer or other words."
        self.results.show(films, empty, asked_for=text)
        self._name_results(text, len(films))
        self._expect([film.movie_id for film in films if film.movie_id not in self._expected])

    def _name_results(self, text: str, number: int | None = None) -> None:
        panel = self.query_one("#results-panel", Vertical)
        if not text.strip():
            panel.border_title = "Popular films"
        elif number is not None:
            shown = {0: "No", LIMIT: f"{LIMIT} best"}.get(number, str(number))
            panel.border_title = f"{shown} {'film' if number < 2 else 'films'}"

    # Columns

    def _columns(self) -> Sequence[Column[MovieSummary]]:
        """The title with what was typed marked; where there are a model and a profile, the predicted rating."""
        return (
            title_column(itself, self._title_cell),
            year_column(itself),
            *([Column("For you", self._expected_cell, width=7, rank=2)] if self._predicts else []),
            genres_column(itself),
            mean_column(itself),
            ratings_column(itself),
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
        return starred(None if expected is None else expected.rating, 1)

    # What to expect

    def _profile_changed(self) -> None:
        self._expected = {}
        self.results.set_columns(self._columns())

    def _expect_anew(self) -> None:
        """Every rating changes what to expect; until that is known, the list shows what was expected before."""
        self._expect([film.movie_id for film in self.results.rows], anew=True)

    def _expect(self, movie_ids: Sequence[int], *, anew: bool = False) -> None:
        """Fills the column in when the list is drawn already; nobody waits for it while typing."""
        profile = self.movierec.profile
        if profile is None or not self._predicts or not movie_ids:
            return

        def show(expected: Mapping[int, Prediction]) -> None:
            self._expected = expected if anew else {**self._expected, **expected}
            self.results.refresh()

        self.load(
            "expected",
            lambda library: library.lists.predictions(profile.user_id, movie_ids),
            show,
            _ignore,
            delay=0.0 if anew else EXPECTED_DELAY_SECONDS,
        )

    # Recent searches

    def _show_recent(self, recent: tuple[str, ...]) -> None:
        """Names the newest searches in the frame of the empty box."""
        self._recent = recent
        named = cut_end(safe_text(" · ".join(recent[:4])), RECENT_CELLS)
        shown = bool(recent) and not self.query_box.value
        self.query_box.border_subtitle = Content(f"{self.movierec.key_of('search.recent')} {named}" if shown else "")

    @work(group="remember", exit_on_error=False)
    async def _remember(self, text: str) -> None:
        with suppress(StoreError):  # a database that may only be read remembers nothing
            self._show_recent(await self.movierec.library.change(lambda library: library.searches.remember(text)))

    def action_recent(self) -> None:
        """Shows the last searches; the one that is taken is searched again."""

        def taken(text: str | None) -> None:
            self.load("recent", lambda library: library.searches.recent(), self._show_recent, _ignore)
            if text:
                self.query_box.value = text
                self.query_box.focus()

        self.app.push_screen(RecentSearchesScreen(), taken)

    # Choosing

    @on(Input.Submitted, "#query")
    def _submitted(self, event: Input.Submitted) -> None:
        self.results.open_found(event.value)

    @on(RowTable.Opened, "#results")
    def _opened(self) -> None:
        if self.query_box.value.strip():
            self._remember(self.query_box.value)

    def action_enter_results(self) -> None:
        """From the box into the list; the first row is under the cursor already, so the second is next."""
        if self.query_box.has_focus and self.results.rows:
            self.results.focus()
            self.results.action_cursor_down()

    def action_leave_results(self) -> None:
        self.query_box.focus()

    # The card

    def on_resize(self) -> None:
        """A terminal that became wide shows the card."""
        self.call_after_refresh(self._load_card)

    @on(RowTable.Highlighted, "#results")
    def _load_card(self) -> None:
        film = self.results.current
        if film is None:
            self.workers.cancel_group(self, "card")
            self._no_card("")
        elif self.has_class("-wide"):
            question = partial(_card_of, film.movie_id)
            self.load("card", question, self._draw_card, self._no_card, delay=CARD_DELAY_SECONDS)

    def _draw_card(self, films: CardFilms) -> None:
        card = self.query_one(FilmCard)
        card.details, card.nearest, card.trouble = films

    def _no_card(self, sentence: str) -> None:
        card = self.query_one(FilmCard)
        card.details, card.trouble = None, sentence


def _card_of(movie_id: int, library: Library) -> CardFilms:
    """The film and its nearest ones, or why there are none."""
    details = library.movie(movie_id)
    try:
        return details, library.similar_movies(movie_id, CARD_NEIGHBOURS), ""
    except EngineError as error:
        return details, (), str(error)
