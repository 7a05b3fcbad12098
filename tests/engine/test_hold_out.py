from __future__ import annotations

import numpy as np
import pytest

from db.rows import RatingArrays
from engine.problem import hold_out
from tests.engine.problems import noise, ratings_of, ratings_of_table

RATINGS = ratings_of_table(noise(10, 20))


def _triples(ratings: RatingArrays) -> list[tuple[int, int, float]]:
    columns = (ratings.user_index.tolist(), ratings.movie_index.tolist(), ratings.rating.tolist())
    return list(zip(*columns, strict=True))


def test_every_rating_is_in_exactly_one_part() -> None:
    kept, held_out = hold_out(RATINGS, 0.3, seed=0)

    assert sorted(_triples(kept) + _triples(held_out)) == sorted(_triples(RATINGS))
    assert len(held_out.rating) == 60


def test_one_seed_gives_one_split() -> None:
    first, again = hold_out(RATINGS, 0.3, seed=5), hold_out(RATINGS, 0.3, seed=5)

    assert [_triples(part) for part in first] == [_triples(part) for part in again]


def test_another_seed_gives_another_split() -> None:
    assert _triples(hold_out(RATINGS, 0.3, seed=5)[1]) != _triples(hold_out(RATINGS, 0.3, seed=6)[1])


def test_both_parts_stay_in_order_of_user_and_film() -> None:
    for part in hold_out(RATINGS, 0.5, seed=0):
        assert _triples(part) == sorted(_triples(part))


@pytest.mark.parametrize("ratings", [[], [(0, 0, 3.0)]], ids=["none", "one"])
def test_something_to_learn_from_is_kept_where_there_is_something(
    ratings: list[tuple[int, int, float]],
) -> None:
    kept, held_out = hold_out(ratings_of(ratings), 0.9, seed=0)

    assert _triples(kept) == ratings
    assert _triples(held_out) == []


def test_times_go_along_with_their_ratings() -> None:
    timed = RatingArrays(
        np.arange(8, dtype=np.int32), np.arange(8, dtype=np.int32), np.ones(8, np.float32), np.arange(8) * 10
    )

    for part in hold_out(timed, 0.5, seed=0):
        assert np.array_equal(part.rated_at, part.user_index * 10)
