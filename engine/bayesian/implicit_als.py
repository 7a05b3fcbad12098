"""Implicit ALS: factors of who rated what, with grades as confidence, by alternating least squares.

With u_i of d dimensions for user i, v_j for film j, and n_i and n_j their numbers of ratings, the factors minimise

    sum over rated pairs c_ij (1 - u_i . v_j)^2  +  w sum over all pairs (u_i . v_j)^2
      +  penalty (sum_i (n_i + w n_movies) |u_i|^2  +  sum_j (n_j + w n_users) |v_j|^2)

The confidence c_ij is the grade g_ij over the root of the length of the user's grades, so that people with thousands of
ratings do not decide alone. Sources: Hu, Koren and Volinsky 2008 (the loss); Rendle, Krichene, Zhang and Koren 2021,
Revisiting the performance of iALS (the penalty by frequency, and w where rated pairs have it, too).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from db.rows import RatingArrays
from engine.bayesian.normal_equations import RatingsBySide
from engine.bayesian.settings import ImplicitAlsOptions

START_SCALE = 0.1


def train_implicit_als(
    ratings: RatingArrays,
    grades: NDArray[np.float32],
    shape: tuple[int, int],
    unseen_weight: float,
    options: ImplicitAlsOptions,
    device: torch.device,
    on_epoch: Callable[[int], None],
) -> tuple[Tensor, Tensor]:
    """User vectors (n_users, d) and film vectors (n_movies, d); zeros for those without ratings.

    Args:
        ratings: who rated what.
        grades: (n_ratings,) above 0.
        shape: (n_users, n_movies).
        unseen_weight: w.
        options: the settings.
        device: where to compute.
        on_epoch: called after each pass over users and films with the number of passes done.
    """
    (n_users, n_movies), width = shape, options.dimensions
    own, other = ratings.user_index.astype(np.int64), ratings.movie_index.astype(np.int64)
    by_user = RatingsBySide(own, other, n_users, n_movies, width, device)
    by_movie = RatingsBySide(other, own, n_movies, n_users, width, device)
    lengths = np.bincount(own, np.square(grades), n_users) ** 0.5
    confidence = np.append(grades / lengths[own] ** 0.5, 0).astype(np.float32)
    weights = torch.from_numpy(confidence).to(device)

    def ridge(degrees: NDArray[np.int64], others: int) -> Tensor:
        return torch.from_numpy(options.penalty * (degrees + unseen_weight * others)).float().to(device)

    ridge_of_users, ridge_of_movies = ridge(by_user.degrees, n_movies), ridge(by_movie.degrees, n_users)
    generator = torch.Generator(device).manual_seed(options.seed)
    movies = torch.randn(n_movies, width, generator=generator, device=device) * START_SCALE / width**0.5
    users = torch.zeros(n_users, width, device=device)
    for epoch in range(options.epochs):
        users = by_user.solve(movies, weights, ridge_of_users, unseen_weight)
        movies = by_movie.solve(users, weights, ridge_of_movies, unseen_weight)
        on_epoch(epoch + 1)
    return users, movies
