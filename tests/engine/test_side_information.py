"""The towers' inputs: what is known of users and films besides the ratings' values, and how their weights are drawn."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.bayesian import linear_prior
from engine.bayesian.linear_prior import LinearPrior
from engine.bayesian.side_information import SparseFeatures, history_features, most_rated

CPU = torch.device("cpu")


def dense(features: SparseFeatures) -> list[list[float]]:
    table = np.zeros(features.shape)
    table[features.rows, features.columns] = features.values
    rounded: list[list[float]] = table.round(3).tolist()
    return rounded


def test_the_history_of_four_films_is_one_half_for_each() -> None:
    own, other = np.array([0, 0, 0, 0, 1]), np.array([0, 1, 2, 4, 2])

    features = history_features(own, other, (3, 5))

    assert dense(features) == [[0.5, 0.5, 0.5, 0, 0.5], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]


def test_of_many_films_the_most_rated_are_the_history() -> None:
    """Film 2 has three ratings, film 4 two; user 0's four films still count as four."""
    own, other = np.array([0, 0, 0, 0, 1, 1, 2]), np.array([0, 1, 2, 4, 2, 4, 2])

    columns = most_rated(other, 5, 2)

    assert columns.tolist() == [2, 4]
    assert dense(history_features(own, other, (3, 5), columns)) == [[0.5, 0.5], [0.707, 0.707], [1, 0]]


def test_few_films_are_all_the_history_in_their_own_order() -> None:
    assert most_rated(np.array([2, 2, 1]), 3, 3).tolist() == [0, 1, 2]


@pytest.mark.parametrize("shape", [(40, 12), (12, 40)])
def test_few_and_many_features_are_drawn_alike(shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Many features are kept and multiplied in another way than few; the draws must be the same."""
    random = np.random.default_rng(0)
    rows, columns = np.nonzero(random.random(shape) < 0.3)
    features = SparseFeatures(rows, columns, random.random(len(rows)).astype(np.float32), shape)
    vectors = torch.from_numpy(random.normal(size=(shape[0], 3)).astype(np.float32))

    def third_draw() -> Tensor:
        prior = LinearPrior(features, 1.0, 3, CPU)
        generator, numbers = torch.Generator().manual_seed(1), np.random.default_rng(1)
        return [prior.draw(vectors, generator, numbers).mean for _ in range(3)][-1]

    few = third_draw()
    monkeypatch.setattr(linear_prior, "DENSE_ENTRIES", 0)
    monkeypatch.setattr(linear_prior, "ROWS_AT_ONCE", 7)

    torch.testing.assert_close(third_draw(), few, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("shape", [(40, 12), (12, 40)])
def test_over_relaxed_weights_have_the_mean_and_spread_of_fresh_ones(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(0)
    rows, columns = np.nonzero(random.random(shape) < 0.3)
    features = SparseFeatures(rows, columns, random.random(len(rows)).astype(np.float32), shape)
    vectors = torch.from_numpy(random.normal(size=(shape[0], 3)).astype(np.float32))

    def mean_and_spread(relaxation: float) -> tuple[Tensor, Tensor]:
        prior = LinearPrior(features, 1.0, 3, CPU, relaxation)
        generator, numbers = torch.Generator().manual_seed(1), np.random.default_rng(1)
        drawn = []
        for _ in range(1000):
            prior.draw(vectors, generator, numbers)
            drawn.append(prior.weights)
        kept = torch.stack(drawn[50:])
        return kept.mean(0), kept.std(0)

    fresh, relaxed = mean_and_spread(0.0), mean_and_spread(-0.8)
    assert (relaxed[0] - fresh[0]).abs().mean() < 0.06 * fresh[1].mean()
    torch.testing.assert_close(relaxed[1], fresh[1], rtol=0.25, atol=0)
