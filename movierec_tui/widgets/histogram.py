"""How often a film got each number of stars, as bars."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.widgets.cells import bar_text

Counts = tuple[tuple[float, int], ...]

_SPARKS = "▁▂▃▄▅▆▇█"


class Histogram(Widget):
    """One line a step of the scale, the most stars at the top; each bar is measured against the longest."""

    DEFAULT_CSS = """
    Histogram { height: auto; width: 1fr; }
    """

    counts: reactive[Counts] = reactive((), layout=True)

    def render(self) -> Content:
        """Stars, bar and number, line by line."""
        return histogram_lines(self.counts, self.size.width)


def histogram_lines(counts: Counts, width: int) -> Content:
    """The histogram in lines of `width` cells."""
    if not counts:
        return Content("")
    most = max(number for _stars, number in counts)
    figures = max(len(f"{number:,}") for _stars, number in counts)
    room = max(4, width - 6 - figures)
    lines = []
    for rating, number in reversed(counts):
        share = number / most if most else 0.0
        lines.append(
            Content.assemble(
                (f"{rating:>3g} ", "$ink-muted"),
                (bar_text(share, room).ljust(room), "$ink-bar"),
                (f" {number:>{figures},}", "$foreground" if number else "$ink-muted"),
            )
        )
    return Content("\n").join(lines)


def spark_line(counts: Counts) -> str:
    """The histogram in one character a step, from the fewest stars to the most; empty without ratings."""
    most = max((number for _stars, number in counts), default=0)
    if not most:
        return ""
    return "".join(_SPARKS[round(number / most * (len(_SPARKS) - 1))] for _stars, number in counts)
