"""The systems that are compared, each behind one small interface."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse

from bench.splits import split_per_user
from data.scale import RatingScale
from db.rows import RatingArrays
from engine.bayesian.sampler import train_ratings
from engine.bayesian.settings import BayesianOptions
from engine.device import fitting_threads
from engine.evaluation import PredictsRatings, RanksMovies, list_quality
from engine.grades import grades
from engine.models import stops_early, train_model
from engine.options import ModelName, TrainOptions
from engine.problem import Factors, RatingProblem, TrainingProgress, hold_out, take


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted system; None for what it does not do."""

    rating: PredictsRatings | None
    ranking: RanksMovies | None


Fit = Callable[[RatingProblem, int], Fitted]
"""Learns from a problem's training ratings with a seed."""

EASE_FLOORS = (0.0, 0.15, 0.3)
EASE_PENALTIES = (50.0, 100.0, 200.0, 400.0, 800.0, 1600.0)


def ours(model: ModelName) -> Fit:
    """One of our models with its default settings."""

    def fit(problem: RatingProblem, seed: int) -> Fitted:
        if stops_early(model):
            train, validation = hold_out(problem.train, 0.05, seed)
            problem = RatingProblem(problem.catalogue, train, validation, problem.scale)
        options = TrainOptions(model=model, seed=seed)
        trained = train_model(problem, options, torch.device("cpu"), _ignore)
        return Fitted(trained.rating, trained.ranking)

    return fit


def our_ratings(problem: RatingProblem, seed: int) -> Fitted:
    """The default model's first half: what myFM and the other predictors of ratings do, without the order of lists."""
    settings = BayesianOptions.for_size(len(problem.train.rating)).with_seed(seed).ratings
    with fitting_threads(len(problem.train.rating)):
        factors, _ = train_ratings(problem, settings, torch.device("cpu"), lambda *_moment: None)
    return Fitted(factors, None)


def popularity(problem: RatingProblem, _seed: int) -> Fitted:
    """Everybody gets the films with most ratings."""
    n_users, n_movies = problem.n_users, problem.n_movies
    counts = np.bincount(problem.train.movie_index, minlength=n_movies).astype(np.float32)
    nothing = np.zeros((n_users, 1), np.float32), np.zeros((n_movies, 1), np.float32)
    return Fitted(None, Factors(*nothing, np.zeros(n_users, np.float32), counts))


def biases(problem: RatingProblem, _seed: int) -> Fitted:
    """Mean plus damped user and film biases (Koren 2008, damping 25 and 10), two rounds."""
    train, mean = problem.train, float(problem.train.rating.mean())
    user, movie = np.zeros(problem.n_users), np.zeros(problem.n_movies)
    for _ in range(2):
        movie = _damped_mean(train.movie_index, train.rating - mean - user[train.user_index], problem.n_movies, 25)
        user = _damped_mean(train.user_index, train.rating - mean - movie[train.movie_index], problem.n_users, 10)
    nothing = np.zeros((problem.n_users, 1), np.float32), np.zeros((problem.n_movies, 1), np.float32)
    return Fitted(Factors(*nothing, user.astype(np.float32), (movie + mean).astype(np.float32)), None)


def ease(problem: RatingProblem, seed: int) -> Fitted:
    """EASE (Steck 2019). Penalty, and whether only ratings of 4 and more count, are chosen on validation ratings."""
    known, held_out = split_per_user(problem.train, 0.2, seed + 1)
    shape = problem.n_users, problem.n_movies
    settings = [(penalty, stars) for stars in (0.0, 4.0) for penalty in EASE_PENALTIES]

    def fitted(train: RatingArrays, penalty: float, stars: float) -> _Ease:
        return _Ease(_matrix(train, shape, stars), penalty)

    best = max(settings, key=lambda choice: list_quality(fitted(known, *choice), known, held_out).ndcg_at_10)
    return Fitted(None, fitted(problem.train, *best))


