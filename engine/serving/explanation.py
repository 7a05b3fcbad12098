"""Why a film is in a list: what each rated film adds to its score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.serving.person import Shares
from engine.serving.ranking import best_rows


@dataclass(frozen=True, slots=True)
class Contribution:
    """A rated film and what it adds to another film's score, in units of that score."""

    movie_id: int
    contribution: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score taken apart exactly: score = base + sum of `named` + others.

    Attributes:
        base: what is there without the person's ratings: how much everybody likes the film, and how known it is.
        named: the films that add most, largest first; only films that add something, and never the film itself.
        others: what all other rated films add or take away together.
    """

    score: float
    base: float
    named: tuple[Contribution, ...]
    others: float


def explanation(
    shares: Shares, movie_ids: NDArray[np.int64], n: int, score: float, factor: float = 1.0
) -> Explanation:
    """Names the n rated films that speak most for a film.

    Args:
        shares: the film's own score, taken apart.
        movie_ids: (n_movies,) of all films, by row.
        n: how many to name at most.
        score: what the film stands in the list with.
        factor: what the list multiplied each share with.
    """
    own = shares.shares * np.float32(factor)
    best = best_rows(own, n, (own > 0) & (shares.rows != shares.row))
    named = tuple(Contribution(int(movie_ids[shares.rows[i]]), float(own[i])) for i in best)
    total = float(own.sum(dtype=np.float64))
    others = total - sum(part.contribution for part in named)
    return Explanation(score, score - total, named, others)
