from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from movierec_tui.tui.widgets.cells import Ink, bar, bar_text, cut_end, cut_middle, fitted, starred, width_of
from movierec_tui.tui.widgets.film_card import histogram_lines, spark_line
from movierec_tui.tui.widgets.table import Column, share_width


def column(title: str, width: int, flex: int = 0, rank: int = 0) -> Column[str]:
    return Column(title, lambda row: ((row, Ink.PLAIN),), width, flex, rank=rank)


def test_a_title_keeps_its_beginning_and_its_last_words() -> None:
    shortened = cut_middle("Star Wars: Episode V - The Empire Strikes Back", 32)
    assert shortened.startswith("Star Wars: Epi")
    assert shortened.endswith("Back")
    assert "…" in shortened


@given(st.text(max_size=80), st.integers(0, 60))
def test_a_shortened_text_never_takes_more_than_its_room(text: str, width: int) -> None:
    assert cell_len(cut_middle(text, width)) <= width
    assert cell_len(cut_end(text, width)) <= width


def test_a_text_that_fits_is_left_alone() -> None:
    assert cut_middle("The Matrix", 10) == "The Matrix"
    assert cut_end("愛", 2) == "愛"


def test_a_cell_of_several_colours_is_cut_as_a_whole() -> None:
    cell = fitted((*starred(4.5, 1), (" ±0.2", Ink.MUTED)), 8)
    assert cell == (("★ ", Ink.STAR), ("4.5", Ink.PLAIN), (" ±", Ink.MUTED), ("…", Ink.MUTED))


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0, ""), (1, "━━━━"), (0.5, "━━"), (0.001, "╸"), (2, "━━━━"), (-1, ""), (0.6, "━━╸")],
)
def test_a_bar_is_drawn_in_halves_and_shows_whatever_is_above_zero(share: float, drawn: str) -> None:
    assert bar_text(share, 4) == drawn
    assert width_of(bar(share, 4)) == 4


def test_spare_room_goes_to_flexible_columns() -> None:
    widths = [
        width for _column, width in share_width([column("a", 10, flex=3), column("b", 4), column("c", 6, flex=1)], 44)
    ]
    assert widths == [25, 4, 11]


def test_the_column_that_matters_least_goes_first() -> None:
    columns = [column("a", 10), column("b", 10, rank=2), column("c", 10, rank=1)]
    assert [kept.title for kept, _width in share_width(columns, 25)] == ["a", "c"]
    assert [kept.title for kept, _width in share_width(columns, 12)] == ["a"]
    assert [kept.title for kept, _width in share_width(columns, 3)] == ["a"]


TITLE: Column[str] = Column("title", lambda row: ((row, Ink.PLAIN),), 20, flex=1, wanted=(30, 45))


@pytest.mark.parametrize(
    ("width", "wide", "kept"),
    [
        (80, False, "title year mean"),
        (40, False, "title mean"),
        (80, True, "title year mean"),
        (50, True, "title mean"),
    ],
)
def test_columns_that_matter_less_leave_a_title_the_room_that_it_wants(width: int, wide: bool, kept: str) -> None:
    columns = [TITLE, column("year", 4, rank=2), column("mean", 6, rank=1)]
    assert [shown.title for shown, _width in share_width(columns, width, wide=wide)] == kept.split()


def test_a_histogram_has_a_line_for_each_step_even_without_ratings() -> None:
    counts = ((1.0, 0), (2.0, 3), (3.0, 6))
    lines = histogram_lines(counts, 20).plain.splitlines()
    assert [line.strip()[0] for line in lines] == ["3", "2", "1"]
    assert [line.split()[-1] for line in lines] == ["6", "3", "0"]
    assert histogram_lines(((1.0, 0),), 20).plain.split() == ["1", "0"]


def test_a_spark_line_has_a_character_for_each_step() -> None:
    assert spark_line(((1.0, 0), (2.0, 4), (3.0, 8))) == "▁▅█"
    assert spark_line(((1.0, 0), (2.0, 0))) == ""