def ease_on_grades(problem: RatingProblem, seed: int) -> Fitted:
    """EASE with the input that our preference gets: grades.

    Penalty, the grade of a rating that says nothing good, and whether each user's grades are scaled to length 1 are
    chosen on validation ratings.
    """
    known, held_out = split_per_user(problem.train, 0.2, seed + 1)
    shape = problem.n_users, problem.n_movies

    def fitted(train: RatingArrays, penalty: float, floor: float, scaled: bool) -> _Ease:
        values = np.maximum(grades(train.rating, problem.scale, floor), 1e-6)
        seen = sparse.csr_matrix((values, (train.user_index, train.movie_index)), shape=shape)
        if scaled:
            lengths = np.sqrt(np.asarray(seen.multiply(seen).sum(1)).ravel())
            seen = sparse.csr_matrix(sparse.diags_array(1 / np.maximum(lengths, 1e-6)) @ seen)
        return _Ease(seen, penalty)

    settings = [
        (penalty / (20 if scaled else 1), floor, scaled)
        for scaled in (False, True)
        for floor in EASE_FLOORS
        for penalty in EASE_PENALTIES
    ]
    best = max(settings, key=lambda choice: list_quality(fitted(known, *choice), known, held_out).ndcg_at_10)
    return Fitted(None, fitted(problem.train, *best))


def implicit_als(problem: RatingProblem, seed: int) -> Fitted:
    """Implicit ALS of the package `implicit`, 64 factors, ratings of 4 and more."""
    from implicit.als import AlternatingLeastSquares  # noqa: PLC0415

    shape = problem.n_users, problem.n_movies
    model = AlternatingLeastSquares(factors=64, regularization=0.05, alpha=10.0, random_state=seed)
    model.fit(_matrix(problem.train, shape, 4.0), show_progress=False)
    zeros = np.zeros(problem.n_users, np.float32), np.zeros(problem.n_movies, np.float32)
    return Fitted(None, Factors(np.asarray(model.user_factors), np.asarray(model.item_factors), *zeros))


def surprise(name: str) -> Fit:
    """An algorithm of the package `surprise` with its defaults."""

    def fit(problem: RatingProblem, seed: int) -> Fitted:
        import pandas as pd  # noqa: PLC0415
        import surprise as peer  # noqa: PLC0415

        train = problem.train
        frame = pd.DataFrame({"user": train.user_index, "movie": train.movie_index, "rating": train.rating})
        scale = (problem.scale.minimum, problem.scale.maximum)
        data = peer.Dataset.load_from_df(frame, peer.Reader(rating_scale=scale)).build_full_trainset()
        algorithm = {
            "SVD": lambda: peer.SVD(random_state=seed),
            "SVD++": lambda: peer.SVDpp(random_state=seed),
            "KNNBaseline": lambda: peer.KNNBaseline(verbose=False),
        }[name]()
        algorithm.fit(data)
        return Fitted(_Pairwise(lambda user, movie: float(algorithm.predict(user, movie).est)), None)

    return fit


