"""A score taken apart to the last rated film."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from db.errors import StoreError
from engine.errors import EngineError
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.dialog import FilmsOverScreen
from movierec_tui.tui.widgets.cells import Cell, Ink, bar_text
from movierec_tui.tui.widgets.columns import Column
from movierec_tui.tui.widgets.list_columns import given_column, title_column, year_column
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.text import film_title, signed

if TYPE_CHECKING:
    from db.rows import MovieSummary
    from movierec_tui.library.answers import Reason, ScoreExplanation

_BAR = 10


def _rated_movie(reason: Reason) -> MovieSummary:
    return reason.movie


class WhyScreen(FilmsOverScreen):
    """The sum in words, then every rated film with what it adds or takes away, largest first."""

    AUTO_FOCUS = "#shares"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.WHY)
    DEFAULT_CSS = """
    WhyScreen {
        & #sum { height: 3; padding: 0 2; margin: 0 0 1 0; }
    }
    """

    def __init__(self, user_id: int, movie: MovieSummary) -> None:
        super().__init__()
        self._user_id, self._movie = user_id, movie
        self._largest = 1.0

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content(f"Why {film_title(self._movie)}")
            frame.border_subtitle = self.ways_out("why.close")
            yield Static(id="sum")
            yield RowTable(
                [
                    Column("Adds", self._added, width=_BAR + 7),
                    given_column("Rated", lambda reason: reason.rating),
                    title_column(_rated_movie),
                    year_column(_rated_movie),
                ],
                key=lambda reason: reason.movie.movie_id,
                id="shares",
            )

    def on_mount(self) -> None:
        self._explain()

    @property
    def _table(self) -> RowTable[Reason]:
        return self.query_one("#shares", RowTable)

    @work(exit_on_error=False)
    async def _explain(self) -> None:
        try:
            why = await self.movierec.library.read(
                lambda library: library.lists.why(self._user_id, self._movie.movie_id)
            )
        except (StoreError, EngineError) as error:
            self._table.show_trouble(str(error))
            return
        self._largest = max((abs(reason.contribution) for reason in why.reasons), default=1.0) or 1.0
        self.query_one("#sum", Static).update(_sum_words(why))
        self._table.show(why.reasons, "The model does not know any of the rated films yet.")

    def _added(self, reason: Reason) -> Cell:
        added = reason.contribution
        line = bar_text(abs(added) / self._largest, _BAR)
        return ((f"{signed(added, 3)} ", Ink.PLAIN), (line, Ink.BAR if added > 0 else Ink.MUTED))


def _sum_words(why: ScoreExplanation) -> Content:
    rated = len(why.reasons)
    ratings = f"from your {rated:,} ratings, listed below" if rated != 1 else "from your one rating, below"
    return Content("\n").join(
        [
            Content.assemble((_figure(why.score), "bold $accent"), "  score: lists are sorted by it"),
            Content.assemble(
                (_figure(why.base), "bold $foreground"),
                ("  from popularity, without your ratings", "$ink-muted"),
            ),
            Content.assemble((signed(why.score - why.base, 3), "bold $foreground"), (f"  {ratings}", "$ink-muted")),
        ]
    )


def _figure(number: float) -> str:
    return f"{number:6.3f}".replace("-", "−")
