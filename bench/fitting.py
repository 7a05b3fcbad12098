"""A model, fitted for a bench, and options that several benches share."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from data.scale import RatingScale
from db.rows import Catalogue, RatingArrays
from engine.models import train_model
from engine.options import DEFAULT_MODEL, ModelName, TrainOptions
from engine.problem import RatingProblem, TrainedModel, TrainingProgress, take

CPU = torch.device("cpu")


def fit(
    catalogue: Catalogue, train: RatingArrays, scale: RatingScale, seed: int, model: ModelName = DEFAULT_MODEL
) -> TrainedModel:
    """A model with its default settings, trained on all of `train`."""
    problem = problem_without_validation(catalogue, train, scale)
    return train_model(problem, TrainOptions(model=model, seed=seed), CPU, unwatched)


def problem_without_validation(catalogue: Catalogue, train: RatingArrays, scale: RatingScale) -> RatingProblem:
    """A problem that holds nothing out."""
    return RatingProblem(catalogue, train, take(train, np.empty(0, np.int64)), scale)


def unwatched(_progress: TrainingProgress) -> None:
    """Nobody watches a bench train."""


def arguments_of(name: str, description: str | None, seeds: int) -> argparse.ArgumentParser:
    """A parser of what every bench takes: the archive, and how many seeds."""
    parser = argparse.ArgumentParser(
        prog=name, description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path, help="an official MovieLens zip or folder")
    parser.add_argument("--seeds", type=int, default=seeds)
    return parser


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are to the right."""
    lines = [" | ".join(columns), "|".join(["---", *["---:"] * (len(columns) - 1)])]
    return "\n".join(f"| {line} |" for line in [*lines, *(" | ".join(row) for row in rows)])


def mean_and_spread(values: Sequence[float], digits: int = 4) -> str:
    """The mean, and the standard deviation where there are several values."""
    spread = f" ± {np.std(values, ddof=1):.{digits}f}" if len(values) > 1 else ""
    return f"{np.mean(values):.{digits}f}{spread}"
