"""For you: what the person who rates should see next, and why; and what they said of films so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.reactive import var
from textual.widget import Widget

from db.errors import NotFound, StoreError
from movierec_tui.library.answers import FilmList, ListRequest, Recommended
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.ratings import Opinions
from movierec_tui.tui.screens.my_lists import OWN_LISTS, OwnList
from movierec_tui.tui.screens.recommendation_list import RecommendationScreen, why_no_list
from movierec_tui.tui.widgets.cells import Cell, Ink, plain
from movierec_tui.tui.widgets.film_card import MINE_CELLS, mine
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.list_columns import (
    MATCH,
    expected_column,
    genres_column,
    itself,
    movie_of,
    ratings_column,
    title_column,
    year_column,
)
from movierec_tui.tui.widgets.panels import Panel, Panels
from movierec_tui.tui.widgets.table import Column, RowTable
from movierec_tui.tui.widgets.welcome import Welcome
from movierec_tui.tui.widgets.why import WhyCard
from movierec_tui.wording.list_requests import request_words
from movierec_tui.wording.text import counted, film_title, safe_text

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

# ruff: noqa: PLC0415  (what nobody sees first is imported when it opens)

RECOMMENDED = 0
"""Where the recommendations are among the lists; the person's own come after them."""


def recommended_columns(
    opinions: Opinions, folded: Callable[[Recommended], Cell], *, with_mine: bool
) -> list[Column[Recommended]]:
    """The columns of the recommendations, from left to right.

    To add one, add a line: a `Column` has a title, a function that makes a row's cell, and a width; where the list is
    too narrow for all, those with the highest `rank` go first.
    """
    columns = [
        title_column(movie_of, folded),
        year_column(movie_of, rank=3),
        genres_column(movie_of),
        expected_column(itself),
        ratings_column(movie_of),
        MATCH,
    ]
    if with_mine:
        columns.append(Column("You", lambda film: mine(opinions.get(film.movie.movie_id)), width=MINE_CELLS, rank=3))
    return columns


