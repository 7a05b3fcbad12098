"""Whether the films that rating films asks about are known to people, and what their ratings teach.

    python -m bench.quick_rate ml-latest-small.zip [--seeds 1] [--people 60]

People are left out of the training. Each is asked one question after the other; they answer with the rating that they
gave, or pass where they gave none. After 10, 20 and 30 questions: how many were answered, the error of predicted stars
and nDCG@10 of the list in its default order, both on ratings of films that are never asked about. Of the first ten
questions: the most from one decade, and how many genres they have between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bench.fitting import arguments_of, table
from bench.fold_in import left_out
from bench.list_people import Fitted, fitted
from bench.splits import load
from db.rows import EntityFeatures, RatingArrays
from engine.evaluation import RELEVANT_STARS
from engine.problem import Factors, take
from engine.serving.list_order import list_order
from engine.serving.quick_rate import Candidates, entropy, next_films
from engine.serving.ranking import best_rows
from engine.serving.recommender import Recommender

Learned = dict[int, tuple[float, float, float]]
"""(answered, squared error, nDCG@10) after some numbers of questions."""

ASKED = (10, 20, 30)
WELL_KNOWN = 400


def recommender_of(model: Fitted) -> Recommender:
    def side(ids: NDArray[np.int64], rating: int) -> EntityFeatures:
        def of(factors: Factors) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
            films = factors.movie_vectors, factors.movie_bias
            return films if rating else (factors.user_vectors, factors.user_bias)

        (vectors, bias), (preference, preference_bias) = of(model.trained.rating), of(model.trained.ranking)
        return EntityFeatures(ids, vectors, bias, preference, preference_bias, None)

    return Recommender(1, side(model.catalogue.movie_ids, 1), side(model.catalogue.user_ids, 0), model.scale)


def candidates_of(model: Fitted) -> Candidates:
    """The best-known films."""
    catalogue, train = model.catalogue, model.train
    raters = np.bincount(train.movie_index, minlength=len(catalogue.movie_ids))
    rows = np.argsort(-raters, kind="stable")[:WELL_KNOWN]
    steps = np.rint((train.rating - model.scale.minimum) / model.scale.step).astype(np.int64)
    histograms = np.zeros((len(raters), int(steps.max()) + 1), np.float32)
    np.add.at(histograms, (train.movie_index, steps), 1)
    return Candidates(
        catalogue.movie_ids[rows],
        raters[rows].astype(np.float32),
        entropy(histograms[rows]),
        model.traits.genres[rows] > 0,
        catalogue.years[rows],
    )


def interview(
    model: Fitted, recommender: Recommender, candidates: Candidates, own: RatingArrays
) -> tuple[list[int], Learned]:
    """The ids of the films asked about, and what the answers taught."""
    ids = model.catalogue.movie_ids
    given = dict(zip(ids[own.movie_index].tolist(), own.rating.tolist(), strict=True))
    rest = take(own, np.flatnonzero(~np.isin(ids[own.movie_index], candidates.movie_ids)))
    rated: dict[int, float] = {}
    asked: list[int] = []
    found: Learned = {}
    while len(asked) < max(ASKED):
        person = recommender.person(-1, rated)
        (film,) = next_films(recommender, person, candidates, asked, 1)
        asked.append(film)
        if film in given:
            rated[film] = given[film]
        if len(asked) in ASKED:
            person = recommender.person(-1, rated)
            errors = person.stars(rest.movie_index.astype(np.int64)) - rest.rating
            free = recommender.allowed(candidates.movie_ids.tolist())
            first = best_rows(list_order(person, model.traits).scores, 10, free)
            liked = rest.movie_index[rest.rating >= RELEVANT_STARS]
            discounts = 1 / np.log2(np.arange(10) + 2)
            gain = np.isin(first, liked) @ discounts[: len(first)]
            found[len(asked)] = (
                float(len(rated)),
                float(np.mean(errors**2)),
                float(gain / max(discounts[: len(liked)].sum(), 1e-9)),
            )
    return asked, found


def main() -> None:
    """Prints what was asked with and without an eye on decades, and what it taught."""
    parser = arguments_of("bench.quick_rate", __doc__, seeds=1)
    parser.add_argument("--people", type=int, default=60)
    options = parser.parse_args()
    catalogue, ratings, scale = load(options.archive)
    found: dict[str, list[Learned]] = {}
    first_ten: dict[str, list[tuple[float, float]]] = {}
    for seed in range(options.seeds):
        people = left_out(ratings, len(catalogue.user_ids), seed)
        model = fitted(catalogue, people.others, scale, seed)
        recommender, candidates = recommender_of(model), candidates_of(model)
        years = dict(zip(catalogue.movie_ids.tolist(), catalogue.years.tolist(), strict=True))
        ways: Mapping[str, Candidates] = {
            "genres only": replace(candidates, years=None),
            "genres and decades": candidates,
        }
        for user in people.rows[: options.people]:
            own = take(ratings, np.flatnonzero(ratings.user_index == user))
            for name, way in ways.items():
                asked, results = interview(model, recommender, way, own)
                decades = np.unique([years[film] // 10 for film in asked[:10]], return_counts=True)[1]
                genres = candidates.genres[np.isin(candidates.movie_ids, asked[:10])].any(0).sum()
                found.setdefault(name, []).append(results)
                first_ten.setdefault(name, []).append((float(decades.max()), float(genres)))
    rows = []
    for name, everybody in found.items():
        decade, genres = np.mean(first_ten[name], axis=0)
        for count in ASKED:
            answered, error, gain = np.mean([one[count] for one in everybody], axis=0)
            rows.append(
                [
                    name,
                    str(count),
                    f"{answered:.1f}",
                    f"{error**0.5:.3f}",
                    f"{gain:.3f}",
                    f"{decade:.1f}",
                    f"{genres:.1f}",
                ]
            )
    print(f"{options.archive.name}, {options.seeds} seeds\n")
    columns = ("asked", "questions", "answered", "RMSE", "nDCG@10", "most of a decade", "genres")
    print(table(columns, rows))


if __name__ == "__main__":
    main()
