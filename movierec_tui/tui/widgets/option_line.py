"""A choice among a few words in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.tui.keys.actions import Context, bindings_for

_NAME = 10


class OptionLine(Widget, can_focus=True):
    """A name and its options, one of them chosen.

    Attributes:
        chosen: the place of the chosen option.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.OPTION)
    DEFAULT_CSS = """
    OptionLine { height: 1; width: 1fr; }
    """

    chosen: reactive[int] = reactive(0)

    class Changed(Message):
        """Another option was chosen."""

    def __init__(self, name: str, options: Sequence[str], *, id: str) -> None:
        super().__init__(id=id)
        self._heading = name
        self._options = tuple(options)
        self._places: list[range] = []

    def render(self) -> Content:
        """Name, then all options; only the chosen one in words where there is no room for all of them."""
        words = sum(len(option) + 3 for option in self._options) - 1
        all_fit = _NAME + words <= self.size.width
        line = Content.styled(self._heading.ljust(_NAME), "$ink-muted")
        self._places = []
        for place, option in enumerate(self._options):
            start = line.cell_length
            here = place == self.chosen
            style = "bold $accent" if here else "$foreground"
            if here and self.has_focus:
                style += " on $row-cursor"
            word = f" {option}" if here or all_fit else ""
            line += Content.styled(f"{'●' if here else '○'}{word}", style) + " "
            self._places.append(range(start, line.cell_length - 1))
        return line

    def action_next_option(self) -> None:
        """The next option; after the last one the first."""
        self._choose((self.chosen + 1) % len(self._options))

    def action_previous_option(self) -> None:
        """The option before; before the first one the last."""
        self._choose((self.chosen - 1) % len(self._options))

    def on_click(self, event: events.Click) -> None:
        """Chooses the clicked option."""
        for place, cells in enumerate(self._places):
            if event.x in cells:
                self._choose(place)

    def _choose(self, place: int) -> None:
        self.chosen = place
        self.post_message(self.Changed())
