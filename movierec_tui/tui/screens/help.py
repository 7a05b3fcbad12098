"""The keys of the present screen, from the action registry."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from movierec_tui.tui.keys.actions import ABOUT, Action, Context, actions_for
from movierec_tui.tui.keys.key_map import KeyMap
from movierec_tui.tui.screens.dialog import ClickAway

_WIDTH, _SHARE = 76, 0.96
"""The frame's width, and its share of a narrow terminal."""

_AROUND = 5
"""Cells of the frame's border, padding and scroll bar."""


class HelpScreen(ClickAway):
    """Lists actions by context, each with its keys and one sentence.

    Args:
        contexts: those of the screen beneath.
        key_map: the person's own keys.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,question_mark,q,enter", "dismiss", "Close")]
    DEFAULT_CSS = """
    HelpScreen > VerticalScroll { width: 76; padding: 0 1; scrollbar-size-vertical: 1; }
    """

    def __init__(self, contexts: Sequence[Context], key_map: KeyMap) -> None:
        super().__init__()
        self._contexts, self._key_map = contexts, key_map

    def compose(self) -> ComposeResult:
        with VerticalScroll() as scroll:
            scroll.border_title = "Keys"
            scroll.border_subtitle = "esc closes"
            yield Static()

    def on_resize(self) -> None:
        frame = min(_WIDTH, int(self.app.size.width * _SHARE))
        self.query_one(Static).update(help_text(self._contexts, self._key_map, frame - _AROUND))


def help_text(contexts: Sequence[Context], key_map: KeyMap, width: int) -> Content:
    """A heading for each context, and its actions with the person's keys, wrapped to `width` cells."""
    lines: list[Content] = []
    for context in contexts:
        lines += [Content(""), Content.styled(context.value, "bold $accent")]
        if context in ABOUT:
            lines += [Content.styled(ABOUT[context], "$ink-muted"), Content("")]
        lines += [_line(action, key_map, width) for action in actions_for(context)]
    return Content("\n").join(lines[1:])


def _line(action: Action, key_map: KeyMap, width: int) -> Content:
    keys = f"  {key_map.shown(action):<11}"
    sentence = f"\n{' ' * len(keys)}".join(textwrap.wrap(action.help, max(20, width - len(keys))))
    return Content.assemble((keys, "bold $foreground"), (sentence, "$foreground"))
