"""A weighted sum of scores is one score: vectors beside each other, cut back to a short dot product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.bayesian.low_rank import truncate
from engine.problem import Factors


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


def _deviation(part: Ingredient) -> float:
    """Standard deviation of the score over all pairs, from the factors' Gram matrices."""
    one = torch.ones(len(part.users), 1)
    users = torch.cat([part.users, one], 1).double()
    movies = torch.cat([part.movies, part.movie_bias[:, None]], 1).double()
    square = ((users.mT @ users) * (movies.mT @ movies)).sum() / (len(users) * len(movies))
    mean = users.mean(0) @ movies.mean(0)
    return float((square - mean**2).clamp_min(1e-12).sqrt())


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return tensor.cpu().numpy().astype(np.float32)
