"""The recommenders that ours are compared with, where the right answer is known."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import nnls

from bench.peers.lists import Ranker, ease, implicit_als, random_walk, slim, user_neighbours
from bench.splits import split_by_file, split_by_time
from db.rows import Catalogue, RatingArrays


@pytest.mark.parametrize(
    "rank",
    [
        partial(ease, penalty=5),
        partial(ease, penalty=5, dropout=0.3),
        partial(slim, ridge=5, lasso=0.1),
        partial(implicit_als, dimensions=4, unseen=0.1, penalty=0.01),
        partial(user_neighbours, neighbours=5, power=1),
        partial(random_walk, neighbours=5, power=1, popularity=0.3),
    ],
)
def test_people_get_the_films_of_those_who_like_the_same(rank: Ranker) -> None:
    user, movie = np.indices((30, 20))
    same_taste = user % 2 == movie % 2
    seen = same_taste & ((user // 2 + movie // 2) % 5 > 0)

    scores = rank(sparse.csr_matrix(seen.astype(np.float32)))

    unseen_of_own, others = same_taste & ~seen, ~same_taste
    for row in range(30):
        assert scores[row, unseen_of_own[row]].min() > scores[row, others[row]].max()


def test_ease_through_the_users_gives_the_same_scores() -> None:
    seen = (np.random.default_rng(0).random((12, 9)) < 0.4).astype(np.float32)

    few_users = ease(sparse.csr_matrix(seen[:8]), penalty=3, dropout=0.2)
    many_users = ease(sparse.csr_matrix(np.vstack([seen[:8], np.zeros((4, 9), np.float32)])), penalty=3, dropout=0.2)

    assert few_users == pytest.approx(many_users[:8], abs=1e-5)


def test_slim_finds_the_smallest_sum() -> None:
    seen = (np.random.default_rng(0).random((60, 8)) < 0.4).astype(np.float32)
    gram, weights = seen.T @ seen, np.zeros((8, 8))
    for film in range(8):
        others = np.arange(8) != film
        root = np.linalg.cholesky(gram[np.ix_(others, others)] + 5 * np.eye(7))
        weights[others, film], _ = nnls(root.T, np.linalg.solve(root, gram[others, film] - 0.5))

    assert slim(sparse.csr_matrix(seen), ridge=5, lasso=0.5) == pytest.approx(seen @ weights, abs=0.02)


def test_a_split_by_time_tests_on_what_came_later() -> None:
    moments = np.array([5, 1, 4, 2, 3, 4, 9, 0, 4, 4])
    rows = np.arange(10, dtype=np.int32)

    train, test = split_by_time(RatingArrays(rows, rows, np.ones(10, np.float32), moments), 0.2)

    assert sorted(test.rated_at) == [5, 9]
    assert train.rated_at.max() < test.rated_at.min()


def test_a_split_by_file_tests_on_the_pairs_of_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "u1.test"
    file.write_text("7\t30\t2\t5\n9\t20\t4\t8\n")
    nothing = np.zeros(3, np.int32), (None,) * 3
    catalogue = Catalogue(
        np.array([10, 20, 30]), ("",) * 3, nothing[0], ((),) * 3, np.array([7, 9]), nothing[1], nothing[0], nothing[1]
    )
    users, movies = np.array([0, 0, 1, 1], np.int32), np.array([1, 2, 1, 2], np.int32)

    train, test = split_by_file(catalogue, RatingArrays(users, movies, np.ones(4, np.float32), np.arange(4)), file)

    assert list(train.rated_at) == [0, 3]
    assert list(test.rated_at) == [1, 2]
