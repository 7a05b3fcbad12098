"""Boxes to type into that leave the app's own keys usable."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.suggester import Suggester
from textual.widgets import Input
from textual.widgets.input import Selection

from movierec_tui.paths import completed, path_typed
from movierec_tui.tui.keys.actions import Context, bindings_for

_APP_KEYS = frozenset({"slash", "question_mark"})
_ESC_AND_DIGIT = dict(zip("¡™£¢∞§¶•ªº", "1234567890", strict=True))
"""What arrives where Esc and a digit follow each other within a tenth of a second."""


class NameInput(Input):
    """A box for an id or a name: "/" and "?" stay the app's keys."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return super().check_consume_key(key, character) and not self._is_app_key(key, character)

    def on_key(self, event: events.Key) -> None:
        if self._is_app_key(event.key, event.character):
            event.prevent_default()

    def _is_app_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        return key in _APP_KEYS


class QueryInput(NameInput):
    """A box for words: "/" and "?" are the app's keys only in front of any text, not within it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.QUERY)

    @on(events.Key)
    async def _act_at_once(self, event: events.Key) -> None:
        """Does at once what must be done before the next key or paste reaches the box."""
        digit = _ESC_AND_DIGIT.get(event.character or "")
        if digit is not None:
            event.prevent_default().stop()
            await self.run_action("app.back")
            self.app.simulate_key(digit)
        elif event.key == "ctrl+u":
            event.prevent_default().stop()
            self.action_delete_left_all()

    def watch_selection(self, old: Selection, new: Selection) -> None:
        """The key bar names the app's keys only where they are not text."""
        if (old.end == 0) != (new.end == 0):
            self.refresh_bindings()

    def _is_app_key(self, key: str, character: str | None) -> bool:
        return super()._is_app_key(key, character) and self.cursor_position == 0


class PathSuggester(Suggester):
    """Completes a path by the names that are there; the right arrow takes what it suggests."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return completed(value)


class PathInput(Input):
    """A box for a path, which it completes as one types."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.PATH)

    def __init__(self, *, placeholder: str = "", compact: bool = False, id: str, classes: str = "") -> None:
        super().__init__(
            placeholder=placeholder,
            suggester=PathSuggester(),
            select_on_focus=False,
            compact=compact,
            id=id,
            classes=classes,
        )

    @property
    def path(self) -> Path:
        return path_typed(self.value)
