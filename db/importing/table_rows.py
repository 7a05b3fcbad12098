"""Writing the films, genres, users and ratings of a data set into their tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection

from data.titles import parse_title
from db.store.bulk import write_rows

if TYPE_CHECKING:
    import pandas as pd

_ROWS_AT_ONCE = 20_000


def write_movies(connection: Connection, movies: pd.DataFrame) -> None:
    """Writes films and genres. Columns: movie_id, title, genres (tuples of names), imdb_id, tmdb_id."""
    ids = movies["movie_id"].tolist()
    columns = zip(ids, movies["title"], _nullable(movies["imdb_id"]), _nullable(movies["tmdb_id"]), strict=True)
    write_rows(
        connection,
        "INSERT INTO movie (movie_id, title, imdb_id, tmdb_id, display_title, year, sort_title, aliases)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((*row, *_derived_from_title(row[1])) for row in columns),
    )
    names = sorted({name for genres in movies["genres"] for name in genres})
    genre_ids = {name: number for number, name in enumerate(names, start=1)}
    write_rows(connection, "INSERT INTO genre (name, genre_id) VALUES (?, ?)", genre_ids.items())
    write_rows(
        connection,
        "INSERT INTO movie_genre (movie_id, genre_id) VALUES (?, ?)",
        (
            (movie_id, genre_ids[name])
            for movie_id, genres in zip(ids, movies["genres"], strict=True)
            for name in dict.fromkeys(genres)
        ),
    )


def write_tags(connection: Connection, tags: pd.DataFrame) -> None:
    """Writes what people say of films. Columns: movie_id, tag, weight."""
    columns = (tags[name].tolist() for name in ("movie_id", "tag", "weight"))
    write_rows(connection, "INSERT INTO movie_tag (movie_id, tag, weight) VALUES (?, ?, ?)", zip(*columns, strict=True))


def write_users(connection: Connection, users: pd.DataFrame) -> None:
    """Writes users. Columns: user_id, gender, age, occupation."""
    columns = (_nullable(users[name]) for name in ("user_id", "gender", "age", "occupation"))
    write_rows(
        connection,
        "INSERT INTO user (user_id, gender, age, occupation) VALUES (?, ?, ?, ?)",
        zip(*columns, strict=True),
    )


def write_ratings(connection: Connection, ratings: pd.DataFrame) -> Iterator[int]:
    """Writes ratings in batches; gives the size of each. Columns: user_id, movie_id, rating, rated_at."""
    # In the order of the key, SQLite appends rows instead of searching each one's place.
    order = np.lexsort((ratings["movie_id"].to_numpy(), ratings["user_id"].to_numpy()))
    columns = [ratings[name].to_numpy()[order] for name in ("user_id", "movie_id", "rating", "rated_at")]
    for start in range(0, len(order), _ROWS_AT_ONCE):
        batch = [column[start : start + _ROWS_AT_ONCE].tolist() for column in columns]
        write_rows(
            connection,
            "INSERT INTO rating (user_id, movie_id, rating, rated_at) VALUES (?, ?, ?, ?)",
            zip(*batch, strict=True),
        )
        yield len(batch[0])


def _derived_from_title(title: str) -> tuple[str, int | None, str, str]:
    parsed = parse_title(title)
    return (
        parsed.display_title,
        parsed.year,
        parsed.sort_title,
        json.dumps(parsed.aliases, ensure_ascii=False),
    )


def _nullable(column: pd.Series[Any]) -> list[Any]:
    """The column's values as Python objects, None where missing."""
    return column.astype(object).where(column.notna(), None).tolist()
