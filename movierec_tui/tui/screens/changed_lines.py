"""A compositor that draws only what changed and can be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

Spans = dict[int, list[tuple[int, int]]]
"""From which column to which, by line; the end is not in it."""


class ChangedLines(Compositor):
    """Draws of each widget the lines that changed, unless another widget covers what changed there.

    Textual draws all widgets whole that lie anywhere between the first and the last line that changed, those in front
    and those behind them: a list of forty lines where one line above it changed, and one below.
    """

    _changed: Spans | None = None

    def render_partial_update(self) -> ChopsUpdate | None:
        """Draws what changed."""
        changed: Spans = defaultdict(list)
        for y, first, end in self._regions_to_spans(self._dirty_regions):
            changed[y].append((first, end))
        self._changed = changed
        try:
            return super().render_partial_update()
        finally:
            self._changed = None

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if self._changed is None:
            yield from super()._get_renders(crop)
            return
        # From front to back.
        for widget, (region, clip) in self.visible_widgets.items():
            for part in take_parts(region.intersection(clip), self._changed):
                yield region, part, widget.render_lines(part.translate(-region.offset))


def take_parts(seen: Region, changed: Spans) -> Iterator[Region]:
    """The parts of a region, each as wide as it is, whose lines all have something that changed; takes that away.

    Args:
        seen: the region.
        changed: what changed. What lies in the region is no longer in it afterwards.
    """
    top = None
    for y in seen.line_range if seen else ():
        if _take(seen.x, seen.right, y, changed):
            top = y if top is None else top
        elif top is not None:
            yield Region(seen.x, top, seen.width, y - top)
            top = None
    if top is not None:
        yield Region(seen.x, top, seen.width, seen.bottom - top)


def _take(left: int, right: int, y: int, changed: Spans) -> bool:
    spans = changed.get(y)
    if not spans or not any(first < right and end > left for first, end in spans):
        return False
    outside = [pair for first, end in spans for pair in ((first, min(end, left)), (max(first, right), end))]
    changed[y] = [(first, end) for first, end in outside if first < end]
    return True
