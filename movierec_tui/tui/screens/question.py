"""A question with two answers, or three, for what cannot be undone."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Button

from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.modal import Modal
from movierec_tui.tui.widgets.boxes import DialogButton, Pane, Words

if TYPE_CHECKING:
    from movierec_tui.tui.app import MovieRecApp


class Answer(Enum):
    """What was said to a question; the values are the ids of its buttons."""

    YES = "yes"
    BESIDE = "beside"
    NO = "no"


class Question(Modal[Answer]):
    """Asks, and gives the answer. Esc is no.

    Args:
        question: plain text.
        yes: the word for yes.
        no: the word for no.
        beside: the word for keeping both; without one, that is no answer.
    """

    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.DIALOG)
    DEFAULT_CSS = """
    Question {
        align: center middle;
        & > Pane {
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

    def __init__(self, question: str, yes: str, no: str, beside: str = "") -> None:
        super().__init__()
        self._question = question
        self._yes, self._beside, self._no = yes, beside, no

    def compose(self) -> ComposeResult:
        """The question and its buttons."""
        with Pane():
            yield Words(self._question, markup=False)
            key_of = cast("MovieRecApp", self.app).key_of
            with Horizontal():
                yield DialogButton(
                    f"{self._yes} ({key_of('dialog.yes')})", id="yes", variant="error", compact=True
                )
                if self._beside:
                    yield DialogButton(
                        f"{self._beside} ({key_of('dialog.beside')})", id="beside", compact=True
                    )
                yield DialogButton(f"{self._no} ({key_of('dialog.no')})", id="no", compact=True)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(Answer(event.button.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002
        """No key for an answer that there is not."""
        return action != "beside" or bool(self._beside)

    def action_confirm(self) -> None:
        """Yes."""
        self.dismiss(Answer.YES)

    def action_beside(self) -> None:
        """Both are kept."""
        self.dismiss(Answer.BESIDE)

    def action_decline(self) -> None:
        """No."""
        self.dismiss(Answer.NO)
