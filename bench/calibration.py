"""Whether isotonic calibration on validation ratings makes predicted stars better than the posterior mean is.

    python -m bench.calibration ml-100k.zip [--seeds 5]

Each seed holds 10 % of the ratings out as the test, and 5 % of the rest as validation ratings, on which a rising
step function from predicted to given stars is fitted (pool adjacent violators, Zadrozny and Elkan 2002), linear
between steps. The calibration error is the mean difference between predicted and given stars over 20 bins of equally
many test ratings (Guo et al. 2017).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from bench.fitting import CPU, arguments_of, mean_and_spread, problem_without_validation, table
from bench.splits import load, random_split
from engine.bayesian.sampler import train_ratings
from engine.bayesian.settings import BayesianOptions
from engine.device import fitting_threads
from engine.problem import hold_out

BINS = 20
Floats = NDArray[np.float64]


def isotonic(predicted: Floats, given: Floats, wanted: Floats) -> Floats:
    """`wanted` (n,) through the best rising function from `predicted` (m,) to `given` (m,)."""
    order = np.argsort(predicted, kind="stable")
    return np.interp(wanted, predicted[order], isotonic_regression(given[order]).x)


def linear(predicted: Floats, given: Floats, wanted: Floats) -> Floats:
    """`wanted` (n,) through the least-squares line from `predicted` (m,) to `given` (m,)."""
    return np.asarray(np.polyval(np.polyfit(predicted, given, 1), wanted))


def calibration_error(predicted: Floats, given: Floats) -> float:
    """Mean over bins of equal size of how far the mean prediction is from the mean rating."""
    bins = np.array_split(np.argsort(predicted, kind="stable"), BINS)
    distances = [len(rows) * abs(predicted[rows].mean() - given[rows].mean()) for rows in bins]
    return float(np.sum(distances)) / len(given)


def main() -> None:
    """Prints the errors of the posterior mean as it is and calibrated."""
    options = arguments_of("bench.calibration", __doc__, seeds=5).parse_args()
    catalogue, ratings, scale = load(options.archive)
    found: dict[str, list[tuple[float, float, float]]] = {}
    for seed in range(options.seeds):
        known, test = random_split(ratings, 0.1, seed)
        train, validation = hold_out(known, 0.05, seed)
        settings = BayesianOptions.for_size(len(train.rating)).with_seed(seed).ratings
        with fitting_threads(len(train.rating)):
            problem = problem_without_validation(catalogue, train, scale)
            factors, _ = train_ratings(problem, settings, CPU, lambda *_: None)
        guesses, plain = (
            factors.ratings(part.user_index, part.movie_index, scale).astype(np.float64) for part in (validation, test)
        )
        answers, given = validation.rating.astype(np.float64), test.rating.astype(np.float64)
        for name, predicted in (
            ("posterior mean", plain),
            ("isotonic", isotonic(guesses, answers, plain)),
            ("linear", linear(guesses, answers, plain)),
        ):
            stars = predicted.clip(scale.minimum, scale.maximum)
            errors = stars - given
            figures = float(np.sqrt(np.mean(errors**2))), float(np.abs(errors).mean())
            found.setdefault(name, []).append((*figures, calibration_error(stars, given)))
    rows = [
        [name, *(mean_and_spread(values) for values in zip(*figures, strict=True))] for name, figures in found.items()
    ]
    print(f"{options.archive.name}, random 90/10, {options.seeds} seeds\n")
    print(table(("stars", "RMSE", "MAE", "calibration error"), rows))


if __name__ == "__main__":
    main()
