"""Blends scores: a weighted sum of dot products is one dot product of concatenated vectors, cut back to a short one.

Scores that order lists have no user biases here, as one never changes the order of a user's films.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from db.rows import RatingArrays
from engine.bayesian.low_rank import truncate
from engine.problem import Factors

PAIRS_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A score, user . movie + movie_bias, and its weight in a blend of scores with a standard deviation of 1."""

    users: Tensor  # (n_users, d)
    movies: Tensor  # (n_movies, d)
    movie_bias: Tensor  # (n_movies,)
    weight: float


def blend(ingredients: Sequence[Ingredient], rank: int) -> Factors:
    """The blended score with vectors of at most `rank` dimensions."""
    left, right = [], []
    bias = torch.zeros_like(ingredients[0].movie_bias)
    for part in ingredients:
        factor = part.weight / _deviation(part)
        left.append(part.users * factor**0.5)
        right.append(part.movies * factor**0.5)
        bias += part.movie_bias * factor
    users, movies = truncate(torch.cat(left, 1), torch.cat(right, 1), rank)
    return Factors(_array(users), _array(movies), np.zeros(len(users), np.float32), _array(bias))


def from_factors(factors: Factors, weight: float) -> Ingredient:
    """A trained score as an ingredient."""
    # A constant may be split between users' and films' biases in any way, so the users' mean is not lost with them.
    bias = factors.movie_bias + factors.user_bias.mean()
    users, movies, movie_bias = map(torch.from_numpy, (factors.user_vectors, factors.movie_vectors, bias))
    return Ingredient(users, movies, movie_bias, weight)


def in_grades(factors: Factors, ratings: RatingArrays, grades: NDArray[np.float32], unseen_weight: float) -> Factors:
    """The score in grades: times the factor that makes the sum of `engine.grades` smallest.

    Fold-in (`engine.serving.fold_in`) compares grades with scores, so both need the same unit: after a blend in
    standard deviations, the lists of new people were far worse.

    Args:
        factors: a score, x.
        ratings: the rated pairs.
        grades: (n_ratings,) of the rated pairs, g.
        unseen_weight: w, of all other pairs.

    Returns:
        The score times sum g x / ((1 - w) sum x^2 + w sum over all pairs x^2); the other sums are over rated pairs.
    """
    score = from_factors(factors, 1.0)
    movie_bias = score.movie_bias.numpy()
    seen = np.empty(len(grades), np.float64)
    for start in range(0, len(seen), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        users, movies = ratings.user_index[part], ratings.movie_index[part]
        products = np.einsum("nd,nd->n", factors.user_vectors[users], factors.movie_vectors[movies])
        seen[part] = products + movie_bias[movies]
    everything = float(_mean_square(score)) * len(score.users) * len(score.movies)
    fitted = (1 - unseen_weight) * float(seen @ seen) + unseen_weight * everything
    scale = max(float(grades @ seen), 1e-6 * fitted) / max(fitted, 1e-12)
    root = np.float32(scale**0.5)
    return Factors(
        factors.user_vectors * root,
        factors.movie_vectors * root,
        np.zeros_like(factors.user_bias),
        movie_bias * np.float32(scale),
    )


def _deviation(part: Ingredient) -> float:
    """Standard deviation of the score over all pairs."""
    mean = part.users.double().mean(0) @ part.movies.double().mean(0) + part.movie_bias.double().mean()
    return float((_mean_square(part) - mean**2).clamp_min(1e-12).sqrt())


def _mean_square(part: Ingredient) -> Tensor:
    """Mean of the squared score over all pairs, from the factors' Gram matrices."""
    one = torch.ones(len(part.users), 1)
    users = torch.cat([part.users, one], 1).double()
    movies = torch.cat([part.movies, part.movie_bias[:, None]], 1).double()
    return ((users.mT @ users) * (movies.mT @ movies)).sum() / (len(users) * len(movies))


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return tensor.cpu().numpy().astype(np.float32)
