"""What is drawn, with figures in place of stars and bars."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from movierec_tui.wording.text import in_figures


class PlainLines(LineFilter):
    """Writes figures over the stars of every line, whatever widget drew them, and moves nothing."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The same cells with other signs."""
        text = "".join(segment.text for segment in segments if not segment.control)
        if text.isascii():
            return segments
        figures = in_figures(text)
        if figures == text:
            return segments
        plain: list[Segment] = []
        at = 0
        for segment in segments:
            if segment.control:
                plain.append(segment)
                continue
            end = at + len(segment.text)
            plain.append(Segment(figures[at:end], segment.style))
            at = end
        return plain
