"""Explains why a film is in a list: what each rated film contributes to its score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.serving.person import Shares
from engine.serving.ranking import best_of_each


@dataclass(frozen=True, slots=True)
class Contribution:
    """A rated film, and how much it adds to another film's score."""

    movie_id: int
    contribution: float


@dataclass(frozen=True, slots=True)
class Opposition:
    """The rated films that lower a score.

    Attributes:
        most: the one that lowers it most.
        ratings: how many there are.
        total: the sum of their contributions, below zero.
    """

    most: Contribution
    ratings: int
    total: float


@dataclass(frozen=True, slots=True)
class ScoreBreakdown:
    """A listed film's score, split exactly: score = base + sum of `named` + others.

    Attributes:
        base: the part that does not come from the person's ratings, but from everybody's taste and from familiarity.
        named: the rated films that raise the score most, largest first; never the film itself.
        others: the sum over all other rated films.
        against: the rated films that lower the score; None if none does.
    """

    score: float
    base: float
    named: tuple[Contribution, ...]
    others: float
    against: Opposition | None


def explanations(
    shares: Shares, movie_ids: NDArray[np.int64], n: int, scores: NDArray[np.float32]
) -> list[ScoreBreakdown]:
    """Explains the scores of listed films, naming at most n rated films for each.

    Args:
        shares: of the films, by rated film.
        movie_ids: (n_movies,) of all films, by row.
        n: how many rated films to name.
        scores: (n_films,) the scores of the films at their places in the list.
    """
    own = shares.shares
    speaks_for = (own > 0) & (shares.rated != shares.rows[:, None])
    best = best_of_each(np.where(speaks_for, own, -np.inf), n)
    rated = movie_ids[shares.rated].tolist()
    totals = own.sum(1, dtype=np.float64).tolist()
    explained = []
    for row, columns, score, total, against in zip(
        own, best, scores.tolist(), totals, _opposed(own, rated), strict=True
    ):
        named = tuple(
            Contribution(rated[column], share)
            for column, share in zip(columns.tolist(), row[columns].tolist(), strict=True)
        )
        others = total - sum(part.contribution for part in named)
        explained.append(ScoreBreakdown(score, score - total, named, others, against))
    return explained


def _opposed(own: NDArray[np.float32], rated: list[int]) -> list[Opposition | None]:
    if not rated:
        return [None] * len(own)
    opposing = own < 0
    columns = own.argmin(1)
    most = own[np.arange(len(own)), columns]
    totals = np.where(opposing, own, 0).sum(1, dtype=np.float64)
    each = zip(columns.tolist(), most.tolist(), opposing.sum(1).tolist(), totals.tolist(), strict=True)
    return [
        Opposition(Contribution(rated[column], share), ratings, total) if ratings else None
        for column, share, ratings, total in each
    ]
