"""Trains the classic neural two-tower: mean squared error, AdamW, early stopping on held-out ratings.

Its second head, which orders lists, is in `engine.preference_tower`.
"""

from __future__ import annotations

import copy
import math
import time
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn, optim
from torch.nn import functional

from data.scale import RatingScale
from db.rows import RatingArrays
from engine.encoding import encode_movies, encode_users
from engine.preference_settings import PreferenceTowerOptions
from engine.preference_tower import preference_steps, train_preference_towers
from engine.problem import Factors, OnProgress, RatingProblem, TrainedModel, TrainingProgress
from engine.towers import TwoTower

FEATURE_ROWS = 8192
SHORTEST_SCHEDULE = 6


@dataclass(frozen=True, slots=True)
class ClassicOptions:
    """Settings of the classic model, chosen on held-out ratings of u1.base of ML-100K.

    Attributes:
        epochs: maximum number of passes over the ratings.
        patience: epochs without a better validation RMSE before training stops.
        learning_rate: peak of the one-cycle schedule (Smith 2018).
        id_decay, tower_decay, bias_decay: decoupled weight decay (Loshchilov and Hutter 2019) of the id embeddings,
            of the rest of the towers, and of the biases. Ids overfit, so they get most; as much decay on the dense
            layers gives the same error, but all vectors point the same way, so that cosine means nothing.
        dropout: share of hidden units dropped in training.
        steps_per_epoch: determines the batch size, within the next two limits.
        smallest_batch, largest_batch: ratings in a batch.
        seed: of initial weights, order of ratings and dropout.
        preference: settings of the second head.
    """

    epochs: int = 20
    patience: int = 4
    learning_rate: float = 0.01
    id_decay: float = 12.0
    tower_decay: float = 0.1
    bias_decay: float = 0.02
    dropout: float = 0.2
    steps_per_epoch: int = 14
    smallest_batch: int = 256
    largest_batch: int = 32_768
    seed: int = 0
    preference: PreferenceTowerOptions = field(default_factory=PreferenceTowerOptions)

    def with_epochs(self, epochs: int) -> ClassicOptions:
        """The same settings with another number of epochs, and as many times those of the second head."""
        return replace(self, epochs=epochs, preference=self.preference.times(epochs / self.epochs))


def train_classic(
    problem: RatingProblem, options: ClassicOptions, device: torch.device, on_progress: OnProgress
) -> TrainedModel:
    """Trains both heads: predicted ratings, of the epoch with the best validation RMSE, then the preference."""
    preference_total = preference_steps(problem, options.preference)
    started = time.perf_counter()
    rating, samples, done = _train_ratings(problem, options, device, on_progress, preference_total)

    def preference_step(step: int) -> None:
        on_progress(TrainingProgress(done + step, done + preference_total))

    preference = train_preference_towers(problem, options.preference, device, preference_step)
    samples += options.preference.epochs * len(problem.train.rating)
    return TrainedModel(rating, preference, samples, time.perf_counter() - started)


def _train_ratings(
    problem: RatingProblem, options: ClassicOptions, device: torch.device, on_progress: OnProgress, later: int
) -> tuple[Factors, int, int]:
    """The factors of predicted ratings, the number of ratings processed, and the steps if training had not stopped.

    `later` is the number of steps that come after these.
    """
    torch.manual_seed(options.seed)
    ratings = _Resident(problem.train, device)
    validation = _Resident(problem.validation, device)
    model = TwoTower(
        users=encode_users(problem.catalogue, device),
        movies=encode_movies(problem.catalogue, device),
        mean=float(problem.train.rating.mean()),
        dropout=options.dropout,
    ).to(device)
    batch = min(max(math.ceil(len(ratings) / options.steps_per_epoch), options.smallest_batch), options.largest_batch)
    steps = math.ceil(len(ratings) / batch)
    total = steps * options.epochs
    optimizer, schedule = _optimizer(model, options, total)
    best = _Best(model)
    samples = 0
    for epoch in range(1, options.epochs + 1):
        squared_error = 0.0
        seen = 0
        for step, rows in enumerate(torch.split(torch.randperm(len(ratings)).to(device), batch), start=1):
            loss = functional.mse_loss(model(ratings.users[rows], ratings.movies[rows]), ratings.stars[rows])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            seen += len(rows)
            squared_error += loss.item() * len(rows)
            progress = TrainingProgress((epoch - 1) * steps + step, total + later, epoch, squared_error / seen)
            if step < steps:
                on_progress(progress)
        samples += seen
        rmse = _rmse(model, validation, problem.scale) if len(validation) else None
        on_progress(replace(progress, val_rmse=rmse))
        best.offer(model, rmse)
        if best.epochs_since >= options.patience:
            break
    model.load_state_dict(best.state)
    return extract_factors(model), samples, total


