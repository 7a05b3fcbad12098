"""Films for several people at once, with each one's predicted stars."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.widget import Widget

from db.errors import StoreError
from engine.options import GroupRule
from movierec_tui.library.answers import FilmList, ListRequest, TogetherFilm
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.dialog import ListDialog, NameDialog
from movierec_tui.tui.screens.recommendation_list import RecommendationScreen
from movierec_tui.tui.widgets.cells import Cell, Ink, count, cut_end
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.list_columns import genres_column, movie_of, ratings_column, title_column, year_column
from movierec_tui.tui.widgets.panels import Panel
from movierec_tui.tui.widgets.table import Column
from movierec_tui.wording.list_requests import request_words
from movierec_tui.wording.text import listed, safe_text, user_name

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from movierec_tui.library.library import Library

LEAST = 2


@dataclass(frozen=True, slots=True)
class Someone:
    """A profile or a user of the data set."""

    user_id: int
    name: str
    ratings: int

    @classmethod
    def of(cls, profile: Profile) -> Someone:
        """Somebody with a profile."""
        return cls(profile.user_id, safe_text(profile.name), profile.ratings)


class ChoosingPeopleScreen(ListDialog[Someone, "tuple[Someone, ...] | None"]):
    """Lists people to choose from, and gives those chosen: two or more, in the order of the list.

    Args:
        chosen: who is chosen at first; users of the data set among them are listed, too.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.PEOPLE)

    def __init__(self, chosen: Sequence[Someone]) -> None:
        super().__init__(
            "Films for several people",
            [
                Column("Name", self._marked_name, width=12, flex=1),
                Column("Ratings", lambda row: count(row.ratings), width=7, align="right"),
            ],
            key=lambda row: row.user_id,
        )
        self._added = [someone for someone in chosen if someone.user_id > 0]
        self._chosen = {someone.user_id for someone in chosen}

    def _marked_name(self, someone: Someone) -> Cell:
        chosen = someone.user_id in self._chosen
        return (("☑ " if chosen else "☐ ", Ink.STAR if chosen else Ink.MUTED), (someone.name, Ink.PLAIN))

    def on_mount(self) -> None:
        self._read(None)

    def _read(self, wanted: int | None) -> None:
        """Lists everybody, the cursor on the user `wanted` where there is one."""
        self.do(lambda library: library.profiles.all(), partial(self._show, wanted))

    def _show(self, wanted: int | None, profiles: Sequence[Profile]) -> None:
        people = [Someone.of(profile) for profile in profiles]
        key_of = self.movierec.key_of
        if len(people) + len(self._added) < LEAST:
            self.note(
                f"{key_of('people.new')} makes a profile for a friend, "
                f"{key_of('people.add')} adds a user of the data set by number."
            )
        elif newcomers := [row.name for row in people if row.user_id in self._chosen and not row.ratings]:
            self.note(
                f"{listed(newcomers)}: no ratings yet, so popularity counts. "
                f"{key_of('app.profiles')} on any screen lets them rate."
            )
        else:
            self.note(
                f"{key_of('people.take')} adds a person or takes them out, {key_of('choice.take')} shows the films."
            )
        self.show_things([*people, *self._added], "There is nobody yet.", wanted)

    def action_take(self) -> None:
        someone = self.things.current
        if someone is not None:
            self._chosen ^= {someone.user_id}
            self.things.update_rows(self.things.rows)
            self.tell("")

    def on_click(self, event: events.Click) -> None:
        """A click on a person does the same."""
        if event.widget is self.things and event.get_content_offset(self.things) is not None:
            self.action_take()

    def action_add(self) -> None:
        async def add(number: str) -> None:
            someone = await self.movierec.library.read(partial(_numbered, number))
            if all(row.user_id != someone.user_id for row in self.things.rows):
                self._added.append(someone)
            self._chosen.add(someone.user_id)
            self._read(someone.user_id)

        self.app.push_screen(NameDialog("A user of the data set, by number", "Add", add, placeholder="Number"))

    def action_new(self) -> None:
        """Asks for a name and makes a profile for it; the current profile stays the same."""

        async def new(name: str) -> None:
            profile = await self.movierec.library.change(lambda library: library.profiles.add(name))
            self._chosen.add(profile.user_id)
            self._read(profile.user_id)

        self.app.push_screen(NameDialog("Who else wants to see a film?", "Add", new))

    def take(self, row: Someone) -> None:  # noqa: ARG002  (all those that are ticked)
        chosen = tuple(row for row in self.things.rows if row.user_id in self._chosen)
        if len(chosen) < LEAST:
            self.tell(
                f"Choose two people or more: {self.movierec.key_of('people.take')} adds the one under the cursor."
            )
        else:
            self.dismiss(chosen)


def _numbered(number: str, library: Library) -> Someone:
    if not number.isdecimal():
        raise StoreError("Users of the data set have numbers, such as 42.")
    user = library.find_user(number)
    return Someone(user.user_id, user_name(user), user.ratings)


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
                    align="right",
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
        return " · ".join([f"{films} for {listed(names)}", *request_words(self.request)])

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
