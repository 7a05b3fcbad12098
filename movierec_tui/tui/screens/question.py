"""Dialogs that ask: for a yes or no, or for a name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from db.errors import StoreError
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.dialog import Dialog
from movierec_tui.wording.text import safe_text


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
                    yield Button(f"{self._keep_both} ({key_of('dialog.beside')})", id="keep-both", compact=True)
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


LONGEST = 40


class NameDialog(Dialog[str | None]):
    """Gives the name once `use` has accepted it, or None after Esc.

    Args:
        question: one line above the box.
        button: what Enter does, in a word.
        use: is called with the name; a StoreError is shown below the box, and the dialog stays.
        initial: what is in the box at first, selected.
        placeholder: what the empty box says.
        longest: how many characters the box takes.
    """

    AUTO_FOCUS = "#name"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.NAME)
    DEFAULT_CSS = """
    NameDialog {
        & > Vertical { width: 52; padding: 1 2; }
        & #name { margin: 1 0 0 0; }
        & #trouble { color: $text-error; height: auto; display: none; padding: 0 2; }
        & #trouble.-shown { display: block; }
    }
    """

    def __init__(
        self,
        question: str,
        button: str,
        use: Callable[[str], Awaitable[None]],
        initial: str = "",
        placeholder: str = "Name",
        longest: int = LONGEST,
    ) -> None:
        super().__init__()
        self._placeholder, self._longest = placeholder, longest
        self._question, self._button, self._use, self._initial = question, button, use, initial

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, markup=False)
            yield Input(
                self._initial,
                placeholder=self._placeholder,
                max_length=self._longest,
                id="name",
                classes="framed",
            )
            yield Static(id="trouble", markup=False)
            cancel = self.movierec.key_of("name.cancel")
            with Horizontal(classes="buttons"):
                yield Button(f"{self._button} (⏎)", id="use", compact=True)
                yield Button(f"Cancel ({cancel})", id="cancel", compact=True)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._tell("")

    @on(Input.Submitted)
    @on(Button.Pressed, "#use")
    async def _take(self) -> None:
        name = self.query_one(Input).value.strip()
        if not name:
            self._tell("Type a name first.")
            return
        try:
            await self._use(name)
        except StoreError as error:
            self._tell(str(error))
        else:
            self.dismiss(name)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        self.dismiss(None)

    def _tell(self, sentence: str) -> None:
        trouble = self.query_one("#trouble", Static)
        trouble.update(Content(safe_text(sentence)))
        trouble.set_class(bool(sentence), "-shown")