class ForYouScreen(RecommendationScreen):
    """Recommendations with their reasons, filters beside them, and the person's own lists.

    Attributes:
        welcoming: whether a name is asked for, as nobody is there yet.
    """

    CONTEXT = Context.FOR_YOU
    AUTO_FOCUS = "#recommended-table"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.RECOMMENDATIONS, Context.FOR_YOU)

    welcoming: var[bool] = var(False, init=False, toggle_class="-welcome")

    lists = getters.query_one("#lists", Panels)

    def __init__(self) -> None:
        super().__init__()
        self._orders = {own.name: 0 for own in OWN_LISTS}
        self._answer: tuple[object, FilmList[Recommended]] | None = None
        self._unfolded: set[int] = set()

    def compose_body(self) -> ComposeResult:
        yield from super().compose_body()
        yield Welcome()

    def compose_list(self) -> Iterable[Widget]:
        """The lists, one of them in front, and why the film under the cursor is there."""
        columns: dict[str, Sequence[Column[Any]]] = {"recommended": ()}
        columns |= {own.name: own.columns for own in OWN_LISTS}
        panels = (
            Panel(name.capitalize(), FilmTable(shown, movie_of, mine=False, id=f"{name}-table"), id=name)
            for name, shown in columns.items()
        )
        yield Panels(*panels, id="lists")
        yield WhyCard(id="why", classes="panel")

    def on_mount(self) -> None:
        """Asks for each list when it comes to the front."""
        self.watch(self.lists, "current", self.load_list, init=False)

    # The lists

    @property
    def own_list(self) -> OwnList | None:
        """Which of the person's own lists is in front; None for the recommendations."""
        return None if self.lists.current == RECOMMENDED else OWN_LISTS[self.lists.current - 1]

    @property
    def table(self) -> RowTable[Any]:
        """The list in front."""
        return self.lists.shown.query_one(RowTable)

    def load_list(self) -> None:
        """Asks for the list in front; without anybody to ask for, welcomes whoever is there."""
        status, profile = self.movierec.status, self.movierec.profile
        self.welcoming = status is not None and status.data_set is not None and profile is None
        if profile is None:
            super().load_list()
            return
        for place, own in enumerate(OWN_LISTS, RECOMMENDED + 1):
            films = own.count(profile)
            self.lists.rename(place, own.name.capitalize() + (f" {films:,}" if films else ""))
        rate = self.movierec.key_of("app.quick_rate")
        hint = "" if profile.ratings else f"{rate} rates a few films: the list becomes yours"
        self.list_panel.border_subtitle = Content(hint)
        if self.own_list is None:
            super().load_list()
        else:
            self._load_own_list(self.own_list, profile.user_id)

    def question(self, request: ListRequest) -> Callable[[Library], FilmList[Recommended]]:
        (user_id,) = self.raters
        return lambda library: library.lists.recommend(user_id, request)

    def _load_own_list(self, own: OwnList, user_id: int) -> None:
        order = own.orders[self._orders[own.name]]
        self.lists.shown.rename(f"{own.name.capitalize()} · {order.words}")
        has_model = self.movierec.status is not None and self.movierec.status.run is not None
        self.load(
            "list",
            lambda library: sorted(own.read(library, user_id, has_model), key=order.key),
            partial(self.show_rows, self.table, (user_id, order)),
            self.table.show_trouble,
        )

    def show_list(self, asked: object, answer: FilmList[Any]) -> None:
        with_mine = self.request.rewatch or self.request.with_watchlist
        self.films.set_columns(recommended_columns(self.movierec.opinions, self._title, with_mine=with_mine))
        self._answer = asked, answer
        super().show_list(asked, replace(answer, films=tuple(self._unfold(answer.films))))

    def _unfold(self, films: Iterable[Recommended]) -> Iterator[Recommended]:
        for film in films:
            yield film
            if film.movie.movie_id in self._unfolded:
                yield from film.series

    def action_unfold(self) -> None:
        """Shows the other films of a series below its best one, or hides them."""
        row = self.films.current
        if row is None or self._answer is None or self.own_list is not None:
            return
        for film in self._answer[1].films:
            if film.series and row in (film, *film.series):
                self._unfolded ^= {film.movie.movie_id}
                self.show_list(*self._answer)

    def _title(self, film: Recommended) -> Cell:
        """The title, and how many films of its series stand behind it."""
        title = plain(film.movie.display_title)
        if not film.series:
            return title
        is_open = film.movie.movie_id in self._unfolded
        return (*title, ("  −" if is_open else f"  +{len(film.series)} more", Ink.MUTED))

    def heading(self, films: str) -> str:
        profile = self.movierec.profile
        if profile is None:
            return ""
        name = safe_text(profile.name)
        if self.own_list is not None:
            return self.own_list.heading.format(films=films, person=name)
        source = f"from {counted(profile.ratings, 'rating')}" if profile.ratings else "by popularity"
        return " · ".join([f"{films} for {name}", *request_words(self.request), source])

    def empty_words(self) -> str:
        return super().empty_words() if self.own_list is None else self.own_list.empty(self.movierec.key_of)

    def action_next_sort(self) -> None:
        own = self.own_list
        if own is None:
            super().action_next_sort()
        else:
            self._orders[own.name] = (self._orders[own.name] + 1) % len(own.orders)
            self.load_list()

    # Requests and filters are about the recommendations, which come to the front

    def watch_request(self, request: ListRequest) -> None:
        if self.own_list is not None:
            self.lists.go(RECOMMENDED)
        super().watch_request(request)

    def watch_filtering(self, filtering: bool) -> None:
        self.lists.current = RECOMMENDED
        self.query_one(WhyCard).set_class(filtering, "-away")
        super().watch_filtering(filtering)

    def step_back(self) -> bool:
        """Closes the filters, goes back to the recommendations, leaves the random picks: one at a time."""
        if self.own_list is None:
            return super().step_back()
        self.lists.go(RECOMMENDED)
        return True

    # Why

    @on(RowTable.Highlighted)
    def _highlighted(self, event: RowTable.Highlighted) -> None:
        if event.table is self.table:
            self._show_why(event.row)

    def _show_why(self, row: Any) -> None:
        card, own = self.query_one(WhyCard), self.own_list
        if row is None:
            card.border_title = "Why"
            card.movie = card.expected = card.opinion = None
            card.note = "" if why_no_list(self.movierec) else "Select a film to see why it is here."
            return
        movie = movie_of(row)
        card.border_title = Content(f"Why {film_title(movie)}")
        card.movie, card.opinion = movie, self.movierec.opinions.get(movie.movie_id)
        card.expected = row if own is None else own.expected(row)
        card.note = "" if own is None else own.note(row, self.movierec.key_of)

    # Together, in and out

    def action_together(self) -> None:
        """Chooses people, and shows films for all of them with the same filters."""
        from movierec_tui.tui.screens.together import ChoosingPeopleScreen, Someone, TogetherScreen

        profile = self.movierec.profile
        first = () if profile is None else (Someone.of(profile),)

        def chosen(people: tuple[Someone, ...] | None) -> None:
            if people is not None:
                self.app.push_screen(TogetherScreen(people, self.request))

        self.app.push_screen(ChoosingPeopleScreen(first), chosen)

    def action_import_file(self) -> None:
        """Takes ratings and lists from a file, for whoever rates."""
        from movierec_tui.tui.screens.personal_import import ImportScreen

        def choose_file() -> None:
            if self.movierec.profile is not None:
                self.app.push_screen(ImportScreen(self.movierec.profile))

        self.movierec.ratings.with_profile(choose_file)

    def action_export_file(self) -> None:
        """Writes what the person said, or the list as it is."""
        from movierec_tui.tui.screens.personal_export import ExportScreen

        if self.movierec.profile is not None:
            self.app.push_screen(ExportScreen(self.movierec.profile, self.request))

    # A first profile

    def watch_welcoming(self, welcoming: bool) -> None:
        """Puts the cursor into the box for a name; somebody who is there sees their list."""
        welcome = self.query_one(Welcome)
        if welcoming:
            self.load("profiles", lambda library: library.profiles.all(), welcome.greet, welcome.tell)
            welcome.begin()
        else:
            self.films.focus()

    @on(Welcome.Named)
    async def _named(self, event: Welcome.Named) -> None:
        welcome = self.query_one(Welcome)
        try:
            is_new = await self.movierec.library.change(partial(_take_profile, event.name))
        except StoreError as error:
            welcome.tell(str(error))
            return
        welcome.tell("")
        self.movierec.ratings.refresh(self.movierec.rate_first_films if is_new else None)


def _take_profile(name: str, library: Library) -> bool:
    """Lets the profile of this name rate, a new one where there is none; whether it is new."""
    try:
        library.profiles.switch(library.profiles.find(name).user_id)
    except NotFound:
        library.profiles.create(name)
        return True
    return False
