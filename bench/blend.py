"""Whether lists get better when predicted stars, or how well known a film is, have a part in their order.

    python -m bench.blend ml-100k.zip [--seeds 3]

A list is ordered by preference + a * predicted rating + b * familiarity, each with a standard deviation of 1 over all
films of a user; familiarity is the logarithm of one plus a film's number of ratings. The test part of each split is set
aside unread: every figure is measured on validation ratings that are held out of the training part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.fitting import arguments_of, fit, table
from bench.splits import load, split_per_user
from db.rows import RatingArrays
from engine.evaluation import ListQuality, list_quality
from engine.problem import TrainedModel

STARS = (-0.1, 0.0, 0.1, 0.2)
FAMILIARITY = (-0.4, -0.2, -0.1, 0.0, 0.1)


@dataclass(frozen=True)
class Blend:
    """A trained model whose lists are ordered by a mixture.

    Attributes:
        stars, familiarity: their parts, a and b.
        known: (n_movies,) the familiarity of each film.
    """

    trained: TrainedModel
    known: NDArray[np.float32]
    stars: float
    familiarity: float

    @property
    def shape(self) -> tuple[int, int]:
        return self.trained.ranking.shape

    def scores(self, users: NDArray[np.int32]) -> NDArray[np.float32]:
        mixed = _standardised(self.trained.ranking.scores(users)) + self.familiarity * _standardised(self.known)
        if self.stars:
            mixed += self.stars * _standardised(self.trained.rating.scores(users))
        return mixed


def familiarity(train: RatingArrays, n_movies: int) -> NDArray[np.float32]:
    """(n_movies,) the logarithm of one plus each film's number of ratings."""
    return np.log1p(np.bincount(train.movie_index, minlength=n_movies)).astype(np.float32)


def _standardised(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    centred = scores - scores.mean(axis=-1, keepdims=True)
    return np.asarray(centred / centred.std(axis=-1, keepdims=True).clip(1e-9), np.float32)


def main() -> None:
    """Prints nDCG@10 and recall@20 of the whole grid, best first."""
    options = arguments_of("bench.blend", __doc__, seeds=3).parse_args()
    catalogue, ratings, scale = load(options.archive)
    found: dict[tuple[float, float], list[ListQuality]] = {}
    for seed in range(options.seeds):
        train, _test = split_per_user(ratings, 0.2, seed)
        known, validation = split_per_user(train, 0.2, seed + 1)
        trained = fit(catalogue, known, scale, seed)
        familiar = familiarity(known, len(catalogue.movie_ids))
        for stars in STARS:
            for share in FAMILIARITY:
                blend = Blend(trained, familiar, stars, share)
                found.setdefault((stars, share), []).append(list_quality(blend, known, validation))
    rows = []
    for (stars, share), lists in found.items():
        columns = ("ndcg_at_10", "recall_at_20", "coverage_at_10", "novelty")
        figures = [float(np.mean([getattr(quality, name) for quality in lists])) for name in columns]
        rows.append((figures[0], [f"{stars:g}", f"{share:g}", *(f"{figure:.4f}" for figure in figures)]))
    rows.sort(key=lambda row: -row[0])
    print(f"{options.archive.name}, validation ratings, mean of {options.seeds} seeds\n")
    print(
        table(
            ("a (stars)", "b (familiarity)", "nDCG@10", "recall@20", "coverage@10", "novelty"),
            [row for _, row in rows],
        )
    )


if __name__ == "__main__":
    main()
