"""Films for several people at once, with each one's predicted stars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from engine.options import GroupRule
from movierec_tui.library.answers import FilmList, ListRequest, TogetherFilm
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.choosing_people import ChoosingPeopleScreen, Someone
from movierec_tui.tui.screens.my_lists import movie_of
from movierec_tui.tui.screens.recommendation_list import RecommendationScreen
from movierec_tui.tui.widgets.cells import Cell, Ink, cut_end
from movierec_tui.tui.widgets.columns import Align, Column
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.list_columns import genres_column, ratings_column, title_column, year_column
from movierec_tui.tui.widgets.panels import Panel
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.list_requests import request_words

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

_RULE_WORDS = {GroupRule.AVERAGE: "best on average", GroupRule.LEAST_MISERY: "everyone is happy enough"}
_NAME_CELLS = 8


class TogetherScreen(RecommendationScreen):
    """One list for all; what one of them has rated or hidden is left out.

    Args:
        people: two or more.
        request: the filters to begin with.
    """

    CONTEXT = Context.TOGETHER
    AUTO_FOCUS = "#together-table"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.RECOMMENDATIONS, Context.TOGETHER)

    def __init__(self, people: Sequence[Someone], request: ListRequest) -> None:
        super().__init__()
        self._people = tuple(people)
        self._rule = GroupRule.AVERAGE
        self.set_reactive(TogetherScreen.request, request)

    def compose_list(self) -> Iterable[Widget]:
        columns = [
            title_column(movie_of),
            year_column(movie_of, rank=4),
            genres_column(movie_of),
            *(
                Column(
                    cut_end(someone.name, _NAME_CELLS),
                    partial(_stars, place),
                    width=_NAME_CELLS,
                    align=Align.RIGHT,
                )
                for place, someone in enumerate(self._people)
            ),
            ratings_column(movie_of),
        ]
        yield Panel("Together", FilmTable(columns, movie_of, id="together-table"), id="recommended")

    @property
    def list_name(self) -> str:
        return f"Together, {_RULE_WORDS[self._rule]}"

    @property
    def raters(self) -> tuple[int, ...]:
        return tuple(someone.user_id for someone in self._people)

    def question(self, request: ListRequest) -> Callable[[Library], FilmList[TogetherFilm]]:
        raters, rule = self.raters, self._rule
        return lambda library: library.lists.together(raters, request, rule)

    def heading(self, films: str) -> str:
        names = [someone.name for someone in self._people]
        everybody = f"{', '.join(names[:-1])} and {names[-1]}"
        return " · ".join([f"{films} for {everybody}", *request_words(self.request)])

    @on(RowTable.Opened)
    def _opened(self, event: RowTable.Opened) -> None:
        self.movierec.open_movie(event.row.movie.movie_id)

    def action_next_rule(self) -> None:
        rules = list(GroupRule)
        self._rule = rules[(rules.index(self._rule) + 1) % len(rules)]
        self.load_list()

    def action_choose_people(self) -> None:
        """Chooses other people; their list takes the place of this one."""

        def chosen(people: tuple[Someone, ...] | None) -> None:
            if people is not None:
                self.app.switch_screen(TogetherScreen(people, self.request))

        self.app.push_screen(ChoosingPeopleScreen(self._people), chosen)


def _stars(place: int, film: TogetherFilm) -> Cell:
    return (("★", Ink.STAR), (f" {film.stars[place]:.1f}", Ink.PLAIN))
