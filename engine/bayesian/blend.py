"""A weighted sum of scores is one score: vectors beside each other, cut back to a short dot product."""

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
    """One score, user . movie + movie_bias, and its share in the blend once scores have a standard deviation of 1."""

    users: Tensor  # (n_users, d)
    movies: Tensor  # (n_movies, d)
    movie_bias: Tensor  # (n_movies,)
    weight: float


def blend(ingredients: Sequence[Ingredient], rank: int) -> Factors:
    """The blended score with vectors of at most `rank` dimensions; user biases are 0, they never change an order."""
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
    """A trained model as an ingredient."""
    arrays = factors.user_vectors, factors.movie_vectors, factors.movie_bias
    users, movies, bias = (torch.from_numpy(array) for array in arrays)
    return Ingredient(users, movies, bias, weight)


def in_grades(
    factors: Factors, ratings: RatingArrays, grades: NDArray[np.float32], unseen_weight: float
) -> Factors:
    """The same order of films, in units of grades: the factor that fits grades and the zeros of all pairs best.

    New people are placed by their grades (`engine.serving.fold_in`), which only means something in this unit: after a
    blend in standard deviations, their lists were far worse.

    Args:
        factors: a score, x.
        ratings: the rated pairs.
        grades: (n_ratings,) of the rated pairs, g; all pairs count once more as 0 with `unseen_weight`, w.
            The factor is (1 - w) sum g x / ((1 - w) sum x^2 + w sum over all pairs x^2).
        unseen_weight: w.
    """
    pairs = ratings.user_index, ratings.movie_index
    seen = np.empty(len(grades), np.float64)
    for start in range(0, len(seen), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        users, movies = (rows[part] for rows in pairs)
        products = np.einsum("nd,nd->n", factors.user_vectors[users], factors.movie_vectors[movies])
        seen[part] = products + factors.movie_bias[movies]
    everything = (
        float(_mean_square(from_factors(factors, 1.0))) * len(factors.user_bias) * len(factors.movie_bias)
    )
    rated = 1 - unseen_weight
    fitted = rated * float(seen @ seen) + unseen_weight * everything
    scale = max(rated * float(grades @ seen), 1e-6 * fitted) / max(fitted, 1e-12)
    root = np.float32(scale**0.5)
    return Factors(
        factors.user_vectors * root,
        factors.movie_vectors * root,
        factors.user_bias * np.float32(scale),
        factors.movie_bias * np.float32(scale),
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
