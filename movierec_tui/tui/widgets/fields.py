"""A form that is filled in by keys alone, and two of its fields: a choice among a few words, and the genres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import ScrollableContainer, Vertical
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.widgets.cells import cut_end
from movierec_tui.wording.text import safe_text

_LABEL_CELLS = 10


class Fields(Vertical):
    """Fields below each other: arrows and tab go from one to the next, Enter submits the form."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.FIELDS)
    DEFAULT_CSS = """
    Fields {
        & .field { height: 1; }
        & Label { width: 10; color: $ink-muted; }
        & Input { width: 1fr; background: $surface; }
    }
    """

    class Done(Message):
        """Enter was pressed."""

    def action_next_field(self) -> None:
        self.screen.focus_next(f"#{self.id} *")

    def action_previous_field(self) -> None:
        self.screen.focus_previous(f"#{self.id} *")

    @on(Input.Submitted)
    def action_done(self) -> None:
        self.post_message(self.Done())


class OptionLine(Widget, can_focus=True):
    """A label and its options, one of them chosen.

    Attributes:
        chosen: the index of the chosen option.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.OPTION)
    DEFAULT_CSS = """
    OptionLine { height: auto; width: 1fr; }
    """

    chosen: reactive[int] = reactive(0)

    class Changed(Message):
        """Another option was chosen."""

    def __init__(self, label: str, options: Sequence[str], *, id: str) -> None:
        super().__init__(id=id)
        self._label = label.ljust(_LABEL_CELLS - 1) + " "
        self._options = tuple(options)

    def _places(self, width: int) -> list[Region]:
        """Where the options stand: behind the label, and below each other where they do not fit beside each other."""
        places: list[Region] = []
        at = Offset(len(self._label), 0)
        for option in self._options:
            cells = len(option) + 2
            if places and at.x + cells > width:
                at = Offset(len(self._label), at.y + 1)
            places.append(Region(at.x, at.y, cells, 1))
            at += (cells + 1, 0)
        return places

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self._places(width)[-1].bottom

    def render(self) -> Content:
        drawn = Content.styled(self._label, "$ink-muted")
        line = 0
        for index, (option, place) in enumerate(zip(self._options, self._places(self.size.width), strict=True)):
            if place.y > line:
                drawn += "\n" + " " * place.x
                line = place.y
            chosen = index == self.chosen
            style = "bold $accent" if chosen else "$foreground"
            if chosen and self.has_focus:
                style += " on $row-cursor"
            drawn += Content.styled(f"{'●' if chosen else '○'} {option}", style) + " "
        return drawn

    def action_next_option(self, step: int) -> None:
        self._choose((self.chosen + step) % len(self._options))

    def on_click(self, event: events.Click) -> None:
        for index, place in enumerate(self._places(self.size.width)):
            if place.contains_point(event.offset):
                self._choose(index)

    def _choose(self, index: int) -> None:
        self.chosen = index
        self.post_message(self.Changed())


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

    def watch_cursor(self) -> None:
        """Keeps the line under the cursor in sight where the grid is taller than its place."""
        if isinstance(self.parent, ScrollableContainer):
            place = self.virtual_region
            self.parent.scroll_to_region(Region(place.x, place.y + self.cursor % self._lines, 1, 1), animate=False)

    # Drawing

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
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
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = offset.x // _COLUMN_CELLS * self._lines + offset.y
        if 0 <= index < len(self.genres):
            self.cursor = index
            self.action_next_state()
