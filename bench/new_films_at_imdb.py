"""What a run expects of films that it never saw, from what IMDb tells of them.

    python -m bench.new_films_at_imdb ml-latest-small.zip imdb-metadata-5000.csv [--seeds 2] [--since 2013]

Held out with all their ratings, one split after the other: the films from `--since` on, then `--films` films drawn at
random with each seed; only films that the second file tells something of. The model is trained without them, as if they
came in by `movierec-tui data enrich` later. The second file is the 'IMDB 5000' data set of 2016 (Kaggle): separated by
semicolons, joined by the number in `movie_imdb_link`.

RMSE, in brackets that of the user's own damped mean; AUC: of a new film that a user liked (4 stars or more) and one
that they did not rate, how often the liked one is ordered first; nDCG@10 where only new films are ranked; and the share
of new films in everybody's first ten, by the preference alone and as the app orders them, beside their share of
everything liked.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bench.fitting import arguments_of, fit, table
from bench.new_films import area_under_curve, share_in_lists, user_means
from bench.splits import imported, read
from data.scale import RatingScale
from db.rows import Catalogue, EntityFeatures, FilmFacts, RatingArrays
from db.runs.film_facts import load_film_facts
from db.store.bulk import read_rows, write_rows
from db.store.database import Store
from engine.bayesian.likeness import film_likeness
from engine.evaluation import RELEVANT_STARS
from engine.problem import Factors, TrainedModel, take
from engine.serving.familiarity import familiarity_of
from engine.serving.list_order import FilmTraits, order_films
from engine.serving.new_films import NewFilms, new_films
from engine.serving.ranking import best_rows

LIST_LENGTH = 10
DISCOUNTS = 1 / np.log2(np.arange(LIST_LENGTH) + 2)


def tell(store: Store, path: Path) -> None:
    """Writes into the database what the file tells of its films."""
    told = pd.read_csv(path, sep=";", encoding="utf-8")
    told["imdb_id"] = told["movie_imdb_link"].str.extract(r"tt(\d+)", expand=False).astype("Int64")
    told = told.dropna(subset=["imdb_id"]).drop_duplicates("imdb_id").set_index("imdb_id")
    with store.writing() as connection:
        films = dict(read_rows(connection, "SELECT imdb_id, movie_id FROM movie WHERE imdb_id IS NOT NULL"))
        told = told[told.index.isin(list(films))]
        facts = zip(told["num_voted_users"].tolist(), told["imdb_score"].tolist(), told.index.tolist(), strict=True)
        write_rows(connection, "UPDATE movie SET imdb_votes = ?, imdb_rating = ? WHERE imdb_id = ?", facts)
        columns = {"director_name": ("director", 1)} | {f"actor_{n}_name": ("cast", n) for n in (1, 2, 3)}
        names = sorted({name for column in columns for name in told[column].dropna()})
        numbers = {name: number for number, name in enumerate(names, start=1)}
        write_rows(connection, "INSERT INTO person (name, person_id) VALUES (?, ?)", numbers.items())
        write_rows(
            connection,
            "INSERT OR IGNORE INTO movie_person (movie_id, person_id, role, position) VALUES (?, ?, ?, ?)",
            (
                (films[imdb_id], numbers[name], *columns[column])
                for column in columns
                for imdb_id, name in told[column].dropna().items()
            ),
        )


def trained_without(
    films: NDArray[np.int64], catalogue: Catalogue, train: RatingArrays, scale: RatingScale, seed: int
) -> tuple[TrainedModel, EntityFeatures]:
    """A model of a catalogue without some films, of which `train` has no ratings, and its films' features."""
    kept = np.setdiff1d(np.arange(len(catalogue.movie_ids)), films)
    smaller = replace(
        catalogue,
        movie_ids=catalogue.movie_ids[kept],
        titles=tuple(catalogue.titles[film] for film in kept),
        years=catalogue.years[kept],
        genres=tuple(catalogue.genres[film] for film in kept),
    )
    ratings = replace(train, movie_index=np.searchsorted(kept, train.movie_index).astype(np.int32))
    trained = fit(smaller, ratings, scale, seed)
    rating, ranking = trained.rating, trained.ranking
    return trained, EntityFeatures(
        smaller.movie_ids, rating.movie_vectors, rating.movie_bias, ranking.movie_vectors, ranking.movie_bias,
        film_likeness(smaller, rating.movie_vectors, ranking.movie_vectors),
    )  # fmt: skip


def ndcg_among(ranking: Factors, held_out: RatingArrays, films: NDArray[np.int64]) -> float:
    """nDCG@10 of lists of new films alone, mean over the users who liked one."""
    found = []
    for user in np.unique(held_out.user_index[held_out.rating >= RELEVANT_STARS]):
        own = (held_out.user_index == user) & (held_out.rating >= RELEVANT_STARS)
        best = films[np.argsort(-ranking.scores(np.array([user], np.int32))[0, films], kind="stable")[:LIST_LENGTH]]
        gains = np.isin(best, held_out.movie_index[own])
        found.append(float(gains @ DISCOUNTS[: len(best)] / DISCOUNTS[: own.sum()].sum()))
    return float(np.mean(found))


