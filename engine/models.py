"""Finds the model that options name; all models are trained through one signature, `Trainer`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import torch

from engine.bayesian.settings import BayesianOptions
from engine.bayesian.training import train_bayesian
from engine.classic import ClassicOptions, train_classic
from engine.device import fitting_threads
from engine.options import ModelName, Preset, TrainOptions
from engine.preference_settings import PreferenceTowerOptions
from engine.problem import OnProgress, RatingProblem, TrainedModel

Trainer = Callable[[RatingProblem, TrainOptions, torch.device, OnProgress], TrainedModel]


def train_model(
    problem: RatingProblem, options: TrainOptions, device: torch.device, on_progress: OnProgress
) -> TrainedModel:
    """Trains the model that the options name."""
    with fitting_threads(len(problem.train.rating)):
        return _TRAINERS[options.model](problem, options, device, on_progress)


def stops_early(model: ModelName) -> bool:
    """Whether the model stops by held-out ratings; any other is more accurate with all ratings to learn from."""
    return model is ModelName.CLASSIC


def learns_from_all_in_the_end(options: TrainOptions, n_ratings: int) -> bool:
    """Whether the model is refitted with the held-out ratings once it has been measured on them."""
    if stops_early(options.model):
        return False
    return BayesianOptions.for_size(n_ratings, options.preset).ratings.refit_sweeps > 0


def _bayesian(
    problem: RatingProblem, options: TrainOptions, device: torch.device, on_progress: OnProgress
) -> TrainedModel:
    settings = BayesianOptions.for_size(len(problem.train.rating), options.preset).with_seed(options.seed)
    if options.epochs is not None:
        settings = settings.with_sweeps(options.epochs)
    return train_bayesian(problem, settings, device, on_progress)


def _classic(
    problem: RatingProblem, options: TrainOptions, device: torch.device, on_progress: OnProgress
) -> TrainedModel:
    preference = PreferenceTowerOptions.for_size(len(problem.train.rating))
    settings = ClassicOptions(seed=options.seed, preference=replace(preference, seed=options.seed))
    if options.preset is Preset.FAST:
        settings = settings.with_epochs(math.ceil(settings.epochs / 2))
    if options.epochs is not None:
        settings = settings.with_epochs(options.epochs)
    return train_classic(problem, settings, device, on_progress)


_TRAINERS: dict[ModelName, Trainer] = {ModelName.BAYESIAN: _bayesian, ModelName.CLASSIC: _classic}
