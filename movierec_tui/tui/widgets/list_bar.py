"""The scroll bar of a list."""

from __future__ import annotations

from typing import cast

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

from movierec_tui.tui.widgets.boxes import Placed


class ListBar(ScrollBar, Placed):
    """A scroll bar, of which each kind of piece is drawn once: Textual would draw every line of it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draws lines, all those of one look as the same strip."""
        bar = cast("ScrollBarRender", self.render())
        style = cast("Style", bar.style)
        assert style.color is not None and style.bgcolor is not None  # noqa: S101, PT018 - Textual sets both
        pieces: list[Segment] = bar.render_bar(
            self.size.height,
            bar.virtual_size,
            bar.window_size,
            bar.position,
            bar.thickness,
            bar.vertical,
            style.bgcolor,
            style.color,
        ).segments
        different = {id(piece): piece for piece in pieces}
        drawn = self.filtered([Strip([piece], bar.thickness) for piece in different.values()])
        strips = dict(zip(different, drawn, strict=True))
        return [strips[id(pieces[y])] for y in crop.line_range]
