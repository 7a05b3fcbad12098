"""What the model makes of films that nobody has rated yet, from their genres and year alone.

    python -m bench.new_films ml-100k.zip [--seeds 3]

All ratings of 5 % of the films are held out. By how many these were: the means of given and of predicted stars, RMSE,
and RMSE of the user's own damped mean (10 ratings of the global mean). A film without ratings looks to the model like
the little known films that it is usually one of; well-known films are here to show what that costs.

AUC: of a new film that a user liked (4 stars or more) and one that they did not rate, how often the liked one is
ordered first; 0.5 is chance. Then the share of new films in everybody's first ten: they should not crowd out what is
known.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.fitting import arguments_of, fit, mean_and_spread, table
from bench.splits import load
from db.rows import RatingArrays
from engine.evaluation import RELEVANT_STARS
from engine.problem import Factors, take

SHARE = 0.05
CROWDS = ((1, 3), (4, 15), (16, 60), (61, 1_000_000))
DAMPING = 10.0
LIST_LENGTH = 10


def user_means(train: RatingArrays, shape: tuple[int, int]) -> Factors:
    """Everybody's damped mean rating, the same for every film."""
    mean = float(train.rating.mean())
    sums = np.bincount(train.user_index, train.rating - mean, shape[0])
    counts = np.bincount(train.user_index, minlength=shape[0])
    nothing = np.zeros((shape[0], 1), np.float32), np.zeros((shape[1], 1), np.float32)
    bias = (sums / (counts + DAMPING)).astype(np.float32)
    return Factors(*nothing, bias, np.full(shape[1], mean, np.float32))


def area_under_curve(ranking: Factors, held_out: RatingArrays, films: NDArray[np.int64]) -> float:
    """How often a liked new film is before a new film that was not rated, mean over users."""
    areas = []
    for user in np.unique(held_out.user_index):
        own = held_out.user_index == user
        liked = held_out.movie_index[own & (held_out.rating >= RELEVANT_STARS)]
        unrated = np.setdiff1d(films, held_out.movie_index[own])
        if len(liked) and len(unrated):
            scores = ranking.scores(np.array([user], np.int32))[0]
            differences = scores[liked][:, None] - scores[unrated][None, :]
            areas.append(np.mean((differences > 0) + 0.5 * (differences == 0)))
    return float(np.mean(areas))


def share_in_lists(ranking: Factors, train: RatingArrays, films: NDArray[np.int64]) -> float:
    """Share of new films in everybody's first ten."""
    hits = []
    for user in range(ranking.shape[0]):
        scores = ranking.scores(np.array([user], np.int32))[0]
        scores[train.movie_index[train.user_index == user]] = -np.inf
        hits.append(np.isin(np.argsort(-scores, kind="stable")[:LIST_LENGTH], films).mean())
    return float(np.mean(hits))


def main() -> None:
    """Prints a table by number of ratings, and what the lists make of new films."""
    options = arguments_of("bench.new_films", __doc__, seeds=3).parse_args()
    catalogue, ratings, scale = load(options.archive)
    shape = len(catalogue.user_ids), len(catalogue.movie_ids)
    crowds: dict[tuple[int, int], list[NDArray[np.float64]]] = {crowd: [] for crowd in CROWDS}
    lists = []
    for seed in range(options.seeds):
        films = np.random.default_rng(seed).choice(shape[1], round(SHARE * shape[1]), replace=False)
        new = np.isin(ratings.movie_index, films)
        train, held_out = take(ratings, np.flatnonzero(~new)), take(ratings, np.flatnonzero(new))
        trained = fit(catalogue, train, scale, seed)
        predicted, plain = (
            model.ratings(held_out.user_index, held_out.movie_index, scale)
            for model in (trained.rating, user_means(train, shape))
        )
        counts = np.bincount(held_out.movie_index, minlength=shape[1])[held_out.movie_index]
        rows = np.column_stack([held_out.movie_index, held_out.rating, predicted, plain]).astype(np.float64)
        for low, high in CROWDS:
            crowds[low, high].append(rows[(counts >= low) & (counts <= high)])
        lists.append(
            (
                area_under_curve(trained.ranking, held_out, films),
                area_under_curve(trained.rating, held_out, films),
                share_in_lists(trained.ranking, train, films),
            )
        )
    print(f"{options.archive.name}, {options.seeds} seeds\n")
    columns = ("ratings held out", "films", "mean given", "mean predicted", "RMSE", "RMSE of the user's mean")
    print(table(columns, [_row(crowd, np.concatenate(rows)) for crowd, rows in crowds.items()]) + "\n")
    figures = [mean_and_spread(values, 3) for values in zip(*lists, strict=True)]
    print(table(("AUC, preference", "AUC, stars", "share in first tens"), [figures]))


def _row(crowd: tuple[int, int], rows: NDArray[np.float64]) -> list[str]:
    films, given, predicted, plain = rows.T
    figures = (
        given.mean(),
        predicted.mean(),
        np.sqrt(np.mean((predicted - given) ** 2)),
        np.sqrt(np.mean((plain - given) ** 2)),
    )
    name = f"{crowd[0]} to {crowd[1]}" if crowd != CROWDS[-1] else f"{crowd[0]} and more"
    return [name, str(len(np.unique(films))), *(f"{figure:.2f}" for figure in figures)]


if __name__ == "__main__":
    main()
