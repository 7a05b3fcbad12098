"""The line in which one asks where a film is on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label, Static

from movierec_tui.tui.keys.actions import Context, bindings_for


class MapQuery(Horizontal):
    """A box in one line, shown while one asks; what it finds is shown with every letter."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.MAP_QUERY)
    DEFAULT_CSS = """
    MapQuery {
        height: 1;
        display: none;
        background: $panel;
        padding: 0 1;
        & Label { width: auto; color: $accent; }
        & Input { width: 1fr; background: $panel; }
        & #map-found { width: auto; color: $ink-muted; }
        &.-open { display: block; }
    }
    """

    @dataclass
    class Asked(Message):
        """Where the film of that name is, the `place`-th of them."""

        text: str
        place: int

    @dataclass
    class Left(Message):
        """The box is closed; `found` says whether the cursor stays where it went."""

        found: bool

    def __init__(self) -> None:
        super().__init__()
        self._place = 0

    def compose(self) -> ComposeResult:
        yield Label("Find ")
        yield Input(id="map-box", compact=True, placeholder="a title")
        yield Static(id="map-found", markup=False)

    def open(self) -> None:
        self._place = 0
        self.add_class("-open")
        self.tell("")
        box = self.query_one(Input)
        with self.prevent(Input.Changed):
            box.value = ""
        box.focus()

    def tell(self, sentence: str) -> None:
        """Says what came of it, at the right end."""
        self.query_one("#map-found", Static).update(sentence)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._place = 0
        self.action_find(0)

    def action_find(self, step: int) -> None:
        self._place += step
        self.post_message(self.Asked(self.query_one(Input).value, self._place))

    @on(Input.Submitted)
    def action_take(self) -> None:
        self._close(found=bool(self.query_one(Input).value.strip()))

    def action_leave(self) -> None:
        self._close(found=False)

    def _close(self, *, found: bool) -> None:
        self.remove_class("-open")
        self.post_message(self.Left(found))
