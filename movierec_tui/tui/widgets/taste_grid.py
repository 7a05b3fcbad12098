"""Genres by decades: a figure with its sign and a shade in each cell, and a cursor."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.color import Color
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.widgets.cells import cut_end
from movierec_tui.wording.taste_table import Period, TasteTable
from movierec_tui.wording.text import safe_text

CELL = 6
"""The least a figure needs with its brackets: "[+0.6]"."""

_ROOMY_CELL = 11
_CELL_WITH_FILMS = 10
"""From here on the number of films stands beside the figure: "[+0.6  154]"."""

GENRE_CELLS = 13
_GREATEST = 1.5
_STRONGEST_SHADE = 0.5
_ABOVE, _BELOW = "#2f86bd", "#cf5f27"


def periods_that_fit(width: int) -> int:
    """How many decades have room in so many cells."""
    return max(1, (width - GENRE_CELLS - 1) // CELL)


class TasteGridView(Widget, can_focus=True):
    """A table of a person's taste; the cell under the cursor stands in brackets.

    Args:
        fit: is called when there is room for more or fewer decades than before.

    Attributes:
        table: what is shown; None while it is being read.
        note: one sentence in place of a table without cells.
        chosen: the cell under the cursor, as (row, column).
        top: the first row in the window.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.TASTE_GRID)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "taste--genre",
        "taste--genre-chosen",
        "taste--period",
        "taste--empty",
        "taste--cursor",
        "taste--cursor-blurred",
    }
    DEFAULT_CSS = """
    TasteGridView {
        height: 1fr;
        & > .taste--genre { color: $foreground; }
        & > .taste--genre-chosen { color: $accent; text-style: bold; }
        & > .taste--period { color: $ink-muted; }
        & > .taste--empty { color: $ink-track; }
        & > .taste--cursor { color: $accent; text-style: bold; }
        & > .taste--cursor-blurred { color: $ink-muted; }
    }
    """

    table: reactive[TasteTable | None] = reactive(None)
    note: reactive[str] = reactive("")
    chosen: reactive[tuple[int, int]] = reactive((0, 0))
    top: reactive[int] = reactive(0)

    class Chosen(Message):
        """Another cell is under the cursor."""

        def __init__(self, genre: str, period: Period) -> None:
            super().__init__()
            self.genre = genre
            self.period = period

    class Entered(Message):
        """One wants to go to the cell's films."""

    def __init__(self, fit: Callable[[], None], *, id: str) -> None:
        super().__init__(id=id)
        self._fit = fit
        self._fitting = 0

    # Cells

    @property
    def fitting(self) -> int:
        """How many decades have room; none before the first layout."""
        return periods_that_fit(self.size.width) if self.size.width else 0

    @property
    def _cell_width(self) -> int:
        """As much as there is room for, so that a person's few decades fill a wide screen."""
        columns = len(self.table.periods) if self.table is not None else 0
        return max(CELL, min(_ROOMY_CELL, (self.size.width - GENRE_CELLS) // columns)) if columns else CELL

    @property
    def cell(self) -> tuple[str, Period] | None:
        """Genre and period under the cursor."""
        if self.table is None or not self.table.genres:
            return None
        row, column = self.chosen
        return self.table.genres[row], self.table.periods[column]

    def show(self, table: TasteTable) -> None:
        """Another table; the cursor stays on its cell where there still is one, else goes to the strongest."""
        before = self.cell
        self.table = table
        if before is not None and before[0] in table.genres:
            column = next(
                (
                    number
                    for number, period in enumerate(table.periods)
                    if period.first_year <= before[1].last_year <= period.last_year
                ),
                len(table.periods) - 1,
            )
            self._choose(table.genres.index(before[0]), column)
        elif table.strongest:
            self._choose_cell(table.strongest[0])

    def _choose_cell(self, cell: tuple[str, Period]) -> None:
        if self.table is not None:
            self._choose(self.table.genres.index(cell[0]), self.table.periods.index(cell[1]))

    def _choose(self, row: int, column: int) -> None:
        same = (row, column) == self.chosen
        self.chosen = (row, column)
        if same:
            self._tell()

    def validate_chosen(self, chosen: tuple[int, int]) -> tuple[int, int]:
        """Keeps the cursor within the table."""
        if self.table is None:
            return (0, 0)
        row, column = chosen
        return (
            max(0, min(row, len(self.table.genres) - 1)),
            max(0, min(column, len(self.table.periods) - 1)),
        )

    def watch_chosen(self) -> None:
        """Keeps the cursor in the window, and tells."""
        self._follow()
        self._tell()

    def _tell(self) -> None:
        if self.cell is not None:
            self.post_message(self.Chosen(*self.cell))

    def _follow(self) -> None:
        page = max(1, self.size.height - 1)
        row = self.chosen[0]
        self.top = min(max(self.top, row - page + 1), row)

    # Keys and mouse

    def action_move(self, right: int, down: int) -> None:
        """One cell on."""
        if self.table is None or not self.table.genres:
            raise SkipAction
        row, column = self.chosen
        self.chosen = (row + down, column + right)

    def action_strongest(self, step: int) -> None:
        """The cell that says next most, from the one under the cursor."""
        if self.table is None or not self.table.strongest:
            return
        cells = self.table.strongest
        place = cells.index(self.cell) if self.cell in cells else -1
        self._choose_cell(cells[(place + step) % len(cells)])

    def action_films(self) -> None:
        """To the films of the cell."""
        self.post_message(self.Entered())

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor on the clicked cell."""
        if self.table is None or event.y < 1 or event.x < GENRE_CELLS:
            return
        row, column = self.top + event.y - 1, (event.x - GENRE_CELLS) // self._cell_width
        if row < len(self.table.genres) and column < len(self.table.periods):
            self.chosen = (row, column)

    def on_mouse_scroll_down(self) -> None:
        """Rows below."""
        if self.table is not None:
            self.top = max(0, min(self.top + 1, len(self.table.genres) - self.size.height + 1))

    def on_mouse_scroll_up(self) -> None:
        """Rows above."""
        self.top = max(0, self.top - 1)

    def on_resize(self) -> None:
        """Keeps the cursor in sight, and asks for as many decades as there is room for."""
        self.top = 0
        self._follow()
        before, self._fitting = self._fitting, self.fitting
        if self._fitting != before:
            self._fit()

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The decades, then a line for each genre."""
        width, base = self.size.width, self.rich_style
        table = self.table
        if table is None or not table.genres:
            text = f" {safe_text(self.note)}" if y == 1 else ""
            return Strip([Segment(text, base + self._part("taste--period"))]).adjust_cell_length(width, base)
        if y == 0:
            style = base + self._part("taste--period")
            heads = [Segment(f"{period.label:^{self._cell_width}}", style) for period in table.periods]
            below = "↓ more below" if self.top + self.size.height - 1 < len(table.genres) else ""
            return Strip([Segment(f" {below:<{GENRE_CELLS - 1}}", style), *heads]).adjust_cell_length(
                width, base
            )
        row = self.top + y - 1
        if row >= len(table.genres):
            return Strip.blank(width, base)
        return self._row(table, row).adjust_cell_length(width, base)

    def _row(self, table: TasteTable, row: int) -> Strip:
        base, genre = self.rich_style, table.genres[row]
        chosen = row == self.chosen[0]
        name = cut_end(safe_text(genre), GENRE_CELLS - 2)
        name = f" {name}{' ' * (GENRE_CELLS - 1 - cell_len(name))}"
        ink = self._part("taste--genre-chosen" if chosen else "taste--genre")
        segments = [Segment(name, base + ink)]
        for column, period in enumerate(table.periods):
            segments += self._cell(table, genre, period, chosen=chosen and column == self.chosen[1])
        return Strip(segments)

    def _cell(self, table: TasteTable, genre: str, period: Period, *, chosen: bool) -> list[Segment]:
        value = table.values.get((genre, period))
        width = self._cell_width
        if value is None:
            style, text = self.rich_style + self._part("taste--empty"), "·".center(width)
        else:
            style, text = self.rich_style + self._shade(value.strength), f" {value.words}".ljust(width)
            if width >= _CELL_WITH_FILMS:
                text = f" {value.words}{value.films:>{width - CELL - 1},} "
        if not chosen:
            return [Segment(text, style)]
        cursor = style + self._part("taste--cursor" if self.has_focus else "taste--cursor-blurred")
        return [Segment("[", cursor), Segment(text[1:-1], style + Style(bold=True)), Segment("]", cursor)]

    def _shade(self, strength: float) -> Style:
        """A background between the page's own and the colour of above or below; none in the terminal's colours."""
        if self.app.current_theme.ansi:
            return Style(color="cyan" if strength > 0 else "red") if abs(strength) >= 0.05 else Style()
        share = min(1.0, abs(strength) / _GREATEST) * _STRONGEST_SHADE
        page = Color.parse(self.app.theme_variables["background"])
        shade = page.blend(Color.parse(_ABOVE if strength > 0 else _BELOW), share, alpha=1)
        foreground = Color.parse(self.app.theme_variables["foreground"])
        return Style(color=foreground.rich_color, bgcolor=shade.rich_color)

    def _part(self, component: str) -> Style:
        return self.get_component_rich_style(component, partial=True)
