"""A question with two answers, for what cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from movierec_tui.actions import Context, bindings_for

if TYPE_CHECKING:
    from movierec_tui.app import MovieRecApp


class Question(ModalScreen[bool]):
    """Asks, and gives True for yes. Esc is no."""

    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.DIALOG)
    DEFAULT_CSS = """
    Question {
        align: center middle;
        & > Vertical {
            width: 60;
            max-width: 90%;
            height: auto;
            border: round $border;
            background: $surface;
            padding: 1 2;
        }
        & Horizontal { height: auto; align-horizontal: right; margin: 1 0 0 0; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, question: str, yes: str, no: str) -> None:
        super().__init__()
        self._question = question
        self._yes, self._no = yes, no

    def compose(self) -> ComposeResult:
        """The question and its two buttons."""
        with Vertical():
            yield Static(self._question, markup=False)
            key_of = cast("MovieRecApp", self.app).key_of
            yes, no = key_of("dialog.yes"), key_of("dialog.no")
            with Horizontal():
                yield Button(f"{self._yes} ({yes})", id="yes", variant="error", compact=True)
                yield Button(f"{self._no} ({no})", id="no", compact=True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_confirm(self) -> None:
        """Yes."""
        self.dismiss(True)

    def action_decline(self) -> None:
        """No."""
        self.dismiss(False)
