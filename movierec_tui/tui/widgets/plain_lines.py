"""What is drawn, with figures in place of stars and bars."""

from __future__ import annotations

from itertools import islice

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from movierec_tui.wording.text import in_figures


class PlainLines(LineFilter):
    """Writes figures over the stars of every line, whatever widget drew them, and moves nothing."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        text = "".join(segment.text for segment in segments if not segment.control)
        if text.isascii():
            return segments
        figures = iter(in_figures(text))
        return [
            segment if segment.control else Segment("".join(islice(figures, len(segment.text))), segment.style)
            for segment in segments
        ]
