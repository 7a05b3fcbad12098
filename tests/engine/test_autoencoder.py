"""The linear autoencoder against its definition, written down with dense matrices."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.bayesian.linear_autoencoder import train_autoencoder
from engine.bayesian.settings import AutoencoderOptions, autoencoder_fits
from tests.engine.problems import ratings_of

CPU = torch.device("cpu")


def _by_definition(rows: NDArray[np.float64], options: AutoencoderOptions) -> NDArray[np.float64]:
    """(n_users, n_movies) X B V V^T."""
    rows = rows / np.maximum(rows.sum(1, keepdims=True), 1e-9) ** options.row_power
    penalty = options.ridge * float(np.mean(rows[rows > 0] ** 2)) * np.ones(rows.shape[1])
    penalty += options.dropout / (1 - options.dropout) * (rows**2).sum(0)
    inverse = np.linalg.inv(rows.T @ rows + np.diag(penalty))
    scores = rows @ (np.eye(len(inverse)) - inverse / np.diag(inverse))
    basis = np.linalg.svd(scores)[2][: options.rank].T
    return np.asarray(scores @ basis @ basis.T)


@pytest.mark.parametrize("shape", [(25, 60), (60, 25), (30, 30)])
def test_scores_are_those_of_the_definition(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(0)
    tastes = random.random((shape[0], 3)) @ random.random((3, shape[1]))
    seen = np.argwhere(random.random(shape) < tastes / tastes.max())
    ratings = ratings_of([(user, movie, 1 + (user + movie) % 5) for user, movie in seen.tolist()])
    options = AutoencoderOptions(rank=12, ridge=20.0)
    liked = np.asarray(0.2 * ratings.rating, np.float32)
    table = np.zeros(shape)
    table[ratings.user_index, ratings.movie_index] = liked

    users, movies = train_autoencoder(ratings, liked, shape, options, CPU)

    assert (users.shape, movies.shape) == ((shape[0], 12), (shape[1], 12))
    expected = _by_definition(table, options)
    assert (users @ movies.mT).numpy() == pytest.approx(expected, abs=0.02 * np.abs(expected).max())


def test_a_film_that_nobody_rated_is_recommended_to_nobody() -> None:
    ratings = ratings_of([(0, 0, 5.0), (0, 1, 5.0), (1, 0, 4.0), (1, 1, 5.0), (2, 1, 3.0)])
    liked = np.ones(5, np.float32)

    users, movies = train_autoencoder(ratings, liked, (3, 4), AutoencoderOptions(rank=3, ridge=1.0), CPU)

    assert (users @ movies.mT)[:, 2:].abs().max() < 1e-5


@pytest.mark.parametrize(("shape", "fits"), [((6_040, 3_883), True), ((610, 87_000), True), ((200_000, 87_000), False)])
def test_what_does_not_fit_is_not_tried(shape: tuple[int, int], fits: bool) -> None:
    assert autoencoder_fits(shape) is fits
