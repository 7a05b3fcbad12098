"""Films for several people at once, with each one's predicted stars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from engine.options import GroupRule
from movierec_tui.library.answers import ListRequest, TogetherFilm
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.choosing_people import ChoosingPeopleScreen, Someone
from movierec_tui.tui.screens.recommendation_list import RecommendationScreen, no_model
from movierec_tui.tui.widgets.cells import Cell, Ink, cut_end
from movierec_tui.tui.widgets.columns import Align, Column
from movierec_tui.tui.widgets.film_columns import genres_column, ratings_column, title_column, year_column
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.filter_panel import FilterPanel
from movierec_tui.tui.widgets.panels import Panel
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.list_requests import request_words
from movierec_tui.wording.text import stars_of_five

if TYPE_CHECKING:
    from db.rows import MovieSummary
    from movierec_tui.library.library import Library

_RULE_WORDS = {GroupRule.AVERAGE: "best on average", GroupRule.LEAST_MISERY: "nobody suffers"}
_STARS_FOR = 3
"""With more people than that, their stars are figures only."""


def _movie(row: TogetherFilm) -> MovieSummary:
    return row.movie


class TogetherScreen(RecommendationScreen):
    """One list for all; what one of them has rated or hidden is left out.

    Args:
        people: two or more.
        wish: the filters to begin with.
    """

    CONTEXT = Context.TOGETHER
    AUTO_FOCUS = "#together-table"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.RECOMMENDATIONS, Context.TOGETHER)

    def __init__(self, people: Sequence[Someone], request: ListRequest) -> None:
        super().__init__()
        self._people = tuple(people)
        self._rule = GroupRule.AVERAGE
        self.set_reactive(TogetherScreen.request, request)

    def compose_body(self) -> ComposeResult:
        """Who and what in words, the list, the filters."""
        yield Static(id="words", markup=False)
        with Horizontal(id="body"):
            yield self._panel()
            yield FilterPanel(id="filters")

    def _panel(self) -> Panel:
        people = [
            _stars_column(someone.name, partial(_stars_of, place), len(self._people))
            for place, someone in enumerate(self._people)
        ]
        table = FilmTable[TogetherFilm](
            [
                title_column(_movie),
                year_column(_movie, rank=4),
                genres_column(_movie),
                *people,
                ratings_column(_movie),
            ],
            _movie,
            id="together-table",
        )
        return Panel("Together", table, id="together")

    def on_mount(self) -> None:
        """Follows what is said and which model answers."""
        for name in ("opinions", "status"):
            self.watch(self.app, name, self.load_list, init=False)
        self.draw_frame()
        self.load_genres()
        self.load_list()

    @property
    def list_name(self) -> str:
        """The list by its rule."""
        return f"Together, {_RULE_WORDS[self._rule]}"

    @property
    def list_panel(self) -> Panel:
        """The frame of the list."""
        return self.query_one("#together", Panel)

    @property
    def keeper(self) -> int | None:
        """Who rates keeps the filters."""
        profile = self.movierec.profile
        return None if profile is None else profile.user_id

    @property
    def raters(self) -> tuple[int, ...]:
        """Everybody who looks for a film together."""
        return tuple(someone.user_id for someone in self._people)

    def load_list(self) -> None:
        """Asks for the films that suit all."""
        status = self.movierec.status
        if status is None or status.run is None:
            self._no_list(no_model(self.movierec))
            return
        ids, request, rule, count_too = self.raters, self.request, self._rule, self.count_too()

        def question(library: Library) -> tuple[tuple[TogetherFilm, ...], int | None]:
            return library.lists.together(ids, request, rule), count_too(library)

        self.load("together", question, self._draw, self._no_list)

    def _draw(self, answer: tuple[tuple[TogetherFilm, ...], int | None]) -> None:
        self.draw_films(*answer)
        self._draw_words()

    def _no_list(self, sentence: str) -> None:
        self.films.show_trouble(sentence)
        self._draw_words()

    def _draw_words(self) -> None:
        number = len(self.films.rows)
        names = [someone.name for someone in self._people]
        everybody = f"{', '.join(names[:-1])} and {names[-1]}"
        films = f"{number} {'film' if number == 1 else 'films'} for" if self.films.answered else "For"
        words = [f"{films} {everybody}", *request_words(self.request)]
        line = cut_end(" · ".join(words), max(10, self.size.width - 4))
        self.query_one("#words", Static).update(Content(line))

    def on_resize(self) -> None:
        """The words fit the new width."""
        self.call_after_refresh(self._draw_words)

    @on(RowTable.Opened)
    def _opened(self, event: RowTable.Opened) -> None:
        self.movierec.open_movie(event.row.movie.movie_id)

    def action_next_rule(self) -> None:
        """The other rule, whose list begins at its top."""
        rules = list(GroupRule)
        self._rule = rules[(rules.index(self._rule) + 1) % len(rules)]
        self.begin_anew()

    def action_choose_people(self) -> None:
        """Chooses other people; their list takes the place of this one."""

        def chosen(people: tuple[Someone, ...] | None) -> None:
            if people is not None:
                self.app.switch_screen(TogetherScreen(people, self.request))

        self.app.push_screen(ChoosingPeopleScreen(self._people), chosen)


def _stars_of(place: int, row: Any) -> float:
    film: TogetherFilm = row
    return film.stars[place]


def _stars_column(name: str, stars_of: partial[float], people: int) -> Column[Any]:
    def drawn(row: Any) -> Cell:
        stars = stars_of(row)
        full, empty = stars_of_five(stars)
        return ((full, Ink.STAR), (empty, Ink.TRACK), (f" {stars:.1f}", Ink.PLAIN))

    def figure(row: Any) -> Cell:
        return ((f"{stars_of(row):.1f}", Ink.PLAIN),)

    if people <= _STARS_FOR:
        return Column(cut_end(name, 9), drawn, width=9)
    return Column(cut_end(name, 8), figure, width=8, align=Align.RIGHT)