@torch.no_grad()
def extract_factors(model: TwoTower) -> Factors:
    """Vectors and biases of all users and films, in eval mode: without dropout, so that they are not random."""
    model.eval()
    user_rows = torch.arange(len(model.users), device=model.mean.device)
    movie_rows = torch.arange(len(model.movies), device=model.mean.device)
    return Factors(
        user_vectors=_numpy(
            torch.cat([model.user_tower(model.users, rows) for rows in torch.split(user_rows, FEATURE_ROWS)])
        ),
        movie_vectors=_numpy(
            torch.cat([model.movie_tower(model.movies, rows) for rows in torch.split(movie_rows, FEATURE_ROWS)])
        ),
        user_bias=_numpy(model.user_bias.weight.squeeze(1)),
        movie_bias=_numpy(model.movie_bias.weight.squeeze(1) + model.mean),
    )


class _Resident:
    """All ratings as tensors on the training device: no data loader, no copies for each batch."""

    def __init__(self, ratings: RatingArrays, device: torch.device) -> None:
        self.users = torch.from_numpy(ratings.user_index).to(device, torch.int64)
        self.movies = torch.from_numpy(ratings.movie_index).to(device, torch.int64)
        self.stars = torch.from_numpy(ratings.rating).to(device)

    def __len__(self) -> int:
        return len(self.stars)


class _Best:
    """The parameters of the epoch with the lowest validation RMSE; without validation, the latest ones."""

    def __init__(self, model: nn.Module) -> None:
        self.state = model.state_dict()
        self.epochs_since = 0
        self._rmse = math.inf

    def offer(self, model: nn.Module, rmse: float | None) -> None:
        if rmse is None:
            return
        if rmse < self._rmse:
            self._rmse = rmse
            self.state = copy.deepcopy(model.state_dict())
            self.epochs_since = 0
        else:
            self.epochs_since += 1


def _optimizer(
    model: TwoTower, options: ClassicOptions, steps: int
) -> tuple[optim.Optimizer, optim.lr_scheduler.LRScheduler]:
    biases = [model.user_bias.weight, model.movie_bias.weight]
    ids = [model.user_tower.id.weight, model.movie_tower.id.weight]
    apart = {id(parameter) for parameter in biases + ids}
    towers = [parameter for parameter in model.parameters() if id(parameter) not in apart]
    optimizer = optim.AdamW(
        [
            {"params": biases, "weight_decay": options.bias_decay},
            {"params": ids, "weight_decay": options.id_decay},
            {"params": towers, "weight_decay": options.tower_decay},
        ],
        lr=options.learning_rate,
    )
    # Biases are single numbers with clear gradients: they learn well at twice the rate of the towers.
    peaks = [2 * options.learning_rate, options.learning_rate, options.learning_rate]
    # With fewer steps, the warm-up would be a single one, and the schedule would divide by zero.
    total = max(steps, SHORTEST_SCHEDULE)
    return optimizer, optim.lr_scheduler.OneCycleLR(optimizer, max_lr=peaks, total_steps=total, pct_start=0.2)


@torch.no_grad()
def _rmse(model: TwoTower, ratings: _Resident, scale: RatingScale) -> float:
    model.eval()
    predicted = model(ratings.users, ratings.movies).clamp(scale.minimum, scale.maximum)
    model.train()
    return math.sqrt(functional.mse_loss(predicted, ratings.stars).item())


def _numpy(values: Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(values.float().cpu().numpy())
