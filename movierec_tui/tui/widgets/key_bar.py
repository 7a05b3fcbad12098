"""The line at the bottom: the keys that matter where one is, taken from the action registry."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widget import Widget

from movierec_tui.tui.keys.actions import Action, find_action, footer_order
from movierec_tui.tui.keys.key_map import written

MOST = 5
_ALWAYS = ("app.help", "app.palette")
_SIGNS = {"slash": "/", "question_mark": "?"}
_KEYS_OF_SIGNS = {sign: key for key, sign in _SIGNS.items()}
"""Keys named otherwise than Unicode names their signs, or shown in place of another key."""


class KeyBar(Widget):
    """Up to five keys of the place the focus is in; help and the palette stay at the right end."""

    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        height: 1;
        background: $surface;
        color: $ink-muted;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[range, Binding]] = []
        self._line = Content("")
        self._line_width = -1

    def on_mount(self) -> None:
        """Follows the focus, and what else changes the keys."""
        self.watch(self.screen, "focused", self.work_out)
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, _screen: Screen[object]) -> None:
        self.work_out()

    def work_out(self) -> None:
        """Draws the keys of the place where the focus is now, if they are others than before."""
        if not self.screen.is_current:
            return
        # RatingChange twice of most changes, of which few concern the keys that are shown.
        before, self._line = self._line, self._keys()
        if not self._line.is_same(before):
            self.refresh()

    def on_resize(self) -> None:
        """As many keys as fit now."""
        self.work_out()

    def render(self) -> Content:
        """The line as it was worked out when something last changed."""
        if self._line_width != self._whole_width and self.screen.is_current:
            self._line = self._keys()
        return self._line

    @property
    def _whole_width(self) -> int:
        # Below a whole screen the width is known before the bar is laid out.
        return self.screen.size.width if self.parent is self.screen else self.size.width

    def _keys(self) -> Content:
        """As many keys as fit, the most useful first."""
        usable = self._usable()
        right = [pair for pair in usable if pair[0].id in _ALWAYS]
        left = [pair for pair in usable if pair[0].id not in _ALWAYS][:MOST]
        self._line_width = self._whole_width
        room = self._line_width - sum(self._width(*pair) for pair in right)
        self._places = []
        line = Content(" ")
        for pair in left:
            if line.cell_length + self._width(*pair) > room:
                break
            line = self._append(line, *pair)
        line += Content(" " * max(0, room - line.cell_length))
        for pair in right:
            line = self._append(line, *pair)
        return line

    def _usable(self) -> list[tuple[Action, Binding]]:
        found: dict[str, tuple[Action, Binding]] = {}
        for active in self.screen.active_bindings.values():
            binding_id = active.binding.id
            if (
                not active.enabled
                or binding_id is None
                or binding_id in found
                or self._is_text(active.binding)
            ):
                continue
            action = find_action(binding_id)
            if action is not None:
                found[binding_id] = (action, active.binding)
        order = footer_order(action for action, _binding in found.values())
        return [found[action.id] for action in order]

    def _is_text(self, binding: Binding) -> bool:
        """Whether the key is written into the box that has the focus, rather than obeyed."""
        character = _SIGNS.get(binding.key) or key_to_character(binding.key)
        return not binding.priority and self._takes(binding.key, character)

    def _takes(self, key: str, character: str | None) -> bool:
        box = self.screen.focused
        return box is not None and box.check_consume_key(key, character)

    def _key(self, binding: Binding) -> str:
        """The key as it is shown; another one of the action's where that would be written into the box."""
        shown = self.app.get_key_display(binding)
        is_text = len(shown) == 1 and self._takes(_KEYS_OF_SIGNS.get(shown, shown), shown)
        return written(binding.key) if is_text else shown

    def _width(self, _action: Action, binding: Binding) -> int:
        return Content(f"{self._key(binding)} {binding.description}  ").cell_length

    def _append(self, line: Content, _action: Action, binding: Binding) -> Content:
        start = line.cell_length
        key = self._key(binding)
        line += Content.assemble((key, "bold $accent"), (f" {binding.description}  ", "$ink-muted"))
        self._places.append((range(start, line.cell_length - 1), binding))
        return line

    def on_click(self, event: events.Click) -> None:
        """Presses the clicked key."""
        for place, binding in self._places:
            if event.x in place:
                self.app.simulate_key(binding.key)
