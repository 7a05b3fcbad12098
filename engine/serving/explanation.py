"""Why a film is in a list: the rated films that speak for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.serving.ranking import best_rows


@dataclass(frozen=True, slots=True)
class Contribution:
    """A rated film and its share, in stars, in the estimate for another film."""

    movie_id: int
    contribution: float


def contributions(
    movie_ids: NDArray[np.int64],
    similarities: NDArray[np.float32],
    ratings: NDArray[np.float32],
    n: int,
) -> list[Contribution]:
    """Shares of rated films in an item-based estimate, largest first (Sarwar et al. 2001).

    The estimate is the person's mean rating plus the similarity-weighted mean of how far each rated film lies above
    or below that mean; film j's share is `s_j (r_j - mean) / sum |s|`. Only films that speak for it are named.

    Args:
        movie_ids: (n_rated,) the rated films.
        similarities: (n_rated,) of each to the film in question, -1 to 1.
        ratings: (n_rated,) in stars.
        n: how many to name at most.
    """
    weight = float(np.abs(similarities).sum())
    if weight == 0.0:
        return []
    shares = similarities * (ratings - ratings.mean()) / np.float32(weight)
    rows = best_rows(shares, n, shares > 0)
    return [Contribution(int(movie_ids[row]), float(shares[row])) for row in rows]
