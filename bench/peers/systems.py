"""The systems that are compared, each behind one small interface."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse

from bench.peers.lists import (
    BINARY,
    GRADED,
    Input,
    Ranker,
    Settings,
    Tunable,
    ease,
    implicit_als,
    random_walk,
    recvae,
    slim,
    user_neighbours,
)
from data.scale import RatingScale
from engine.bayesian.sampler import train_ratings
from engine.bayesian.settings import BayesianOptions
from engine.bayesian.side_information import SparseFeatures, history_features, movie_features, user_features
from engine.device import fitting_threads
from engine.evaluation import PredictsRatings, RanksMovies
from engine.models import stops_early, train_model
from engine.options import ModelName, TrainOptions
from engine.problem import Factors, RatingProblem, TrainingProgress, hold_out


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted system; None for what it does not do, and for settings that were not chosen.

    `dated` gives the predictor of ratings that were given at these moments, in their order, in seconds of Unix time.
    """

    rating: PredictsRatings | None
    ranking: RanksMovies | None
    settings: Settings | None = None
    dated: Callable[[NDArray[np.int64]], PredictsRatings] | None = None


Fit = Callable[[RatingProblem, int], Fitted]
"""Learns, with a seed, from all of a problem's ratings; those for validation may choose settings before."""


SECONDS_A_DAY = 86_400

PENALTIES = (400.0, 50.0, 100.0, 150.0, 200.0, 300.0, 600.0, 800.0, 1200.0, 1600.0)
DROPOUTS = (0.33, 0.0, 0.2, 0.5, 0.65)


def list_of(rank: Ranker, inputs: Sequence[Input] = GRADED, **choices: Sequence[float]) -> Tunable:
    """A recommender of lists with these settings to choose from."""
    return Tunable(rank, {"source": inputs, **choices})


def fit_tuned(system: Tunable, problem: RatingProblem, settings: Settings | None) -> Fitted:
    """A recommender of lists with these settings; without, with the best ones on validation ratings."""
    settings = settings or system.choose(problem)
    return Fitted(None, system.fit(problem.with_all_ratings(), settings), settings)


def ours(model: ModelName) -> Fit:
    """One of our models with its default settings."""

    def fit(problem: RatingProblem, seed: int) -> Fitted:
        problem = problem.with_all_ratings()
        if stops_early(model):
            train, validation = hold_out(problem.train, 0.05, seed)
            problem = replace(problem, train=train, validation=validation)
        options = TrainOptions(model=model, seed=seed)
        trained = train_model(problem, options, torch.device("cpu"), _ignore)
        return Fitted(trained.rating, trained.ranking)

    return fit


def our_ratings(problem: RatingProblem, seed: int) -> Fitted:
    """The default model's first half: what myFM and the other predictors of ratings do, without the order of lists."""
    problem = problem.with_all_ratings()
    settings = BayesianOptions.for_size(len(problem.train.rating)).with_seed(seed).ratings
    with fitting_threads(len(problem.train.rating)):
        factors, _ = train_ratings(problem, settings, torch.device("cpu"), lambda *_moment: None)
    return Fitted(factors, None)


def popularity(least: float = 0.0) -> Fit:
    """Everybody gets the films with most ratings of so many stars and more."""

    def fit(problem: RatingProblem, _seed: int) -> Fitted:
        train, n_users, n_movies = problem.with_all_ratings().train, problem.n_users, problem.n_movies
        counts = np.bincount(train.movie_index[train.rating >= least], minlength=n_movies).astype(np.float32)
        nothing = np.zeros((n_users, 1), np.float32), np.zeros((n_movies, 1), np.float32)
        return Fitted(None, Factors(*nothing, np.zeros(n_users, np.float32), counts))

    return fit


def biases(problem: RatingProblem, _seed: int) -> Fitted:
    """Mean plus damped user and film biases (Koren 2008, damping 25 and 10), two rounds."""
    train = problem.with_all_ratings().train
    mean = float(train.rating.mean())
    user, movie = np.zeros(problem.n_users), np.zeros(problem.n_movies)
    for _ in range(2):
        movie = _damped_mean(train.movie_index, train.rating - mean - user[train.user_index], problem.n_movies, 25)
        user = _damped_mean(train.user_index, train.rating - mean - movie[train.movie_index], problem.n_users, 10)
    nothing = np.zeros((problem.n_users, 1), np.float32), np.zeros((problem.n_movies, 1), np.float32)
    return Fitted(Factors(*nothing, user.astype(np.float32), (movie + mean).astype(np.float32)), None)


