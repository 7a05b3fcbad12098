"""A table of typed rows that draws only the lines on screen, so that a new list costs what it shows."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Generic, Self, TypedDict, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.widgets.boxes import DrawsFocus, Placed
from movierec_tui.tui.widgets.cells import Cell, Ink, cut_end, cut_middle, fitted, width_of
from movierec_tui.tui.widgets.columns import GAP, Align, Column, Cut, share_width
from movierec_tui.tui.widgets.list_bar import ListBar
from movierec_tui.wording.text import safe_text

R = TypeVar("R")


class _Kind(TypedDict, total=False):
    color: str
    background: str
    text_style: str


_MARKERS = {"cursor": "▌", "cursor-blurred": "▏"}
_HEADER_LINES = 1
_READING = "Reading …"
_READING_AFTER_SECONDS = 0.3
"""Most answers come sooner, and a word that only flashes by would be noise."""
_NOTE_LINE = 2
_KEPT_LINES = 500
_INKS: Mapping[Ink, _Kind] = {
    Ink.PLAIN: {"color": "foreground"},
    Ink.STRONG: {"color": "foreground", "text_style": "bold"},
    Ink.MUTED: {"color": "ink-muted"},
    Ink.MATCH: {"color": "accent", "text_style": "bold underline"},
    Ink.STAR: {"color": "ink-star"},
    Ink.BAR: {"color": "ink-bar"},
    Ink.TRACK: {"color": "ink-track"},
    Ink.ERROR: {"color": "text-error"},
}
_STATES: Mapping[str, _Kind] = {
    "cursor": {"background": "row-cursor", "text_style": "bold"},
    "cursor-blurred": {"background": "row-cursor-blurred"},
    "hover": {"background": "row-hover"},
}
"""How texts and rows look, in variables of the theme. As CSS, every table would work all of it out again whenever it
gains or loses the focus, which takes longer than to draw it."""

_CUTS = {Cut.END: cut_end, Cut.MIDDLE: cut_middle}


@dataclass(frozen=True, slots=True)
class _Look:
    """How a row is drawn, whatever it says."""

    base: Style
    marker: Segment
    inks: Mapping[Ink, Style]


class RowTable(ScrollView, Placed, DrawsFocus, Generic[R], can_focus=True):
    """Rows under a heading, one of them under the cursor.

    The heading stays while rows scroll. Titles and other external texts are drawn as they are. The row under
    the cursor is marked at its left edge as well as by colour.

    Attributes:
        answered: whether it shows an answer, if only that there are no rows; not before the first answer, nor
            where a sentence says why there is none.
    """

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.LIST)
    DEFAULT_CSS = """
    RowTable {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        background: transparent;
    }
    """

    cursor: reactive[int] = reactive(0, repaint=False)
    hovered: reactive[int | None] = reactive(None, repaint=False)

    class Opened(Message):
        """A row was chosen with Enter or a click."""

        def __init__(self, table: RowTable[Any], row: Any) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> RowTable[Any]:
            """The table that the row is in."""
            return self.table

    class Highlighted(Message):
        """Another row is under the cursor; None when the table became empty."""

        def __init__(self, table: RowTable[Any], row: Any | None) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> RowTable[Any]:
            """The table that the row is in."""
            return self.table

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._key = key
        self._rows: tuple[R, ...] = ()
        self._note: tuple[str, Ink] = ("", Ink.MUTED)
        self.answered = False
        self._layout: tuple[int, list[tuple[Column[R], int]]] = (-1, [])
        self._looks: dict[str, _Look] | None = None
        self._drawn: dict[tuple[tuple[Cell, ...], int, Segment], Strip] = {}
        self._drawn_in: dict[str, str] = {}

    def on_show(self) -> None:
        """Says that rows are being read, where they do not come at once."""
        self.set_timer(_READING_AFTER_SECONDS, self._still_reading)

    def _still_reading(self) -> None:
        if not self.answered and not self._note[0]:
            self._note = (_READING, Ink.MUTED)
            self.draw_all()

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, made when it is first asked for."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = ListBar(vertical=True, name="vertical", thickness=1)
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    # What is shown

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Shows the rows in other columns."""
        if [column.title for column in columns] != [column.title for column in self._columns]:
            self._columns = tuple(columns)
            self._layout = (-1, [])
            self._drawn.clear()
            self.draw_all()

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows that the table holds now."""
        return self._rows

    @property
    def current(self) -> R | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    def show(self, rows: Sequence[R], empty: str = "") -> None:
        """Shows other rows, the cursor on the first; `empty` is what a table without rows says."""
        self._replace(rows, (empty, Ink.MUTED))
        self._move(0)

    def update_rows(self, rows: Sequence[R], empty: str = "") -> None:
        """Shows the rows as they are now, the cursor on the same row as before where it is still there."""
        before = self.current
        position = self.cursor
        self._replace(rows, (empty, Ink.MUTED))
        if before is not None:
            wanted = self._key(before)
            position = next((i for i, row in enumerate(self._rows) if self._key(row) == wanted), position)
        self._move(position)

    def show_trouble(self, sentence: str) -> None:
        """Shows one sentence in place of rows: why there are none and what to do."""
        self._replace((), (sentence, Ink.ERROR))
        self.answered = False
        self._move(0)

    def _replace(self, rows: Sequence[R], note: tuple[str, Ink]) -> None:
        self._rows = tuple(rows)
        self.answered = True
        self._note = (safe_text(note[0]), note[1])
        self.hovered = None
        # Other rows need no new layout of the screen, unless the table is as high as its rows.
        self.virtual_size = Size(0, len(self._rows) + _HEADER_LINES)
        # Else Textual sees only after the next layout whether there is a scroll bar, and lays everything out again.
        self._scroll_update(self.virtual_size)
        self.draw_all()
        if self.styles.is_auto_height:
            self.refresh(layout=True)

    def refresh_row(self, index: int) -> None:
        """Draws one row anew."""
        self.refresh_lines(index + _HEADER_LINES)

    def draw_all(self) -> None:
        """Draws every line anew."""
        self.refresh(self.size.region)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draws regions anew. Where none is named, Textual asks as the focus moved: that concerns the cursor's line."""
        if not regions and not layout and self._drawn_in is self.app.theme_variables:
            line = self.cursor + _HEADER_LINES - self.scroll_offset.y
            regions = (Region(0, line, self.size.width, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        """Takes over a new size; a layout that leaves the size as it was would draw the scroll bar all the same."""
        if size == self._size:
            return False
        to_tell = super()._size_updated(size, virtual_size, container_size, layout)
        self.drawn_by_layout()
        return to_tell

    def _move(self, position: int) -> None:
        clipped = max(0, min(position, len(self._rows) - 1))
        if clipped == self.cursor:
            # The number is the same but the row under it may be another.
            self._scroll_to_cursor()
            self.post_message(self.Highlighted(self, self.current))
        self.cursor = clipped

    # Cursor

    def validate_cursor(self, cursor: int) -> int:
        """Keeps the cursor on a row."""
        return max(0, min(cursor, len(self._rows) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Draws the two rows that changed, and tells."""
        self._scroll_to_cursor()
        self.refresh_row(old)
        self.refresh_row(new)
        self.post_message(self.Highlighted(self, self.current))

    def watch_hovered(self, old: int | None, new: int | None) -> None:
        """Draws the rows that the mouse left and entered."""
        for row in (old, new):
            if row is not None:
                self.refresh_row(row)

    def _scroll_to_cursor(self) -> None:
        page = self._page
        if page <= 0:
            return
        top = self.scroll_offset.y
        wanted = min(max(top, self.cursor - page + 1), self.cursor)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False)

    @property
    def _page(self) -> int:
        return self.scrollable_content_region.height - _HEADER_LINES

    def action_cursor_up(self) -> None:
        """One row up; from the first row the key goes on to whoever wants it."""
        if self.cursor == 0:
            raise SkipAction
        self.cursor -= 1

    def action_cursor_down(self) -> None:
        """One row down."""
        self.cursor += 1

    def action_page_up(self) -> None:
        """One page up."""
        self.cursor -= max(1, self._page)

    def action_page_down(self) -> None:
        """One page down."""
        self.cursor += max(1, self._page)

    def action_first(self) -> None:
        """To the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """To the last row."""
        self.cursor = len(self._rows) - 1

    def action_open(self) -> None:
        """Opens the row under the cursor."""
        if self._rows:
            self.post_message(self.Opened(self, self.current))

    # Mouse

    def _row_at(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y < _HEADER_LINES:
            return None
        row = self.scroll_offset.y + offset.y - _HEADER_LINES
        return row if row < len(self._rows) else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Marks the row under the mouse."""
        self.hovered = self._row_at(event)

    def on_leave(self) -> None:
        """No row is under the mouse any more."""
        self.hovered = None

    def on_click(self, event: events.Click) -> None:
        """Opens the clicked row."""
        row = self._row_at(event)
        if row is not None:
            event.stop()
            self.cursor = row
            self.open_clicked()

    def open_clicked(self) -> None:
        """What a click on a row does after the cursor moved there."""
        self.action_open()

    # Drawing

    def on_resize(self) -> None:
        """Keeps the cursor in sight."""
        self._drawn.clear()
        self._scroll_to_cursor()

    def render_line(self, y: int) -> Strip:
        """Draws line `y` of the visible part."""
        width = self.scrollable_content_region.width
        if y < _HEADER_LINES:
            return self._header(width)
        if not self._rows:
            return self._note_line(y, width)
        index = self.scroll_offset.y + y - _HEADER_LINES
        if index >= len(self._rows):
            return self._blank_line()
        return self._row(index, width)

    def _header(self, width: int) -> Strip:
        if not self._rows:
            return self._blank_line()
        cells = [((column.title, Ink.MUTED),) for column, _width in self._shared(width)]
        style = self.rich_style + self._style(color="ink-muted")
        return self._strip(
            cells, width, _Look(style, Segment(" ", style), self._inks(style, on_cursor=False))
        )

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draws lines, with each look worked out once for all of them: it takes longer than the text of a row.

        The table has neither border nor padding, so that Textual's way over styles would only draw each line twice.
        """
        if self._drawn_in is not self.app.theme_variables or len(self._drawn) > _KEPT_LINES:
            self._drawn_in = self.app.theme_variables
            self._drawn.clear()
        self._looks = {}
        try:
            lines = [self.render_line(y) for y in crop.line_range]
        finally:
            self._looks = None
        return [line.crop(*crop.column_span) for line in self.filtered(lines)]

    def _row(self, index: int, width: int) -> Strip:
        row = self._rows[index]
        cells = [column.cell(row) for column, _width in self._shared(width)]
        return self._strip(cells, width, self._look(self._state(index)))

    def _state(self, index: int) -> str:
        if index == self.cursor and self.can_focus:
            return "cursor" if self.has_focus else "cursor-blurred"
        return "hover" if index == self.hovered else ""

    def _look(self, state: str) -> _Look:
        looks = {} if self._looks is None else self._looks
        if state not in looks:
            looks[state] = self._look_of(state)
        return looks[state]

    def _look_of(self, state: str) -> _Look:
        base = self.rich_style
        if state:
            base += self._style(**_STATES[state])
        marker = Segment(_MARKERS.get(state, " "), base)
        if state in _MARKERS:
            marker = Segment(marker.text, base + self._style(color="accent"))
        return _Look(base, marker, self._inks(base, state == "cursor"))

    def _inks(self, base: Style, on_cursor: bool) -> dict[Ink, Style]:
        inks = {ink: base + self._style(**how) for ink, how in _INKS.items()}
        if on_cursor:
            inks[Ink.MUTED] = base + self._style(color="ink-muted-on-cursor")
            if self.app.current_theme.ansi:
                # Only the terminal knows which of its colours can be read on the cursor's: one that surely can.
                return dict.fromkeys(Ink, inks[Ink.MUTED])
        return inks

    def _strip(self, cells: Sequence[Cell], width: int, look: _Look) -> Strip:
        """A line; the same one again where nothing of it changed, which knows how it is drawn on the terminal."""
        of_line = (tuple(cells), width, look.marker)
        if of_line not in self._drawn:
            self._drawn[of_line] = self._drawn_line(cells, width, look)
        return self._drawn[of_line]

    def _drawn_line(self, cells: Sequence[Cell], width: int, look: _Look) -> Strip:
        base, inks = look.base, look.inks
        segments = [look.marker, Segment(" ", base)]
        for (column, room), cell in zip(self._shared(width), cells, strict=True):
            drawn = fitted(cell, room, _CUTS[column.cut])
            left = room - width_of(drawn)
            padding = [Segment(" " * left, base)] if left > 0 else []
            pieces = [Segment(text, inks[ink]) for text, ink in drawn]
            segments += [*padding, *pieces] if column.align is Align.RIGHT else [*pieces, *padding]
            segments.append(Segment(" " * GAP, base))
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _note_line(self, y: int, width: int) -> Strip:
        sentence, ink = self._note
        base = self.rich_style
        lines = textwrap.wrap(sentence, max(10, width - 4)) if sentence and y >= _NOTE_LINE else []
        if not lines[y - _NOTE_LINE :]:
            return self._blank_line()
        style = base + self._style(**_INKS[ink])
        return Strip([Segment(f"  {lines[y - _NOTE_LINE]}", style)]).adjust_cell_length(self.size.width, base)

    def _blank_line(self) -> Strip:
        return Strip.blank(self.size.width, self.rich_style)

    def _shared(self, width: int) -> list[tuple[Column[R], int]]:
        if self._layout[0] != width:
            self._layout = (width, share_width(self._columns, width - 2 - GAP))
        return self._layout[1]

    def _style(self, *, color: str = "", background: str = "", text_style: str = "") -> Style:
        variables = self.app.theme_variables
        return _rich_style(variables.get(color, ""), variables.get(background, ""), text_style)


@lru_cache(maxsize=256)
def _rich_style(color: str, background: str, text_style: str) -> Style:
    """The style of colours as CSS writes them; what is empty is left as it is beneath."""
    front, back = (Color.parse(name).rich_color if name else None for name in (color, background))
    return Style(color=front, bgcolor=back) + Style.parse(text_style)


class ChoiceTable(RowTable[R]):
    """A table in which a click only moves the cursor, as choosing a row does something that takes a while."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.CHOICE)

    def open_clicked(self) -> None:
        """Leaves the row under the cursor unopened."""
