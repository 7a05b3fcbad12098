"""Trains both scores of the Bayesian model: predicted ratings, and the preference that orders lists."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor

import torch

from engine.bayesian.blend import Ingredient, blend, from_factors, in_grades
from engine.bayesian.implicit_als import train_implicit_als
from engine.bayesian.linear_autoencoder import train_autoencoder
from engine.bayesian.preference import train_preference, unseen_weight
from engine.bayesian.sampler import train_ratings
from engine.bayesian.settings import (
    PREFERENCE_RANK,
    BayesianOptions,
    autoencoder_fits,
    passes,
)
from engine.device import has_idle_processors
from engine.grades import grades
from engine.problem import Factors, OnProgress, RatingProblem, TrainedModel, TrainingProgress

CONFIDENCE_FLOOR = 0.15  # grade of the worst rating in the autoencoder and in implicit ALS
OTHERS_WEIGHT = 0.5  # of each of these two scores, against 1 of the sampled preference


def train_bayesian(
    problem: RatingProblem, options: BayesianOptions, device: torch.device, on_progress: OnProgress
) -> TrainedModel:
    """Trains both scores and gives the vectors and biases of all users and films.

    If the problem has held-out ratings, the result also has the model refitted with them.
    """
    sweeps, epochs = sum(_sweeps(problem, options)), _epochs(problem, options)
    total = sweeps + sum(epochs)
    started = time.perf_counter()
    (rating, rating_of_all), (preference, preference_of_all) = _both_scores(
        problem, options, device, on_progress, total
    )

    def epoch(done: int) -> None:
        on_progress(TrainingProgress(sweeps + done, total))

    order = _order_of_lists(problem, preference, options, device, epoch)
    refitted = None
    if rating_of_all is not None and preference_of_all is not None:
        everything = problem.with_all_ratings()
        order_of_all = _order_of_lists(
            everything, preference_of_all, options, device, lambda done: epoch(epochs[0] + done)
        )
        seconds = time.perf_counter() - started
        refitted = TrainedModel(rating_of_all, order_of_all, total * len(everything.train.rating), seconds)
    seconds = time.perf_counter() - started
    return TrainedModel(rating, order, total * len(problem.train.rating), seconds, refitted)


_Score = tuple[Factors, Factors | None]
"""A sampler's results: without the held-out ratings, and with them."""


def _both_scores(
    problem: RatingProblem, options: BayesianOptions, device: torch.device, on_progress: OnProgress, total: int
) -> tuple[_Score, _Score]:
    """Predicted ratings and preference, trained in parallel if one alone would leave a processor idle.

    They are independent and have random numbers of their own, so the results are the same either way.
    """
    first, second = _sweeps(problem, options)
    preference_sweeps = 0  # done so far

    def rating_sweep(done: int, train_rmse: float, val_rmse: float | None) -> None:
        steps = done + preference_sweeps
        on_progress(TrainingProgress(steps, total, epoch=done, train_loss=train_rmse**2, val_rmse=val_rmse))

    def preference_sweep(done: int) -> None:
        on_progress(TrainingProgress(first + done, total))

    if not has_idle_processors(device):
        ratings = train_ratings(problem, options.ratings, device, rating_sweep)
        return ratings, train_preference(problem, options.preference, device, preference_sweep)

    stopped = threading.Event()

    def preference_sweep_in_parallel(done: int) -> None:
        nonlocal preference_sweeps
        if stopped.is_set():
            raise CancelledError
        preference_sweeps = done

    with ThreadPoolExecutor(1) as pool:
        lists = pool.submit(train_preference, problem, options.preference, device, preference_sweep_in_parallel)
        try:
            ratings = train_ratings(problem, options.ratings, device, rating_sweep)
        except BaseException:
            stopped.set()
            raise
        preference = lists.result()
    on_progress(TrainingProgress(first + second, total))
    return ratings, preference


def _sweeps(problem: RatingProblem, options: BayesianOptions) -> tuple[int, int]:
    """Total sweeps of both samplers, with those of a refit."""
    held_out = len(problem.validation.rating) > 0
    ratings, preference = options.ratings, options.preference
    return sum(passes(ratings, held_out=held_out)), sum(passes(preference, held_out=held_out))


def _epochs(problem: RatingProblem, options: BayesianOptions) -> tuple[int, int]:
    """Passes of implicit ALS, and those of a refit."""
    epochs = options.implicit_als.epochs if autoencoder_fits((problem.n_users, problem.n_movies)) else 0
    _, refit_sweeps = passes(options.preference, held_out=len(problem.validation.rating) > 0)
    return epochs, epochs if refit_sweeps else 0


def _order_of_lists(
    problem: RatingProblem,
    preference: Factors,
    options: BayesianOptions,
    device: torch.device,
    on_epoch: Callable[[int], None],
) -> Factors:
    """The preference in grades, blended with other views of who rated what if they fit into memory."""
    weight = unseen_weight(problem.train, options.preference)
    if autoencoder_fits((problem.n_users, problem.n_movies)):
        others = _other_scores(problem, weight, options, device, on_epoch)
        preference = blend((from_factors(preference, 1.0), *others), PREFERENCE_RANK)
    liked = grades(problem.train.rating, problem.scale, options.preference.floor)
    return in_grades(preference, problem.train, liked, weight)


def _other_scores(
    problem: RatingProblem,
    weight: float,
    options: BayesianOptions,
    device: torch.device,
    on_epoch: Callable[[int], None],
) -> Iterator[Ingredient]:
    """The autoencoder, which knows pairs of films that few factors blur, and implicit ALS with long rows damped."""
    train, shape = problem.train, (problem.n_users, problem.n_movies)
    confidence = grades(train.rating, problem.scale, CONFIDENCE_FLOOR)
    no_bias = torch.zeros(problem.n_movies)
    users, movies = train_autoencoder(train, confidence, shape, options.autoencoder, device)
    yield Ingredient(users.cpu(), movies.cpu(), no_bias, OTHERS_WEIGHT)
    if options.implicit_als.epochs:
        users, movies = train_implicit_als(train, confidence, shape, weight, options.implicit_als, device, on_epoch)
        yield Ingredient(users.cpu(), movies.cpu(), no_bias, OTHERS_WEIGHT)
