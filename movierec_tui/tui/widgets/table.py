"""A table of typed rows, and its columns. Only the lines on screen are drawn, so that a list may be of any length."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.widgets.cells import Cell, Ink, fitted, width_of
from movierec_tui.wording.text import safe_text

R = TypeVar("R")

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of a table whose rows are of type `R`.

    Attributes:
        title: the heading, our own text.
        cell: what a row shows here.
        width: its cells; the least it needs when it also takes spare room.
        flex: its share of the spare room, 0 for a fixed width.
        align: on which side the text stands.
        rank: 0 stays always; where the table is too narrow, the column with the highest rank goes first.
        cut: where a text that is too long loses its words.
        wanted: the width that columns of rank 2 and more leave it, in most terminals and in wide ones.
    """

    title: str
    cell: Callable[[R], Cell]
    width: int
    flex: int = 0
    align: Literal["left", "right"] = "left"
    rank: int = 0
    cut: Literal["end", "middle"] = "end"
    wanted: tuple[int, int] = (0, 0)


def share_width(columns: Sequence[Column[R]], width: int, *, wide: bool = False) -> list[tuple[Column[R], int]]:
    """The columns that fit into `width` cells, in their order, each with its width."""
    kept = list(columns)
    while kept:
        last = max(kept, key=lambda column: column.rank)
        least = [max(column.width, column.wanted[wide] if last.rank > 1 else 0) for column in kept]
        if last.rank == 0 or _with_gaps(least) <= width:
            break
        kept.remove(last)
    spare = max(0, width - _with_gaps(least))
    shares = sum(column.flex for column in kept)
    widths: list[tuple[Column[R], int]] = []
    for column, cells in zip(kept, least, strict=True):
        extra = spare * column.flex // shares if shares else 0
        spare -= extra
        shares -= column.flex
        widths.append((column, cells + extra))
    return widths


