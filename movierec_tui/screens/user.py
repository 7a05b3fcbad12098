"""A user: what they rated, what the model recommends them, who is like them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from movierec_tui.actions import Context, bindings_for
from movierec_tui.library.wishes import Wish
from movierec_tui.screens.movie import NEIGHBOUR_STEPS
from movierec_tui.screens.room import RoomScreen
from movierec_tui.text import safe_text, stars_of_five
from movierec_tui.widgets.cells import starred
from movierec_tui.widgets.columns import Column
from movierec_tui.widgets.film_columns import genres_column, similarity_column, title_column, year_column
from movierec_tui.widgets.film_table import FilmTable
from movierec_tui.widgets.panels import Panel, Panels
from movierec_tui.widgets.table import RowTable
from movierec_tui.widgets.user_columns import (
    age_column,
    gender_column,
    occupation_column,
    ratings_column,
    user_column,
    user_name,
)

if TYPE_CHECKING:
    from db.rows import MovieSummary, UserRating, UserSummary
    from movierec_tui.library import Near, Recommended, Standing

HISTORY_LIMIT = 200
RECOMMENDED_LIMIT = 50


def _predicted_movie(row: Recommended) -> MovieSummary:
    return row.movie


def _rated_movie(row: UserRating) -> MovieSummary:
    return row.movie


def _near_user(row: Near[UserSummary]) -> UserSummary:
    return row.item


class UserScreen(RoomScreen):
    """One user. Films and users in its lists open their own screens."""

    CONTEXT = Context.USER
    CSS_PATH = "user.tcss"
    AUTO_FOCUS = "#recommended-table"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.USER)

    def __init__(self, user_id: int) -> None:
        super().__init__()
        self.user_id = user_id
        self._step = 1

    def compose_body(self) -> ComposeResult:
        """Heading and three lists."""
        yield Static(id="heading")
        yield Panels(
            Panel(
                "Recommended",
                FilmTable(
                    [
                        title_column(_predicted_movie),
                        year_column(_predicted_movie),
                        genres_column(_predicted_movie),
                        Column("Predicted", lambda row: starred(row.predicted_rating), width=10, rank=1),
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
            Panel(
                "Nearest users",
                RowTable(
                    [
                        user_column(_near_user),
                        gender_column(_near_user),
                        age_column(_near_user),
                        occupation_column(_near_user),
                        ratings_column(_near_user),
                        similarity_column(lambda near: near.similarity),
                    ],
                    key=lambda near: near.item.user_id,
                    id="near-users-table",
                ),
                id="near-users",
            ),
        )

    def on_mount(self) -> None:
        """Asks for everything at once; each part appears when it is there."""
        # The list is in the order of preference, which the predicted stars need not follow.
        self.query_one("#recommended", Panel).rename("Recommended · best match first")
        self.load("user", lambda library: library.user(self.user_id), self._draw_user, self._no_user)
        rated = self._table("rated")
        self.load(
            "rated",
            lambda library: library.history(self.user_id, HISTORY_LIMIT),
            lambda rows: rated.show(rows, "This user has not rated a film yet."),
            rated.show_trouble,
        )
        self.watch(self.app, "standing", self._standing_changed)

    def _table(self, name: str) -> RowTable[object]:
        return self.query_one(f"#{name}-table", RowTable)

    def _standing_changed(self, _standing: Standing | None) -> None:
        table = self._table("recommended")
        self.load(
            "recommended",
            lambda library: library.lists.recommend(self.user_id, Wish(limit=RECOMMENDED_LIMIT)),
            lambda rows: table.update_rows(rows, "There is no film left to recommend."),
            table.show_trouble,
        )
        self._load_near_users()

    def _load_near_users(self) -> None:
        wanted = NEIGHBOUR_STEPS[self._step]
        table = self._table("near-users")
        self.query_one("#near-users", Panel).rename(f"Nearest users · {wanted}")
        self.load(
            "near users",
            lambda library: library.similar_users(self.user_id, wanted),
            lambda rows: table.update_rows(rows, "Nobody is near this user."),
            table.show_trouble,
        )

    def _draw_user(self, user: UserSummary) -> None:
        facts = [fact for fact in (_gender(user), _age(user), user.occupation) if fact]
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
                    (" ratings, on average ", "$ink-muted"),
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

    def action_more_neighbours(self) -> None:
        """The next greater number of nearest users."""
        self._change_step(1)

    def action_fewer_neighbours(self) -> None:
        """The next smaller number of nearest users."""
        self._change_step(-1)

    def _change_step(self, change: int) -> None:
        step = max(0, min(len(NEIGHBOUR_STEPS) - 1, self._step + change))
        if step != self._step:
            self._step = step
            self._load_near_users()


def _gender(user: UserSummary) -> str | None:
    return {"F": "female", "M": "male"}.get(user.gender or "", user.gender)


def _age(user: UserSummary) -> str | None:
    return f"age {user.age_group}" if user.age_group else None
