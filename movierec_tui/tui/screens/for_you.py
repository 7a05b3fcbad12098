"""For you: what the person who rates should see next, and why; and what they said of films so far."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from db.errors import NotFound
from movierec_tui.library.answers import Recommended
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import no_data
from movierec_tui.tui.screens.choosing_people import ChoosingPeopleScreen, Someone
from movierec_tui.tui.screens.my_lists import (
    HIDDEN,
    NAMES,
    ORDERS,
    RATED,
    RECOMMENDED,
    WATCHLIST,
    MyLists,
    empty_words,
    read_my_lists,
)
from movierec_tui.tui.screens.recommendation_list import RecommendationScreen, no_model
from movierec_tui.tui.screens.together import TogetherScreen
from movierec_tui.tui.widgets.cells import Cell, Ink, cut_end
from movierec_tui.tui.widgets.columns import Column
from movierec_tui.tui.widgets.expected_columns import expected_column, match_column
from movierec_tui.tui.widgets.film_card import titled
from movierec_tui.tui.widgets.film_columns import (
    genres_column,
    mean_column,
    ratings_column,
    title_column,
    year_column,
)
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.filter_panel import FilterPanel
from movierec_tui.tui.widgets.opinion_cells import MINE_CELLS, mine
from movierec_tui.tui.widgets.panels import Panel, Panels
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.tui.widgets.welcome import Welcome
from movierec_tui.tui.widgets.why import WhyCard
from movierec_tui.wording.list_requests import request_words
from movierec_tui.wording.text import safe_text, stars_of_five

if TYPE_CHECKING:
    from textual.timer import Timer

    from db.personal.profiles import Profile
    from db.rows import MovieSummary
    from movierec_tui.library.library import Library

OWN_LISTS_SECONDS = 0.15
"""How long the lists behind the recommendations wait after a change: their answers would hold up those."""


_NO_FILM = "Here it says why a film is listed."


def _movie(row: Any) -> MovieSummary:
    movie: MovieSummary = row.movie
    return movie


class ForYouScreen(RecommendationScreen):
    """Recommendations with their reasons, filters beside them, and the person's own lists."""

    CONTEXT = Context.FOR_YOU
    AUTO_FOCUS = "#recommended-table"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.RECOMMENDATIONS, Context.FOR_YOU)

    def __init__(self) -> None:
        super().__init__()
        self._asked = False
        self._best = 0.0
        self._own: MyLists | None = None
        self._own_outdated = False
        self._own_lists_wait: Timer | None = None
        self._listed_for: int | None = None
        self._order = dict.fromkeys(ORDERS, 0)

    def compose_body(self) -> ComposeResult:
        """What is listed in words, the lists, why, the filters; or a welcome."""
        yield Static(id="words", markup=False)
        with Horizontal(id="body"):
            with Vertical(id="main"):
                yield Panels(*self._panels(), id="lists")
                with Vertical(id="why-panel", classes="panel"):
                    yield WhyCard()
            yield FilterPanel(id="filters")
        yield Welcome()

    def _panels(self) -> list[Panel]:
        title, year, genres = title_column(_movie), year_column(_movie, rank=4), genres_column(_movie)
        mean, ratings = mean_column(_movie), ratings_column(_movie)
        columns: dict[str, list[Column[Any]]] = {
            "recommended": self._recommended_columns(),
            "watchlist": [title, year, genres, expected_column(lambda row: row.expected), ratings],
            "rated": [title, year, genres, Column("Yours", lambda row: _given(row.rating), 9), mean],
            "hidden": [title, year, genres, mean, ratings],
        }
        return [
            Panel(
                name.capitalize(),
                FilmTable(columns[name], _movie, mine=False, id=f"{name}-table"),
                id=name,
            )
            for name in NAMES
        ]

    def _recommended_columns(self) -> list[Column[Any]]:
        columns: list[Column[Any]] = [
            title_column(_movie),
            year_column(_movie, rank=4),
            genres_column(_movie),
            expected_column(lambda row: row),
            ratings_column(_movie),
            match_column(lambda row: row.score / self._best if self._best > 0 else 0.0),
        ]
        if self.request.rewatch or self.request.with_watchlist:
            columns.append(Column("You", self._said, width=MINE_CELLS, rank=3))
        return columns

    def _said(self, row: Any) -> Cell:
        return mine(self.movierec.opinions.get(_movie(row).movie_id))

    def on_mount(self) -> None:
        """Follows who rates, what they say and which model answers."""
        for name in ("profile", "opinions", "status"):
            self.watch(self.app, name, self._something_changed, init=False)
        self.watch(self.lists, "current", self._panel_changed, init=False)
        self.draw_frame()
        self._something_changed()

    @property
    def lists(self) -> Panels:
        """The four lists, one of them shown."""
        return self.query_one("#lists", Panels)

    def table(self, place: int) -> RowTable[Any]:
        """One of the four lists."""
        return self.query_one(f"#{NAMES[place]}-table", RowTable)

    @property
    def profile(self) -> Profile | None:
        """Who rates."""
        return self.movierec.profile

    # When to ask

    def _something_changed(self) -> None:
        """Asks once for several changes at a time, and not while another screen is in front."""
        self.when_in_front("everything", self._ask_soon)

    def _ask_soon(self) -> None:
        if not self._asked:
            self._asked = True
            self.call_later(self._ask)

    def _ask(self) -> None:
        self._asked = False
        status = self.movierec.status
        profile = self.profile
        self.set_class(status is not None and status.data_set is not None and profile is None, "-welcome")
        if status is None:
            return
        if status.data_set is None:
            self._no_list(no_data(self.movierec))
        elif profile is None:
            self._welcome()
        else:
            if profile.user_id != self._listed_for:
                self._listed_for = profile.user_id
                self.another_list()
            self.load_list()
            self._own_lists_changed(profile)
            self.load_genres()

    # The list

    @property
    def list_name(self) -> str:
        """The recommendations."""
        return "Recommended"

    @property
    def list_panel(self) -> Panel:
        """The frame of the recommendations."""
        return self.query_one("#recommended", Panel)

    @property
    def keeper(self) -> int | None:
        """Who rates keeps the filters."""
        return None if self.profile is None else self.profile.user_id

    @property
    def raters(self) -> tuple[int, ...]:
        """Who rates."""
        return () if self.profile is None else (self.profile.user_id,)

    def show_list(self) -> None:
        """From another list back to the recommendations."""
        if self.lists.current != RECOMMENDED:
            self.lists.go(RECOMMENDED)

    def load_list(self) -> None:
        """Asks for the recommendations of the wish."""
        profile, status = self.profile, self.movierec.status
        if profile is None or status is None:
            return
        if status.run is None:
            self._no_list(no_model(self.movierec))
            return
        request, count_too = self.request, self.count_too()

        def question(library: Library) -> tuple[tuple[Recommended, ...], int | None]:
            return library.lists.recommend(profile.user_id, request), count_too(library)

        self.load("recommended", question, self._draw_recommended, self._no_list)

    def _draw_recommended(self, answer: tuple[tuple[Recommended, ...], int | None]) -> None:
        self.films.set_columns(self._recommended_columns())
        self._best = max((film.score for film in answer[0]), default=0.0)
        self.draw_films(*answer)
        self._draw_words()
        if self.lists.current == RECOMMENDED:
            # With the list, though the cursor on another film tells of itself, too: that would be drawn after it.
            self._draw_why(self.films.current)

    def _no_list(self, sentence: str) -> None:
        self.films.show_trouble(sentence)
        self._draw_words()

    def _draw_words(self) -> None:
        profile = self.profile
        words = "" if profile is None else self._words(profile)
        line = Content(cut_end(words, max(10, self.size.width - 4)))
        self.query_one("#words", Static).update(line)

    def _words(self, profile: Profile) -> str:
        name = safe_text(profile.name)
        place = self.lists.current
        if not self.table(place).answered:
            return ""
        number = len(self.table(place).rows)
        films = f"{number:,} {'film' if number == 1 else 'films'}"
        if place == WATCHLIST:
            return f"{films} on the watchlist of {name}" if number else f"The watchlist of {name} is empty"
        if place == RATED:
            return f"{films} rated by {name}" if number else f"{name} has rated nothing yet"
        if place == HIDDEN:
            hidden = f"{films} that {name} is not interested in · {self.movierec.key_of('film.hide')} brings one back"
            return hidden if number else f"{name} has hidden nothing"
        source = f"from {profile.ratings:,} {'rating' if profile.ratings == 1 else 'ratings'}"
        if not profile.ratings:
            source = f"what everyone likes · {self.movierec.key_of('app.quick_rate')} rates a few films"
        return " · ".join([f"{films} for {name}", *request_words(self.request), source])

    # The person's own lists

    def _own_lists_changed(self, profile: Profile) -> None:
        """Counts the films of each list at once; the films come with the list in front, or a moment after it."""
        counts = {WATCHLIST: profile.watchlist, RATED: profile.ratings, HIDDEN: profile.hidden}
        for place, films in counts.items():
            self.lists.rename(place, NAMES[place].capitalize() + (f" {films:,}" if films else ""))
        self._own_outdated = True
        if self._own_lists_wait is not None:
            self._own_lists_wait.stop()
        if self.lists.current == RECOMMENDED:
            self._own_lists_wait = self.set_timer(OWN_LISTS_SECONDS, self._load_own_lists)
        else:
            self._load_own_lists()

    def _load_own_lists(self) -> None:
        profile, status = self.profile, self.movierec.status
        if profile is None or status is None or not self._own_outdated:
            return
        self._own_outdated = False
        self.load(
            "own lists",
            partial(read_my_lists, profile.user_id, status.run is not None),
            self._draw_own_lists,
            self._no_own_lists,
        )

    def _draw_own_lists(self, own: MyLists) -> None:
        self._own = own
        for place in ORDERS:
            self._draw_own_list(place, own)
        if self.lists.current != RECOMMENDED:
            self._draw_words()

    def _draw_own_list(self, place: int, own: MyLists) -> None:
        order = ORDERS[place][self._order[place]]
        rows = sorted(own.of(place), key=order.key)
        table, name = self.table(place), NAMES[place].capitalize()
        empty = empty_words(place, self.movierec.key_of)
        # Only the list in front keeps the cursor on its film: whoever comes to another one begins at its top.
        if place == self.lists.current:
            table.update_rows(rows, empty)
        else:
            table.show(rows, empty)
        self.query_one(f"#{NAMES[place]}", Panel).rename(f"{name} · {order.words}")

    def action_next_sort(self) -> None:
        """The list in front in its next order."""
        place = self.lists.current
        if place == RECOMMENDED or self._own is None:
            super().action_next_sort()
            return
        self._order[place] = (self._order[place] + 1) % len(ORDERS[place])
        self._draw_own_list(place, self._own)
        self.table(place).cursor = 0

    def _no_own_lists(self, sentence: str) -> None:
        for place in ORDERS:
            self.table(place).show_trouble(sentence)

    def _panel_changed(self) -> None:
        if self.lists.current != RECOMMENDED:
            self._load_own_lists()
        self._draw_words()
        self._draw_why(self.table(self.lists.current).current)

    # Why

    @on(RowTable.Highlighted)
    def _highlighted(self, event: RowTable.Highlighted) -> None:
        if event.table is self.table(self.lists.current):
            self._draw_why(event.row)

    def _draw_why(self, row: Any) -> None:
        panel = self.query_one("#why-panel", Vertical)
        card = self.query_one(WhyCard)
        if row is None:
            panel.border_title = None
            answered = self.table(self.lists.current).answered
            card.show(None, note=_NO_FILM if answered else "")
            return
        movie = _movie(row)
        opinion = self.movierec.opinions.get(movie.movie_id)
        expected, note = None, ""
        place = self.lists.current
        if place == RECOMMENDED:
            expected = row
        elif place == WATCHLIST:
            expected = row.expected
            note = "" if expected else "The model does not know this film yet."
        elif place == RATED:
            note = _beside_everyone(movie, row.rating)
        else:
            note = self._hidden_words()
        wide = self.has_class("-wide")
        panel.border_title = Content("Why" if wide else cut_end(f"Why {titled(movie)}", 60))
        card.show(movie, expected, opinion, note)

    def _hidden_words(self) -> str:
        hide, undo = map(self.movierec.key_of, ("film.hide", "app.undo"))
        return f"Never recommended. {hide} brings it back, and so does {undo} right after you hid it."

    @on(RowTable.Opened)
    def _opened(self, event: RowTable.Opened) -> None:
        self.movierec.open_movie(_movie(event.row).movie_id)

    def on_resize(self) -> None:
        """Words and reasons fit the new width."""
        self.call_after_refresh(self._panel_changed)

    def step_back(self) -> bool:
        """Closes the filters, goes back to the recommendations, leaves what chance drew: one at a time."""
        if not self.filtering and self.lists.current != RECOMMENDED:
            self.lists.go(RECOMMENDED)
            return True
        return super().step_back()

    def action_together(self) -> None:
        """Chooses people, and shows films for all of them with the same filters."""
        profile = self.profile
        first = (
            () if profile is None else (Someone(profile.user_id, safe_text(profile.name), profile.ratings),)
        )

        def chosen(people: tuple[Someone, ...] | None) -> None:
            if people is not None:
                self.app.push_screen(TogetherScreen(people, self.request))

        self.app.push_screen(ChoosingPeopleScreen(first), chosen)

    # In and out

    def action_import_file(self) -> None:
        """Takes ratings and lists from a file, for whoever rates."""
        self.movierec.ratings.with_profile(self._import)

    def _import(self) -> None:
        from movierec_tui.tui.screens.personal_import import ImportScreen  # noqa: PLC0415

        if self.profile is not None:
            self.app.push_screen(ImportScreen(self.profile))

    def action_export_file(self) -> None:
        """Writes what the person said, or the list as it is."""
        from movierec_tui.tui.screens.personal_export import ExportScreen  # noqa: PLC0415

        if self.profile is not None:
            self.app.push_screen(ExportScreen(self.profile, self.request))

    # A first profile

    def _welcome(self) -> None:
        self.query_one("#words", Static).update("")
        welcome = self.query_one(Welcome)
        self.load("profiles", lambda library: library.profiles.all(), self._greet, welcome.tell)
        welcome.begin()

    def _greet(self, profiles: Sequence[Profile]) -> None:
        self.query_one(Welcome).greet([profile.name for profile in profiles])

    @on(Welcome.Named)
    def _named(self, event: Welcome.Named) -> None:
        welcome = self.query_one(Welcome)
        self.load("name", partial(_known_or_new, event.name), self._became, welcome.tell)

    def _became(self, new: bool) -> None:
        self.query_one(Welcome).tell("")
        self.movierec.ratings.refresh(then=self._rate_first if new else self.films.focus)

    def _rate_first(self) -> None:
        self.films.focus()
        self.movierec.rate_first_films()


def _known_or_new(name: str, library: Library) -> bool:
    """Lets the profile of this name rate, a new one where there is none; whether it is new."""
    try:
        library.profiles.switch(library.profiles.find(name).user_id)
    except NotFound:
        library.profiles.create(name)
        return True
    return False


def _given(stars: float) -> Cell:
    full, empty = stars_of_five(stars)
    return ((full, Ink.STAR), (empty, Ink.TRACK), (f" {stars:.1f}", Ink.PLAIN))


def _beside_everyone(movie: MovieSummary, mine: float) -> str:
    if movie.mean_rating is None:
        return "Nobody else rated this film."
    difference = mine - movie.mean_rating
    if abs(difference) < 0.25:
        return "You see it as everyone does."
    return f"You give it {abs(difference):.1f} stars {'more' if difference > 0 else 'fewer'} than everyone."
