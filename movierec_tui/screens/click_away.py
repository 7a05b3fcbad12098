"""Frames over a screen that a click beside them, or on their lower edge, closes."""

from __future__ import annotations

from textual import events
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen


class ClickAway(ModalScreen[None]):
    """A frame, its only child, that is looked at and closed; where Esc closes, so does the mouse."""

    def on_click(self, event: events.Click) -> None:
        """Closes, unless the click was within the frame; its lower edge says how to close and does it."""
        frame = next(child.region for child in self.children if isinstance(child, Vertical | VerticalScroll))
        if not frame.shrink((0, 0, 1, 0)).contains_point(event.screen_offset):
            event.stop()
            self.dismiss(None)
