"""How often a film got each number of stars, as bars."""

from __future__ import annotations

from collections import Counter
from math import ceil

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.tui.widgets.cells import bar_text

Counts = tuple[tuple[float, int], ...]

_SPARKS = "▁▂▃▄▅▆▇█"


class Histogram(Widget):
    """One line a step of the scale, the most stars at the top; each bar is measured against the longest.

    Where the height does not hold all steps, half stars are counted with the whole ones above them.
    """

    DEFAULT_CSS = """
    Histogram { height: 1fr; width: 1fr; }
    """

    counts: reactive[Counts] = reactive(())

    def render(self) -> Content:
        """Stars, bar and number, line by line."""
        fits = len(self.counts) <= self.size.height
        return histogram_lines(self.counts if fits else in_whole_stars(self.counts), self.size.width)


def in_whole_stars(counts: Counts) -> Counts:
    """The counts of half stars added to those of the whole stars above them."""
    whole: Counter[float] = Counter()
    for stars, number in counts:
        whole[float(ceil(stars))] += number
    return tuple(sorted(whole.items()))


def histogram_lines(counts: Counts, width: int) -> Content:
    """The histogram in lines of `width` cells."""
    most = max((number for _stars, number in counts), default=0) or 1
    digits = len(f"{most:,}")
    room = max(4, width - 6 - digits)
    return Content("\n").join(
        Content.assemble(
            (f"{stars:>3g} ", "$ink-muted"),
            (bar_text(number / most, room).ljust(room), "$ink-bar"),
            (f" {number:>{digits},}", "$foreground" if number else "$ink-muted"),
        )
        for stars, number in reversed(counts)
    )


def spark_line(counts: Counts) -> str:
    """The histogram in one character a step, from the fewest stars to the most; empty without ratings."""
    most = max((number for _stars, number in counts), default=0)
    if not most:
        return ""
    return "".join(_SPARKS[round(number / most * (len(_SPARKS) - 1))] for _stars, number in counts)
