"""The posterior mean of a score: the average of its samples, as one vector and bias for every user and film."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.bayesian.low_rank import DotProductSum
from engine.problem import Factors


class PosteriorMean:
    """Averages samples of the same users and films.

    Args:
        shape: (n_users, n_movies).
        rank: dimensions of the mean's vectors.
        device: where the samples are.
    """

    def __init__(self, shape: tuple[int, int], rank: int, device: torch.device) -> None:
        self._products = DotProductSum(shape, rank, device)
        self._user_bias = torch.zeros(shape[0], device=device)
        self._movie_bias = torch.zeros(shape[1], device=device)
        self._samples = 0

    def add(self, users: Tensor, movies: Tensor) -> None:
        """Adds a sample: vectors (n_users, d + 1) and (n_movies, d + 1) whose last coordinate is the bias."""
        self._products.add(users[:, :-1], movies[:, :-1])
        self._user_bias += users[:, -1]
        self._movie_bias += movies[:, -1]
        self._samples += 1

    def factors(self, mean: float = 0.0) -> Factors:
        """The average of at least one sample, with the constant `mean` added to the films' biases."""
        users, movies = self._products.result(1 / self._samples)
        return Factors(
            _array(users),
            _array(movies),
            _array(self._user_bias / self._samples),
            _array(self._movie_bias / self._samples + mean),
        )


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return tensor.cpu().numpy().astype(np.float32)
