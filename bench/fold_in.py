"""How near a person placed without training is to the same person after a full retraining.

    python -m bench.fold_in ml-100k.zip [--seeds 3] [--model classic] [--choose]

A tenth of the users (at most 300), each with at least 80 ratings, is left out of the training. For 1, 3, 5, 10, 20 and
50 of their ratings, drawn at random, they are placed by `engine.serving.fold_in`; the model is also trained again with
these ratings among all others. Both are judged on the users' ratings beyond the first 50: RMSE, and nDCG@10 of lists
without the given films. Coverage is the share of ratings within one predicted standard deviation, sqrt(z^T C z + 1 /
alpha), of the predicted stars; 0.68 for a normal error that is told rightly.

`--choose` measures settings of the fold-in instead, on the people of ten other seeds: those of the table stay unread.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.fitting import arguments_of, fit, mean_and_spread, table
from bench.splits import load
from data.scale import RatingScale
from db.rows import Catalogue, RatingArrays
from engine.evaluation import list_quality, rating_errors
from engine.grades import grades
from engine.options import DEFAULT_MODEL, ModelName
from engine.problem import Factors, TrainedModel, take
from engine.serving.fold_in import (
    PREFERENCE_PRECISION,
    RATING_PRECISION,
    UnseenWeight,
    preference_fold_in,
    rating_fold_in,
)

GIVEN = (1, 3, 5, 10, 20, 50)
LEAST_RATINGS = 80
MOST_PEOPLE = 300
OTHER_SEEDS = 1000
RATING_PRECISIONS = (1.2, 1.6, 2.0)
PREFERENCE_SETTINGS = tuple(itertools.product((15.0, 20.0, 30.0), (0.0, 0.15, 0.3, 0.5), (0.0, 100.0)))

Deviations = NDArray[np.float32]


@dataclass(frozen=True)
class People:
    """Users who are left out of the training, and everybody else's ratings.

    Attributes:
        others: the ratings of everybody else.
        rows: (n,) their rows among the users.
        given: their first ratings, drawn at random; `order` (n_given,) numbers them for each user from 0.
        rest: what they are judged on.
    """

    others: RatingArrays
    rows: NDArray[np.int64]
    given: RatingArrays
    order: NDArray[np.int64]
    rest: RatingArrays

    def first(self, count: int) -> RatingArrays:
        """The first `count` ratings of each."""
        return take(self.given, np.flatnonzero(self.order < count))


Figure = Callable[[TrainedModel, People, RatingArrays], float]
"""What is measured of a trained model, people left out of it, and the ratings they are placed by."""


def left_out(ratings: RatingArrays, n_users: int, seed: int) -> People:
    """A tenth of the users, drawn from those with enough ratings."""
    random = np.random.default_rng(seed)
    degrees = np.bincount(ratings.user_index, minlength=n_users)
    many = min(n_users // 10, MOST_PEOPLE)
    rows = random.choice(np.flatnonzero(degrees >= LEAST_RATINGS), many, replace=False)
    theirs = np.isin(ratings.user_index, rows)
    own = take(ratings, random.permutation(np.flatnonzero(theirs)))
    own = take(own, np.argsort(own.user_index, kind="stable"))
    first = np.searchsorted(own.user_index, own.user_index)
    order = np.arange(len(first)) - first
    few, rest = np.flatnonzero(order < max(GIVEN)), np.flatnonzero(order >= max(GIVEN))
    others = take(ratings, np.flatnonzero(~theirs))
    return People(others, np.sort(rows), take(own, few), order[few], take(own, rest))


def joined(one: RatingArrays, two: RatingArrays) -> RatingArrays:
    """The ratings of both, ordered by user and film."""
    both = RatingArrays(
        *(
            np.concatenate([getattr(one, name), getattr(two, name)])
            for name in ("user_index", "movie_index", "rating", "rated_at")
        )
    )
    return take(both, np.lexsort((both.movie_index, both.user_index)))


def placed_for_stars(
    trained: TrainedModel, people: People, given: RatingArrays, precision: float
) -> tuple[Factors, Deviations]:
    """Predicted ratings of everybody left out, placed by the ratings in `given`.

    The second part is the predicted standard deviation (n_rest,) of the ratings that they are judged on.
    """
    rating, known = trained.rating, _trained_on(trained, people)
    fold_in = rating_fold_in(
        rating.user_vectors[known],
        rating.user_bias[known],
        rating.movie_vectors,
        rating.movie_bias,
        precision,
    )
    vectors, bias = np.zeros_like(rating.user_vectors), np.zeros_like(rating.user_bias)
    deviation = np.zeros(len(people.rest.rating), np.float32)
    for user in people.rows:
        mine = given.user_index == user
        placed = fold_in.place(given.movie_index[mine].astype(np.int64), given.rating[mine])
        vectors[user], bias[user] = placed.vector, placed.bias
        judged = people.rest.user_index == user
        deviation[judged] = placed.deviations(fold_in.inputs(people.rest.movie_index[judged].astype(np.int64)))
    factors = Factors(vectors, rating.movie_vectors, bias, rating.movie_bias)
    return factors, np.asarray(np.sqrt(deviation**2 + 1 / precision), np.float32)


def placed_for_lists(
    trained: TrainedModel,
    people: People,
    given: RatingArrays,
    scale: RatingScale,
    precision: float,
    weight: UnseenWeight,
) -> Factors:
    """What orders the lists of everybody left out, placed by the ratings in `given`."""
    ranking, known = trained.ranking, _trained_on(trained, people)
    fold_in = preference_fold_in(
        ranking.user_vectors[known], ranking.movie_vectors, ranking.movie_bias, precision, weight
    )
    vectors = np.zeros_like(ranking.user_vectors)
    for user in people.rows:
        mine = given.user_index == user
        liked = grades(given.rating[mine], scale)
        vectors[user] = fold_in.place(given.movie_index[mine].astype(np.int64), liked).vector
    return Factors(vectors, ranking.movie_vectors, np.zeros(len(vectors), np.float32), ranking.movie_bias)


def rmse(rating: Factors, rest: RatingArrays, scale: RatingScale) -> float:
    """Error in stars on the ratings that the people are judged on."""
    return rating_errors(rating, rest, scale).rmse


def coverage(rating: Factors, deviation: Deviations, rest: RatingArrays, scale: RatingScale) -> float:
    """Share of ratings within one predicted standard deviation."""
    errors = rating.ratings(rest.user_index, rest.movie_index, scale) - rest.rating
    return float(np.mean(np.abs(errors) <= deviation))


def ndcg(ranking: Factors, given: RatingArrays, rest: RatingArrays) -> float:
    """nDCG@10 of lists without the given films."""
    return list_quality(ranking, given, rest).ndcg_at_10


def _trained_on(trained: TrainedModel, people: People) -> NDArray[np.int64]:
    return np.setdiff1d(np.arange(trained.rating.shape[0]), people.rows)


def _compare(catalogue: Catalogue, ratings: RatingArrays, scale: RatingScale, seeds: int, model: ModelName) -> None:
    found: dict[int, list[tuple[float, ...]]] = {count: [] for count in GIVEN}
    for seed in range(seeds):
        people = left_out(ratings, len(catalogue.user_ids), seed)
        trained = fit(catalogue, people.others, scale, seed, model)
        for count in GIVEN:
            given = people.first(count)
            stars, deviation = placed_for_stars(trained, people, given, RATING_PRECISION)
            order = placed_for_lists(trained, people, given, scale, PREFERENCE_PRECISION, UnseenWeight())
            again = fit(catalogue, joined(people.others, given), scale, seed, model)
            found[count].append(
                (
                    rmse(stars, people.rest, scale),
                    rmse(again.rating, people.rest, scale),
                    ndcg(order, given, people.rest),
                    ndcg(again.ranking, given, people.rest),
                    coverage(stars, deviation, people.rest, scale),
                    float(deviation.mean()),
                )
            )
            print(seed, count, found[count][-1], flush=True)
    columns = ("given", "RMSE", "retrained", "nDCG@10", "retrained", "coverage", "mean deviation")
    rows = [
        [str(count), *(mean_and_spread(values, 3) for values in zip(*figures, strict=True))]
        for count, figures in found.items()
    ]
    print("\n" + table(columns, rows))


def _choose(catalogue: Catalogue, ratings: RatingArrays, scale: RatingScale, seeds: int, model: ModelName) -> None:
    fits: list[tuple[TrainedModel, People]] = []
    for seed in range(OTHER_SEEDS, OTHER_SEEDS + seeds):
        people = left_out(ratings, len(catalogue.user_ids), seed)
        fits.append((fit(catalogue, people.others, scale, seed, model), people))

    def measure(name: str, figure: Figure) -> list[str]:
        by_count = [
            float(np.mean([figure(trained, people, people.first(count)) for trained, people in fits]))
            for count in GIVEN
        ]
        row = [name, *(f"{value:.4f}" for value in by_count), f"{np.mean(by_count):.4f}"]
        print(row, flush=True)
        return row

    def error(precision: float) -> Figure:
        return lambda trained, people, given: rmse(
            placed_for_stars(trained, people, given, precision)[0], people.rest, scale
        )

    def gain(precision: float, weight: UnseenWeight) -> Figure:
        return lambda trained, people, given: ndcg(
            placed_for_lists(trained, people, given, scale, precision, weight), given, people.rest
        )

    rows = [measure(f"rating precision {precision:g}, RMSE", error(precision)) for precision in RATING_PRECISIONS]
    for precision, limit, half in PREFERENCE_SETTINGS:
        name = f"preference precision {precision:g}, unseen weight {limit:g}, half at {half:g}, nDCG@10"
        rows.append(measure(name, gain(precision, UnseenWeight(limit, half))))
    print("\n" + table(("setting", *map(str, GIVEN), "mean"), rows))


def main() -> None:
    """Prints the comparison, or the figures that the settings are chosen by."""
    parser = arguments_of("bench.fold_in", __doc__, seeds=3)
    parser.add_argument("--model", type=ModelName, choices=list(ModelName), default=DEFAULT_MODEL)
    parser.add_argument("--choose", action="store_true")
    options = parser.parse_args()
    catalogue, ratings, scale = load(options.archive)
    print(f"{options.archive.name}, {options.seeds} seeds\n")
    (_choose if options.choose else _compare)(catalogue, ratings, scale, options.seeds, options.model)


if __name__ == "__main__":
    main()
