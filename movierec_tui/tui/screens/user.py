"""A user: what the model recommends them beside what they rated, how they rate, who is like them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from movierec_tui.library.answers import ListRequest
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.both_rated import BothRatedScreen
from movierec_tui.tui.screens.subject import SubjectScreen
from movierec_tui.tui.widgets.cells import Cell, count, starred
from movierec_tui.tui.widgets.columns import Align, Column
from movierec_tui.tui.widgets.expected_columns import expected_column
from movierec_tui.tui.widgets.film_columns import genres_column, similarity_column, title_column, year_column
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.panels import Panel, Panels
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.tui.widgets.taste_view import TasteView
from movierec_tui.tui.widgets.user_columns import (
    age_column,
    gender_column,
    occupation_column,
    ratings_column,
    user_column,
)
from movierec_tui.tui.widgets.user_table import UserTable
from movierec_tui.wording.text import safe_text, stars_of_five, user_name

if TYPE_CHECKING:
    from db.rows import MovieSummary, UserRating, UserSummary
    from movierec_tui.library.answers import LibraryStatus, Near, Recommended
    from movierec_tui.library.library import Library


HISTORY_LIMIT = 200


def _predicted_movie(row: Recommended) -> MovieSummary:
    return row.movie


def _rated_movie(row: UserRating) -> MovieSummary:
    return row.movie


def _near_user(row: Near[UserSummary]) -> UserSummary:
    return row.item


class UserScreen(SubjectScreen):
    """One user. Films and users in its lists open their own screens."""

    CONTEXT = Context.USER
    AUTO_FOCUS = "#recommended-table"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.USER)

    def __init__(self, user_id: int) -> None:
        super().__init__()
        self.user_id = user_id
        self._user: UserSummary | None = None
        self._both: dict[int, int] = {}

    def compose_body(self) -> ComposeResult:
        """Heading, lists, and the taste."""
        yield Static(id="heading")
        yield Panels(
            Panel(
                "Recommended",
                FilmTable(
                    [
                        title_column(_predicted_movie),
                        year_column(_predicted_movie),
                        genres_column(_predicted_movie),
                        expected_column(lambda row: row),
                    ],
                    _predicted_movie,
                    id="recommended-table",
                ),
                id="recommended",
            ),
            Panel(
                "Rated",
                FilmTable(
                    [
                        title_column(_rated_movie),
                        year_column(_rated_movie),
                        genres_column(_rated_movie),
                        Column("Rating", lambda row: starred(row.rating), width=10, rank=1),
                    ],
                    _rated_movie,
                    id="rated-table",
                ),
                id="rated",
            ),
            Panel("Taste", TasteView(id="taste-view"), id="taste"),
            Panel(
                "Nearest users",
                UserTable(
                    [
                        user_column(_near_user),
                        gender_column(_near_user),
                        age_column(_near_user),
                        occupation_column(_near_user),
                        ratings_column(_near_user),
                        Column("Both", self._shared, width=5, align=Align.RIGHT, rank=2),
                        similarity_column(lambda near: near.similarity),
                    ],
                    _near_user,
                    id="near-users-table",
                ),
                id="near-users",
            ),
        )

    def on_mount(self) -> None:
        """Asks for everything at once; each part appears when it is there."""
        # The list is in the order of preference, which the predicted stars need not follow.
        self.query_one("#recommended", Panel).rename("Recommended · best match first")
        self.query_one(
            "#near-users", Panel
        ).border_subtitle = f"{self.movierec.key_of('user.both')} both rated"
        self._load_person()
        self.watch(self.app, "status", self._status_changed)
        self.watch(self.app, "profile", self._profile_changed, init=False)

    def _load_person(self) -> None:
        self.load("user", lambda library: library.user(self.user_id), self._draw_user, self._no_user)
        rated = self._table("rated")
        self.load(
            "rated",
            lambda library: library.history(self.user_id, HISTORY_LIMIT),
            lambda rows: rated.update_rows(rows, "This user has not rated a film yet."),
            rated.show_trouble,
        )
        taste = self.query_one(TasteView)
        self.load("taste", lambda library: library.taste(self.user_id), taste.show, taste.show_trouble)

    @property
    def _is_me(self) -> bool:
        profile = self.movierec.profile
        return profile is not None and profile.user_id == self.user_id

    def _profile_changed(self) -> None:
        """What the person says now; a rename, too."""
        if self._is_me:
            self._load_person()
            self._status_changed(self.movierec.status)
        elif self._user is not None:
            self._draw_user(self._user)

    def _table(self, name: str) -> RowTable[object]:
        return self.query_one(f"#{name}-table", RowTable)

    def _status_changed(self, _standing: LibraryStatus | None) -> None:
        table = self._table("recommended")
        self.load(
            "recommended",
            lambda library: library.lists.recommend(self.user_id, ListRequest()),
            lambda rows: table.update_rows(rows, "There is no film left to recommend."),
            table.show_trouble,
        )
        self.load_nearest()

    def load_nearest(self) -> None:
        wanted = self.neighbours
        self.query_one("#near-users", Panel).rename(f"Nearest users · {wanted}")

        def question(library: Library) -> tuple[tuple[Near[UserSummary], ...], dict[int, int]]:
            near = library.similar_users(self.user_id, wanted)
            return near, library.shared_films(self.user_id, [row.item.user_id for row in near])

        self.load("near users", question, self._draw_near_users, self._table("near-users").show_trouble)

    def _draw_near_users(self, answer: tuple[tuple[Near[UserSummary], ...], dict[int, int]]) -> None:
        near, self._both = answer
        self._table("near-users").update_rows(near, "Nobody is near this user.")

    def _shared(self, near: Near[UserSummary]) -> Cell:
        return count(self._both.get(near.item.user_id, 0))

    def _draw_user(self, user: UserSummary) -> None:
        self._user = user
        me = "that's you" if self._is_me else None
        facts = [fact for fact in (me, _gender(user), _age(user), user.occupation) if fact]
        lines = [
            Content.assemble(
                (user_name(user), "bold $accent"), ("   " + safe_text(" · ".join(facts)), "$ink-muted")
            )
        ]
        if user.mean_rating is None:
            lines.append(Content.styled("No ratings yet", "$ink-muted"))
        else:
            full, empty = stars_of_five(user.mean_rating)
            lines.append(
                Content.assemble(
                    (f"{user.ratings:,}", "bold $foreground"),
                    (f" {'rating' if user.ratings == 1 else 'ratings'}, on average ", "$ink-muted"),
                    (full, "$ink-star"),
                    (empty, "$ink-track"),
                    (f" {user.mean_rating:.2f}", "bold $foreground"),
                )
            )
        self.query_one("#heading", Static).update(Content("\n").join(lines))
        shown = min(user.ratings, HISTORY_LIMIT)
        best = f" · best {shown} of {user.ratings:,}" if user.ratings > shown else f" · {user.ratings:,}"
        self.query_one("#rated", Panel).rename("Rated" + best)

    def _no_user(self, sentence: str) -> None:
        self.query_one("#heading", Static).update(Content.styled(safe_text(sentence), "$text-error"))

    @on(RowTable.Opened, "#recommended-table")
    @on(RowTable.Opened, "#rated-table")
    def _film_opened(self, event: RowTable.Opened) -> None:
        self.movierec.open_movie(event.row.movie.movie_id)

    @on(RowTable.Opened, "#near-users-table")
    def _user_opened(self, event: RowTable.Opened) -> None:
        self.movierec.open_user(event.row.item.user_id)

    def action_both_rated(self) -> None:
        """The films that this user and the near one under the cursor rated both."""
        near = cast("Near[UserSummary] | None", self._table("near-users").current)
        if self._user is not None and near is not None:
            self.app.push_screen(BothRatedScreen(self._user, near.item))


def _gender(user: UserSummary) -> str | None:
    return {"F": "female", "M": "male"}.get(user.gender or "", user.gender)


def _age(user: UserSummary) -> str | None:
    return f"age {user.age_group}" if user.age_group else None
