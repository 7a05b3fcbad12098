"""A list of films within a request: its filters, slider, order and chance. For you and Together are such screens.

From a key to new rows: the action sets `request`, whose watcher calls `load_list`; `load` asks the library in a thread
what `question` says, and `show_rows` gives the answer to the table.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import var
from textual.widget import Widget
from textual.widgets import Static

from movierec_tui.jobs.state import ENRICHING
from movierec_tui.library.answers import FilmList, ListRequest, SavedRequest, Sort
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen, no_data, not_enriched
from movierec_tui.tui.screens.dialog import ListDialog, NameDialog
from movierec_tui.tui.services import Services, watch_app
from movierec_tui.tui.widgets.cells import muted, plain
from movierec_tui.tui.widgets.filter_panel import FilterPanel
from movierec_tui.tui.widgets.panels import Panel
from movierec_tui.tui.widgets.slider import Slider
from movierec_tui.tui.widgets.table import Column, RowTable
from movierec_tui.tui.widgets.why import REASONS
from movierec_tui.wording.list_requests import filter_words, request_words, tilted_by, unreadable_words
from movierec_tui.wording.text import counted, safe_text

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

EVERY_FILM = "every film, no filters"


def in_words(request: ListRequest) -> str:
    """The whole request in one line."""
    return " · ".join(request_words(request)) or EVERY_FILM


class SavedFiltersScreen(ListDialog["SavedRequest", "ListRequest | None"]):
    """The saved filters, each in words; gives the one that was chosen.

    Args:
        user_id: whose filters.
        request: what can be saved.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.SAVED)

    def __init__(self, user_id: int, request: ListRequest) -> None:
        super().__init__(
            "Saved filters",
            [
                Column("Name", lambda row: plain(row.name), width=14, flex=1),
                Column(
                    "Filters",
                    lambda row: muted("cannot be read" if row.request is None else in_words(row.request)),
                    width=20,
                    flex=2,
                ),
            ],
            key=lambda row: row.name,
        )
        self._user_id = user_id
        self._request = request

    def on_mount(self) -> None:
        self.note(f"{self.movierec.key_of('saved.new')} saves what the list shows now: {in_words(self._request)}")
        self._read(None)

    def _read(self, wanted: str | None) -> None:
        """Lists the filters, the cursor on those called `wanted` where there are some."""
        self.do(lambda library: library.lists.saved(self._user_id), partial(self._show, wanted))

    def _show(self, wanted: str | None, kept: tuple[SavedRequest, ...]) -> None:
        self.show_things(kept, "Nothing is saved yet.", wanted)
        unreadable = [safe_text(saved.name) for saved in kept if saved.request is None]
        if unreadable:
            delete = self.movierec.key_of("saved.delete")
            self.tell(f"{unreadable_words(unreadable)} {delete} deletes the one under the cursor.")

    def take(self, row: SavedRequest) -> None:
        if row.request is not None:
            self.dismiss(row.request)

    def action_new(self) -> None:
        """Asks for a name to save the filters under; a name that is there already is replaced."""

        async def save(name: str) -> None:
            await self.movierec.library.change(lambda library: library.lists.save(self._user_id, name, self._request))

        self.app.push_screen(NameDialog("A name for these filters", "Save", save), self._read)

    def action_delete(self) -> None:
        saved = self.things.current
        if saved is not None:
            question = f"Delete the filters “{safe_text(saved.name)}”?"
            self.movierec.ask(question, "Delete", "Keep", partial(self._delete, saved.name))

    def _delete(self, name: str) -> None:
        self.do(lambda library: library.lists.forget(self._user_id, name), lambda _none: self._read(None))


AT_ONCE = 50
"""So many films are asked for; as many more where the cursor comes to the end."""

NEAR_THE_END = 10
"""So many rows below the cursor more films are asked for."""

SURPRISES = 12
"""Random picks: few, so that they differ from the best films."""

_LARGEST_SEED = 1_000_000
_SORT_WORDS = {
    Sort.MATCH: "best match first",
    Sort.STARS: "most stars first",
    Sort.YEAR: "newest films first",
    Sort.TITLE: "by title",
}


def first_training(app: Services) -> str:
    """How far the first training is: "74% of the first training"; empty where none is on its way."""
    status, job = app.status, app.job
    if status is None or status.run is not None or job is None or not job.running or job.stages == ENRICHING:
        return ""
    if job.other_database is not None:
        return ""
    return f"{job.fraction:.0%} of the {'first training' if len(job.stages) == 1 else 'set-up'}"


