"""A person's vectors from their ratings, at once and without training: one small ridge regression each.

The rating vector x = (p, b) of a user with ratings r_j of films v_j, under the prior Normal(m, S) of the trained users:

    x = m + (S^-1 + alpha sum_j z_j z_j^T)^-1 alpha sum_j z_j (r_j - c_j - z_j . m),   z_j = (v_j, 1)

with c_j the film's bias.

The preference vector solves the same for grades, with every film of the catalogue once more at grade zero and
weight w. Who rated few films has not decided about the others, so w grows with their number. Both are linear in what
was rated, so each rated film's share in a score is exact: score = base + sum of shares.

docs/models.md says how near this comes to training, and how the numbers below were chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATING_PRECISION = 1.6
"""Of one rating: 1 / the variance of a rating around what its user expects of the film."""

PREFERENCE_PRECISION = 15.0

_USERS_AT_ONCE = 4096

_VARIANCE_WITHOUT_USERS = 0.01
"""Of each coordinate, where there is one user or all are the same: about what it is in the public data sets."""


@dataclass(frozen=True, slots=True)
class UnseenWeight:
    """How much a film that a person did not rate counts as one that they do not want, against one that they rated.

    Attributes:
        limit: for a person with very many rated films.
        scale: rated films at which it is a quarter of that.
    """

    limit: float = 0.15
    scale: float = 100.0

    def after(self, rated: int) -> float:
        """For a person with so many rated films, n: limit * (n / (n + scale))^2."""
        return float(self.limit * (rated / (rated + self.scale)) ** 2) if rated else 0.0


@dataclass(frozen=True, slots=True)
class FoldedUser:
    """A person's vector, and how each rated film made it.

    Attributes:
        vector: (d,).
        bias: added to every score.
        base: (d + 1,) what the prior alone gives.
        shares: (n_rated, d + 1) what each rated film adds; base + shares.sum(0) = (vector, bias).
        covariance: (d + 1, d + 1) of the posterior of (vector, bias).
    """

    vector: Floats
    bias: float
    base: Floats
    shares: Floats
    covariance: Floats

    def contributions(self, movies: Floats) -> Floats:
        """(n, n_rated) share of each rated film in this person's scores of films with vectors (n, d)."""
        return np.asarray(movies @ self.shares[:, :-1].T + self.shares[:, -1], np.float32)

    def deviations(self, movies: Floats) -> Floats:
        """(n,) standard deviation of the expected score of films with inputs (n, d + 1): what is not known yet."""
        variance = ((movies @ self.covariance) * movies).sum(1)
        return np.asarray(np.sqrt(np.maximum(variance, 0)), np.float32)


@dataclass(frozen=True, slots=True)
class RidgeFoldIn:
    """What is kept of a trained model to place new people.

    Attributes:
        vectors: (n_movies, d).
        constant: the last coordinate of every film's input: 1, or 0 where the score has no user bias.
        movie_bias: (n_movies,).
        prior_precision: (d + 1, d + 1), S^-1.
        prior_right: (d + 1,), S^-1 m.
        precision: of one rating.
        all_films: (d + 1, d + 1) sum of z z^T over all films.
        all_films_right: (d + 1,) sum of c z over all films.
        unseen: the weight of all films at grade zero; None where only what was rated counts.
    """

    vectors: Floats
    constant: float
    movie_bias: Floats
    prior_precision: NDArray[np.float64]
    prior_right: NDArray[np.float64]
    precision: float
    all_films: NDArray[np.float64]
    all_films_right: NDArray[np.float64]
    unseen: UnseenWeight | None = None

    def inputs(self, rows: NDArray[np.int64]) -> Floats:
        """(len(rows), d + 1) what a person's vector and bias are multiplied with: z of each film."""
        last = np.full((len(rows), 1), self.constant, np.float32)
        return np.asarray(np.hstack([self.vectors[rows], last]), np.float32)

    def place(self, rated: NDArray[np.int64], values: Floats) -> FoldedUser:
        """The vector of a person who gave `values` (n,), stars or grades, to the films in rows `rated` (n,)."""
        weight = 0.0 if self.unseen is None else self.unseen.after(len(rated))
        inputs = self.inputs(rated).astype(np.float64)
        seen = self.precision * (1 - weight)
        unseen = self.precision * weight
        covariance = np.linalg.inv(
            self.prior_precision + seen * (inputs.T @ inputs) + unseen * self.all_films
        )
        base = covariance @ (self.prior_right - unseen * self.all_films_right)
        shares = seen * (inputs @ covariance) * (values / (1 - weight) - self.movie_bias[rated])[:, None]
        total = base + shares.sum(0)
        vector, start, added, spread = (
            np.asarray(part, np.float32) for part in (total[:-1], base, shares, covariance)
        )
        return FoldedUser(vector, float(total[-1]), start, added, spread)


def rating_fold_in(
    users: Floats,
    user_bias: Floats,
    movies: Floats,
    movie_bias: Floats,
    precision: float = RATING_PRECISION,
) -> RidgeFoldIn:
    """For predicted ratings: the prior is the trained users' mean and covariance."""
    mean, covariance = mean_and_covariance(users, user_bias)
    spread = np.trace(covariance) / len(covariance)
    covariance[np.diag_indices(len(covariance))] += 1e-4 * spread or _VARIANCE_WITHOUT_USERS
    inverse = np.linalg.inv(covariance)
    right = np.asarray(inverse @ mean, np.float64)
    nothing = np.zeros_like(inverse), np.zeros_like(right)
    return RidgeFoldIn(movies, 1.0, movie_bias, np.asarray(inverse, np.float64), right, precision, *nothing)


def mean_and_covariance(users: Floats, user_bias: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(d + 1,) mean and (d + 1, d + 1) covariance of the users' vectors (n, d) with their biases (n,) at the end.

    In float64 and block by block: a copy of 200,000 users would be the largest thing in memory.
    """
    mean = np.append(users.mean(0, dtype=np.float64), user_bias.mean(dtype=np.float64))
    covariance = np.zeros((len(mean), len(mean)))
    for start in range(0, len(users), _USERS_AT_ONCE):
        part = slice(start, start + _USERS_AT_ONCE)
        block = np.column_stack([users[part], user_bias[part]]) - mean
        covariance += block.T @ block
    return mean, covariance / max(len(users) - 1, 1)


def preference_fold_in(
    users: Floats,
    movies: Floats,
    movie_bias: Floats,
    precision: float = PREFERENCE_PRECISION,
    unseen: UnseenWeight = UnseenWeight(),
) -> RidgeFoldIn:
    """For preference scores: as above, with every film once at grade zero; values are grades."""
    plain = rating_fold_in(users, np.zeros(len(users), np.float32), movies, movie_bias, precision)
    all_films, all_films_right = np.zeros_like(plain.prior_precision), np.zeros_like(plain.prior_right)
    all_films[:-1, :-1] = movies.T @ movies
    all_films_right[:-1] = movie_bias @ movies
    return RidgeFoldIn(
        movies,
        0.0,
        movie_bias,
        plain.prior_precision,
        plain.prior_right,
        precision,
        all_films,
        all_films_right,
        unseen,
    )
