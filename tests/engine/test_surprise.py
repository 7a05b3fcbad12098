from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.serving.surprise import TOP, surprising_rows

SCORES: NDArray[np.float32] = np.linspace(0, 1, 1000, dtype=np.float32)
ALL = np.ones(1000, np.bool_)


def test_one_seed_gives_one_list_and_another_seed_another() -> None:
    first = surprising_rows(SCORES, 10, ALL, 1)

    assert first.tolist() == surprising_rows(SCORES, 10, ALL, 1).tolist()
    assert first.tolist() != surprising_rows(SCORES, 10, ALL, 2).tolist()


def test_no_film_is_drawn_twice_and_the_best_comes_first() -> None:
    rows = surprising_rows(SCORES, 50, ALL, 3)

    assert len(set(rows.tolist())) == 50
    assert (np.diff(SCORES[rows]) <= 0).all()


def test_only_allowed_films_are_drawn() -> None:
    allowed = np.zeros(1000, np.bool_)
    allowed[[5, 700, 800]] = True

    assert set(surprising_rows(SCORES, 10, allowed, 0).tolist()) == {5, 700, 800}
    assert surprising_rows(SCORES, 10, np.zeros(1000, np.bool_), 0).tolist() == []


def test_good_films_are_drawn_more_often() -> None:
    drawn = np.concatenate([surprising_rows(SCORES, 10, ALL, seed) for seed in range(200)])
    counts = np.bincount(drawn, minlength=1000)

    assert counts[950 - TOP : 1000 - TOP].sum() > 2 * counts[800 - TOP : 850 - TOP].sum() > 0
    assert counts[: 800 - TOP].sum() == 0
    assert counts[1000 - TOP :].sum() == 0


def test_the_top_is_drawn_where_few_others_are_left() -> None:
    few = ALL.copy()
    few[: 1000 - TOP - 2] = False

    assert len(surprising_rows(SCORES, TOP, few, 0)) == TOP
