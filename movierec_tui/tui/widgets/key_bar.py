"""The line at the bottom: the keys that matter where one is, taken from the action registry."""

from __future__ import annotations

from textual.binding import Binding
from textual.content import Content
from textual.keys import key_to_character
from textual.style import Style
from textual.widget import Widget

from movierec_tui.tui.keys.actions import ACTION_OF_ID, ACTIONS
from movierec_tui.tui.keys.key_map import written

MOST = 5
_ALWAYS = ("app.help", "app.palette", "app.quit", "app.quit_anywhere")
"""They stay at the right end; where there is no room, the last ones go first."""

_FIRST = 2
"""So many keys of the place come before any but the first of `_ALWAYS`."""

_SIGNS = {"slash": "/", "question_mark": "?", "plus": "+", "minus": "-"}
_KEYS_OF_SIGNS = {sign: key for key, sign in _SIGNS.items()}
"""Keys named otherwise than Unicode names their signs, or shown in place of another key."""


class KeyBar(Widget):
    """Up to five keys of the place the focus is in; at the right end the help, the palette and the way out."""

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        background: $surface;
        color: $ink-muted;
    }
    """

    _keys = Content()

    def on_mount(self) -> None:
        self.auto_links = False
        self.watch(self.screen, "focused", self._changed)
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self._changed())

    def _changed(self) -> None:
        self.refresh()

    def render(self) -> Content:
        """The keys; beneath another screen, those of before."""
        if self.screen.is_current:
            self._keys = self._that_fit()
        return self._keys

    def _that_fit(self) -> Content:
        """As many keys as fit, the most useful first."""
        room = self.size.width - 1
        usable = self._usable()
        right = [usable[name] for name in _ALWAYS if name in usable]
        place = [action for action in ACTIONS if action.footer and action.id in usable.keys() - set(_ALWAYS)]
        left = [usable[action.id] for action in sorted(place, key=lambda action: action.footer)][:MOST]
        if len(right) == len(_ALWAYS):
            # Where "q" quits, nobody needs a second key for it.
            right.pop()
        while len(right) > 1 and _cells(left[:_FIRST] + right) > room:
            right.pop()
        while left and _cells(left + right) > room:
            left.pop()
        gap = Content(" " * (room - _cells(left + right)))
        return Content.assemble(" ", *left, gap, *right)

    def _usable(self) -> dict[str, Content]:
        """The keys that do something here, by action."""
        found: dict[str, Content] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            action = ACTION_OF_ID.get(binding.id or "")
            if action is None or action.id in found or not active.enabled or self._is_text(binding):
                continue
            found[action.id] = self._key(binding)
        return found

    def _key(self, binding: Binding) -> Content:
        """The key and its name, to be clicked; another one of the action's keys where that would be text."""
        key = self.app.get_key_display(binding)
        if len(key) == 1 and self._takes(_KEYS_OF_SIGNS.get(key, key), key):
            key = written(binding.key)
        shown = Content.assemble((key, "bold $accent"), (f" {binding.description}", "$ink-muted"))
        press = Style.from_meta({"@click": f"app.simulate_key({binding.key!r})"})
        return Content.assemble(shown.stylize(press), "  ")

    def _is_text(self, binding: Binding) -> bool:
        """Whether the key is written into the box that has the focus, rather than obeyed."""
        character = _SIGNS.get(binding.key) or key_to_character(binding.key)
        return not binding.priority and self._takes(binding.key, character)

    def _takes(self, key: str, character: str | None) -> bool:
        box = self.screen.focused
        return box is not None and box.check_consume_key(key, character)


def _cells(keys: list[Content]) -> int:
    return sum(key.cell_length for key in keys)
