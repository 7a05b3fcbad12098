"""Jump mode: a letter on each part of the screen that takes keys; pressing it moves the focus there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.errors import NoWidget
from textual.geometry import Offset, Size
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.services import services
from movierec_tui.tui.widgets.panels import PanelNames

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""Letters, the easiest to reach first."""

_LABEL_CELLS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to jump to.

    Attributes:
        at: the cell of its letter.
        go: moves the focus there.
    """

    at: Offset
    go: Callable[[], object]


def places_of(screen: Screen[object]) -> list[Place]:
    """Where one can jump to, from top to bottom: whatever takes the focus, and lists that are hidden."""
    width, height = screen.size
    found = {place.at: place for place in _places(screen) if place.at.x < width and place.at.y < height}
    ordered = sorted(found.values(), key=lambda place: (place.at.y, place.at.x))
    return ordered[: len(LETTERS)]


def _places(screen: Screen[object]) -> Iterator[Place]:
    for widget in screen.focus_chain:
        with suppress(NoWidget):
            seen = screen.find_widget(widget).visible_region
            if seen.area:
                yield Place(seen.offset, widget.focus)
    for names in screen.query(PanelNames):
        if names.region.area:
            for at, go in names.hidden_panels():
                yield Place(names.region.offset + at, go)


class JumpScreen(ModalScreen[Place | None]):
    """The letters over the screen beneath; gives the place whose letter was pressed or clicked."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.JUMP)
    DEFAULT_CSS = f"""
    JumpScreen {{
        layers: letters;
        & > .letter {{
            layer: letters;
            position: absolute;
            width: {_LABEL_CELLS};
            height: 1;
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }}
        & > #hint {{ dock: bottom; height: 1; background: $surface; color: $foreground; padding: 0 1; }}
    }}
    """

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__()
        self._places = dict(zip(LETTERS, places, strict=False))
        self._drawn_for: Size | None = None

    def compose(self) -> ComposeResult:
        for letter, place in self._places.items():
            label = Static(Content(f" {letter} "), classes="letter", id=f"letter-{letter}")
            label.styles.offset = (place.at.x, place.at.y)
            yield label
        stay = services(self).key_of("jump.stay")
        yield Static(f"Jump: press a letter, or {stay} to cancel.", id="hint", markup=False)

    def on_key(self, event: events.Key) -> None:
        place = self._places.get(event.key)
        if place is not None:
            event.stop()
            self.dismiss(place)

    def on_click(self, event: events.Click) -> None:
        """A click on a letter jumps there; anywhere else it cancels."""
        letters = (label for label in self.query(".letter") if label.region.contains_point(event.screen_offset))
        clicked = next((label.id or "" for label in letters), "")
        self.dismiss(self._places.get(clicked.removeprefix("letter-")))

    def on_resize(self, event: events.Resize) -> None:
        """In a terminal of another size, everything is somewhere else."""
        if self._drawn_for not in (None, event.size):
            self.dismiss(None)
        self._drawn_for = event.size
