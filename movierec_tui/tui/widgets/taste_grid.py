"""Genres by decades: a figure with its sign and a shade in each cell, and a cursor."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.color import Color
from textual.geometry import clamp
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

GENRE_CELLS = 13
_ROOMY_CELL = 11
_CELL_WITH_FILMS = 10
"""From here on the number of films stands beside the figure: "[+0.6  154]"."""

_GREATEST = 1.5
_STRONGEST_SHADE = 0.5
_LEAST_COLOURED = 0.05
_ABOVE, _BELOW = "#2f86bd", "#cf5f27"


def periods_that_fit(width: int) -> int:
    """How many decades have room in so many cells."""
    return max(1, (width - GENRE_CELLS - 1) // CELL)


class TasteGridView(Widget, can_focus=True):
    """A table of a person's taste; the cell under the cursor stands in brackets.

    Attributes:
        table: what is shown; None while it is being read.
        note: one sentence in place of a table without cells.
        chosen: the cell under the cursor, as (row, column).
        top: the first row in the window.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.TASTE_GRID)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "taste--chosen",
        "taste--muted",
        "taste--empty",
    }
    DEFAULT_CSS = """
    TasteGridView {
        height: 1fr;
        & > .taste--chosen { color: $accent; text-style: bold; }
        & > .taste--muted { color: $ink-muted; }
        & > .taste--empty { color: $ink-track; }
    }
    """

    table: reactive[TasteTable | None] = reactive(None)
    note: reactive[str] = reactive("")
    chosen: reactive[tuple[int, int]] = reactive((0, 0))
    top: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """Another cell is under the cursor."""

        genre: str
        period: Period

    class Entered(Message):
        """One wants to go to the cell's films."""

    # Cells

    @property
    def cell(self) -> tuple[str, Period] | None:
        """Genre and period under the cursor."""
        if self.table is None or not self.table.genres:
            return None
        row, column = self.chosen
        return self.table.genres[row], self.table.periods[column]

    @property
    def _cell_width(self) -> int:
        """As much as there is room for, so that a person's few decades fill a wide screen."""
        columns = len(self.table.periods) if self.table is not None else 0
        return max(CELL, min(_ROOMY_CELL, (self.size.width - GENRE_CELLS) // columns)) if columns else CELL

    def show(self, table: TasteTable) -> None:
        """Another table; the cursor stays on its cell where there still is one, else goes to the strongest."""
        before = self.cell
        self.table = table
        if before is not None and before[0] in table.genres:
            year = before[1].last_year
            columns = [column for column, period in enumerate(table.periods) if year <= period.last_year]
            self._choose(table.genres.index(before[0]), columns[0] if columns else len(table.periods) - 1)
        elif table.strongest:
            self._choose_cell(table.strongest[0])

    def _choose_cell(self, cell: tuple[str, Period]) -> None:
        if self.table is not None:
            self._choose(self.table.genres.index(cell[0]), self.table.periods.index(cell[1]))

    def _choose(self, row: int, column: int) -> None:
        if (row, column) == self.chosen:
            # The place is the same but its figure may be another.
            self._post_chosen()
        self.chosen = (row, column)

    def validate_chosen(self, chosen: tuple[int, int]) -> tuple[int, int]:
        if self.table is None or not self.table.genres:
            return (0, 0)
        row, column = chosen
        return clamp(row, 0, len(self.table.genres) - 1), clamp(column, 0, len(self.table.periods) - 1)

    def watch_chosen(self) -> None:
        self._follow_cursor()
        self._post_chosen()

    def _post_chosen(self) -> None:
        if self.cell is not None:
            self.post_message(self.Chosen(*self.cell))

    def _follow_cursor(self) -> None:
        row, page = self.chosen[0], max(1, self.size.height - 1)
        self.top = clamp(self.top, row - page + 1, row)

    # Keys and mouse

    def action_move(self, right: int, down: int) -> None:
        if self.cell is None:
            raise SkipAction
        row, column = self.chosen
        self.chosen = (row + down, column + right)

    def action_strongest(self, step: int) -> None:
        """The cell that says next most, from the one under the cursor."""
        if self.table is not None and self.table.strongest:
            cells = self.table.strongest
            place = cells.index(self.cell) if self.cell in cells else -1
            self._choose_cell(cells[(place + step) % len(cells)])

    def action_films(self) -> None:
        self.post_message(self.Entered())

    def on_click(self, event: events.Click) -> None:
        if self.table is None or event.y < 1 or event.x < GENRE_CELLS:
            return
        row, column = self.top + event.y - 1, (event.x - GENRE_CELLS) // self._cell_width
        if row < len(self.table.genres) and column < len(self.table.periods):
            self.chosen = (row, column)

    def on_mouse_scroll_down(self) -> None:
        if self.table is not None:
            self.top = max(0, min(self.top + 1, len(self.table.genres) - self.size.height + 1))

    def on_mouse_scroll_up(self) -> None:
        self.top = max(0, self.top - 1)

    def on_resize(self) -> None:
        self.top = 0
        self._follow_cursor()

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The decades, then a line for each genre."""
        return Strip(self._segments(y)).adjust_cell_length(self.size.width, self.rich_style)

    def _segments(self, y: int) -> list[Segment]:
        table, row = self.table, self.top + y - 1
        muted = self._part("muted")
        if table is None or not table.genres:
            lines = ["", *textwrap.wrap(safe_text(self.note), max(10, self.size.width - 2))]
            return [Segment(f" {lines[y]}" if y < len(lines) else "", muted)]
        if y == 0:
            below = "↓ more" if self.top + self.size.height - 1 < len(table.genres) else ""
            decades = "".join(period.label.center(self._cell_width) for period in table.periods)
            return [Segment(f" {below:<{GENRE_CELLS - 1}}{decades}", muted)]
        if row >= len(table.genres):
            return []
        genre, chosen_column = table.genres[row], self.chosen[1] if row == self.chosen[0] else -1
        name = cut_end(safe_text(genre), GENRE_CELLS - 2)
        style = self.rich_style if chosen_column < 0 else self._part("chosen")
        segments = [Segment(f" {name}{' ' * (GENRE_CELLS - 1 - cell_len(name))}", style)]
        for column, period in enumerate(table.periods):
            segments += self._cell(table, genre, period, is_chosen=column == chosen_column)
        return segments

    def _cell(self, table: TasteTable, genre: str, period: Period, *, is_chosen: bool) -> list[Segment]:
        value, width = table.values.get((genre, period)), self._cell_width
        if value is None:
            style, text = self._part("empty"), "·".center(width)
        else:
            style, text = self.rich_style + self._shade(value.strength), f" {value.words}".ljust(width)
            if width >= _CELL_WITH_FILMS:
                text = f" {value.words}{value.films:>{width - CELL - 1},} "
        if not is_chosen:
            return [Segment(text, style)]
        ink = "taste--chosen" if self.has_focus else "taste--muted"
        bracket = style + self.get_component_rich_style(ink, partial=True)
        return [Segment("[", bracket), Segment(text[1:-1], style + Style(bold=True)), Segment("]", bracket)]

    def _shade(self, strength: float) -> Style:
        """A background between the page's own and the colour of above or below; none in the terminal's colours."""
        if self.app.current_theme.ansi:
            colour = "cyan" if strength > 0 else "red"
            return Style(color=colour) if abs(strength) >= _LEAST_COLOURED else Style()
        share = min(1.0, abs(strength) / _GREATEST) * _STRONGEST_SHADE
        page = Color.parse(self.app.theme_variables["background"])
        shade = page.blend(Color.parse(_ABOVE if strength > 0 else _BELOW), share, alpha=1)
        return Style(bgcolor=shade.rich_color)

    def _part(self, name: str) -> Style:
        return self.rich_style + self.get_component_rich_style(f"taste--{name}", partial=True)
