"""A user: what the model recommends them beside what they rated, how they rate, who is like them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from db.rows import UserRating, UserSummary
from movierec_tui.library.answers import ListRequest, Near, Recommended
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import SubjectScreen
from movierec_tui.tui.screens.dialog import FilmsOverScreen
from movierec_tui.tui.services import watch_app
from movierec_tui.tui.widgets.cells import Cell, count, cut_end, drawn_stars
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.list_columns import (
    SIMILARITY,
    expected_column,
    genres_column,
    given_column,
    itself,
    movie_of,
    neighbour,
    title_column,
    user_columns,
    year_column,
)
from movierec_tui.tui.widgets.panels import Panel, Panels
from movierec_tui.tui.widgets.table import Column, RowTable
from movierec_tui.tui.widgets.taste_view import TasteView
from movierec_tui.wording.text import counted, safe_text, user_name

if TYPE_CHECKING:
    from db.taste import BothRated
    from movierec_tui.library.library import Library

    NearUsers = tuple[tuple[Near[UserSummary], ...], dict[int, int]]

_NAME = 10


class BothRatedScreen(FilmsOverScreen):
    """Opens over a user's screen; Enter opens the film."""

    AUTO_FOCUS = "#both"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.BOTH)

    def __init__(self, first: UserSummary, second: UserSummary) -> None:
        super().__init__()
        self._first, self._second = first, second
        self._people = f"{user_name(first)} and {user_name(second)}"

    def compose(self) -> ComposeResult:
        columns: list[Column[BothRated]] = [
            title_column(movie_of),
            year_column(movie_of),
            given_column(cut_end(user_name(self._first), _NAME), lambda row: row.first),
            given_column(cut_end(user_name(self._second), _NAME), lambda row: row.second),
        ]
        with Vertical() as frame:
            frame.border_title = Content(self._people)
            frame.border_subtitle = self.ways_out("both.close")
            yield RowTable(columns, key=lambda row: row.movie.movie_id, id="both")

    def on_mount(self) -> None:
        first, second = self._first.user_id, self._second.user_id
        trouble = self.query_one(RowTable).show_trouble
        self.load("both", lambda library: library.both_rated(first, second), self._show, trouble)

    def _show(self, rows: Sequence[BothRated]) -> None:
        self.query_one(Vertical).border_title = Content(f"{self._people} · {counted(len(rows), 'film')} rated by both")
        self.query_one(RowTable).show(rows, "There is no film that both rated.")


HISTORY_LIMIT = 200
_FILM_COLUMNS: tuple[Column[Any], ...] = (
    title_column(movie_of),
    year_column(movie_of, rank=1),
    genres_column(movie_of),
)
_GENDERS = {"F": "female", "M": "male"}


