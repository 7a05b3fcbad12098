"""Measures a model on held-out ratings: errors of its predicted ratings and quality of its ranked lists.

For every user with a held-out film rated 4 or better, all films of the catalogue but the user's training films are
ranked (Krichene and Rendle 2020 on why rankings of sampled films mislead).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from data.scale import RatingScale
from db.rows import RatingArrays

RELEVANT_STARS = 4.0
LIST_LENGTH = 10
RECALL_LENGTH = 20
BEST_KNOWN = 50
PAIRS_IN_A_BATCH = 1 << 24
USERS_IN_A_BATCH = 512


class PredictsRatings(Protocol):
    """A model that predicts stars, such as `engine.problem.Factors`."""

    def ratings(self, users: NDArray[np.int32], movies: NDArray[np.int32], scale: RatingScale) -> NDArray[np.float32]:
        """Predicted stars (n,) of the pairs (users[i], movies[i]), clipped to the scale."""


class RanksMovies(Protocol):
    """A model that scores all films for users, such as `engine.problem.Factors`."""

    @property
    def shape(self) -> tuple[int, int]:
        """(n_users, n_movies)."""

    def scores(self, users: NDArray[np.int32]) -> NDArray[np.float32]:
        """The score of every film for each of the users, (len(users), n_movies)."""


@dataclass(frozen=True, slots=True)
class RatingErrors:
    """Errors of predicted ratings in stars; predictions are clipped to the scale."""

    rmse: float
    mae: float


@dataclass(frozen=True, slots=True)
class ListQuality:
    """Quality of ranked lists over the whole catalogue.

    Attributes:
        ndcg_at_10: binary gain, the ideal list cut at 10.
        recall_at_20: divided by min(20, relevant films).
        mrr: mean reciprocal rank of the first relevant film.
        coverage_at_10: share of the catalogue that appears in at least one user's top ten.
        novelty: mean of -log2(share of users who rated the film) over all top tens, in bits.
        stratified_recall_at_20: share of a user's relevant films in the top 20, each film weighted by
            1 / sqrt(number of its ratings), so that well-known films do not decide alone (Steck, Item popularity and
            recommendation accuracy, RecSys 2011).
        top50_share_at_10: share of the 50 best-known films in all top tens.
        mean_stars_at_20: mean held-out rating of the films in the top 20 that have one; 0 where none has.
    """

    ndcg_at_10: float
    recall_at_20: float
    mrr: float
    coverage_at_10: float
    novelty: float
    stratified_recall_at_20: float
    top50_share_at_10: float
    mean_stars_at_20: float


def metrics_of(errors: RatingErrors, lists: ListQuality) -> dict[str, float]:
    """The metrics by the names that the command line and the database use."""
    return {
        "rmse": errors.rmse,
        "mae": errors.mae,
        "ndcg@10": lists.ndcg_at_10,
        "recall@20": lists.recall_at_20,
        "mrr": lists.mrr,
        "coverage@10": lists.coverage_at_10,
        "novelty": lists.novelty,
        "stratified_recall@20": lists.stratified_recall_at_20,
        "top50_share@10": lists.top50_share_at_10,
        "mean_stars@20": lists.mean_stars_at_20,
    }


def rating_errors(model: PredictsRatings, held_out: RatingArrays, scale: RatingScale) -> RatingErrors:
    """RMSE and MAE on held-out ratings, of which there must be at least one."""
    predicted = model.ratings(held_out.user_index, held_out.movie_index, scale)
    errors = predicted.astype(np.float64) - held_out.rating
    return RatingErrors(rmse=float(np.sqrt(np.mean(errors**2))), mae=float(np.mean(np.abs(errors))))


def list_quality(
    model: RanksMovies,
    train: RatingArrays,
    held_out: RatingArrays,
    most_users: int | None = None,
    everybody: RatingArrays | None = None,
) -> ListQuality:
    """Quality of lists without the films in `train`, where films rated 4 or better in `held_out` are relevant.


    Args:
        model: scores films for the users of `held_out`.
        train: the ratings that the model knows of them; these films are left out of their lists.
        held_out: the ratings that lists are evaluated on.
        most_users: of more users with a relevant film, that many are evaluated, evenly spaced.
        everybody: the ratings that say how well known a film is, where `train` has those of a few users only.
    """
    n_movies = model.shape[1]
    known_by = train if everybody is None else everybody
    raters = np.bincount(known_by.movie_index, minlength=n_movies)
    lists = _evaluate_lists(model, train, held_out, most_users, 1 / np.sqrt(np.maximum(raters, 1)))
    best_known = np.argsort(-raters, kind="stable")[:BEST_KNOWN]
    return ListQuality(
        ndcg_at_10=_mean(lists.ndcg),
        recall_at_20=_mean(lists.recall),
        mrr=_mean(lists.reciprocal_rank),
        coverage_at_10=len(np.unique(lists.recommended)) / n_movies,
        novelty=_novelty(lists.recommended, raters, len(np.unique(known_by.user_index))),
        stratified_recall_at_20=_mean(lists.stratified_recall),
        top50_share_at_10=_mean(np.isin(lists.recommended, best_known).astype(np.float64)),
        mean_stars_at_20=_mean(lists.stars),
    )


@dataclass(frozen=True, slots=True)
class _Lists:
    ndcg: NDArray[np.float64]  # (n_users,)
    recall: NDArray[np.float64]  # (n_users,)
    reciprocal_rank: NDArray[np.float64]  # (n_users,)
    stratified_recall: NDArray[np.float64]  # (n_users,)
    stars: NDArray[np.float64]  # (n_hits,) held-out ratings of films in the top 20
    recommended: NDArray[np.int64]  # (n_places,) rows of films, the top tens of all users


def _evaluate_lists(
    model: RanksMovies,
    train: RatingArrays,
    held_out: RatingArrays,
    most_users: int | None,
    weights: NDArray[np.float64],
) -> _Lists:
    shape = model.shape
    seen = _incidence(train, shape)
    relevant = _incidence(held_out, shape, held_out.rating >= RELEVANT_STARS)
    stars = sparse.csr_array((held_out.rating, (held_out.user_index, held_out.movie_index)), shape=shape)
    users = np.flatnonzero(np.diff(relevant.indptr)).astype(np.int32)
    if most_users is not None and len(users) > most_users:
        users = users[np.linspace(0, len(users) - 1, most_users).astype(np.int64)]
    batch = min(max(PAIRS_IN_A_BATCH // shape[1], 1), USERS_IN_A_BATCH)
    parts = [
        _evaluate_users(model.scores(some), seen[some], relevant[some], stars[some], weights)
        for some in np.split(users, range(batch, len(users), batch))
        if len(some)
    ]
    if not parts:
        nothing = np.empty(0)
        return _Lists(nothing, nothing, nothing, nothing, nothing, np.empty(0, dtype=np.int64))
    return _Lists(
        ndcg=np.concatenate([part.ndcg for part in parts]),
        recall=np.concatenate([part.recall for part in parts]),
        reciprocal_rank=np.concatenate([part.reciprocal_rank for part in parts]),
        stratified_recall=np.concatenate([part.stratified_recall for part in parts]),
        stars=np.concatenate([part.stars for part in parts]),
        recommended=np.concatenate([part.recommended for part in parts]),
    )


def _evaluate_users(
    scores: NDArray[np.float32],
    seen: sparse.csr_array,
    relevant: sparse.csr_array,
    stars: sparse.csr_array,
    weights: NDArray[np.float64],
) -> _Lists:
    """Evaluates the lists of some users; the first four arguments have one row for each of them."""
    scores[seen.nonzero()] = -np.inf
    is_relevant = relevant.toarray()
    count = is_relevant.sum(axis=1)
    length = min(RECALL_LENGTH, scores.shape[1])
    best = _best(scores, length)
    best_scores = np.take_along_axis(scores, best, axis=1)
    best = np.take_along_axis(best, np.argsort(-best_scores, axis=1, kind="stable"), axis=1)
    # Where fewer films are left than a list holds, seen ones fill it up: they don't count.
    listed = np.take_along_axis(scores, best, axis=1) > -np.inf
    hits = np.take_along_axis(is_relevant, best, axis=1) & listed

    discounts = 1.0 / np.log2(np.arange(LIST_LENGTH) + 2.0)
    ideal = np.concatenate(([0.0], np.cumsum(discounts)))[np.minimum(count, LIST_LENGTH)]
    first_ten = hits[:, :LIST_LENGTH]
    given = np.take_along_axis(stars.toarray(), best, axis=1)
    gains = first_ten @ discounts[: first_ten.shape[1]]
    liked = np.where(is_relevant, scores, -np.inf)
    first = liked.argmax(axis=1)[:, None]
    best_liked = np.take_along_axis(liked, first, axis=1)
    ahead = (scores > best_liked) | ((scores == best_liked) & (np.arange(scores.shape[1]) < first))
    return _Lists(
        ndcg=gains / ideal,
        recall=hits.sum(axis=1) / np.minimum(count, RECALL_LENGTH),
        reciprocal_rank=1.0 / (1.0 + ahead.sum(axis=1)),
        stratified_recall=(hits * weights[best]).sum(axis=1) / (is_relevant @ weights),
        stars=given[(given > 0) & listed].astype(np.float64),
        recommended=best[:, :LIST_LENGTH][listed[:, :LIST_LENGTH]].astype(np.int64),
    )


def _best(scores: NDArray[np.float32], length: int) -> NDArray[np.int64]:
    """Columns (n, length) of each row's highest scores, in column order; ties at the limit go to the first columns."""
    limit = np.partition(scores, -length, axis=1)[:, -length, None]
    chosen = scores >= limit
    surplus = chosen.sum(axis=1) - length
    for row in np.flatnonzero(surplus):
        chosen[row, np.flatnonzero(scores[row] == limit[row])[-surplus[row] :]] = False
    return np.nonzero(chosen)[1].reshape(-1, length)


def _incidence(
    ratings: RatingArrays, shape: tuple[int, int], chosen: NDArray[np.bool_] | None = None
) -> sparse.csr_array:
    users, movies = ratings.user_index, ratings.movie_index
    if chosen is not None:
        users, movies = users[chosen], movies[chosen]
    return sparse.csr_array((np.ones(len(users), dtype=np.bool_), (users, movies)), shape=shape)


def _novelty(recommended: NDArray[np.int64], raters: NDArray[np.int64], users: int) -> float:
    # A film that nobody rated counts as rated by one user, the rarest that this number of users can tell.
    return _mean(-np.log2(np.maximum(raters[recommended], 1) / max(users, 1)))


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else 0.0
