"""A person's taste: genres by decades, and the films behind the cell under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from movierec_tui.drawing.pictures import Kind, PictureRequest
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.picture_file import ask_for_picture
from movierec_tui.tui.widgets.cells import starred
from movierec_tui.tui.widgets.columns import Column
from movierec_tui.tui.widgets.film_columns import mean_column, title_column, year_column
from movierec_tui.tui.widgets.film_table import FilmTable
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.tui.widgets.taste_grid import TasteGridView
from movierec_tui.wording.taste_table import MEASURE_WORDS, Measure, TasteTable, taste_table
from movierec_tui.wording.text import safe_text, signed, user_name

if TYPE_CHECKING:
    from db.rows import MovieSummary, UserRating
    from movierec_tui.library.answers import Taste

_NO_TASTE = "No film with a year and a genre has been rated yet."
_LEGEND = "stars above (+) or below (-) · a dot behind a figure: one or two films"


def _film(row: UserRating) -> MovieSummary:
    return row.movie


class TasteScreen(BaseScreen):
    """Who, the grid, the films of one cell."""

    CONTEXT = Context.TASTE
    AUTO_FOCUS = "#taste-grid"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.TASTE)

    def __init__(self, user_id: int) -> None:
        super().__init__()
        self.user_id = user_id
        self._taste: Taste | None = None
        self._measure = Measure.OWN

    def compose_body(self) -> ComposeResult:
        """Heading above, grid and films below or beside each other."""
        yield Static(id="taste-heading")
        with Container(id="taste-body"):
            with Vertical(id="taste-panel", classes="panel"):
                yield TasteGridView(self._draw_grid, id="taste-grid")
            with Vertical(id="taste-films-panel", classes="panel"):
                yield FilmTable(
                    [
                        title_column(_film),
                        year_column(_film),
                        mean_column(_film),
                        Column("Rating", lambda row: starred(row.rating), width=10, rank=1),
                    ],
                    _film,
                    mine=False,
                    id="taste-films",
                )

    def on_mount(self) -> None:
        """Follows what its user says."""
        self.grid.note = "Reading the ratings"
        self.watch(self.app, "opinions", self._opinions_changed, init=False)
        self._load_taste()

    @property
    def grid(self) -> TasteGridView:
        """The grid."""
        return self.query_one(TasteGridView)

    @property
    def films(self) -> RowTable[UserRating]:
        """The films of the cell under the cursor."""
        return self.query_one("#taste-films", RowTable)

    def _load_taste(self) -> None:
        """Reads the ratings."""
        self.load("taste", lambda library: library.pictures.taste(self.user_id), self._draw, self._trouble)

    def _opinions_changed(self, _opinions: object) -> None:
        profile = self.movierec.profile
        if profile is not None and profile.user_id == self.user_id:
            self._load_taste()

    def _draw(self, taste: Taste) -> None:
        self._taste = taste
        self.grid.note = _NO_TASTE
        self._draw_grid()

    def _draw_grid(self) -> None:
        """As many decades as the grid has room for, as soon as that is known."""
        if self._taste is not None and self.grid.fitting:
            self.grid.show(taste_table(self._taste.grid, self._measure, self.grid.fitting))
            self._draw_heading()

    def _draw_heading(self) -> None:
        if self._taste is not None and self.grid.table is not None:
            self.query_one("#taste-heading", Static).update(self._heading(self._taste, self.grid.table))

    def on_resize(self) -> None:
        """A narrow screen has room for fewer words above the grid."""
        self.call_after_refresh(self._draw_heading)

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

    def _trouble(self, sentence: str) -> None:
        self.grid.note = sentence

    # Films of a cell

    @on(TasteGridView.Chosen)
    def _cell_chosen(self, event: TasteGridView.Chosen) -> None:
        genre, period = event.genre, event.period
        panel = self.query_one("#taste-films-panel", Vertical)
        panel.border_title = Content(f"{safe_text(genre)} · {period.label}")
        value = None if self.grid.table is None else self.grid.table.values.get((genre, period))
        if value is None:
            panel.border_subtitle = None
            self.films.show((), "Nothing of this was rated.")
            return
        panel.border_subtitle = Content(f"{signed(value.difference, 2)} stars, {_films(value.films)}")
        self.load(
            "films",
            lambda library: library.pictures.films_of_cell(
                self.user_id, genre, period.first_year, period.last_year
            ),
            self.films.show,
            self.films.show_trouble,
        )

    @on(TasteGridView.Entered)
    def _entered(self) -> None:
        if self.films.rows:
            self.films.focus()

    @on(RowTable.Opened, "#taste-films")
    def _opened(self, event: RowTable.Opened) -> None:
        self.movierec.open_movie(event.row.movie.movie_id)

    def action_next_measure(self) -> None:
        """Beside the own average, or beside what others gave."""
        self._measure = Measure.OTHERS if self._measure is Measure.OWN else Measure.OWN
        self._draw_grid()

    def action_save_picture(self) -> None:
        """Writes the taste as a picture."""
        if self._taste is not None and self._taste.grid.cells:
            ask_for_picture(
                self,
                PictureRequest(
                    Kind.TASTE,
                    user_id=self.user_id,
                    measure=self._measure,
                    dark=self.app.current_theme.dark,
                ),
            )

    def step_back(self) -> bool:
        """From the films to the grid."""
        if self.films.has_focus:
            self.grid.focus()
            return True
        return False


def _films(number: int) -> str:
    return "1 film" if number == 1 else f"{number:,} films"


def _extremes(table: TasteTable, most: int) -> str:
    """What stands out, in words: "most above: Film-Noir 1940s   most below: Horror 1980s"."""
    likes = [where for where in table.strongest if table.values[where].difference > 0][:most]
    dislikes = [where for where in table.strongest if table.values[where].difference < 0][:most]
    parts = [
        f"{word} {', '.join(f'{safe_text(genre)} {period.label}' for genre, period in cells)}"
        for word, cells in (("most above:", likes), ("most below:", dislikes))
        if cells
    ]
    return "   ".join(parts)
