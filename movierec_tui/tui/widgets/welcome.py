"""What somebody without a profile sees first: what a profile gives, and a box for a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from db.personal.name_rules import LONGEST_NAME
from movierec_tui.tui.widgets.inputs import NameInput
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.personal.profiles import Profile

_NAMES = 8


class Welcome(Vertical):
    """A greeting and a box for a name."""

    DEFAULT_CSS = """
    Welcome {
        height: 1fr;
        align: center middle;
        & > Vertical { width: 60; max-width: 92%; height: auto; }
        & Static { height: auto; }
        & Input { margin: 1 0; }
        & #name-trouble { color: $text-error; }
    }
    """

    @dataclass
    class Named(Message):
        """A name was typed."""

        name: str

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(id="greeting", markup=False)
            yield NameInput(placeholder="Your name, then ⏎", max_length=LONGEST_NAME, id="name", classes="framed")
            yield Static(id="name-trouble", markup=False)

    def greet(self, profiles: Sequence[Profile]) -> None:
        """Says what a profile gives, and who has one already."""
        names = ", ".join(safe_text(profile.name) for profile in profiles[:_NAMES])
        self.query_one("#greeting", Static).update(
            Content.assemble(
                ("Films for you", "bold $accent"),
                "\n\nType your name and rate about 15 films: this becomes your own list, with the stars you would "
                "give each film, how sure that is, and why. Everything stays on this machine.",
                (f"\n\nHere already: {names}." if names else "", "$ink-muted"),
            )
        )

    def begin(self) -> None:
        self.query_one(Input).focus()

    def tell(self, sentence: str) -> None:
        """Says what is wrong; nothing for an empty sentence."""
        self.query_one("#name-trouble", Static).update(Content(safe_text(sentence)))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        if name:
            self.post_message(self.Named(name))
        else:
            self.tell("Type a name first.")
