"""A denoising linear autoencoder on grades, in closed form, projected to short vectors.

X (users, films) holds grades of rated films, rows divided by (row sum)^0.25. B has a zero diagonal and is the best at
restoring X from what is left of it when a share of each film's entries is dropped out at random (EDLAE: Steck,
Autoencoders that don't overfit towards the identity, NeurIPS 2020): B = I - P diag(1 / diag P), P = (X^T X + D)^-1,
D = ridge I + dropout / (1 - dropout) diag(X^T X). With V the top right singular vectors of X B, the score X B V V^T is
a dot product: a user's vector is the sum of x_j (B V)_j over the rated films j, a film's vector is its row of V.

With fewer users than films, the smaller system of the users gives the same scores: with K = (X D^-1 X^T + I)^-1,
X P = K X D^-1 and diag P = (1 - diag(X^T K X D^-1)) / diag D, so X B = X - K X D^-1 diag(1 / diag P).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from db.rows import RatingArrays
from engine.bayesian.low_rank import right_singular_vectors
from engine.bayesian.settings import AutoencoderOptions

ROWS_AT_ONCE = 1024


def train_autoencoder(
    ratings: RatingArrays,
    grades: NDArray[np.float32],
    shape: tuple[int, int],
    options: AutoencoderOptions,
    device: torch.device,
) -> tuple[Tensor, Tensor]:
    """User vectors (n_users, rank) and film vectors (n_movies, rank).

    Args:
        ratings: who rated what.
        grades: (n_ratings,) the entries of X, 0 to 1.
        shape: (n_users, n_movies) for which `engine.bayesian.settings.autoencoder_fits`.
        options: the settings.
        device: where to compute.
    """
    n_users, n_movies = shape
    blocks = _Rows(ratings, grades, shape, options.row_power, device)
    if n_users < n_movies:
        return _from_users(blocks, options)
    gram = torch.zeros(n_movies, n_movies, device=device)
    for _, rows in blocks.dense():
        gram.addmm_(rows.mT, rows)
    gram.diagonal().div_(1 - options.dropout).add_(options.ridge * blocks.mean_square)
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(gram))
    del gram
    weights = inverse.div_(-inverse.diagonal())
    weights.fill_diagonal_(0)

    def normal(films: Tensor) -> Tensor:
        """(X B)^T X B films."""
        encoder, image = weights @ films, torch.zeros_like(films)
        for _, rows in blocks.dense():
            image += rows.mT @ (rows @ encoder)
        return weights.mT @ image

    basis = right_singular_vectors(normal, n_movies, options.rank, options.seed, device)
    encoder = weights @ basis
    users = torch.zeros(n_users, basis.shape[1], device=device)
    for here, rows in blocks.dense():
        users[here] = rows @ encoder
    return users, basis


def _from_users(blocks: _Rows, options: AutoencoderOptions) -> tuple[Tensor, Tensor]:
    """The same by the system of the users; their scores X B must fit into memory."""
    scores = torch.cat([rows for _, rows in blocks.dense()])
    dropped = options.dropout / (1 - options.dropout)
    penalty = options.ridge * blocks.mean_square + dropped * scores.square().sum(0)
    gram = (scores / penalty) @ scores.mT
    gram.diagonal().add_(1)
    smoothed = torch.cholesky_solve(scores, torch.linalg.cholesky(gram)).div_(penalty)
    diagonal = (1 - (scores * smoothed).sum(0)) / penalty
    scores -= smoothed.div_(diagonal)
    basis = right_singular_vectors(
        lambda films: scores.mT @ (scores @ films), scores.shape[1], options.rank, options.seed, scores.device
    )
    return scores @ basis, basis


class _Rows:
    """X in blocks of dense rows."""

    def __init__(
        self,
        ratings: RatingArrays,
        grades: NDArray[np.float32],
        shape: tuple[int, int],
        row_power: float,
        device: torch.device,
    ) -> None:
        sums = np.bincount(ratings.user_index, grades, shape[0])
        order = np.argsort(ratings.user_index, kind="stable")
        values = grades / np.maximum(sums, 1e-9)[ratings.user_index] ** row_power
        self.mean_square = float(np.mean(np.square(values)))
        self._users, self._movies = ratings.user_index[order], ratings.movie_index[order]
        self._values: NDArray[np.float32] = values[order].astype(np.float32)
        self._shape, self._device = shape, device

    def dense(self) -> Iterator[tuple[slice, Tensor]]:
        """Each block of users with its rows (block, n_movies)."""
        for top in range(0, self._shape[0], ROWS_AT_ONCE):
            end = min(top + ROWS_AT_ONCE, self._shape[0])
            first, last = np.searchsorted(self._users, [top, end])
            rows = np.zeros((end - top, self._shape[1]), np.float32)
            rows[self._users[first:last] - top, self._movies[first:last]] = self._values[first:last]
            yield slice(top, end), torch.from_numpy(rows).to(self._device)
