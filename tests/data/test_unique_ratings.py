"""Each pair of user and movie comes once, with its newest rating, whatever the order and the size of chunks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.readers import open_data_set
from data.unique_ratings import newest_ratings, survey
from tests.data.tiny_sets import csv_files, write_folder

Row = tuple[int, int, float, int]

COLUMNS = ["user_id", "movie_id", "rating", "rated_at"]
rows_of_few = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from([1.0, 2.0, 3.0]), st.integers(0, 5)),
    max_size=12,
)


def chunked(rows: list[Row], size: int) -> list[pd.DataFrame]:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return [frame[start : start + size].reset_index(drop=True) for start in range(0, len(rows), size)]


def newest_by_hand(rows: list[Row]) -> set[Row]:
    newest: dict[tuple[int, int], Row] = {}
    for row in rows:
        known = newest.get(row[:2])
        if known is None or row[3] >= known[3]:
            newest[row[:2]] = row
    return set(newest.values())


@given(rows_of_few, st.integers(1, 5))
def test_chunks_of_any_size_give_the_newest_ratings(rows: list[Row], size: int) -> None:
    def chunks() -> list[pd.DataFrame]:
        return chunked(rows, size)

    given_rows = [
        tuple(row)
        for chunk in newest_ratings(lambda: iter(chunks()), lambda: survey(lambda: iter(chunks())))
        for row in chunk.to_numpy().tolist()
    ]
    assert len(given_rows) == len(set(given_rows))
    assert set(given_rows) == newest_by_hand(rows)


@given(rows_of_few, st.integers(1, 5))
@settings(max_examples=50)
def test_a_survey_counts_rows_and_users(rows: list[Row], size: int) -> None:
    found = survey(lambda: iter(chunked(rows, size)))
    assert found.rows == len(rows)
    assert found.user_ids.tolist() == sorted({row[0] for row in rows})


@pytest.mark.parametrize("rows", [1, 2, 100])
def test_a_data_set_with_repeated_ratings_keeps_the_newest(tmp_path: Path, rows: int) -> None:
    text = "userId,movieId,rating,timestamp\n9,1,1,50\n7,1,2,10\n9,1,5,40\n7,1,3,10\n7,2,4,1\n"
    path = write_folder(tmp_path / "x", csv_files() | {"ratings.csv": text.encode()})
    with open_data_set(path) as reader:
        ratings = pd.concat(list(reader.rating_chunks(rows)))
    assert set(ratings.itertuples(index=False, name=None)) == {
        (9, 1, 1.0, 50),
        (7, 1, 3.0, 10),
        (7, 2, 4.0, 1),
    }
