"""What a run gains by learning from its held-out ratings at the end.

    python -m bench.refit ml-100k.zip [--seeds 3]

`movierec-tui train` holds 5 % of the ratings out, measures itself on them, and then goes on sampling with all ratings.
Here a test set is held out before that: RMSE on a random tenth, nDCG@10 and recall@20 on a fifth of every user's
ratings. Compared are the model that never saw the 5 %, the one that went on with them (published), and one that had
them from the beginning. CPU seconds are those of training for RMSE, both scores.
"""

from __future__ import annotations

import time

import numpy as np

from bench.fitting import CPU, arguments_of, fit, mean_and_spread, table, unwatched
from bench.splits import load, random_split, split_per_user
from data.scale import RatingScale
from db.rows import Catalogue, RatingArrays
from engine.evaluation import list_quality, rating_errors
from engine.models import train_model
from engine.options import ModelName, TrainOptions
from engine.problem import RatingProblem, TrainedModel, hold_out
from engine.train import VALIDATION_SHARE

NAMES = ("without them", "learned at the end", "from the beginning")


def three_models(
    catalogue: Catalogue, known: RatingArrays, scale: RatingScale, seed: int
) -> list[tuple[TrainedModel, float]]:
    """The models of `NAMES`, each with the CPU seconds that it took; the first two come from one training."""
    train, validation = hold_out(known, VALIDATION_SHARE, seed)
    problem = RatingProblem(catalogue, train, validation, scale)
    started = time.process_time()
    held_out = train_model(problem, TrainOptions(model=ModelName.BAYESIAN, seed=seed), CPU, unwatched)
    between = time.process_time()
    everything = fit(catalogue, known, scale, seed)
    both, alone = between - started, time.process_time() - between
    return [(held_out, both), (held_out.final, both), (everything, alone)]


def main() -> None:
    """Prints a row for each of the three."""
    options = arguments_of("bench.refit", __doc__, seeds=3).parse_args()
    catalogue, ratings, scale = load(options.archive)
    found: dict[str, list[tuple[float, ...]]] = {name: [] for name in NAMES}
    for seed in range(options.seeds):
        known, test = random_split(ratings, 0.1, seed)
        errors = [
            (rating_errors(model.rating, test, scale).rmse, seconds)
            for model, seconds in three_models(catalogue, known, scale, seed)
        ]
        known, test = split_per_user(ratings, 0.2, seed)
        lists = [list_quality(model.ranking, known, test) for model, _ in three_models(catalogue, known, scale, seed)]
        for name, (rmse, seconds), quality in zip(NAMES, errors, lists, strict=True):
            found[name].append((rmse, quality.ndcg_at_10, quality.recall_at_20, seconds))
    rows = []
    for name, figures in found.items():
        *measured, cpu_seconds = zip(*figures, strict=True)
        rows.append([name, *map(mean_and_spread, measured), f"{np.mean(cpu_seconds):.1f}"])
    print(f"{options.archive.name}, {options.seeds} seeds\n")
    print(table(("held-out 5 %", "RMSE", "nDCG@10", "recall@20", "CPU s"), rows))


if __name__ == "__main__":
    main()
