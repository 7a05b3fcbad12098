"""A form that is filled in by keys alone."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from movierec_tui.tui.keys.actions import Context, bindings_for


class Fields(Vertical):
    """Fields below each other: arrows and tab go from one to the next, Enter is done with all of them."""

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
        """The field below."""
        self.screen.focus_next(f"#{self.id} *")

    def action_previous_field(self) -> None:
        """The field above."""
        self.screen.focus_previous(f"#{self.id} *")

    @on(Input.Submitted)
    def action_done(self) -> None:
        """Tells that the form is filled in."""
        self.post_message(self.Done())