def share_as_shown(
    ranking: Factors, rating: Factors, traits: FilmTraits, train: RatingArrays, scale: RatingScale
) -> float:
    """Share of new films in everybody's first ten, in the order of the app."""
    shares = []
    for user in range(ranking.shape[0]):
        own = take(train, np.flatnonzero(train.user_index == user))
        rated = own.movie_index.astype(np.int64)
        preference, stars = (model.scores(np.array([user], np.int32))[0] for model in (ranking, rating))
        scores = order_films(preference, stars, rated, own.rating, scale, traits).scores
        scores[rated] = -np.inf
        shares.append(traits.is_new[best_rows(scores, LIST_LENGTH)].mean())
    return float(np.mean(shares))


def traits_of_all(expected: NewFilms, every: EntityFeatures, facts: FilmFacts) -> FilmTraits:
    """What the app's order needs to know, of a catalogue with new films."""
    assert every.likeness is not None
    is_new = np.isin(every.ids, expected.features.ids)
    told = (facts.imdb_votes > 0) & (facts.ratings > 0)
    ratings_a_vote = facts.ratings[told].sum() / max(facts.imdb_votes[told].sum(), 1)
    popularity = np.maximum(facts.ratings, np.rint(facts.imdb_votes * ratings_a_vote).astype(np.int64))
    squares = np.square(every.likeness).sum(1) + is_new * np.float32(expected.likeness_variance)
    lengths = np.asarray(np.sqrt(squares), np.float32)
    return FilmTraits.of(
        familiarity_of(popularity, ~is_new), every.likeness, facts.genres, facts.years, lengths, is_new
    )


def splits(facts: FilmFacts, options: argparse.Namespace) -> Iterator[tuple[str, NDArray[np.int64], int]]:
    """Names, rows of the films to hold out, seeds."""
    told = facts.imdb_votes > 0
    newest = np.flatnonzero(told & (facts.years >= options.since))
    yield f"{len(newest)} films of {options.since} and later", newest, 0
    for seed in range(options.seeds):
        drawn = np.random.default_rng(seed).choice(np.flatnonzero(told), options.films, replace=False)
        yield f"{options.films} random, seed {seed}", np.sort(drawn), seed


def main() -> None:
    """Prints a table: each split by what is known of its films."""
    parser = arguments_of("bench.new_films_at_imdb", __doc__, seeds=2)
    parser.add_argument("imdb", type=Path, help="the IMDB 5000 data set, as CSV")
    parser.add_argument("--since", type=int, default=2013, metavar="YEAR")
    parser.add_argument("--films", type=int, default=400)
    options = parser.parse_args()
    with imported(options.archive) as store:
        tell(store, options.imdb)
        catalogue, ratings, scale = read(store)
        with store.reading() as connection:
            facts = load_film_facts(connection)
    nobody = facts.cast[:0]
    nothing = replace(
        facts,
        imdb_votes=np.zeros_like(facts.imdb_votes),
        imdb_rating=np.zeros_like(facts.imdb_rating),
        directors=nobody,
        cast=nobody,
    )
    known = {
        "genres, year": nothing,
        "+ votes, rating": replace(facts, directors=nobody, cast=nobody),
        "+ director, cast (used)": facts,
    }
    rows = []
    for name, films, seed in splits(facts, options):
        new = np.isin(ratings.movie_index, films)
        train, held_out = take(ratings, np.flatnonzero(~new)), take(ratings, np.flatnonzero(new))
        counts = np.bincount(train.movie_index, minlength=len(catalogue.movie_ids))
        trained, learned = trained_without(films, catalogue, train, scale, seed)
        own_mean = user_means(train, (len(catalogue.user_ids), len(catalogue.movie_ids)))
        share = float(new[ratings.rating >= RELEVANT_STARS].mean())
        for features, own_facts in known.items():
            told = replace(own_facts, ratings=counts)
            expected = new_films(learned, told)
            assert expected is not None
            every = expected.along_with(learned)
            assert every.preference is not None
            assert every.preference_bias is not None
            rating = replace(trained.rating, movie_vectors=every.vectors, movie_bias=every.bias)
            ranking = replace(trained.ranking, movie_vectors=every.preference, movie_bias=every.preference_bias)
            traits = traits_of_all(expected, every, told)
            errors, plain = (
                held_out.rating - model.ratings(held_out.user_index, held_out.movie_index, scale)
                for model in (rating, own_mean)
            )
            rows.append(
                [
                    name,
                    features,
                    f"{np.sqrt(np.mean(np.square(errors))):.3f} ({np.sqrt(np.mean(np.square(plain))):.3f})",
                    f"{area_under_curve(ranking, held_out, films):.3f}",
                    f"{ndcg_among(ranking, held_out, films):.3f}",
                    f"{share_in_lists(ranking, train, films):.3f} ({share:.3f})",
                    f"{share_as_shown(ranking, rating, traits, train, scale):.3f}",
                ]
            )
    print(f"{options.archive.name}, {int((facts.imdb_votes > 0).sum()):,} films told of by {options.imdb.name}\n")
    print(table(("held out", "known", "RMSE", "AUC", "nDCG@10", "share in first tens", "as shown"), rows))


if __name__ == "__main__":
    main()
