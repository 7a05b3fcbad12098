from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.serving.ranking import best_of_each, best_rows

few_values = st.sampled_from([-1.5, 0.0, 0.25, 3.0, -np.inf])
"""So few that ties are everywhere."""


@settings(derandomize=True, deadline=None)
@given(st.lists(few_values | st.floats(-9, 9, width=32), max_size=30), st.integers(0, 40), st.data())
def test_the_best_are_those_of_a_plain_sort(scores: list[float], n: int, data: st.DataObject) -> None:
    allowed = data.draw(st.lists(st.booleans(), min_size=len(scores), max_size=len(scores)))

    best = best_rows(np.array(scores, np.float32), n, np.array(allowed, np.bool_))

    rows = [row for row, there in enumerate(allowed) if there]
    assert best.tolist() == sorted(rows, key=lambda row: (-np.float32(scores[row]), row))[:n]


@settings(derandomize=True, deadline=None)
@given(st.lists(few_values, max_size=30), st.integers(0, 40))
def test_without_conditions_every_row_is_allowed(scores: list[float], n: int) -> None:
    array = np.array(scores, np.float32)

    assert best_rows(array, n).tolist() == best_rows(array, n, np.ones(len(scores), np.bool_)).tolist()


def test_equal_scores_stay_in_order_of_row() -> None:
    assert best_rows(np.array([1, 2, 1, 2, 1], np.float32), 4).tolist() == [1, 3, 0, 2]


def test_a_longer_list_begins_with_the_shorter_one() -> None:
    scores = np.random.default_rng(0).integers(0, 5, 200).astype(np.float32)
    whole = best_rows(scores, 200).tolist()

    for n in range(0, 200, 7):
        assert best_rows(scores, n).tolist() == whole[:n]


@settings(derandomize=True, deadline=None)
@given(
    st.integers(0, 8).flatmap(
        lambda columns: st.lists(
            st.lists(few_values | st.floats(-9, 9, width=32), min_size=columns, max_size=columns), min_size=1
        )
    ),
    st.integers(0, 10),
)
def test_the_best_of_each_row_are_those_of_the_row_alone(scores: list[list[float]], n: int) -> None:
    array = np.array(scores, np.float32)

    for row, best in zip(array, best_of_each(array, n), strict=True):
        assert best.tolist() == best_rows(row, n, row > -np.inf).tolist()