def _with_gaps(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * max(0, len(widths) - 1)


_STYLES = {
    Ink.PLAIN: "",
    Ink.STRONG: "bold",
    Ink.MUTED: "$ink-muted",
    Ink.MATCH: "bold underline $accent",
    Ink.STAR: "$ink-star",
    Ink.BAR: "$ink-bar",
    Ink.TRACK: "$ink-track",
    Ink.ERROR: "$text-error",
    "cursor": "bold on $row-cursor",
    "cursor-blurred": "on $row-cursor-blurred",
    "hover": "on $row-hover",
    "muted-on-cursor": "$ink-muted-on-cursor",
}
"""How inks and states are drawn. Component classes would be styled with every table, whenever that is."""

_MARKERS = {"cursor": "▌", "cursor-blurred": "▏"}
_MARKER_CELLS = 2
_HEADER_LINES = 1
_NOTE_LINE = 2
_READING = "Reading …"
_READING_AFTER_SECONDS = 0.3
"""Most answers come sooner, and a word that only flashes by would be noise."""


class RowTable(ScrollView, Generic[R], can_focus=True):
    """Rows under a heading, one of them under the cursor.

    The heading stays while rows scroll. Titles and other external texts are drawn as they are. The row under the
    cursor is marked at its left edge as well as by colour.

    Attributes:
        rows: what is shown, from the first to the last.
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

    @dataclass
    class RowMessage(Message):
        """Something about a row of a table."""

        table: RowTable[Any]
        row: Any

        @property
        def control(self) -> RowTable[Any]:
            return self.table

    class Opened(RowMessage):
        """A row was chosen with Enter or a click."""

    class Highlighted(RowMessage):
        """Another row is under the cursor; None when the table became empty."""

    def __init__(self, columns: Sequence[Column[R]], key: Callable[[R], Hashable], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._key = key
        self.rows: tuple[R, ...] = ()
        self._note: tuple[str, Ink] = ("", Ink.MUTED)
        self.answered = False
        self._asked_for: str | None = None
        self._to_open: str | None = None

    def on_mount(self) -> None:
        self.set_timer(_READING_AFTER_SECONDS, self._still_reading)

    def _still_reading(self) -> None:
        if not self.answered and not self._note[0]:
            self._note = (_READING, Ink.MUTED)
            self.refresh()

    # What is shown

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        self._columns = tuple(columns)
        self.refresh()

    @property
    def current(self) -> R | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def show(self, rows: Sequence[R], empty: str = "", asked_for: str | None = None) -> None:
        """Shows other rows, the cursor on the first.

        Args:
            rows: from the first to the last.
            empty: what a table without rows says.
            asked_for: the text that found them, where there is one.
        """
        self._replace(rows, empty, Ink.MUTED)
        self._move(0)
        self._asked_for = asked_for
        to_open, self._to_open = self._to_open, None
        if to_open is not None and to_open == asked_for and self.screen.is_current:
            self.action_open()

    def open_found(self, text: str) -> None:
        """Opens the row under the cursor, as Enter does in the box above; if the rows of `text` are not there yet,
        the first of them, once they are.
        """
        if text == self._asked_for:
            self.action_open()
        else:
            self._to_open = text

    def update_rows(self, rows: Sequence[R], empty: str = "") -> None:
        """Shows the rows as they are now, the cursor on the same row as before where it is still there."""
        before = self.current
        self._replace(rows, empty, Ink.MUTED)
        self._move(self.cursor if before is None else self._place_of(self._key(before)))

    def go_to(self, key: Hashable) -> None:
        """Puts the cursor on the row with this key, if there is one."""
        self.cursor = self._place_of(key)

    def _place_of(self, key: Hashable) -> int:
        """Where the row with this key is; the cursor's place where there is none."""
        return next((place for place, row in enumerate(self.rows) if self._key(row) == key), self.cursor)

    def show_trouble(self, sentence: str) -> None:
        """Shows one sentence in place of rows: why there are none and what to do."""
        self._replace((), sentence, Ink.ERROR)
        self.answered = False
        self._asked_for = self._to_open = None
        self._move(0)

    def _replace(self, rows: Sequence[R], note: str, ink: Ink) -> None:
        if bool(rows) != bool(self.rows):
            self.refresh_bindings()
        self.rows = tuple(rows)
        self.answered = True
        self._note = (safe_text(note), ink)
        self.hovered = None
        self.virtual_size = Size(0, len(self.rows) + _HEADER_LINES)
        self.refresh()

    def refresh_row(self, index: int) -> None:
        self.refresh_line(index + _HEADER_LINES)

    def _move(self, position: int) -> None:
        clipped = self.validate_cursor(position)
        if clipped == self.cursor:
            # The number is the same but the row under it may be another.
            self._scroll_to_cursor()
            self.post_message(self.Highlighted(self, self.current))
        self.cursor = clipped

    # Cursor

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, len(self.rows) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        self._scroll_to_cursor()
        self.refresh_row(old)
        self.refresh_row(new)
        self.post_message(self.Highlighted(self, self.current))

    def watch_hovered(self, old: int | None, new: int | None) -> None:
        for row in (old, new):
            if row is not None:
                self.refresh_row(row)

    def _scroll_to_cursor(self) -> None:
        page = self._page
        if page > 0:
            top = self.scroll_offset.y
            self.scroll_to(y=min(max(top, self.cursor - page + 1), self.cursor), animate=False)

    @property
    def _page(self) -> int:
        return self.scrollable_content_region.height - _HEADER_LINES

    def action_cursor_up(self) -> None:
        """One row up; from the first row the key goes on to whoever wants it."""
        if self.cursor == 0:
            raise SkipAction
        self.cursor -= 1

    def action_cursor_down(self) -> None:
        self.cursor += 1

    def action_page(self, pages: int) -> None:
        self.cursor += pages * max(1, self._page)

    def action_first(self) -> None:
        self.cursor = 0

    def action_last(self) -> None:
        self.cursor = len(self.rows) - 1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An empty table has nothing to open."""
        return bool(self.rows) if action == "open" else super().check_action(action, parameters)

    def action_open(self) -> None:
        if self.rows:
            self.post_message(self.Opened(self, self.current))

    # Mouse

    def _row_at(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y < _HEADER_LINES:
            return None
        row = self.scroll_offset.y + offset.y - _HEADER_LINES
        return row if row < len(self.rows) else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.hovered = self._row_at(event)

    def on_leave(self) -> None:
        self.hovered = None

    def on_click(self, event: events.Click) -> None:
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
        self._scroll_to_cursor()

    def render_line(self, y: int) -> Strip:
        if not self.rows:
            return self._note_line(y - _NOTE_LINE)
        shared = share_width(
            self._columns,
            self.scrollable_content_region.width - _MARKER_CELLS - 1,
            wide=self.screen.has_class("-wide"),
        )
        if y < _HEADER_LINES:
            return self._line(shared, [((column.title, Ink.MUTED),) for column, _width in shared], "")
        index = self.scroll_offset.y + y - _HEADER_LINES
        if index >= len(self.rows):
            return Strip.blank(self.size.width, self.rich_style)
        row = self.rows[index]
        return self._line(shared, [column.cell(row) for column, _width in shared], self.row_state(index))

    def row_state(self, index: int) -> str:
        """How a row is marked: "cursor", "cursor-blurred", "hover" or not at all."""
        if index == self.cursor and self.can_focus:
            return "cursor" if self.has_focus else "cursor-blurred"
        return "hover" if index == self.hovered else ""

    def _line(self, shared: Sequence[tuple[Column[R], int]], cells: Sequence[Cell], state: str) -> Strip:
        base = self.rich_style + self._part(state) if state else self.rich_style
        segments = [Segment(f"{_MARKERS.get(state, ''):{_MARKER_CELLS}}", base + self._part(Ink.STAR))]
        for (column, room), cell in zip(shared, cells, strict=True):
            drawn = fitted(cell, room, in_the_middle=column.cut == "middle")
            pieces = [Segment(text, base + self._ink(ink, state)) for text, ink in drawn]
            padding = Segment(" " * (room - width_of(drawn)), base)
            segments += [padding, *pieces] if column.align == "right" else [*pieces, padding]
            segments.append(Segment(" " * GAP, base))
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _ink(self, ink: Ink, state: str) -> Style:
        if state == "cursor" and (ink is Ink.MUTED or self.app.current_theme.ansi):
            # Of its sixteen colours, only the terminal knows which can be read on the cursor's: one that surely can.
            return self._part("muted-on-cursor")
        return self._part(ink)

    def _part(self, name: str) -> Style:
        return self.app.stylesheet.parse_style(_STYLES[name]).rich_style

    def _note_line(self, number: int) -> Strip:
        sentence, ink = self._note
        lines = textwrap.wrap(sentence, max(10, self.scrollable_content_region.width - 4))
        text = f"  {lines[number]}" if 0 <= number < len(lines) else ""
        segment = Segment(text, self.rich_style + self._part(ink))
        return Strip([segment]).adjust_cell_length(self.size.width, self.rich_style)


class ChoiceTable(RowTable[R]):
    """A table in which a click only moves the cursor, as choosing a row does something that takes a while."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.CHOICE)

    def open_clicked(self) -> None:
        """Leaves the row under the cursor unopened."""


class FollowingTable(RowTable[R], can_focus=False):
    """A table below a box. The focus stays in the box, whose keys move the cursor; it is shown as if it were here."""

    def row_state(self, index: int) -> str:
        return "cursor" if index == self.cursor else super().row_state(index)