def surprise(name: str) -> Fit:
    """An algorithm of the package `surprise` with its defaults."""

    def fit(problem: RatingProblem, seed: int) -> Fitted:
        import pandas as pd  # noqa: PLC0415
        import surprise as peer  # noqa: PLC0415

        train = problem.with_all_ratings().train
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


def myfm(rank: int = 10, *, ordered: bool = False, dated: bool = False) -> Fit:
    """The package `myfm` (Gibbs), 300 sweeps, with history and side information; its authors recommend rank 10.

    With `ordered`, stars are ordered classes (probit), and predicted by their mean. With `dated`, the day on which a
    rating was given is a feature of it, in training and in the test: more than the others know.
    """

    def fit(problem: RatingProblem, seed: int) -> Fitted:
        os.environ["TQDM_DISABLE"] = "1"  # its progress bar has no other switch
        from myfm import MyFMGibbsRegressor, MyFMOrderedProbit, RelationBlock  # noqa: PLC0415

        problem = problem.with_all_ratings()
        users, movies = (rows.astype(np.int64) for rows in (problem.train.user_index, problem.train.movie_index))
        user_blocks, movie_blocks = (
            [sparse.csr_matrix(sparse.eye(side[0].shape[0])), *side] for side in _history_and_side_information(problem)
        )
        about_users = sparse.csr_matrix(sparse.hstack(user_blocks))
        about_movies = sparse.csr_matrix(sparse.hstack(movie_blocks))
        days = np.unique(problem.train.rated_at // SECONDS_A_DAY) if dated else np.empty(0, np.int64)

        def about_days(moments: NDArray[np.int64]) -> sparse.csr_matrix | None:
            return sparse.csr_matrix(moments[:, None] // SECONDS_A_DAY == days, dtype=np.float64) if dated else None

        sizes = [size for size in (len(days), *(block.shape[1] for block in (*user_blocks, *movie_blocks))) if size]
        stars, classes = np.unique(problem.train.rating.astype(np.float64), return_inverse=True)
        model = (MyFMOrderedProbit if ordered else MyFMGibbsRegressor)(rank=rank, random_seed=seed)
        model.fit(
            about_days(problem.train.rated_at),
            classes if ordered else stars[classes],
            X_rel=[RelationBlock(users, about_users), RelationBlock(movies, about_movies)],
            n_iter=300,
            n_kept_samples=280,
            grouping=[group for group, size in enumerate(sizes) for _ in range(size)],
        )

        def predict(
            moments: NDArray[np.int64], user_rows: NDArray[np.int32], movie_rows: NDArray[np.int32]
        ) -> NDArray[np.float32]:
            blocks = [
                RelationBlock(user_rows.astype(np.int64), about_users),
                RelationBlock(movie_rows.astype(np.int64), about_movies),
            ]
            features = about_days(moments)
            predicted = model.predict_proba(features, blocks) @ stars if ordered else model.predict(features, blocks)
            return np.asarray(predicted, dtype=np.float32)

        return Fitted(None, None, dated=lambda moments: _Vectorised(partial(predict, moments)))

    return fit


def macau(problem: RatingProblem, seed: int) -> Fitted:
    """Macau (Simm et al. 2017) of the package `smurff`, 32 dimensions, 300 sweeps, history and side information.

    The precision of a rating is set, as its default of 5 fits far worse.
    """
    os.environ["TQDM_DISABLE"] = "1"
    import smurff  # noqa: PLC0415

    problem = problem.with_all_ratings()
    train = problem.train
    mean = float(train.rating.mean())
    ratings = sparse.coo_matrix(
        (train.rating.astype(np.float64) - mean, (train.user_index, train.movie_index)),
        shape=(problem.n_users, problem.n_movies),
    )
    sides = [sparse.csr_matrix(sparse.hstack(side)) for side in _history_and_side_information(problem)]
    with tempfile.TemporaryDirectory() as folder:
        session = smurff.MacauSession(
            ratings,
            side_info=sides,
            num_latent=32,
            burnin=100,
            nsamples=200,
            seed=seed,
            num_threads=1,
            verbose=0,
            save_name=f"{folder}/macau.hdf5",
            save_freq=1,
        )
        session.addTrainAndTest(ratings, None, smurff.FixedNoise(1.5))
        session.run()
        samples = session.makePredictSession().samples
        table = sum((users @ movies.T for users, movies in (sample.latents for sample in samples)), start=np.float64(0))
    stars = np.asarray(mean + table / len(samples), np.float32)
    return Fitted(_Vectorised(lambda users, movies: stars[users, movies]), None)


PREDICT_RATINGS: dict[str, Fit] = {
    "movierec, predicted ratings alone": our_ratings,
    "myFM, history and side information": myfm(),
    "myFM, the same with 32 dimensions": myfm(32),
    "myFM, the same with ordered probit": myfm(ordered=True),
    "myFM, the same with the day of a rating": myfm(dated=True),
    "Macau, history and side information": macau,
    "Surprise SVD++": surprise("SVD++"),
    "Surprise SVD": surprise("SVD"),
    "Surprise KNNBaseline": surprise("KNNBaseline"),
    "Biases": biases,
}
TUNABLE: dict[str, Tunable] = {
    "EASE on films rated or liked, tuned": list_of(ease, BINARY, penalty=PENALTIES),
    "EASE on grades, tuned": list_of(ease, penalty=PENALTIES),
    "EDLAE on grades, tuned": list_of(ease, penalty=PENALTIES, dropout=DROPOUTS),
    "SLIM on grades, tuned": list_of(slim, ridge=(300, 30, 100, 1000), lasso=(1, 0.3, 3)),
    "iALS with graded confidence, tuned": list_of(
        implicit_als,
        unseen=(0.1, 0.03, 0.06, 0.2, 0.4),
        penalty=(0.01, 0.003, 0.005, 0.02, 0.03),
        dimensions=(64, 32, 128, 192),
    ),
    "RecVAE on films rated or liked, or grades, tuned": list_of(
        recvae, (Input(0.15), Input(1.0)), epochs=(25, 50), batch=(100,), gamma=(0.005,)
    ),
    "UserKNN on grades, tuned": list_of(user_neighbours, neighbours=(100, 30, 60, 200, 400), power=(1, 0.5, 2)),
    "RP3beta on grades, tuned": list_of(
        random_walk, neighbours=(100, 30, 60, 400), power=(1, 0.5, 0.7, 1.3), popularity=(0.4, 0.2, 0.3, 0.5, 0.6)
    ),
}
MAKE_LISTS: dict[str, Fit | Tunable] = {
    **TUNABLE,
    "Popularity": popularity(),
    "Popularity, ratings of 4 and better": popularity(4),
}
DO_BOTH: dict[str, Fit] = {
    "movierec (Bayesian two-tower)": ours(ModelName.BAYESIAN),
    "movierec (classic two-tower)": ours(ModelName.CLASSIC),
}
SYSTEMS: dict[str, Fit | Tunable] = {**DO_BOTH, **PREDICT_RATINGS, **MAKE_LISTS}


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


def _history_and_side_information(problem: RatingProblem) -> tuple[list[sparse.csr_matrix], list[sparse.csr_matrix]]:
    """What our model has, too: tables of users, (n_users, any), and of films."""

    def matrix(features: SparseFeatures) -> sparse.csr_matrix:
        entries = (features.values.astype(np.float64), (features.rows, features.columns))
        return sparse.csr_matrix(entries, shape=features.shape)

    users, movies = (rows.astype(np.int64) for rows in (problem.train.user_index, problem.train.movie_index))
    shape = problem.n_users, problem.n_movies
    return (
        [matrix(history_features(users, movies, shape)), matrix(user_features(problem.catalogue))],
        [matrix(history_features(movies, users, shape[::-1])), matrix(movie_features(problem.catalogue))],
    )


def _damped_mean(
    rows: NDArray[np.int32], values: NDArray[np.float64], count: int, damping: float
) -> NDArray[np.float64]:
    sums = np.bincount(rows, weights=values, minlength=count)
    return np.asarray(sums / (np.bincount(rows, minlength=count) + damping))


def _ignore(_progress: TrainingProgress) -> None:
    """Nobody watches."""
