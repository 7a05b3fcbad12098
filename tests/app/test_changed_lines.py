"""Which parts of which widgets are drawn: those where something changed that can be seen."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.geometry import Region

from movierec_tui.tui.screens.changed_lines import Spans, take_parts

COLUMNS, LINES = 12, 6

Cell = tuple[int, int]

regions = st.builds(
    Region,
    st.integers(0, COLUMNS - 1),
    st.integers(0, LINES - 1),
    st.integers(0, COLUMNS),
    st.integers(0, LINES),
)
"""Widgets, some of them empty, some over the edge."""


def cells_of(region: Region) -> set[Cell]:
    return {(x, y) for y in region.line_range for x in range(region.x, region.right)}


def spans_of(cells: set[Cell]) -> Spans:
    """Line by line, from which column to which, as a compositor knows what changed."""
    spans: Spans = {}
    for x, y in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        line = spans.setdefault(y, [])
        if line and line[-1][1] == x:
            line[-1] = (line[-1][0], x + 1)
        else:
            line.append((x, x + 1))
    return spans


def test_a_widget_is_drawn_from_the_first_to_the_last_line_that_changed() -> None:
    changed = spans_of({(3, 1), (4, 2), (0, 4)})
    assert list(take_parts(Region(2, 0, 4, 6), changed)) == [Region(2, 1, 4, 2)]
    assert changed[4] == [(0, 1)]


def test_what_lies_behind_is_not_drawn() -> None:
    changed = spans_of(cells_of(Region(0, 2, 4, 1)))
    assert list(take_parts(Region(0, 0, 6, 6), changed)) == [Region(0, 2, 6, 1)]
    assert list(take_parts(Region(0, 0, 12, 6), changed)) == []


@settings(derandomize=True, deadline=None)
@given(st.lists(regions, max_size=6), st.lists(regions, max_size=4))
def test_every_changed_cell_is_drawn_by_the_widget_in_front_and_no_line_in_vain(
    widgets: list[Region], dirty: list[Region]
) -> None:
    changed = set[Cell]().union(*map(cells_of, dirty))
    spans, uncovered = spans_of(changed), set(changed)
    for widget in widgets:
        drawn = list(take_parts(widget, spans))
        to_draw = cells_of(widget) & uncovered
        assert to_draw <= set[Cell]().union(*map(cells_of, drawn))
        assert {y for part in drawn for y in part.line_range} == {y for _x, y in to_draw}
        assert all(part.x == widget.x and part.width == widget.width for part in drawn)
        uncovered -= to_draw
    assert {
        (x, y) for y, line in spans.items() for first, end in line for x in range(first, end)
    } == uncovered
