"""Trains both scores of the Bayesian model: predicted ratings first, then the preference that orders lists."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import torch

from engine.bayesian.preference import PreferenceOptions, train_preference
from engine.bayesian.sampler import GibbsOptions, train_ratings
from engine.problem import OnProgress, RatingProblem, Trained, TrainingProgress


@dataclass(frozen=True, slots=True)
class BayesianOptions:
    """Settings of the two samplers."""

    ratings: GibbsOptions = field(default_factory=GibbsOptions)
    preference: PreferenceOptions = field(default_factory=PreferenceOptions)

    def with_seed(self, seed: int) -> BayesianOptions:
        """The same settings with another seed."""
        return BayesianOptions(replace(self.ratings, seed=seed), replace(self.preference, seed=seed))

    def with_sweeps(self, sweeps: int) -> BayesianOptions:
        """The same settings with at most this many sweeps in each sampler, of which the same share is kept."""
        return BayesianOptions(self.ratings.with_sweeps(sweeps), self.preference.with_sweeps(sweeps))


def train_bayesian(
    problem: RatingProblem, options: BayesianOptions, device: torch.device, on_progress: OnProgress
) -> Trained:
    """Trains both scores and gives the vectors and biases of every user and film."""
    first, second = options.ratings.sweeps, options.preference.sweeps
    total = first + second

    def rating_sweep(done: int, train_rmse: float, val_rmse: float | None) -> None:
        on_progress(TrainingProgress(done, total, epoch=done, train_loss=train_rmse**2, val_rmse=val_rmse))

    def preference_sweep(done: int) -> None:
        on_progress(TrainingProgress(first + done, total))

    started = time.perf_counter()
    rating = train_ratings(problem, options.ratings, device, rating_sweep)
    preference = train_preference(problem, options.preference, device, preference_sweep)
    seconds = time.perf_counter() - started
    return Trained(rating, preference, total * len(problem.train.rating), seconds)
