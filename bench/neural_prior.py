"""Whether what the classic model learns helps the Bayesian one, as more features in the prior mean of its factors.

    python -m bench.neural_prior ml-100k.zip [--seeds 3]

On each random 90/10 split the classic model is trained first. Its title CNN's 32 outputs, or both towers' vectors cut
to 32 dimensions, then stand beside the other features of films (and users) in the Bayesian model's linear towers; in
the last case both. Every column is standardised, and rows are as long as those of genres. RMSE of predicted ratings on
the test part; CPU seconds are those of both trainings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from unittest import mock

import numpy as np
import torch
from numpy.typing import NDArray

from bench.fitting import (
    CPU,
    arguments_of,
    fit,
    mean_and_spread,
    problem_without_validation,
    table,
    unwatched,
)
from bench.splits import load, random_split
from db.rows import Catalogue
from engine import classic
from engine.bayesian import sampler
from engine.bayesian.side_information import SparseFeatures
from engine.evaluation import rating_errors
from engine.models import train_model
from engine.options import ModelName, TrainOptions
from engine.problem import Factors, RatingProblem
from engine.towers import TwoTower

DIMENSIONS = 32

Matrix = NDArray[np.float32]
Features = Callable[[Catalogue], SparseFeatures]


def trained_towers(problem: RatingProblem, seed: int) -> TwoTower:
    """The classic model as it is when its vectors are taken."""
    towers: list[TwoTower] = []
    extract = classic.extract_factors

    def keep(model: TwoTower) -> Factors:
        towers.append(model)
        return extract(model)

    with mock.patch.object(classic, "extract_factors", keep):
        train_model(problem, TrainOptions(model=ModelName.CLASSIC, seed=seed), CPU, unwatched)
    return towers[-1].eval()


@torch.no_grad()
def title_features(towers: TwoTower) -> Matrix:
    """(n_movies, 32) what the CNN makes of each title."""
    movies = towers.movies
    outputs = towers.movie_tower.title(movies.title_words, movies.title_lengths)
    return np.asarray(outputs.numpy(), np.float32)


def principal_components(vectors: Matrix) -> Matrix:
    """(n, 32) the vectors on their first principal components."""
    left, values, _ = np.linalg.svd(vectors - vectors.mean(0), full_matrices=False)
    return np.asarray(left[:, :DIMENSIONS] * values[:DIMENSIONS], np.float32)


def as_features(matrix: Matrix) -> SparseFeatures:
    """Standardised columns, scaled such that a row's mean squared length is 1."""
    spread = matrix.std(0)
    kept = spread > 0
    values = (matrix[:, kept] - matrix[:, kept].mean(0)) / spread[kept] / np.sqrt(kept.sum())
    rows, columns = np.indices(values.shape)
    return SparseFeatures(
        rows.ravel().astype(np.int64),
        columns.ravel().astype(np.int64),
        values.ravel().astype(np.float32),
        values.shape,
    )


@contextmanager
def more_features(more: Mapping[str, SparseFeatures]) -> Iterator[None]:
    """Lets the sampler of ratings see more than what its `user_features` or `movie_features` give."""

    def beside(features: Features, others: SparseFeatures) -> Features:
        return lambda catalogue: features(catalogue).hstack(others)

    with ExitStack() as stack:
        for name, others in more.items():
            stack.enter_context(mock.patch.object(sampler, name, beside(getattr(sampler, name), others)))
        yield


def main() -> None:
    """Prints a row for each way to use the classic model, and one without it."""
    options = arguments_of("bench.neural_prior", __doc__, seeds=3).parse_args()
    catalogue, ratings, scale = load(options.archive)
    found: dict[str, list[float]] = {}
    seconds: dict[str, list[float]] = {}
    for seed in range(options.seeds):
        train, test = random_split(ratings, 0.1, seed)
        started = time.process_time()
        towers = trained_towers(problem_without_validation(catalogue, train, scale), seed)
        of_classic = time.process_time() - started
        factors = classic.extract_factors(towers)
        movies = as_features(principal_components(factors.movie_vectors))
        users = as_features(principal_components(factors.user_vectors))
        title = as_features(title_features(towers))
        ways: dict[str, dict[str, SparseFeatures]] = {
            "without": {},
            "title CNN": {"movie_features": title},
            "film tower": {"movie_features": movies},
            "both towers": {"movie_features": movies, "user_features": users},
        }
        for name, more in ways.items():
            started = time.process_time()
            with more_features(more):
                model = fit(catalogue, train, scale, seed)
            seconds.setdefault(name, []).append(time.process_time() - started + bool(more) * of_classic)
            found.setdefault(name, []).append(rating_errors(model.rating, test, scale).rmse)
    rows = [[name, mean_and_spread(errors), f"{np.mean(seconds[name]):.0f}"] for name, errors in found.items()]
    print(f"{options.archive.name}, {options.seeds} seeds\n")
    print(table(("features from the classic model", "RMSE", "CPU s"), rows))


if __name__ == "__main__":
    main()
