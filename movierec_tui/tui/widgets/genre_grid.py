"""Genres to choose from: each one is wanted, unwanted or neither."""

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


class Wanted(Enum):
    """What a person says of a genre; the value is the sign before its name."""

    EITHER = " "
    YES = "+"
    NO = "−"


_NEXT = {Wanted.EITHER: Wanted.YES, Wanted.YES: Wanted.NO, Wanted.NO: Wanted.EITHER}
_STYLES = {Wanted.EITHER: "$foreground", Wanted.YES: "bold $accent", Wanted.NO: "$text-error"}
_COLUMN = 16


class GenreGrid(Widget, can_focus=True):
    """The genres in columns, one of them under the cursor.

    Attributes:
        genres: all there are.
        cursor: which one is under the cursor.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.GENRES)
    DEFAULT_CSS = """
    GenreGrid { height: auto; width: 1fr; }
    """

    genres: reactive[tuple[str, ...]] = reactive((), layout=True)
    cursor: reactive[int] = reactive(0)

    class Changed(Message):
        """Something else is wanted."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._wanted: dict[str, Wanted] = {}

    @property
    def wanted(self) -> tuple[str, ...]:
        """The genres that are wanted, in the order of the grid."""
        return self._chosen(Wanted.YES)

    @property
    def unwanted(self) -> tuple[str, ...]:
        """The genres that are not wanted, in the order of the grid."""
        return self._chosen(Wanted.NO)

    def choose(self, wanted: Sequence[str], unwanted: Sequence[str]) -> None:
        """Sets all genres at once, without a message."""
        chosen: Mapping[str, Wanted] = {
            **dict.fromkeys(wanted, Wanted.YES),
            **dict.fromkeys(unwanted, Wanted.NO),
        }
        if chosen != self._wanted:
            self._wanted = dict(chosen)
            self.refresh()

    def _chosen(self, state: Wanted) -> tuple[str, ...]:
        return tuple(genre for genre in self.genres if self._wanted.get(genre) is state)

    def validate_cursor(self, cursor: int) -> int:
        """Keeps the cursor on a genre."""
        return max(0, min(cursor, len(self.genres) - 1))

    # Drawing

    @property
    def _columns(self) -> int:
        return max(1, self.content_size.width // _COLUMN)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the genres need in this width."""
        columns = max(1, width // _COLUMN)
        return max(1, -(-len(self.genres) // columns))

    @property
    def _lines(self) -> int:
        return max(1, -(-len(self.genres) // self._columns))

    def render(self) -> Content:
        """The genres, from top to bottom and then to the next column."""
        lines = self._lines
        drawn = []
        for line in range(lines):
            places = range(line, len(self.genres), lines)
            drawn.append(Content.assemble(*(self._cell(place) for place in places)))
        return Content("\n").join(drawn)

    def _cell(self, place: int) -> Content:
        genre = self.genres[place]
        state = self._wanted.get(genre, Wanted.EITHER)
        name = cut_end(safe_text(genre), _COLUMN - 3)
        style = _STYLES[state]
        if place == self.cursor and self.has_focus:
            style += " on $row-cursor"
        return Content.styled(f"{state.value} {name}".ljust(_COLUMN - 1), style) + " "

    # Moving and choosing

    def action_up(self) -> None:
        """The genre above; from the first one, the box before."""
        if self.cursor == 0:
            self.screen.focus_previous()
        self.cursor -= 1

    def action_down(self) -> None:
        """The genre below; from the last one, the box after."""
        if self.cursor >= len(self.genres) - 1:
            self.screen.focus_next()
        self.cursor += 1

    def action_right(self) -> None:
        """The genre at the right."""
        if self.cursor + self._lines < len(self.genres):
            self.cursor += self._lines

    def action_left(self) -> None:
        """The genre at the left."""
        if self.cursor >= self._lines:
            self.cursor -= self._lines

    def action_next_state(self) -> None:
        """Wanted, then unwanted, then neither."""
        if self.genres:
            genre = self.genres[self.cursor]
            self._set(genre, _NEXT[self._wanted.get(genre, Wanted.EITHER)])

    def action_want(self) -> None:
        """Wanted, or no longer."""
        self._toggle(Wanted.YES)

    def action_exclude(self) -> None:
        """Unwanted, or no longer."""
        self._toggle(Wanted.NO)

    def _toggle(self, state: Wanted) -> None:
        if self.genres:
            genre = self.genres[self.cursor]
            self._set(genre, Wanted.EITHER if self._wanted.get(genre) is state else state)

    def _set(self, genre: str, state: Wanted) -> None:
        self._wanted[genre] = state
        self.refresh()
        self.post_message(self.Changed())

    def on_click(self, event: events.Click) -> None:
        """Changes the clicked genre."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        place = offset.x // _COLUMN * self._lines + offset.y
        if 0 <= place < len(self.genres):
            self.cursor = place
            self.action_next_state()
