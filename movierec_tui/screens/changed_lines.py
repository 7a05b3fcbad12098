"""A compositor that draws of each widget only the lines that changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

_Spans = Mapping[int, Sequence[tuple[int, int]]]


class ChangedLines(Compositor):
    """Draws nothing of a widget that did not change.

    Textual draws all widgets whole that lie anywhere between the first and the last line that changed: a list of
    forty lines where one line above it changed, and one below.
    """

    _changed: _Spans | None = None

    def render_partial_update(self) -> ChopsUpdate | None:
        """Draws what changed."""
        spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for y, first, end in self._regions_to_spans(self._dirty_regions):
            spans[y].append((first, end))
        self._changed = spans
        try:
            return super().render_partial_update()
        finally:
            self._changed = None

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if self._changed is None:
            yield from super()._get_renders(crop)
            return
        for widget, (region, clip) in self.visible_widgets.items():
            for part in changed_parts(region.intersection(clip), self._changed):
                yield region, part, widget.render_lines(part.translate(-region.offset))


def changed_parts(seen: Region, changed: _Spans) -> Iterator[Region]:
    """The parts of a region, each as wide as it is, whose lines all have something that changed.

    Args:
        seen: the region.
        changed: from where to where each line changed, by line.
    """
    top = None
    for y in seen.line_range:
        if any(first < seen.right and end > seen.x for first, end in changed.get(y, ())):
            top = y if top is None else top
        elif top is not None:
            yield Region(seen.x, top, seen.width, y - top)
            top = None
    if top is not None:
        yield Region(seen.x, top, seen.width, seen.bottom - top)