def why_no_list(app: Services) -> str:
    """Why there can be no list yet, and what brings it; empty where there can be one."""
    status = app.status
    if status is None or status.run is not None:
        return ""
    if progress := first_training(app):
        return f"{progress}; your list comes by itself."
    if status.data_set is None:
        return no_data(app)
    training, start = app.key_of("go.training"), app.key_of("training.start")
    return f"There is no model yet. Press {training}, then {start} to train one."


class RecommendationScreen(BaseScreen):
    """A list of films within a request; the filters open beside it.

    Attributes:
        request: what the list should hold.
        filtering: whether the filters are open.
    """

    MORE_CONTEXTS: ClassVar[tuple[Context, ...]] = (Context.RECOMMENDATIONS,)

    request: var[ListRequest] = var(ListRequest(reasons=REASONS), init=False)
    filtering: var[bool] = var(False, init=False)

    list_panel = getters.query_one("#recommended", Panel)
    films: getters.query_one[RowTable[Any]] = getters.query_one("#recommended RowTable", RowTable)

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[RowTable[Any], object] = {}
        self._limit = AT_ONCE
        self._matching: int | None = None

    # What a screen of this kind says of itself

    def compose_list(self) -> Iterable[Widget]:
        """The list, in a `Panel` with the id "recommended", and what lies around it."""
        raise NotImplementedError

    @property
    def list_name(self) -> str:
        """What the list is called in its frame."""
        return "Recommended"

    @property
    def raters(self) -> tuple[int, ...]:
        """For whom the list is: whoever rates, where somebody does."""
        profile = self.movierec.profile
        return () if profile is None else (profile.user_id,)

    def question(self, request: ListRequest) -> Callable[[Library], FilmList[Any]]:
        """What the library is asked for: the films of a request."""
        raise NotImplementedError

    def heading(self, films: str) -> str:
        """The line above the list; `films` says how many there are."""
        raise NotImplementedError

    # The list

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="heading"):
            yield Static(id="words", markup=False)
            yield Slider(id="slider")
        with Horizontal(id="body"), Vertical(id="main"):
            yield from self.compose_list()

    def on_mount(self) -> None:
        """Follows which model is in use, what is said of films, and how far a first training is."""
        for name in ("status", "opinions"):
            watch_app(self, name, self.load_when_seen, init=False)
        watch_app(self, "job", self._job_changed, init=False)
        self.watch_request(self.request)

    def load_when_seen(self) -> None:
        """Asks for the list once all that changes together has changed; in the background, when it is seen again."""
        self.call_later(self.when_in_front, "list", self.load_list)

    def _job_changed(self) -> None:
        if why_no_list(self.movierec):
            self.load_when_seen()

    def load_list(self) -> None:
        """Asks for the films of the request and shows them, or says why there are none."""
        self.list_panel.rename(f"{self.list_name} · {_SORT_WORDS[self.request.sort]}")
        if sentence := why_no_list(self.movierec):
            if first_training(self.movierec) and self.raters:
                sentence += f" {self.movierec.key_of('app.quick_rate')} rates films meanwhile."
            self.films.show((), sentence)
            self.draw_words("")
        elif self.raters:
            request = self.request
            if request.surprise is None:
                request = replace(request, limit=self._limit)
            show = partial(self.show_list, (self.raters, self.request, self.list_name))
            self.load("list", self.question(request), show, self.films.show_trouble)

    def show_list(self, asked: object, answer: FilmList[Any]) -> None:
        """Shows the films, and how many there are beyond them."""
        self._matching = answer.matching
        if self.filtering:
            self._show_matching()
        self.show_rows(self.films, asked, answer.films, answer.matching)

    @on(RowTable.Highlighted)
    def _more_when_near_the_end(self, event: RowTable.Highlighted) -> None:
        """Asks for more films where there are more."""
        table = event.table
        if table is self.films and self.request.surprise is None and self._matching is not None:
            shown = len(table.rows)
            if shown - NEAR_THE_END <= table.cursor and self._limit <= shown and self._limit < self._matching:
                self._limit += AT_ONCE
                self.load_list()

    def show_rows(self, table: RowTable[Any], asked: object, rows: Sequence[Any], matching: int | None = None) -> None:
        """Shows the answer: another question begins at the top, the same one keeps the cursor on its film.

        The top stays the top, as it is the best film that one looks at there. Where the film under the cursor
        has gone, the next one takes its place. `matching` says how many films there are, where these are not all.
        """
        if table.cursor and self._shown.get(table) == asked:
            table.update_rows(rows, self.empty_words())
        else:
            table.show(rows, self.empty_words())
        self._shown[table] = asked
        films = counted(len(rows) if matching is None else matching, "film")
        self.draw_words(self.heading(films if self.request.surprise is None else f"{len(rows)} of {films}"))

    def draw_words(self, words: str) -> None:
        self.query_one("#words", Static).update(Content(words))

    def empty_words(self) -> str:
        """What a list without films says."""
        if sentence := self._asks_for_unknown():
            return sentence
        conditions = filter_words(self.request)
        if not conditions:
            return "No film is left: all are rated, hidden or on the watchlist."
        clear = self.movierec.key_of("wish.clear")
        return f"No film is left: loosen {' or '.join(conditions)}. {clear} clears the filters."

    def _asks_for_unknown(self) -> str:
        """What is said where the filters ask for what only IMDb's files say, and they were not read."""
        films = self.request.films
        return not_enriched(self.movierec) if films.directors or films.cast or films.runtime else ""

    def watch_request(self, request: ListRequest) -> None:
        self._limit = AT_ONCE
        if self.filtering:
            self.query_one(FilterPanel).show(request)
        self.query_one(Slider).familiarity = request.familiarity
        self.load_list()

    # Filters

    async def action_filter(self) -> None:
        """Opens the filters, which are made when they are first asked for, or closes them."""
        if not self.query(FilterPanel):
            await self.query_one("#body").mount(FilterPanel(id="filters"))
        self.filtering = not self.filtering

    def watch_filtering(self, filtering: bool) -> None:
        """Opens the filters with the focus on their first field, or closes them."""
        panel = self.query_one(FilterPanel)
        if filtering:
            panel.show(self.request)
            self._show_matching()
            self.load("genres", lambda library: library.genres(), self._show_genres, panel.tell)
        # At once, as the next key is for the field.
        panel.display = filtering
        self.set_focus(panel.years if filtering else self.films)

    def _show_matching(self) -> None:
        panel = self.query_one(FilterPanel)
        if not self._matching and (sentence := self._asks_for_unknown()):
            panel.tell(sentence)
        elif self._matching is not None:
            panel.show_number(self._matching)

    def _show_genres(self, genres: Sequence[str]) -> None:
        self.query_one(FilterPanel).genres.genres = tuple(genres)

    @on(FilterPanel.Done)
    def _filters_done(self) -> None:
        self.filtering = False

    @on(FilterPanel.Changed)
    def _filters_changed(self, event: FilterPanel.Changed) -> None:
        self.request = event.request
        # Where a box was not readable for a while, the request is the same as before.
        self._show_matching()

    def action_clear_filters(self) -> None:
        """No filters, the slider in the middle, no random picks; the order stays."""
        for panel in self.query(FilterPanel):
            panel.empty_boxes()
        if self.filtering:
            self._show_matching()
        self.request = ListRequest(reasons=REASONS, sort=self.request.sort)

    def action_saved_filters(self) -> None:
        """Saves the filters under a name, or takes saved ones; whoever rates keeps them."""

        def chosen(request: ListRequest | None) -> None:
            if request is not None:
                self.request = replace(request, reasons=REASONS)

        profile = self.movierec.profile
        if profile is not None:
            to_save = replace(self.request, surprise=None, limit=ListRequest().limit, reasons=0)
            self.app.push_screen(SavedFiltersScreen(profile.user_id, to_save), chosen)

    # Slider, order, chance

    def action_tilt(self, steps: int) -> None:
        """Moves the slider towards adventurous, or familiar where `steps` is negative."""
        self.request = replace(self.request, familiarity=tilted_by(self.request.familiarity, steps))

    @on(Slider.Moved)
    def _slider_moved(self, event: Slider.Moved) -> None:
        self.request = replace(self.request, familiarity=event.familiarity)

    def action_next_sort(self) -> None:
        orders = list(Sort)
        following = orders[(orders.index(self.request.sort) + 1) % len(orders)]
        self.request = replace(self.request, sort=following)

    def action_surprise(self) -> None:
        """Picks good films at random; again for others."""
        seed = secrets.randbelow(_LARGEST_SEED)
        self.request = replace(self.request, surprise=seed, limit=SURPRISES)

    def step_back(self) -> bool:
        """Closes the filters, else leaves the random picks."""
        if self.filtering:
            self.filtering = False
        elif self.request.surprise is not None:
            self.request = replace(self.request, surprise=None, limit=ListRequest().limit)
        else:
            return False
        return True
