"""Writing films, genres, users and the texts of title search at import."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from data.titles import parse_title
from db.bulk import read_rows, write_rows
from db.names import FoundBy, found_by

if TYPE_CHECKING:
    import pandas as pd

SEARCH_INDICES = {
    "movie_title_fts": "CREATE VIRTUAL TABLE movie_title_fts USING fts5"
    "(name, match_key, content='', prefix='1 2 3', tokenize='unicode61 remove_diacritics 0')",
    "movie_title_trigram": "CREATE VIRTUAL TABLE movie_title_trigram USING fts5"
    "(name, content='', tokenize='trigram')",
}
"""The indices of title search and the statements that make them."""


def write_movies(connection: Connection, movies: pd.DataFrame) -> None:
    """Writes films and genres. Columns: movie_id, title, genres (tuples of names), imdb_id, tmdb_id."""
    ids = movies["movie_id"].tolist()
    columns = zip(
        ids, movies["title"], _nullable(movies["imdb_id"]), _nullable(movies["tmdb_id"]), strict=True
    )
    write_rows(
        connection,
        "INSERT INTO movie (movie_id, title, imdb_id, tmdb_id, display_title, year, sort_title, aliases)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((*row, *_parsed(row[1])) for row in columns),
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


def write_users(connection: Connection, users: pd.DataFrame) -> None:
    """Writes users. Columns: user_id, gender, age, occupation."""
    columns = (_nullable(users[name]) for name in ("user_id", "gender", "age", "occupation"))
    write_rows(
        connection,
        "INSERT INTO user (user_id, gender, age, occupation) VALUES (?, ?, ?, ?)",
        zip(*columns, strict=True),
    )


def write_search_names(connection: Connection) -> None:
    """Fills `movie_name`, `title_word` and both search indices anew from the films in the database."""
    for index in SEARCH_INDICES:
        connection.exec_driver_sql(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")  # noqa: S608
    for table in ("movie_name", "title_word"):
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    films = read_rows(
        connection,
        "SELECT m.movie_id, m.display_title, m.aliases, coalesce(s.ratings, 0) AS ratings FROM movie AS m"
        " LEFT JOIN movie_stat AS s USING (movie_id) ORDER BY ratings DESC, m.movie_id",
    )
    names: list[tuple[int, FoundBy]] = []
    words: dict[str, int] = {}
    for movie_id, title, aliases, ratings in films:
        for name in found_by([title, *json.loads(aliases)]):
            names.append((movie_id, name))
            for word in name.folded.split():
                words.setdefault(word, ratings)
    write_rows(connection, "INSERT INTO title_word (word, ratings) VALUES (?, ?)", sorted(words.items()))
    write_rows(
        connection,
        "INSERT INTO movie_name (name_id, movie_id, name, match_key) VALUES (?, ?, ?, ?)",
        ((number, movie_id, name.name, name.match_key) for number, (movie_id, name) in enumerate(names, 1)),
    )
    write_rows(
        connection,
        "INSERT INTO movie_title_fts (rowid, name, match_key) VALUES (?, ?, ?)",
        ((number, name.folded, name.match_key) for number, (_, name) in enumerate(names, 1)),
    )
    write_rows(
        connection,
        # The spaces make the first and the last letters of a title count in typing errors.
        "INSERT INTO movie_title_trigram (rowid, name) VALUES (?, ' ' || ? || ' ')",
        ((number, name.name) for number, (_, name) in enumerate(names, 1)),
    )


def _parsed(title: str) -> tuple[str, int | None, str, str]:
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
