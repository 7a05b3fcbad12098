"""Trains both scores of the Bayesian model: predicted ratings first, then the preference that orders lists."""

from __future__ import annotations

import time

import torch

from engine.bayesian.blend import Ingredient, blend, from_factors, in_grades
from engine.bayesian.linear_autoencoder import train_autoencoder
from engine.bayesian.preference import train_preference
from engine.bayesian.sampler import train_ratings
from engine.bayesian.settings import PREFERENCE_RANK, AutoencoderOptions, BayesianOptions, autoencoder_fits
from engine.grades import grades
from engine.problem import Factors, OnProgress, RatingProblem, Trained, TrainingProgress

AUTOENCODER_FLOOR = 0.15
AUTOENCODER_SHARE = 0.5


def train_bayesian(
    problem: RatingProblem, options: BayesianOptions, device: torch.device, on_progress: OnProgress
) -> Trained:
    """Trains both scores and gives the vectors and biases of every user and film.

    Where the problem has held-out ratings, the result also has the model that went on to learn from them.
    """
    refits = bool(len(problem.validation.rating))
    first, second = (
        part.sweeps + (part.refit_sweeps if refits else 0) for part in (options.ratings, options.preference)
    )
    total = first + second

    def rating_sweep(done: int, train_rmse: float, val_rmse: float | None) -> None:
        on_progress(TrainingProgress(done, total, epoch=done, train_loss=train_rmse**2, val_rmse=val_rmse))

    def preference_sweep(done: int) -> None:
        on_progress(TrainingProgress(first + done, total))

    started = time.perf_counter()
    rating, rating_of_all = train_ratings(problem, options.ratings, device, rating_sweep)
    preference, preference_of_all = train_preference(problem, options.preference, device, preference_sweep)
    order = _order_of_lists(problem, preference, options, device)
    refitted = None
    if rating_of_all is not None and preference_of_all is not None:
        everything = problem.with_all_ratings()
        order_of_all = _order_of_lists(everything, preference_of_all, options, device)
        seconds = time.perf_counter() - started
        refitted = Trained(rating_of_all, order_of_all, total * len(everything.train.rating), seconds)
    seconds = time.perf_counter() - started
    return Trained(rating, order, total * len(problem.train.rating), seconds, refitted)


def _order_of_lists(
    problem: RatingProblem, preference: Factors, options: BayesianOptions, device: torch.device
) -> Factors:
    """The preference, blended with the autoencoder where that fits into memory, in units of grades."""
    if autoencoder_fits((problem.n_users, problem.n_movies)):
        preference = _with_autoencoder(problem, preference, options.autoencoder, device)
    liked = grades(problem.train.rating, problem.scale, options.preference.floor)
    return in_grades(preference, problem.train, liked, options.preference.unseen_weight)


def _with_autoencoder(
    problem: RatingProblem, preference: Factors, options: AutoencoderOptions, device: torch.device
) -> Factors:
    """The preference with a share of the autoencoder's score, which sees pairs of films that factors blur."""
    train = problem.train
    users, movies = train_autoencoder(
        train,
        grades(train.rating, problem.scale, AUTOENCODER_FLOOR),
        (problem.n_users, problem.n_movies),
        options,
        device,
    )
    autoencoder = Ingredient(users.cpu(), movies.cpu(), torch.zeros(len(movies)), AUTOENCODER_SHARE)
    return blend((from_factors(preference, 1.0), autoencoder), PREFERENCE_RANK)
