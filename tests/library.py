"""A tiny library for tests: a real database, really imported, with awkward titles and all kinds of users."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.scale import WHOLE_STARS, RatingScale
from db.importing.importer import import_data_set
from db.rows import Catalogue, CurvePoint, EntityFeatures
from db.runs.model_runs import add_curve_point, start_run
from db.runs.publishing import publish_run
from db.runs.training_data import load_catalogue
from db.store.database import Store, open_store

(
    MATRIX,
    STAR_WARS,
    EMPIRE,
    REC,
    SLASH_B,
    LEON,
    TOY_STORY,
    NO_YEAR,
    UNRATED,
    AMELIE,
    SPIDER_MAN,
    SPACE_ODYSSEY,
) = range(1, 13)

FILMS: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (MATRIX, "Matrix, The (1999)", ("Action", "Sci-Fi", "Thriller")),
    (STAR_WARS, "Star Wars (1977)", ("Action", "Adventure", "Sci-Fi")),
    (EMPIRE, "Empire Strikes Back, The (1980)", ("Action", "Adventure", "Sci-Fi")),
    (REC, "[REC] (2007)", ("Horror", "Thriller")),
    (SLASH_B, "[/b] (1999)", ("Drama",)),
    (LEON, "Léon: The Professional (a.k.a. The Professional) (Léon) (1994)", ("Crime", "Drama", "Thriller")),
    (TOY_STORY, "Toy Story (1995)", ("Animation", "Children", "Comedy")),
    (NO_YEAR, "Babylon 5", ("Sci-Fi",)),
    (UNRATED, "Film Nobody Rated, A (2001)", ()),
    (AMELIE, "Amelie (Fabuleux destin d'Amélie Poulain, Le) (2001)", ("Comedy", "Romance")),
    (SPIDER_MAN, "Spider-Man (2002)", ("Action", "Adventure")),
    (SPACE_ODYSSEY, "2001: A Space Odyssey (1968)", ("Sci-Fi",)),
)

TAGS: tuple[tuple[int, str, float], ...] = (
    (MATRIX, "cyberpunk", 0.9),
    (MATRIX, "time travel", 0.1),
    (STAR_WARS, "space opera", 0.8),
    (EMPIRE, "space opera", 0.9),
    (SPACE_ODYSSEY, "artificial intelligence", 0.7),
    (SPACE_ODYSSEY, "sci-fi", 0.5),
)

USERS = 30
USERS_WITH_DEMOGRAPHICS = 24
"""Users 1 to 24 have gender, age and occupation; 25 to 30 have none."""

Ratings = list[tuple[int, int, float, int]]


def library_ratings() -> Ratings:
    """(user, film, stars, time): all users rate films 1 to 3, ever fewer the others, nobody film 9."""
    random = np.random.default_rng(7)
    ratings: Ratings = []
    for user in range(1, USERS + 1):
        for place, (film, _, _) in enumerate(FILMS):
            chance = 1.0 if place < 3 else 0.75 - 0.05 * place
            if random.random() < chance and film != UNRATED:
                likes = 4 if (user + film) % 3 else 2
                stars = float(np.clip(likes + random.integers(-1, 2), 1, 5))
                ratings.append((user, film, stars, 900_000_000 + 1000 * user + film))
    return ratings


class LibraryReader:
    """A data set from memory, as `data.readers.open_data_set` gives one from files."""

    ages: Literal["years", "brackets", "none"] = "years"

    def __init__(
        self,
        name: str = "tiny",
        films: tuple[tuple[int, str, tuple[str, ...]], ...] = FILMS,
        ratings: Ratings | None = None,
        scale: RatingScale = WHOLE_STARS,
        imdb_ids: dict[int, int] | None = None,
        tags: tuple[tuple[int, str, float], ...] = TAGS,
    ) -> None:
        self.name = name
        self.scale = scale
        self._films = films
        self._ratings = library_ratings() if ratings is None else ratings
        self._imdb_ids = imdb_ids or {}
        self._tags = tags

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    @property
    def fingerprint(self) -> str:
        return f"fingerprint of {self.name}"

    @property
    def rating_count_hint(self) -> int:
        return len(self._ratings)

    def movies(self) -> pd.DataFrame:
        ids, titles, genres = zip(*self._films, strict=True)
        return pd.DataFrame(
            {
                "movie_id": np.array(ids, np.int64),
                "title": pd.Series(list(titles), dtype=object),
                "genres": pd.Series(list(genres), dtype=object),
                "imdb_id": pd.array([self._imdb_ids.get(movie_id) for movie_id in ids], dtype="Int64"),
                "tmdb_id": pd.array([None] * len(ids), dtype="Int64"),
            }
        )

    def tags(self) -> pd.DataFrame:
        known = {movie_id for movie_id, _, _ in self._films}
        rows = [row for row in self._tags if row[0] in known]
        return pd.DataFrame(rows, columns=["movie_id", "tag", "weight"])

    def users(self) -> pd.DataFrame:
        ids = sorted({rating[0] for rating in self._ratings} | set(range(1, USERS + 1)))
        known = [user_id <= USERS_WITH_DEMOGRAPHICS for user_id in ids]
        jobs = ("artist", "student", "writer")
        return pd.DataFrame(
            {
                "user_id": np.array(ids, np.int64),
                "gender": pd.Series(["FM"[i % 2] if know else None for i, know in zip(ids, known, strict=True)]),
                "age": pd.array([15 + 2 * i if know else None for i, know in zip(ids, known, strict=True)], "Int64"),
                "occupation": pd.Series([jobs[i % 3] if know else None for i, know in zip(ids, known, strict=True)]),
            }
        )

    def rating_chunks(self, rows: int = 1_000_000) -> Iterator[pd.DataFrame]:
        for start in range(0, len(self._ratings), rows):
            users, films, stars, times = zip(*self._ratings[start : start + rows], strict=True)
            yield pd.DataFrame(
                {
                    "user_id": np.array(users, np.int64),
                    "movie_id": np.array(films, np.int64),
                    "rating": np.array(stars, np.float32),
                    "rated_at": np.array(times, np.int64),
                }
            )


def build_library(path: Path) -> Store:
    """A new database at `path` with 12 films, 30 users and their ratings; the caller closes it."""
    store = open_store(path)
    import_data_set(store, LibraryReader())
    return store


def random_features(catalogue: Catalogue, seed: int = 0, dimensions: int = 8) -> tuple[EntityFeatures, EntityFeatures]:
    """Features of all films and users whose predicted ratings lie around 3.5 stars."""
    random = np.random.default_rng(seed)

    def features(ids: NDArray[np.int64], bias: float) -> EntityFeatures:
        return EntityFeatures(
            ids=ids,
            vectors=random.normal(0, 0.4, (len(ids), dimensions)).astype(np.float32),
            bias=random.normal(bias, 0.2, len(ids)).astype(np.float32),
        )

    return features(catalogue.movie_ids, 3.5), features(catalogue.user_ids, 0.0)


def publish_random_run(store: Store, seed: int = 0, dimensions: int = 8) -> int:
    """Stores random features as a ready, active run with metrics and a training curve; gives its id."""
    with store.writing() as connection:
        run_id = start_run(connection, "classic", "tiny", seed, "cpu", {"epochs": 3})
        for epoch in range(1, 4):
            point = CurvePoint(epoch * 10, epoch, 1.0 / epoch, 1.0 + 0.1 / epoch)
            add_curve_point(connection, run_id, point)
        movies, users = random_features(load_catalogue(connection), seed, dimensions)
    publish_run(store, run_id, movies, users, {"rmse": 0.95, "mae": 0.75, "ndcg@10": 0.2})
    return run_id
