"""A person's vectors from their ratings, at once and without training: one small ridge regression each.

The rating vector x = (p, b) of a user with ratings r_j of films v_j, under the prior Normal(m, S) of the trained users:

    x = m + (S^-1 + alpha sum_j z_j z_j^T)^-1 alpha sum_j z_j (r_j - c_j - z_j . m),   z_j = (v_j, 1)

with c_j the film's bias.

The preference vector solves the same for grades, with every film of the catalogue once more at grade zero and
weight w. Both are linear in what was rated, so each rated film's share in a score is exact:
score = base + sum of shares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATING_PRECISION = 1.6
"""Of one rating: 1 / the variance of a rating around what its user expects of the film."""

PREFERENCE_PRECISION = 60.0
PREFERENCE_UNSEEN_WEIGHT = 0.05


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

    def contributions(self, movie: Floats) -> Floats:
        """(n_rated,) share of each rated film in this person's score of a film with vector (d,)."""
        return np.asarray(self.shares[:, :-1] @ movie + self.shares[:, -1], np.float32)

    def deviations(self, movies: Floats) -> Floats:
        """(n,) standard deviation of the expected score of films with inputs (n, d + 1): what is not known yet."""
        variance = np.einsum("nd,de,ne->n", movies, self.covariance, movies)
        return np.asarray(np.sqrt(np.maximum(variance, 0)), np.float32)


@dataclass(frozen=True, slots=True)
class RidgeFoldIn:
    """What is kept of a trained model to place new people.

    Attributes:
        movies: (n_movies, d + 1) vectors with a last coordinate of 1 (0 where the score has no user bias).
        movie_bias: (n_movies,).
        prior_precision: (d + 1, d + 1), with what all unseen films add.
        prior_right: (d + 1,) prior_precision's right-hand side: S^-1 m, less what the unseen films add.
        precision: of one rating.
    """

    movies: Floats
    movie_bias: Floats
    prior_precision: NDArray[np.float64]
    prior_right: NDArray[np.float64]
    precision: float

    def place(self, rated: NDArray[np.int64], values: Floats) -> FoldedUser:
        """The vector of a person who gave `values` (n,) to the films in rows `rated` (n,)."""
        inputs = self.movies[rated].astype(np.float64)
        covariance = np.linalg.inv(self.prior_precision + self.precision * (inputs.T @ inputs))
        base = covariance @ self.prior_right
        shares = self.precision * (inputs @ covariance) * (values - self.movie_bias[rated])[:, None]
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
    known = np.column_stack([users, user_bias]).astype(np.float64)
    covariance = np.cov(known.T)
    covariance[np.diag_indices(len(covariance))] += 1e-4 * np.trace(covariance) / len(covariance)
    inverse = np.linalg.inv(covariance)
    inputs = np.column_stack([movies, np.ones(len(movies), np.float32)])
    right = inverse @ known.mean(0)
    return RidgeFoldIn(
        inputs, movie_bias, np.asarray(inverse, np.float64), np.asarray(right, np.float64), precision
    )


def preference_fold_in(
    users: Floats,
    movies: Floats,
    movie_bias: Floats,
    precision: float = PREFERENCE_PRECISION,
    unseen_weight: float = PREFERENCE_UNSEEN_WEIGHT,
) -> RidgeFoldIn:
    """For preference scores: as above, with every film once at grade zero; `values` are grades over (1 - w)."""
    plain = rating_fold_in(users, np.zeros(len(users), np.float32), movies, movie_bias, precision)
    inputs = np.column_stack([movies, np.zeros(len(movies), np.float32)])
    weight = precision * unseen_weight
    system = plain.prior_precision + weight * (inputs.T @ inputs)
    right = plain.prior_right - weight * (movie_bias @ inputs)
    return RidgeFoldIn(
        inputs,
        movie_bias,
        np.asarray(system, np.float64),
        np.asarray(right, np.float64),
        precision * (1 - unseen_weight),
    )
