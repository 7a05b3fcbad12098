"""Genres by decades, and what stands out."""

from __future__ import annotations

import pytest

from db.taste import TasteCell, TasteGrid
from movierec_tui.wording.taste_table import Measure, Period, TasteValue, taste_table

GRID = TasteGrid(
    3.0,
    (
        TasteCell("Comedy", 1990, 10, 25.0, 20.0),
        TasteCell("Drama", 1940, 1, 5.0, 4.5),
        TasteCell("Drama", 1950, 1, 4.0, 4.5),
        TasteCell("Drama", 1990, 20, 80.0, 90.0),
    ),
)
FORTIES, FIFTIES, NINETIES = Period(1940, 1949), Period(1950, 1959), Period(1990, 1999)


def test_rows_are_genres_by_films_and_columns_are_all_decades_between() -> None:
    table = taste_table(GRID, Measure.OWN, 12)
    assert table.genres == ("Drama", "Comedy")
    assert [period.label for period in table.periods] == [
        "1940s",
        "1950s",
        "1960s",
        "1970s",
        "1980s",
        "1990s",
    ]


def test_a_value_is_the_mean_beside_the_persons_own() -> None:
    table = taste_table(GRID, Measure.OWN, 12)
    assert table.values["Drama", NINETIES] == TasteValue(20, 1.0)
    assert table.values["Comedy", NINETIES] == TasteValue(10, -0.5)
    assert ("Comedy", FIFTIES) not in table.values


def test_or_beside_what_others_gave_the_same_films() -> None:
    table = taste_table(GRID, Measure.OTHERS, 12)
    assert table.values["Drama", NINETIES] == TasteValue(20, -0.5)
    assert table.values["Comedy", NINETIES] == TasteValue(10, 0.5)


def test_where_decades_have_no_room_the_oldest_share_a_column() -> None:
    table = taste_table(GRID, Measure.OWN, 3)
    assert [period.label for period in table.periods] == ["–1979", "1980s", "1990s"]
    assert table.values["Drama", Period(1940, 1979)] == TasteValue(2, 1.5)


@pytest.mark.parametrize("most", [0, 1, 2, 5, 6, 7])
def test_no_film_gets_lost_however_few_columns_there_are(most: int) -> None:
    table = taste_table(GRID, Measure.OWN, most)
    assert len(table.periods) <= max(1, most)
    assert sum(value.films for value in table.values.values()) == 32


def test_what_many_films_say_is_stronger_than_a_single_one() -> None:
    table = taste_table(GRID, Measure.OWN, 12)
    assert table.strongest[0] == ("Drama", NINETIES)
    assert set(table.strongest) == set(table.values)


def test_words_have_a_sign_and_tell_where_few_films_speak() -> None:
    assert [TasteValue(5, 0.64).words, TasteValue(2, -1.5).words, TasteValue(9, -0.02).words] == [
        "+0.6 ", "−1.5·", " 0.0 ",
    ]  # fmt: skip


def test_nothing_rated_is_an_empty_table() -> None:
    table = taste_table(TasteGrid(None, ()), Measure.OWN, 8)
    assert (table.genres, table.periods, table.values, table.strongest) == ((), (), {}, ())
