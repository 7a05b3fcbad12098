"""Fold-in: a person's vectors from their ratings alone, without training, by one small ridge regression each.

For predicted stars, with ratings r_j of films with vectors v_j and biases c_j, and the trained users' Normal(m, S) as
the prior of x = (vector, bias):

    x = m + (S^-1 + alpha sum_j z_j z_j^T)^-1 alpha sum_j z_j (r_j - c_j - z_j . m),   z_j = (v_j, 1)

For preference scores, the ridge regression minimises alpha times the sum in `engine.grades`, which is what training
minimises, plus the same prior. Only w, the weight of an unrated film, is the person's own: somebody who rated few films
has said nothing about the others, so it grows with the number of their ratings.

Both are linear in the ratings, so each rated film's share in a score is exact: score = base + sum of shares.
docs/models.md says how close this comes to training and how the settings were chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATING_PRECISION = 1.6
"""alpha for stars: 1 / the variance of one rating around its predicted rating."""

PREFERENCE_PRECISION = 20.0
"""alpha for grades."""

_USERS_AT_ONCE = 4096

_VARIANCE_WITHOUT_USERS = 0.01
"""Prior variance of each coordinate if there is one user or all are the same; about that of the public data sets."""


@dataclass(frozen=True, slots=True)
class UnseenWeight:
    """Weight w of an unrated film as negative feedback, against a rated film's 1.

    Attributes:
        limit: w of a person with very many ratings.
        scale: number of ratings at which w is a quarter of `limit`.
    """

    limit: float = 0.3
    scale: float = 100.0

    def after(self, rated: int) -> float:
        """The weight for a person with n ratings: limit * (n / (n + scale))^2."""
        return float(self.limit * (rated / (rated + self.scale)) ** 2) if rated else 0.0


@dataclass(frozen=True, slots=True)
class FoldedUser:
    """A person's vector and bias, and what each rated film contributes to them.

    Attributes:
        vector: (d,).
        bias: added to every score.
        base: (d + 1,) the part that does not come from the ratings' values.
        shares: (n_rated, d + 1) what each rated film adds; base + shares.sum(0) = (vector, bias).
        covariance: (d + 1, d + 1) of the posterior of (vector, bias).
    """

    vector: Floats
    bias: float
    base: Floats
    shares: Floats
    covariance: Floats

    def contributions(self, movies: Floats) -> Floats:
        """(n, n_rated) each rated film's share in the scores of films with vectors (n, d)."""
        return np.asarray(movies @ self.shares[:, :-1].T + self.shares[:, -1], np.float32)

    def deviations(self, movies: Floats) -> Floats:
        """(n,) posterior standard deviation of the scores of films with inputs (n, d + 1)."""
        variance = ((movies @ self.covariance) * movies).sum(1)
        return np.asarray(np.sqrt(np.maximum(variance, 0)), np.float32)


@dataclass(frozen=True, slots=True)
class RidgeFoldIn:
    """What fold-in needs of a trained model.

    Attributes:
        vectors: (n_movies, d).
        constant: the last coordinate of every film's input: 1, or 0 where the score has no user bias.
        movie_bias: (n_movies,).
        prior_precision: (d + 1, d + 1), S^-1.
        prior_right: (d + 1,), S^-1 m.
        precision: alpha.
        all_films: (d + 1, d + 1) sum of z z^T over all films.
        all_films_right: (d + 1,) sum of c z over all films.
        unseen: the weight of unrated films; None where only rated films count.
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
        """(len(rows), d + 1) z of each film: what the person's (vector, bias) is multiplied with."""
        last = np.full((len(rows), 1), self.constant, np.float32)
        return np.asarray(np.hstack([self.vectors[rows], last]), np.float32)

    def place(self, rated: NDArray[np.int64], values: Floats) -> FoldedUser:
        """The vector of a person who gave `values` (n,), stars or grades, to the films in rows `rated` (n,)."""
        # As in `engine.grades`: rated films with (1 - w) and value / (1 - w), then all films with w and zero.
        weight = 0.0 if self.unseen is None else self.unseen.after(len(rated))
        inputs = self.inputs(rated).astype(np.float64)
        seen = self.precision * (1 - weight)
        unseen = self.precision * weight
        covariance = np.linalg.inv(self.prior_precision + seen * (inputs.T @ inputs) + unseen * self.all_films)
        base = covariance @ (self.prior_right - unseen * self.all_films_right)
        shares = seen * (inputs @ covariance) * (values / (1 - weight) - self.movie_bias[rated])[:, None]
        total = base + shares.sum(0)
        vector, start, added, spread = (np.asarray(part, np.float32) for part in (total[:-1], base, shares, covariance))
        return FoldedUser(vector, float(total[-1]), start, added, spread)


def rating_fold_in(
    users: Floats,
    user_bias: Floats,
    movies: Floats,
    movie_bias: Floats,
    precision: float = RATING_PRECISION,
) -> RidgeFoldIn:
    """Fold-in for predicted stars: the prior is the mean and covariance of the trained users."""
    mean, covariance = mean_and_covariance(users, user_bias)
    spread = np.trace(covariance) / len(covariance)
    covariance[np.diag_indices(len(covariance))] += 1e-4 * spread or _VARIANCE_WITHOUT_USERS
    inverse = np.linalg.inv(covariance)
    right = np.asarray(inverse @ mean, np.float64)
    nothing = np.zeros_like(inverse), np.zeros_like(right)
    return RidgeFoldIn(movies, 1.0, movie_bias, np.asarray(inverse, np.float64), right, precision, *nothing)


def mean_and_covariance(users: Floats, user_bias: Floats) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(d + 1,) mean and (d + 1, d + 1) covariance of the users' vectors (n, d), each with its bias at the end.

    In float64 and in blocks, as a copy of 200,000 users would be the largest thing in memory.
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
    """Fold-in for preference scores: values are grades, and unrated films count as negative feedback."""
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
