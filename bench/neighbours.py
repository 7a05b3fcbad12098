"""Which vectors say best that films, or people, are alike.

    python -m bench.neighbours ml-100k.zip [--seeds 2]

The model learns from 80 % of the ratings, of which a tenth of the better known films keep at most four ("thin" films).
The rest says who is alike: two films by the cosine of those who gave them 4 stars or more, two people by the cosine of
what they gave 4 stars or more. For each film, and each person, with enough such ratings, the ten nearest by vectors are
judged against the ten nearest by held-out likes (nDCG@10 whose gain is the held-out cosine). Sequels are films whose
titles are the same but for a number, or for what follows a colon: the mean reciprocal rank of the first one of a film's
own series among all films, and the share of its series that is in the first ten.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bench.fitting import arguments_of, fit, table
from bench.splits import load, random_split
from data.titles import parse_title
from db.rows import Catalogue, RatingArrays
from engine.bayesian.likeness import (
    DIMENSIONS,
    concatenated,
    film_likeness,
    flattened,
    genre_vectors,
    shortened,
    year_vectors,
)
from engine.evaluation import RELEVANT_STARS
from engine.problem import TrainedModel, take
from engine.serving.neighbours import unit_rows

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

LIST_LENGTH = 10
FEWEST_LIKES = 8
MOST_JUDGED = 2000
THIN_FROM, THIN_KEEPS = 30, 4
LONGEST_SERIES = 15
_NUMBER = re.compile(r"\b(?:part|chapter|volume|vol\.?|episode)?\s*(?:[ivx]{1,5}|\d{1,2}(?:\.\d)?)$", re.IGNORECASE)


def thinned(train: RatingArrays, n_movies: int, seed: int) -> tuple[RatingArrays, Rows]:
    """The ratings, and the films of which all but a few were taken away."""
    random = np.random.default_rng(seed)
    known = np.flatnonzero(np.bincount(train.movie_index, minlength=n_movies) >= THIN_FROM)
    thin = random.choice(known, len(known) // 10, replace=False)
    keep = np.ones(len(train.rating), np.bool_)
    for film in thin:
        rows = random.permutation(np.flatnonzero(train.movie_index == film))
        keep[rows[random.integers(0, THIN_KEEPS + 1) :]] = False
    return take(train, np.flatnonzero(keep)), thin


def shared_likes(
    own: NDArray[np.int32], other: NDArray[np.int32], shape: tuple[int, int]
) -> tuple[Rows, NDArray[np.float64]]:
    """Those with enough likes, and the cosines between them (0 with oneself)."""
    likes = sparse.csr_array((np.ones(len(own)), (own, other)), shape=shape)
    counts = np.bincount(own, minlength=shape[0])
    rows = np.flatnonzero(counts >= FEWEST_LIKES)[:MOST_JUDGED]
    shared = (likes[rows] @ likes[rows].T).toarray()
    cosines = shared / np.sqrt(np.outer(counts[rows], counts[rows]))
    np.fill_diagonal(cosines, 0)
    return rows, cosines


def agreement(vectors: Floats, rows: Rows, cosines: NDArray[np.float64], judged: NDArray[np.bool_]) -> float:
    """nDCG@10 of the nearest by vectors among `rows`, mean over those that are judged."""
    directions = unit_rows(vectors[rows])
    near = directions[judged] @ directions.T
    near[np.arange(len(near)), np.flatnonzero(judged)] = -np.inf
    discounts = 1 / np.log2(np.arange(LIST_LENGTH) + 2)
    found, best = (
        np.take_along_axis(cosines[judged], np.argsort(-order, axis=1, kind="stable")[:, :LIST_LENGTH], axis=1)
        @ discounts
        for order in (near, cosines[judged])
    )
    return float(np.mean(found / np.maximum(best, 1e-9)))


def series(catalogue: Catalogue) -> list[Rows]:
    """The rows of films that belong together by their titles."""
    found: dict[str, list[int]] = defaultdict(list)
    numbered: set[str] = set()
    for row, title in enumerate(catalogue.titles):
        name = parse_title(title).display_title.casefold()
        head = re.split(r":| - ", name)[0].strip(" ,")
        key = _NUMBER.sub("", head).strip(" ,")
        found[key].append(row)
        if key != name:
            numbered.add(key)
    return [
        np.array(rows)
        for key, rows in found.items()
        if len(key) > 2 and key in numbered and 2 <= len(rows) <= LONGEST_SERIES
    ]


def sequels(vectors: Floats, genre_groups: Iterable[Rows]) -> tuple[float, float]:
    """Mean reciprocal rank of the first film of the same series, and recall@10 of the series."""
    directions = unit_rows(vectors)
    first, share = [], []
    for genre_group in genre_groups:
        for film in genre_group:
            near = directions @ directions[film]
            near[film] = -np.inf
            # Films of equal cosine count as nearer: vectors that tell few films apart get nothing for it.
            ranks = [int(np.sum(near >= near[other] - 1e-6)) for other in genre_group if other != film]
            first.append(1 / min(ranks))
            share.append(np.mean(np.array(ranks) <= LIST_LENGTH))
    return float(np.mean(first)), float(np.mean(share))


def film_vectors(catalogue: Catalogue, trained: TrainedModel) -> dict[str, Floats]:
    """The candidates for films."""
    rating, preference = trained.rating.movie_vectors, trained.ranking.movie_vectors
    genres, years = genre_vectors(catalogue), year_vectors(catalogue)
    flat = flattened(preference)
    return {
        "rating": rating,
        "preference": preference,
        "genres": genres,
        "preference + .3 genres + .3 rating": concatenated(((preference, 1), (genres, 0.3), (rating, 0.3))),
        "preference + .6 rating": concatenated(((preference, 1), (rating, 0.6))),
        "preference + .6 rating + .5 genres + .3 years": concatenated(
            ((preference, 1), (rating, 0.6), (genres, 0.5), (years, 0.3))
        ),
        "flattened preference + .5 genres": concatenated(((flat, 1), (genres, 0.5))),
        "flattened preference + .6 rating + .3 genres": concatenated(((flat, 1), (rating, 0.6), (genres, 0.3))),
        "flattened preference + .6 rating + .7 genres + .3 years": concatenated(
            ((flat, 1), (rating, 0.6), (genres, 0.7), (years, 0.3))
        ),
        "the same with .5 genres": concatenated(((flat, 1), (rating, 0.6), (genres, 0.5), (years, 0.3))),
        f"its first {DIMENSIONS // 2} dimensions": shortened(
            concatenated(((flat, 1), (rating, 0.6), (genres, 0.5), (years, 0.3))), DIMENSIONS // 2
        ),
        f"its first {DIMENSIONS} dimensions (stored)": film_likeness(catalogue, rating, preference),
    }


def user_vectors(trained: TrainedModel) -> dict[str, Floats]:
    """The candidates for people."""
    rating, preference = trained.rating.user_vectors, trained.ranking.user_vectors
    return {
        "rating": rating,
        "preference (used)": preference,
        "flattened preference": flattened(preference),
        "preference + .5 rating": concatenated(((preference, 1), (rating, 0.5))),
    }


def main() -> None:
    """Prints a table for films and one for people."""
    options = arguments_of("bench.neighbours", __doc__, seeds=2).parse_args()
    catalogue, ratings, scale = load(options.archive)
    shape = len(catalogue.movie_ids), len(catalogue.user_ids)
    genre_groups = series(catalogue)
    films: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    people: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for seed in range(options.seeds):
        known, held_out = random_split(ratings, 0.2, seed)
        train, thin = thinned(known, shape[0], seed)
        trained = fit(catalogue, train, scale, seed)
        liked = take(held_out, np.flatnonzero(held_out.rating >= RELEVANT_STARS))
        rows, cosines = shared_likes(liked.movie_index, liked.user_index, shape)
        is_thin = np.isin(rows, thin)
        for name, vectors in film_vectors(catalogue, trained).items():
            films[name].append(
                (
                    agreement(vectors, rows, cosines, ~is_thin),
                    agreement(vectors, rows, cosines, is_thin),
                    *sequels(vectors, genre_groups),
                )
            )
        rows, cosines = shared_likes(liked.user_index, liked.movie_index, shape[::-1])
        for name, vectors in user_vectors(trained).items():
            people[name].append((agreement(vectors, rows, cosines, np.ones(len(rows), np.bool_)),))
    n_sequels = sum(len(genre_group) for genre_group in genre_groups)
    print(f"{options.archive.name}, mean of {options.seeds} seeds; {len(genre_groups)} series of {n_sequels} films\n")
    print(table(("films", "shared fans", "thin films", "sequel MRR", "series recall@10"), _rows(films)) + "\n")
    print(table(("people", "shared likes"), _rows(people)))


def _rows(found: Mapping[str, list[tuple[float, ...]]]) -> list[list[str]]:
    return [
        [name, *(f"{np.mean(values):.3f}" for values in zip(*figures, strict=True))] for name, figures in found.items()
    ]


if __name__ == "__main__":
    main()
