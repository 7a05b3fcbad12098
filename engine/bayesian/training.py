"""Trains both scores of the Bayesian model: predicted ratings, and the preference that orders lists."""

from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor

import torch

from engine.bayesian.blend import Ingredient, blend, from_factors, in_grades
from engine.bayesian.linear_autoencoder import train_autoencoder
from engine.bayesian.preference import train_preference, unseen_weight
from engine.bayesian.sampler import train_ratings
from engine.bayesian.settings import (
    PREFERENCE_RANK,
    AutoencoderOptions,
    BayesianOptions,
    autoencoder_fits,
    passes,
)
from engine.device import has_idle_processors
from engine.grades import grades
from engine.problem import Factors, OnProgress, RatingProblem, TrainedModel, TrainingProgress

AUTOENCODER_FLOOR = 0.15  # grade of the worst rating in the autoencoder
AUTOENCODER_WEIGHT = 0.5  # of its score, against 1 of the sampled preference


def train_bayesian(
    problem: RatingProblem, options: BayesianOptions, device: torch.device, on_progress: OnProgress
) -> TrainedModel:
    """Trains both scores and gives the vectors and biases of all users and films.

    If the problem has held-out ratings, the result also has the model refitted with them.
    """
    total = sum(_sweeps(problem, options))
    started = time.perf_counter()
    (rating, rating_of_all), (preference, preference_of_all) = _both_scores(problem, options, device, on_progress)
    order = _order_of_lists(problem, preference, options, device)
    refitted = None
    if rating_of_all is not None and preference_of_all is not None:
        everything = problem.with_all_ratings()
        order_of_all = _order_of_lists(everything, preference_of_all, options, device)
        seconds = time.perf_counter() - started
        refitted = TrainedModel(rating_of_all, order_of_all, total * len(everything.train.rating), seconds)
    seconds = time.perf_counter() - started
    return TrainedModel(rating, order, total * len(problem.train.rating), seconds, refitted)


_Score = tuple[Factors, Factors | None]
"""A sampler's results: without the held-out ratings, and with them."""


def _both_scores(
    problem: RatingProblem, options: BayesianOptions, device: torch.device, on_progress: OnProgress
) -> tuple[_Score, _Score]:
    """Predicted ratings and preference, trained in parallel if one alone would leave a processor idle.

    They are independent and have random numbers of their own, so the results are the same either way.
    """
    first, second = _sweeps(problem, options)
    total = first + second
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
    on_progress(TrainingProgress(total, total))
    return ratings, preference


def _sweeps(problem: RatingProblem, options: BayesianOptions) -> tuple[int, int]:
    """Total sweeps of both samplers, with those of a refit."""
    held_out = len(problem.validation.rating) > 0
    ratings, preference = options.ratings, options.preference
    return sum(passes(ratings, held_out=held_out)), sum(passes(preference, held_out=held_out))


def _order_of_lists(
    problem: RatingProblem, preference: Factors, options: BayesianOptions, device: torch.device
) -> Factors:
    """The preference in grades, blended with the autoencoder if that fits into memory."""
    if autoencoder_fits((problem.n_users, problem.n_movies)):
        preference = _with_autoencoder(problem, preference, options.autoencoder, device)
    liked = grades(problem.train.rating, problem.scale, options.preference.floor)
    return in_grades(preference, problem.train, liked, unseen_weight(problem.train, options.preference))


def _with_autoencoder(
    problem: RatingProblem, preference: Factors, options: AutoencoderOptions, device: torch.device
) -> Factors:
    """The preference blended with the autoencoder, which knows pairs of films that few factors blur."""
    train = problem.train
    users, movies = train_autoencoder(
        train,
        grades(train.rating, problem.scale, AUTOENCODER_FLOOR),
        (problem.n_users, problem.n_movies),
        options,
        device,
    )
    autoencoder = Ingredient(users.cpu(), movies.cpu(), torch.zeros(len(movies)), AUTOENCODER_WEIGHT)
    return blend((from_factors(preference, 1.0), autoencoder), PREFERENCE_RANK)
