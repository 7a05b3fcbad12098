"""One person as a run sees them: scores and stars of films, how sure they are, and why.

Users whom the run was trained on have its vectors; everybody else, a profile above all, is placed by their ratings
(`engine.serving.fold_in`). Either way the fold-in says what each rated film adds, and the rest is the base: what the
model knows of everybody, of the person's training, and of how well known the film is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from data.scale import RatingScale
from engine.serving.fold_in import FoldedUser

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MovieScores:
    """One score's side of the films.

    Attributes:
        vectors: (n_movies, d).
        bias: (n_movies,).
    """

    vectors: Floats
    bias: Floats

    def of(self, vector: Floats, bias: float) -> Floats:
        """(n_movies,) every film's score for a person with this vector and bias."""
        return np.asarray(self.vectors @ vector + (self.bias + np.float32(bias)), np.float32)


@dataclass(frozen=True, slots=True)
class TrainedVectors:
    """The (vector, bias) pairs of a user whom the run was trained on."""

    stars: tuple[Floats, float]
    ranking: tuple[Floats, float]


@dataclass(frozen=True, slots=True)
class Shares:
    """The scores of n films taken apart: scores = bases + shares.sum(1).

    Attributes:
        rows: (n,) the films.
        scores: (n,).
        bases: (n,) what is there without the person's ratings.
        rated: (n_rated,) rows of the films that the person rated.
        shares: (n, n_rated) what each of those adds, in units of the score.
    """

    rows: Rows
    scores: Floats
    bases: NDArray[np.float64]
    rated: Rows
    shares: Floats


class Person:
    """A person's answers; made by `Recommender.person`.

    Args:
        rated: (n_rated,) rows of the films they rated that the run knows.
        ratings: (n_rated,) stars.
        stars: the films' side of the predicted rating.
        ranking: the films' side of the score that orders lists.
        place_for_stars: places them by their ratings for predicted ratings; called when it is needed.
        place_for_ranking: the same for the score that orders lists.
        trained: (vector, bias) for predicted ratings and for the order, where the run was trained on the person.
        scale: of the ratings; predicted stars are clipped to it.
    """

    def __init__(
        self,
        rated: Rows,
        ratings: Floats,
        stars: MovieScores,
        ranking: MovieScores,
        place_for_stars: Callable[[], FoldedUser],
        place_for_ranking: Callable[[], FoldedUser],
        trained: TrainedVectors | None,
        scale: RatingScale,
    ) -> None:
        self.rated, self.ratings = rated, ratings
        self._stars, self._ranking = stars, ranking
        self._place_for_stars, self._place_for_ranking = place_for_stars, place_for_ranking
        self._trained = trained
        self._scale = scale

    @property
    def taste(self) -> Floats:
        """(d,) the vector that orders lists; near vectors belong to people of like taste."""
        return self._ranking_vector[0]

    @cached_property
    def scores(self) -> Floats:
        """(n_movies,) what orders lists."""
        return self._ranking.of(*self._ranking_vector)

    def stars(self, rows: Rows) -> Floats:
        """(len(rows),) predicted stars of films, clipped to the scale."""
        vector, bias = self._stars_vector
        predicted = self._stars.vectors[rows] @ vector + (self._stars.bias[rows] + np.float32(bias))
        return np.asarray(predicted, np.float32).clip(self._scale.minimum, self._scale.maximum)

    def uncertainty(self, rows: Rows) -> Floats:
        """(len(rows),) standard deviation, in stars, of the rating to expect, given what the person rated.

        How one and the same person's ratings scatter is not part of it.
        """
        vectors = self._stars.vectors[rows]
        return self._placed.deviations(np.column_stack([vectors, np.ones(len(rows), np.float32)]))

    @property
    def covariance(self) -> Floats:
        """(d + 1, d + 1) of the posterior of the vector and bias for predicted ratings."""
        return self._placed.covariance

    def shares(self, rows: Rows) -> Shares:
        """The scores of films, taken apart exactly."""
        scores = self.scores[rows]
        shares = self._ranked.contributions(self._ranking.vectors[rows])
        return Shares(rows, scores, scores - shares.sum(1, dtype=np.float64), self.rated, shares)

    @cached_property
    def _placed(self) -> FoldedUser:
        return self._place_for_stars()

    @cached_property
    def _ranked(self) -> FoldedUser:
        return self._place_for_ranking()

    @property
    def _stars_vector(self) -> tuple[Floats, float]:
        return self._trained.stars if self._trained else (self._placed.vector, self._placed.bias)

    @property
    def _ranking_vector(self) -> tuple[Floats, float]:
        return self._trained.ranking if self._trained else (self._ranked.vector, self._ranked.bias)
