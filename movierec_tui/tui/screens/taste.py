"""A person's taste: genres by decades, and the films behind the cell under the cursor."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from db.rows import UserRating
from movierec_tui.drawing.pictures import Kind, PictureRequest
from movierec_tui.library.answers import Taste
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.picture_file import ask_for_picture
from movierec_tui.tui.services import watch_app
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.list_columns import given_column, mean_column, movie_of, title_column, year_column
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.tui.widgets.taste_grid import TasteGridView, periods_that_fit
from movierec_tui.wording.taste_table import MEASURE_WORDS, Measure, TasteTable, taste_table
from movierec_tui.wording.text import counted, safe_text, signed, user_name

_NO_TASTE = "No film with a year and a genre has been rated yet."
_LEGEND = "stars above (+) or below (−) · a dot after a figure: one or two films"


class TasteScreen(BaseScreen):
    """Who, the grid, the films of one cell."""

    CONTEXT = Context.TASTE
    AUTO_FOCUS = "#taste-grid"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.TASTE)

    grid = getters.query_one(TasteGridView)
    films: getters.query_one[RowTable[UserRating]] = getters.query_one("#taste-films", RowTable)

    def __init__(self, user_id: int) -> None:
        super().__init__()
        self.user_id = user_id
        self._taste: Taste | None = None
        self._measure = Measure.OWN

    def compose_body(self) -> ComposeResult:
        yield Static(id="taste-heading")
        with Container(id="taste-body"):
            with Vertical(id="taste-panel", classes="panel"):
                yield TasteGridView(id="taste-grid")
            with Vertical(id="taste-films-panel", classes="panel"):
                columns = [
                    title_column(movie_of),
                    year_column(movie_of),
                    mean_column(movie_of),
                    given_column("Rating", lambda row: row.rating),
                ]
                yield FilmTable(columns, movie_of, mine=False, id="taste-films")

    def on_mount(self) -> None:
        self.grid.note = "Reading the ratings"
        watch_app(self, "opinions", self._opinions_changed, init=False)
        self._load_taste()

    def _load_taste(self) -> None:
        self.load("taste", lambda library: library.pictures.taste(self.user_id), self._show, self._trouble)

    def _opinions_changed(self) -> None:
        profile = self.movierec.profile
        if profile is not None and profile.user_id == self.user_id:
            self._load_taste()

    def _show(self, taste: Taste) -> None:
        self._taste = taste
        self.grid.note = _NO_TASTE
        self._draw()

    def _trouble(self, sentence: str) -> None:
        self.grid.note = sentence

    def on_resize(self) -> None:
        """The grid has room for more or fewer decades, the heading for more or fewer words."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self._taste is not None:
            table = taste_table(self._taste.grid, self._measure, periods_that_fit(self.grid.size.width))
            if table != self.grid.table:
                self.grid.show(table)
            self.query_one("#taste-heading", Static).update(self._heading(self._taste, table))

    def _heading(self, taste: Taste, table: TasteTable) -> Content:
        name = Content.styled(user_name(taste.user), "bold $accent")
        if taste.grid.mean is None:
            return Content("\n").join([name, Content.styled("No ratings yet", "$ink-muted")])
        average = f"   {taste.user.ratings:,} rated"
        if not self.has_class("-narrow"):
            average += f", on average {taste.grid.mean:.2f} stars"
        first = Content.assemble(name, (f"{average} · {MEASURE_WORDS[self._measure]}", "$ink-muted"))
        room = self.size.width - 2
        words = next((words for most in (2, 1) if cell_len(words := _extremes(table, most)) <= room), "")
        return Content("\n").join([first, Content.styled(words or _LEGEND, "$foreground")])

    # Films of a cell

    @on(TasteGridView.Chosen)
    def _cell_chosen(self, event: TasteGridView.Chosen) -> None:
        genre, period = event.genre, event.period
        panel = self.query_one("#taste-films-panel", Vertical)
        panel.border_title = Content(f"{safe_text(genre)} · {period.label}")
        value = None if self.grid.table is None else self.grid.table.values.get((genre, period))
        if value is None:
            panel.border_subtitle = None
            self.films.show((), "None of these films has been rated.")
            return
        panel.border_subtitle = f"{signed(value.difference, 2)} stars, {counted(value.films, 'film')}"
        self.load(
            "films",
            lambda library: library.pictures.films_of_cell(self.user_id, genre, period.first_year, period.last_year),
            self.films.show,
            self.films.show_trouble,
        )

    @on(TasteGridView.Entered)
    def _entered(self) -> None:
        if self.films.rows:
            self.films.focus()

    def action_next_measure(self) -> None:
        """Compared with the own average, or with what others gave."""
        self._measure = Measure.OTHERS if self._measure is Measure.OWN else Measure.OWN
        self._draw()

    def action_save_picture(self) -> None:
        if self._taste is not None and self._taste.grid.cells:
            ask_for_picture(self, PictureRequest(Kind.TASTE, user_id=self.user_id, measure=self._measure))

    def step_back(self) -> bool:
        """From the films to the grid."""
        if self.films.has_focus:
            self.grid.focus()
            return True
        return False


def _extremes(table: TasteTable, most: int) -> str:
    """What stands out, in words: "likes most: Film-Noir 1940s   likes least: Horror 1980s"."""
    likes = [cell for cell in table.strongest if table.values[cell].difference > 0][:most]
    dislikes = [cell for cell in table.strongest if table.values[cell].difference < 0][:most]
    return "   ".join(
        f"{words}: {', '.join(f'{safe_text(genre)} {period.label}' for genre, period in cells)}"
        for words, cells in (("likes most", likes), ("likes least", dislikes))
        if cells
    )
