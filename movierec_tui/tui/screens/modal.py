"""What lies over a screen, which is seen through it."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.app import RenderResult
from textual.color import Color
from textual.css.styles import RulesMap
from textual.geometry import Size
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import RenderOptions, Visual

from movierec_tui.tui.screens.drawn_once import DrawnOnce

A = TypeVar("A")


class Dimmed(Visual):
    """The screen beneath in darker colours, each worked out once and not for every piece of text."""

    def __init__(self, beneath: BackgroundScreen) -> None:
        self._screen = beneath.screen
        self._color = beneath.color

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002 - as wide as can be
        """All the width that there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        """All the height of the screen beneath."""
        return self._screen.size.height

    def render_strips(
        self,
        width: int,
        height: int | None,
        style: VisualStyle,  # noqa: ARG002 - nothing but the screen beneath is seen
        options: RenderOptions,  # noqa: ARG002
    ) -> list[Strip]:
        """The lines of the screen beneath, without what a click on them would do."""
        lines = self._screen._compositor.render_strips(Size(width, height or self._screen.size.height))
        return [
            Strip(
                [Segment(text, _dimmed(text_style, self._color)) for text, text_style, _control in line],
                line.cell_length,
            )
            for line in lines
        ]


@lru_cache(maxsize=4096)
def _dimmed(style: Style | None, color: Color) -> Style | None:
    (piece,) = BackgroundScreen.process_segments([Segment(" ", style)], color)
    return piece.style


class OverScreen(DrawnOnce[A]):
    """Lies over a screen."""

    def render(self) -> RenderResult:  # type: ignore[override]  # Textual draws visuals, too
        """The screen beneath."""
        beneath = super().render()
        return Dimmed(beneath) if isinstance(beneath, BackgroundScreen) else beneath


class Modal(ModalScreen[A], OverScreen[A]):
    """Something to answer or to look at before one goes on with the screen beneath."""
