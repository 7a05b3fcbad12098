"""Genres to choose from: each one is wanted, excluded or neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.widgets.cells import cut_end
from movierec_tui.wording.text import safe_text


class Choice(Enum):
    """What a person says of a genre; the value is the sign before its name."""

    NEITHER = " "
    WANTED = "+"
    EXCLUDED = "−"


_NEXT = {Choice.NEITHER: Choice.WANTED, Choice.WANTED: Choice.EXCLUDED, Choice.EXCLUDED: Choice.NEITHER}
_STYLES = {Choice.NEITHER: "$foreground", Choice.WANTED: "bold $accent", Choice.EXCLUDED: "$text-error"}
_COLUMN_CELLS = 16


class GenreGrid(Widget, can_focus=True):
    """The genres in columns, from top to bottom, one of them under the cursor.

    Attributes:
        genres: all there are.
        choices: those that are wanted or excluded; others may be missing.
        cursor: the index of the genre under the cursor.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.GENRES)
    DEFAULT_CSS = """
    GenreGrid { height: auto; width: 1fr; }
    """

    genres: reactive[tuple[str, ...]] = reactive((), layout=True)
    choices: reactive[Mapping[str, Choice]] = reactive({})
    cursor: reactive[int] = reactive(0)

    class Changed(Message):
        """Another choice was made for a genre."""

    def chosen(self, choice: Choice) -> tuple[str, ...]:
        """The genres with this choice, in the order in which it was made."""
        return tuple(genre for genre, made in self.choices.items() if made is choice)

    def choose(self, wanted: Sequence[str], excluded: Sequence[str]) -> None:
        """Sets all choices at once, without a message."""
        self.choices = dict.fromkeys(wanted, Choice.WANTED) | dict.fromkeys(excluded, Choice.EXCLUDED)

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, len(self.genres) - 1))

    # Drawing

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the genres need in this width."""
        columns = max(1, width // _COLUMN_CELLS)
        return max(1, -(-len(self.genres) // columns))

    @property
    def _lines(self) -> int:
        return self.get_content_height(self.size, self.size, self.content_size.width)

    def render(self) -> Content:
        lines = [range(line, len(self.genres), self._lines) for line in range(self._lines)]
        return Content("\n").join(Content("").join(map(self._cell, line)) for line in lines)

    def _cell(self, index: int) -> Content:
        genre = self.genres[index]
        choice = self.choices.get(genre, Choice.NEITHER)
        name = cut_end(safe_text(genre), _COLUMN_CELLS - 3)
        style = _STYLES[choice]
        if index == self.cursor and self.has_focus:
            style += " on $row-cursor"
        return Content.styled(f"{choice.value} {name}".ljust(_COLUMN_CELLS - 1), style) + " "

    # Moving and choosing

    def action_up(self) -> None:
        """The genre above; from the first one, the field before."""
        if self.cursor == 0:
            self.screen.focus_previous()
        self.cursor -= 1

    def action_down(self) -> None:
        """The genre below; from the last one, the field after."""
        if self.cursor >= len(self.genres) - 1:
            self.screen.focus_next()
        self.cursor += 1

    def action_right(self) -> None:
        if self.cursor + self._lines < len(self.genres):
            self.cursor += self._lines

    def action_left(self) -> None:
        if self.cursor >= self._lines:
            self.cursor -= self._lines

    def action_next_state(self) -> None:
        self._change(_NEXT)

    def action_want(self) -> None:
        self._change({Choice.WANTED: Choice.NEITHER}, Choice.WANTED)

    def action_exclude(self) -> None:
        self._change({Choice.EXCLUDED: Choice.NEITHER}, Choice.EXCLUDED)

    def _change(self, following: Mapping[Choice, Choice], otherwise: Choice = Choice.NEITHER) -> None:
        if self.genres:
            genre = self.genres[self.cursor]
            before = self.choices.get(genre, Choice.NEITHER)
            self.choices = {**self.choices, genre: following.get(before, otherwise)}
            self.post_message(self.Changed())

    def on_click(self, event: events.Click) -> None:
        """Changes the clicked genre."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = offset.x // _COLUMN_CELLS * self._lines + offset.y
        if 0 <= index < len(self.genres):
            self.cursor = index
            self.action_next_state()
