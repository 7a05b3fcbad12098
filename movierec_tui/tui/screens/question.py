"""A question with two or three answers, asked before something is lost."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.dialog import Dialog


class Answer(Enum):
    """An answer; the values are the ids of the buttons."""

    YES = "yes"
    KEEP_BOTH = "keep-both"
    NO = "no"


class Question(Dialog[Answer]):
    """Asks, and gives the answer. Esc is no.

    Args:
        question: plain text.
        yes: the button's word for yes.
        no: the button's word for no.
        keep_both: the word of a third button; empty for none.
    """

    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.DIALOG)
    DEFAULT_CSS = """
    Question > Vertical { width: 60; padding: 1 2; }
    """

    def __init__(self, question: str, yes: str, no: str, keep_both: str = "") -> None:
        super().__init__()
        self._question = question
        self._yes, self._keep_both, self._no = yes, keep_both, no

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, markup=False)
            key_of = self.movierec.key_of
            with Horizontal(classes="buttons"):
                yield Button(f"{self._yes} ({key_of('dialog.yes')})", id="yes", variant="error", compact=True)
                if self._keep_both:
                    yield Button(
                        f"{self._keep_both} ({key_of('dialog.beside')})", id="keep-both", compact=True
                    )
                yield Button(f"{self._no} ({key_of('dialog.no')})", id="no", compact=True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(Answer(event.button.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002
        return action != "keep_both" or bool(self._keep_both)

    def action_confirm(self) -> None:
        self.dismiss(Answer.YES)

    def action_keep_both(self) -> None:
        self.dismiss(Answer.KEEP_BOTH)

    def action_decline(self) -> None:
        self.dismiss(Answer.NO)
