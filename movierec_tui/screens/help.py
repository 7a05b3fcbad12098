"""The keys of the place one is in, made from the action registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from movierec_tui.actions import ABOUT, Action, Context, actions_for
from movierec_tui.key_map import KeyMap
from movierec_tui.screens.click_away import ClickAway
from movierec_tui.widgets.boxes import LongText, Scroll


class HelpScreen(ClickAway):
    """Lists the actions of contexts, each with its keys and one sentence.

    It is made once, and told whenever it is opened which contexts.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,question_mark,q,enter", "dismiss", "Close")]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & > Scroll {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 92%;
            border: round $border;
            border-title-color: $accent;
            border-subtitle-color: $ink-muted;
            background: $surface;
            padding: 0 1;
            scrollbar-size-vertical: 1;
        }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        # Before it is told: so long that the scroll bar is there when it is laid out unseen.
        self._text = Content("\n" * 100)

    def compose(self) -> ComposeResult:
        """The list of keys."""
        with Scroll() as scroll:
            scroll.border_title = "Keys"
            scroll.border_subtitle = "esc closes"
            yield LongText(self._text)

    def tell(self, contexts: Sequence[Context], key_map: KeyMap) -> None:
        """Says which contexts one is in, before the help is opened."""
        self._text = help_text(contexts, key_map)
        if self.is_mounted:
            self.query_one(Scroll).scroll_home(animate=False)
            self.query_one(LongText).update(self._text)


def help_text(contexts: Sequence[Context], key_map: KeyMap) -> Content:
    """The contexts' actions in words, each with the person's keys, a heading for each context."""
    lines: list[Content] = []
    for context in contexts:
        lines += [Content(""), Content.styled(context.value, "bold $accent")]
        if context in ABOUT:
            lines += [Content.styled(ABOUT[context], "$ink-muted"), Content("")]
        lines += [_line(action, key_map) for action in actions_for(context)]
    return Content("\n").join(lines[1:])


def _line(action: Action, key_map: KeyMap) -> Content:
    return Content.assemble(
        (f"  {key_map.shown(action):<11}", "bold $foreground"), (action.help, "$foreground")
    )