class UserScreen(SubjectScreen):
    """One user. Films and users in its lists open their own screens."""

    CONTEXT = Context.USER
    AUTO_FOCUS = "#recommended-table"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.USER)

    recommended: getters.query_one[RowTable[Recommended]] = getters.query_one("#recommended-table", RowTable)
    rated: getters.query_one[RowTable[UserRating]] = getters.query_one("#rated-table", RowTable)
    near_users: getters.query_one[RowTable[Near[UserSummary]]] = getters.query_one("#near-users-table", RowTable)

    def __init__(self, user_id: int) -> None:
        super().__init__()
        self.user_id = user_id
        self._user: UserSummary | None = None
        self._shared_films: dict[int, int] = {}

    def compose_body(self) -> ComposeResult:
        yield Static(id="heading")
        recommended: FilmTable[Recommended] = FilmTable(
            [*_FILM_COLUMNS, expected_column(itself)],
            movie_of,
            id="recommended-table",
        )
        rated: FilmTable[UserRating] = FilmTable(
            [*_FILM_COLUMNS, given_column("Rating", lambda row: row.rating)],
            movie_of,
            mine=not self._is_me,
            id="rated-table",
        )
        near_users = RowTable(self._near_columns(), key=lambda near: near.item.user_id, id="near-users-table")
        yield Panels(
            Panel("Recommended", recommended, id="recommended"),
            Panel("Rated", rated, id="rated"),
            Panel("Taste", TasteView(id="taste-view"), id="taste"),
            Panel("Nearest users", near_users, id="near-users"),
        )

    def on_mount(self) -> None:
        # The list is in the order of preference, which the predicted stars need not follow.
        self.query_one("#recommended", Panel).rename("Recommended · best match first")
        both = self.movierec.key_of("user.both")
        self.query_one("#near-users", Panel).border_subtitle = f"{both} films both rated"
        self._load_person()
        watch_app(self, "status", self._status_changed)
        watch_app(self, "profile", self._profile_changed, init=False)

    # Asking

    def _load_person(self) -> None:
        self.load("user", lambda library: library.user(self.user_id), self._show_user, self.show_missing)
        show = partial(self.rated.update_rows, empty="This user has not rated a film yet.")
        self.load("rated", lambda library: library.history(self.user_id, HISTORY_LIMIT), show, self.rated.show_trouble)
        taste = self.query_one(TasteView)
        self.load("taste", lambda library: library.taste(self.user_id), taste.show, taste.show_trouble)

    @property
    def _is_me(self) -> bool:
        profile = self.movierec.profile
        return profile is not None and profile.user_id == self.user_id

    def _profile_changed(self) -> None:
        """The person who rates looks at their own ratings; or somebody else does now."""
        if self._is_me:
            self._load_person()
            self._status_changed()
        elif self._user is not None:
            self._show_user(self._user)

    def _status_changed(self) -> None:
        self.load(
            "recommended",
            lambda library: library.lists.recommend(self.user_id, ListRequest()).films,
            lambda rows: self.recommended.update_rows(rows, "There is no film left to recommend."),
            self.recommended.show_trouble,
        )
        self.load_nearest()

    def load_nearest(self) -> None:
        wanted = self.neighbours
        self.query_one("#near-users", Panel).rename(f"Nearest users · {wanted}")

        def question(library: Library) -> NearUsers:
            near = library.similar_users(self.user_id, wanted)
            return near, library.shared_films(self.user_id, [row.item.user_id for row in near])

        self.load("near users", question, self._show_nearest, self.near_users.show_trouble)

    def _show_nearest(self, answer: NearUsers) -> None:
        near, self._shared_films = answer
        known = any(row.item.gender or row.item.age_group or row.item.occupation for row in near)
        self.near_users.set_columns(self._near_columns(with_demographics=known))
        self.near_users.update_rows(near, "Nobody is near this user.")

    def _near_columns(self, *, with_demographics: bool = True) -> list[Column[Near[UserSummary]]]:
        return [
            *user_columns(neighbour, with_demographics=with_demographics),
            Column("Both", self._shared_count, width=5, align="right", rank=2),
            SIMILARITY,
        ]

    def _shared_count(self, near: Near[UserSummary]) -> Cell:
        return count(self._shared_films.get(near.item.user_id, 0))

    def _show_user(self, user: UserSummary) -> None:
        self._user = user
        facts = [
            "that's you" if self._is_me else None,
            _GENDERS.get(user.gender or "", user.gender),
            f"age {user.age_group}" if user.age_group else None,
            user.occupation,
        ]
        known = safe_text(" · ".join(fact for fact in facts if fact))
        ratings = Content.styled("No ratings yet", "$ink-muted")
        if user.mean_rating is not None:
            ratings = Content.assemble(
                (f"{user.ratings:,}", "bold $foreground"),
                (f" {'rating' if user.ratings == 1 else 'ratings'}, on average ", "$ink-muted"),
                drawn_stars(user.mean_rating),
                (f" {user.mean_rating:.2f}", "bold $foreground"),
            )
        name = Content.assemble((user_name(user), "bold $accent"), (f"   {known}", "$ink-muted"))
        self.show_heading([name, ratings])
        shown = min(user.ratings, HISTORY_LIMIT)
        best = f"best {shown} of {user.ratings:,}" if user.ratings > shown else f"{user.ratings:,}"
        self.query_one("#rated", Panel).rename(f"Rated · {best}")

    # Opening

    @on(RowTable.Opened, "#near-users-table")
    def _user_opened(self, event: RowTable.Opened) -> None:
        self.movierec.open_user(event.row.item.user_id)

    def action_both_rated(self) -> None:
        """The films that both this user and the selected neighbour rated."""
        near = self.near_users.current
        if self._user is not None and near is not None:
            self.app.push_screen(BothRatedScreen(self._user, near.item))
