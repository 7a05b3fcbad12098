"""Chooses which films to ask a new person about (cold start): those whose ratings tell most about their taste.

The first questions are about films that many people know and disagree on: popularity x entropy (Rashid et al., Getting
to know you, IUI 2002), damped for genres and decades that were asked about already; of any ten questions at most four
are about one decade. Later ones are about films whose ratings reduce the uncertainty of the person's vector most (an
A-optimal design; Rubens et al., Active learning in recommender systems, 2015): with S the posterior covariance, z a
film's input, a the precision of one rating and G the second moment of the well-known films' inputs, a rating reduces
the mean variance of predictions by z^T S G S z / (1/a + z^T S z).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.serving.person import Person
from engine.serving.ranking import best_rows
from engine.serving.recommender import Recommender

FIRST_BY_ENTROPY = 5
"""Number of ratings from which on the person's own uncertainty decides."""

GENRE_DAMPING = 0.6
"""Factor of a film's value for each time that its genres were asked about."""

DECADE_DAMPING = 0.6
"""The same for its decade."""

RECENT = 10
"""Questions among which at most `MOST_OF_A_DECADE` are about one decade, as long as there are others to ask."""

MOST_OF_A_DECADE = 4


@dataclass(frozen=True, slots=True)
class Candidates:
    """Well-known films to ask about.

    Attributes:
        movie_ids: (n,).
        popularity: (n,) number of ratings of each film, or the number to expect of a film with so many votes at IMDb.
        entropy: (n,) of the distribution of each film's ratings, in bits.
        genres: (n, n_genres) whether each film has each genre.
        years: (n,) each film's year, 0 where it is not known; None where no film's is.
    """

    movie_ids: NDArray[np.int64]
    popularity: NDArray[np.float32]
    entropy: NDArray[np.float32]
    genres: NDArray[np.bool_]
    years: NDArray[np.int32] | None = None


def entropy(histograms: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n,) entropy in bits of histograms (n, steps); 0 for an empty one."""
    totals = histograms.sum(1, keepdims=True)
    shares = np.divide(histograms, totals, out=np.zeros_like(histograms), where=totals > 0)
    logs = np.log2(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.asarray(-(shares * logs).sum(1), np.float32)


def next_films(
    recommender: Recommender | None,
    person: Person | None,
    candidates: Candidates,
    asked: Sequence[int],
    count: int,
) -> list[int]:
    """The next films to ask about, most informative first.

    Args:
        recommender: of the active run; without one, popularity x entropy decides alone.
        person: with the ratings given so far; None without a run.
        candidates: the films to choose from.
        asked: ids of the films asked about so far, rated or not, the latest last.
        count: how many films; fewer are returned only if fewer are left.
    """
    free = ~np.isin(candidates.movie_ids, np.array(asked, np.int64))
    worth = candidates.popularity * candidates.entropy
    if recommender is not None and person is not None and len(person.rated) >= FIRST_BY_ENTROPY:
        worth = np.sqrt(candidates.popularity) * _variance_reduction(recommender, person, candidates)
    position = {movie_id: row for row, movie_id in enumerate(candidates.movie_ids.tolist())}
    recent = [position[movie_id] for movie_id in asked[1 - RECENT :] if movie_id in position]
    decades = np.zeros(len(worth), np.int64) if candidates.years is None else candidates.years // 10
    times = candidates.genres[recent[-FIRST_BY_ENTROPY:]].sum(0)
    chosen: list[int] = []
    for _ in range(min(count, int(free.sum()))):
        overlap = (candidates.genres * times).sum(1) / np.maximum(candidates.genres.sum(1), 1)
        often = np.where(decades > 0, (decades[recent][:, None] == decades).sum(0), 0)
        damped = np.asarray(worth * GENRE_DAMPING**overlap * DECADE_DAMPING**often, np.float32)
        fresh = free & (often < MOST_OF_A_DECADE)
        best = int(best_rows(damped, 1, fresh if fresh.any() else free)[0])
        free[best] = False
        times = times + candidates.genres[best]
        recent = [*recent, best][1 - RECENT :]
        chosen.append(int(candidates.movie_ids[best]))
    return chosen


def _variance_reduction(recommender: Recommender, person: Person, candidates: Candidates) -> NDArray[np.float32]:
    known = np.isin(candidates.movie_ids, recommender.movie_ids)
    rows = np.searchsorted(recommender.movie_ids, candidates.movie_ids[known])
    inputs = recommender.movie_vectors(rows)
    weights = candidates.popularity[known] / candidates.popularity[known].sum()
    moment = (inputs * weights[:, None]).T @ inputs
    spread = inputs @ person.covariance
    gain = ((spread @ moment) * spread).sum(1)
    own = (spread * inputs).sum(1)
    reduction = np.zeros(len(known), np.float32)
    reduction[known] = gain / (1 / recommender.rating_precision + own)
    return reduction
