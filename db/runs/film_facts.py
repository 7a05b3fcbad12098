"""What is known of every film without training: genres, year, how it stands at IMDb, and who made it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.rows import FilmFacts
from db.store.bulk import read_rows

_NUMBERS = ", ".join(
    f"CAST(coalesce({column}, 0) AS REAL)" for column in ("year", "imdb_votes", "imdb_rating", "ratings")
)
_LAST_YEAR, _MOST_PEOPLE, _BEST_RATING = 9999, 10**10, 10.0


def load_film_facts(connection: Connection) -> FilmFacts:
    """The facts of all films, those that IMDb adds among them; what cannot be true is not known."""
    sql = f"SELECT movie_id, {_NUMBERS} FROM movie LEFT JOIN movie_stat USING (movie_id) ORDER BY movie_id"  # noqa: S608
    table = np.array(read_rows(connection, sql), np.float64).reshape(-1, 5)
    ids = table[:, 0].astype(np.int64)
    limits = (_LAST_YEAR, _MOST_PEOPLE, _BEST_RATING, _MOST_PEOPLE)
    years, votes, rating, ratings = np.where((table[:, 1:] > 0) & (table[:, 1:] <= limits), table[:, 1:], 0).T
    return FilmFacts(
        movie_ids=ids,
        years=years.astype(np.int32),
        genres=film_genres(connection, ids),
        imdb_votes=votes.astype(np.int64),
        imdb_rating=rating.astype(np.float32),
        ratings=ratings.astype(np.int64),
        directors=_credits(connection, ids, "director"),
        cast=_credits(connection, ids, "cast"),
    )


def film_genres(connection: Connection, movie_ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(n_movies, n_genres) which genres each of the films has, which are in ascending order of id."""
    rows, genre_ids = _pairs(connection, movie_ids, "SELECT movie_id, CAST(genre_id AS INTEGER) FROM movie_genre")
    names, columns = np.unique(genre_ids, return_inverse=True)
    genres = np.zeros((len(movie_ids), len(names)), np.bool_)
    genres[rows, columns] = True
    return genres


def film_years(connection: Connection, movie_ids: NDArray[np.int64]) -> NDArray[np.int32]:
    """(n_movies,) when each of the films came out, which are in ascending order of id; 0 where that is unknown."""
    sql = f"SELECT movie_id, CAST(year AS INTEGER) FROM movie WHERE year BETWEEN 1 AND {_LAST_YEAR}"  # noqa: S608
    years = np.zeros(len(movie_ids), np.int32)
    rows, numbers = _pairs(connection, movie_ids, sql)
    years[rows] = numbers
    return years


def _credits(connection: Connection, movie_ids: NDArray[np.int64], role: str) -> NDArray[np.int64]:
    sql = f"SELECT movie_id, CAST(person_id AS INTEGER) FROM movie_person WHERE role = '{role}'"  # noqa: S608 - one of our two
    return np.column_stack(_pairs(connection, movie_ids, sql))


def _pairs(
    connection: Connection, movie_ids: NDArray[np.int64], sql: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(row of a film, number) of what a query gives as (film id, number), films that are not asked for left out."""
    table = np.array(read_rows(connection, sql), np.int64).reshape(-1, 2)
    if not len(movie_ids):
        return table[:0, 0], table[:0, 1]
    rows = np.searchsorted(movie_ids, table[:, 0]).clip(max=len(movie_ids) - 1)
    known = movie_ids[rows] == table[:, 0]
    return rows[known], table[known, 1]
