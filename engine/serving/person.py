"""One person's answers from a run: scores and predicted stars of films, their uncertainty, and their explanation.

Users whom the run was trained on have trained vectors; profiles are placed by their ratings (`engine.serving.fold_in`).
Either way, fold-in says what each rated film adds to a score, and the remainder is the base: what the model knows about
everybody, about the film, and, for trained users, from training beyond fold-in.
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
    """The films' side of a score.

    Attributes:
        vectors: (n_movies, d).
        bias: (n_movies,).
        is_new: (n_movies,) which of them were predicted rather than learned; None where none was.
        covariance: (d + 1, d + 1) of the errors of a predicted (vector, bias).
    """

    vectors: Floats
    bias: Floats
    is_new: NDArray[np.bool_] | None = None
    covariance: Floats | None = None

    def of(self, vector: Floats, bias: float) -> Floats:
        """(n_movies,) scores of all films for a person with this vector and bias."""
        scores = np.asarray(self.vectors @ vector, np.float32)
        scores += self.bias
        scores += np.float32(bias)
        return scores

    def variance(self, rows: Rows, vector: Floats) -> Floats:
        """(len(rows),) variance of films' scores for a person with this vector, from what is unknown of the films."""
        if self.is_new is None or self.covariance is None:
            return np.zeros(len(rows), np.float32)
        person = np.append(vector, np.float32(1))
        return np.where(self.is_new[rows], np.float32(person @ self.covariance @ person), np.float32(0))


@dataclass(frozen=True, slots=True)
class TrainedVectors:
    """The vectors of a user whom the run was trained on, as (vector, bias) for each score."""

    stars: tuple[Floats, float]
    ranking: tuple[Floats, float]


@dataclass(frozen=True, slots=True)
class Shares:
    """The scores of n films, split by rated film: scores = bases + shares.sum(1).

    Attributes:
        rows: (n,) rows of the films.
        scores: (n,).
        bases: (n,) the part that does not come from the person's ratings.
        rated: (n_rated,) rows of the films that the person rated.
        shares: (n, n_rated) what each of those adds to each score.
    """

    rows: Rows
    scores: Floats
    bases: NDArray[np.float64]
    rated: Rows
    shares: Floats


class Person:
    """A person's scores, predicted stars and explanations; made by `Recommender.person`.

    Args:
        rated: (n_rated,) rows of the films they rated, as far as the run knows them.
        ratings: (n_rated,) in stars.
        stars: the films' side of the predicted rating.
        ranking: the films' side of the score that orders lists.
        place_for_stars: fold-in for the predicted rating; called when first needed.
        place_for_ranking: fold-in for the score that orders lists; called when first needed.
        trained: the person's trained vectors; None if the run was not trained on them.
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
        """(d,) the vector that orders lists; people with similar taste have similar vectors."""
        return self._ranking_vector[0]

    @cached_property
    def scores(self) -> Floats:
        """(n_movies,) the scores that order lists."""
        return self._ranking.of(*self._ranking_vector)

    def stars(self, rows: Rows) -> Floats:
        """(len(rows),) predicted stars of films, clipped to the scale."""
        vector, bias = self._stars_vector
        predicted = self._stars.vectors[rows] @ vector + (self._stars.bias[rows] + np.float32(bias))
        return np.asarray(predicted, np.float32).clip(self._scale.minimum, self._scale.maximum)

    @cached_property
    def expected_stars(self) -> Floats:
        """(n_movies,) predicted stars of all films, beyond the scale where the model is that sure."""
        return self._stars.of(*self._stars_vector)

    @property
    def scale(self) -> RatingScale:
        """Of the ratings."""
        return self._scale

    def star_shares(self, rows: Rows) -> Floats:
        """(len(rows), n_rated) what each rated film adds to the films' predicted stars, before they are clipped."""
        return self._placed.contributions(self._stars.vectors[rows])

    def uncertainty(self, rows: Rows) -> Floats:
        """(len(rows),) standard deviation of the expected rating, in stars, given the person's ratings.

        What is unknown of a film that nobody rated is part of it, the noise of a single rating is not.
        """
        inputs = np.column_stack([self._stars.vectors[rows], np.ones(len(rows), np.float32)])
        variance = np.square(self._placed.deviations(inputs)) + self._stars.variance(rows, self._stars_vector[0])
        return np.asarray(np.sqrt(np.maximum(variance, 0)), np.float32)

    @property
    def covariance(self) -> Floats:
        """(d + 1, d + 1) posterior covariance of the vector and bias for predicted ratings."""
        return self._placed.covariance

    def shares(self, rows: Rows) -> Shares:
        """The scores of films, split exactly by rated film."""
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
