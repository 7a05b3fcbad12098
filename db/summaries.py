"""Films as lists show them, however many, in two queries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, bindparam, func, select

from db.models import Genre, Movie, MovieGenre, MovieStat
from db.rows import MovieSummary


def movie_summaries(connection: Connection, ids: Iterable[int]) -> dict[int, MovieSummary]:
    """The films among `ids` that exist, by id, in the order asked for. Two queries, however many they are."""
    wanted = list(dict.fromkeys(int(movie_id) for movie_id in ids))
    chosen = {"ids": json.dumps(wanted)}
    genre_rows = connection.execute(_GENRES, chosen)
    genres = {film: tuple(name for _, name in rows) for film, rows in groupby(genre_rows, itemgetter(0))}
    found = {
        movie_id: MovieSummary(
            movie_id=movie_id,
            title=title,
            display_title=display_title,
            year=year,
            genres=genres.get(movie_id, ()),
            ratings=ratings,
            mean_rating=mean_rating,
        )
        for movie_id, title, display_title, year, ratings, mean_rating in connection.execute(_SUMMARY, chosen)
    }
    return {movie_id: found[movie_id] for movie_id in wanted if movie_id in found}


CHOSEN_IDS = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
"""The ids of the parameter `ids`, a JSON text: as one parameter, a list of any length stays below SQLite's limit."""

_SUMMARY = (
    select(
        Movie.movie_id,
        Movie.title,
        Movie.display_title,
        Movie.year,
        func.coalesce(MovieStat.ratings, 0).label("ratings"),
        MovieStat.mean_rating,
    )
    .join_from(Movie, MovieStat, MovieStat.movie_id == Movie.movie_id, isouter=True)
    .where(Movie.movie_id.in_(CHOSEN_IDS))
)

_GENRES = (
    select(MovieGenre.movie_id, Genre.name)
    .join_from(MovieGenre, Genre, Genre.genre_id == MovieGenre.genre_id)
    .where(MovieGenre.movie_id.in_(CHOSEN_IDS))
    .order_by(MovieGenre.movie_id, Genre.name)
)
