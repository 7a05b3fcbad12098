"""The slider between familiar and adventurous films, for keys and the mouse."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.tui.services import services

STOPS = 9
"""Places for the knob, the middle one among them."""

_KNOB, _RAIL = "●", "─"


class Slider(Widget):
    """A knob on a rail. A click or a drag on the rail moves the knob there, a click on an end one stop that way.

    Attributes:
        familiarity: from 1 at the left (familiar) to -1 at the right (adventurous).
    """

    DEFAULT_CSS = """
    Slider { height: 1; width: auto; }
    """

    familiarity: reactive[float] = reactive(0.0)

    @dataclass
    class Moved(Message):
        """The knob was moved by the mouse; the slider shows what its owner makes of that."""

        familiarity: float

    @property
    def stop(self) -> int:
        """The place of the knob, from 0 at the left."""
        return round((1 - self.familiarity) / 2 * (STOPS - 1))

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        """As much as the words need; with less, they are left out."""
        return self._drawn(" familiar ", " adventurous ").cell_length

    def render(self) -> Content:
        whole = self._drawn(" familiar ", " adventurous ")
        return whole if whole.cell_length <= self.size.width else self._drawn(" ", " ")

    def _drawn(self, familiar: str, adventurous: str) -> Content:
        key_of = services(self).key_of
        return Content.assemble(
            (key_of("wish.familiar"), "bold $accent"),
            (familiar, "$ink-muted"),
            (_RAIL * self.stop, "$ink-muted"),
            (_KNOB, "bold $accent"),
            (_RAIL * (STOPS - 1 - self.stop), "$ink-muted"),
            (adventurous, "$ink-muted"),
            (key_of("wish.adventurous"), "bold $accent"),
        )

    def _place(self, event: events.MouseEvent) -> int:
        """Which place of the rail the mouse is at; below 0 or above the last one beside the rail."""
        return event.x - (self.render().plain.index(_KNOB) - self.stop)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Takes the knob, or moves it one stop towards the end that was clicked."""
        place = self._place(event)
        if place in range(STOPS):
            self.capture_mouse()
            self._move_to(place)
        else:
            self._move_to(self.stop + (1 if place > 0 else -1))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.app.mouse_captured is self:
            self._move_to(self._place(event))

    def on_mouse_up(self) -> None:
        self.release_mouse()

    def _move_to(self, place: int) -> None:
        stop = max(0, min(STOPS - 1, place))
        if stop != self.stop:
            self.post_message(self.Moved(1 - 2 * stop / (STOPS - 1)))
