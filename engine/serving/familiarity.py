"""The slider between familiar and adventurous: raises or lowers scores by how well known a film is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from db.models import MovieStat
from engine.serving.recommender import Recommender


@dataclass(frozen=True, slots=True)
class Tilted:
    """Scores tilted towards familiar or lesser-known films.

    Attributes:
        scores: (n_movies,).
        factors: (n_movies,) what each rated film's share in the film's score is multiplied with.
    """

    scores: NDArray[np.float32]
    factors: NDArray[np.float32]


def tilted(scores: NDArray[np.float32], exponents: NDArray[np.float32]) -> Tilted:
    """Multiplies a score's distance above the mean by exp(exponent); scores below the mean stay.

    A factor, not a summand, so that unknown films which the person would not like never rise to the top.

    Args:
        scores: (n_movies,).
        exponents: (n_movies,) how well known each film is, times the tilt; 0 changes nothing.
    """
    mean = np.float32(scores.mean())
    above = scores - mean
    factors = np.expm1(exponents)
    factors *= above > 0  # arithmetic, as choosing film by film takes ten times as long
    factors += 1
    return Tilted(mean + above * factors, factors)


def familiarity(connection: Connection, recommender: Recommender) -> NDArray[np.float32]:
    """(n_movies,) how well known each film is, in the order of `recommender.movie_ids`.

    The logarithm of 1 + its popularity: its number of ratings, or the number to expect of a film with so many votes at
    IMDb. Standardised to mean 0 and standard deviation 1 over the films that have ratings, or all where none has.
    """
    rows = connection.execute(select(MovieStat.movie_id, MovieStat.popularity))
    counts = {row.movie_id: row.popularity for row in rows}
    popularity = np.array([counts.get(movie_id, 0) for movie_id in recommender.movie_ids.tolist()], np.int64)
    return familiarity_of(popularity, ~recommender.is_new)


def familiarity_of(counts: NDArray[np.int64], over: NDArray[np.bool_] | None = None) -> NDArray[np.float32]:
    """(n_movies,) the logarithm of one plus each film's number of ratings, with mean 0 and standard deviation 1.

    Args:
        counts: (n_movies,).
        over: (n_movies,) the films whose mean and deviation these are; None means all.
    """
    known = np.log1p(counts)
    sample = known if over is None else known[over]
    return np.asarray((known - sample.mean()) / (float(sample.std()) or 1.0), np.float32)
