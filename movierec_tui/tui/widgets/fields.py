"""A form that is filled in by keys alone, and one of its fields: a choice among a few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from movierec_tui.tui.keys.actions import Context, bindings_for

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
    """A label and its options in one line, one of them chosen.

    Attributes:
        chosen: the index of the chosen option.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.OPTION)
    DEFAULT_CSS = """
    OptionLine { height: 1; width: 1fr; }
    """

    chosen: reactive[int] = reactive(0)

    class Changed(Message):
        """Another option was chosen."""

    def __init__(self, label: str, options: Sequence[str], *, id: str) -> None:
        super().__init__(id=id)
        self._label = label
        self._options = tuple(options)
        self._cells: list[range] = []

    def render(self) -> Content:
        """Label and options; where there is no room for all of them, only the chosen one has its word."""
        words = sum(len(option) + 3 for option in self._options) - 1
        line = Content.styled(self._label.ljust(_LABEL_CELLS - 1) + " ", "$ink-muted")
        all_fit = line.cell_length + words <= self.size.width
        self._cells = []
        for index, option in enumerate(self._options):
            start = line.cell_length
            chosen = index == self.chosen
            style = "bold $accent" if chosen else "$foreground"
            if chosen and self.has_focus:
                style += " on $row-cursor"
            word = f" {option}" if chosen or all_fit else ""
            line += Content.styled(f"{'●' if chosen else '○'}{word}", style) + " "
            self._cells.append(range(start, line.cell_length - 1))
        return line

    def action_next_option(self) -> None:
        self._choose((self.chosen + 1) % len(self._options))

    def action_previous_option(self) -> None:
        self._choose((self.chosen - 1) % len(self._options))

    def on_click(self, event: events.Click) -> None:
        """Chooses the clicked option."""
        for index, cells in enumerate(self._cells):
            if event.x in cells:
                self._choose(index)

    def _choose(self, index: int) -> None:
        self.chosen = index
        self.post_message(self.Changed())
