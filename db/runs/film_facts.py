"""What is known of every film without training: genres, year, how it stands at IMDb, and who made it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.rows import FilmFacts
from db.store.bulk import read_rows


def load_film_facts(connection: Connection) -> FilmFacts:
    """The facts of all films, those that IMDb adds among them."""
    rows = read_rows(
        connection,
        "SELECT movie_id, coalesce(year, 0), coalesce(imdb_votes, 0), coalesce(imdb_rating, 0), coalesce(s.ratings, 0)"
        " FROM movie LEFT JOIN movie_stat AS s USING (movie_id) ORDER BY movie_id",
    )
    table = np.array(rows, np.float64).reshape(-1, 5)
    ids = table[:, 0].astype(np.int64)
    return FilmFacts(
        movie_ids=ids,
        years=table[:, 1].astype(np.int32),
        genres=film_genres(connection, ids),
        imdb_votes=table[:, 2].astype(np.int64),
        imdb_rating=table[:, 3].astype(np.float32),
        ratings=table[:, 4].astype(np.int64),
        directors=_credits(connection, ids, "director"),
        cast=_credits(connection, ids, "cast"),
    )


def film_genres(connection: Connection, movie_ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(n_movies, n_genres) which genres each of the films has, which are in ascending order of id."""
    rows, genre_ids = _pairs(connection, movie_ids, "SELECT movie_id, genre_id FROM movie_genre")
    names, columns = np.unique(genre_ids, return_inverse=True)
    genres = np.zeros((len(movie_ids), len(names)), np.bool_)
    genres[rows, columns] = True
    return genres


def _credits(connection: Connection, movie_ids: NDArray[np.int64], role: str) -> NDArray[np.int64]:
    sql = f"SELECT movie_id, person_id FROM movie_person WHERE role = '{role}'"  # noqa: S608 - one of our two
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