def myfm(problem: RatingProblem, seed: int) -> Fitted:
    """The package `myfm` (Gibbs), rank 10, 300 sweeps, with history and side information, as its authors recommend."""
    os.environ["TQDM_DISABLE"] = "1"  # its progress bar has no other switch
    from myfm import MyFMGibbsRegressor, RelationBlock  # noqa: PLC0415

    from engine.bayesian.side_information import (  # noqa: PLC0415
        SparseFeatures,
        history_features,
        movie_features,
        user_features,
    )

    def matrix(features: SparseFeatures) -> sparse.csr_matrix:
        entries = (features.values.astype(np.float64), (features.rows, features.columns))
        return sparse.csr_matrix(entries, shape=features.shape)

    def identity(count: int) -> sparse.csr_matrix:
        return sparse.csr_matrix(sparse.eye(count))

    users, movies = (rows.astype(np.int64) for rows in (problem.train.user_index, problem.train.movie_index))
    shape = problem.n_users, problem.n_movies
    user_blocks = [
        identity(shape[0]),
        matrix(history_features(users, movies, shape)),
        matrix(user_features(problem.catalogue)),
    ]
    movie_blocks = [
        identity(shape[1]),
        matrix(history_features(movies, users, shape[::-1])),
        matrix(movie_features(problem.catalogue)),
    ]
    about_users = sparse.csr_matrix(sparse.hstack(user_blocks))
    about_movies = sparse.csr_matrix(sparse.hstack(movie_blocks))
    sizes = [block.shape[1] for block in (*user_blocks, *movie_blocks) if block.shape[1]]
    model = MyFMGibbsRegressor(rank=10, random_seed=seed)
    model.fit(
        None,
        problem.train.rating.astype(np.float64),
        X_rel=[RelationBlock(users, about_users), RelationBlock(movies, about_movies)],
        n_iter=300,
        n_kept_samples=280,
        grouping=[group for group, size in enumerate(sizes) for _ in range(size)],
    )

    def predict(user_rows: NDArray[np.int32], movie_rows: NDArray[np.int32]) -> NDArray[np.float32]:
        blocks = [
            RelationBlock(user_rows.astype(np.int64), about_users),
            RelationBlock(movie_rows.astype(np.int64), about_movies),
        ]
        return np.asarray(model.predict(None, blocks), dtype=np.float32)

    return Fitted(_Vectorised(predict), None)


SYSTEMS: dict[str, Fit] = {
    "movierec (Bayesian two-tower)": ours(ModelName.BAYESIAN),
    "movierec, predicted ratings alone": our_ratings,
    "movierec (classic two-tower)": ours(ModelName.CLASSIC),
    "myFM, history and side information": myfm,
    "Surprise SVD++": surprise("SVD++"),
    "Surprise SVD": surprise("SVD"),
    "Surprise KNNBaseline": surprise("KNNBaseline"),
    "Biases": biases,
    "EASE, tuned": ease,
    "EASE on grades, tuned": ease_on_grades,
    "implicit ALS": implicit_als,
    "Popularity": popularity,
}


@dataclass(frozen=True, slots=True)
class _Pairwise:
    predict: Callable[[int, int], float]

    def ratings(self, users: NDArray[np.int32], movies: NDArray[np.int32], scale: RatingScale) -> NDArray[np.float32]:
        pairs = zip(users.tolist(), movies.tolist(), strict=True)
        stars = np.array([self.predict(user, movie) for user, movie in pairs], dtype=np.float32)
        return stars.clip(scale.minimum, scale.maximum)


@dataclass(frozen=True, slots=True)
class _Vectorised:
    predict: Callable[[NDArray[np.int32], NDArray[np.int32]], NDArray[np.float32]]

    def ratings(self, users: NDArray[np.int32], movies: NDArray[np.int32], scale: RatingScale) -> NDArray[np.float32]:
        return self.predict(users, movies).clip(scale.minimum, scale.maximum)


class _Ease:
    def __init__(self, seen: sparse.csr_matrix, penalty: float) -> None:
        self._seen = seen
        gram = np.asarray((self._seen.T @ self._seen).toarray(), dtype=np.float64)
        gram[np.diag_indices_from(gram)] += penalty
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        weights[np.diag_indices_from(weights)] = 0.0
        self._weights = weights.astype(np.float32)
        self.shape = seen.shape

    def scores(self, users: NDArray[np.int32]) -> NDArray[np.float32]:
        return np.asarray(self._seen[users] @ self._weights)


def _matrix(train: RatingArrays, shape: tuple[int, int], at_least: float) -> sparse.csr_matrix:
    liked = take(train, np.flatnonzero(train.rating >= at_least))
    entries = np.ones(len(liked.rating), np.float32), (liked.user_index, liked.movie_index)
    return sparse.csr_matrix(entries, shape=shape)


def _damped_mean(
    rows: NDArray[np.int32], values: NDArray[np.float64], count: int, damping: float
) -> NDArray[np.float64]:
    sums = np.bincount(rows, weights=values, minlength=count)
    return np.asarray(sums / (np.bincount(rows, minlength=count) + damping))


def _ignore(_progress: TrainingProgress) -> None:
    """Nobody watches."""
