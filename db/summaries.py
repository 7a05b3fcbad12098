"""Films as lists show them, however many, in two queries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, func, select

from db.models import Genre, Movie, MovieGenre, MovieStat
from db.rows import MovieSummary


def movie_summaries(connection: Connection, ids: Iterable[int]) -> dict[int, MovieSummary]:
    """The films among `ids` that exist, by id, in the order asked for. Two queries, however many they are."""
    wanted = list(dict.fromkeys(int(movie_id) for movie_id in ids))
    # As one JSON parameter, a list of any length stays below SQLite's limit of parameters.
    chosen = select(func.json_each(json.dumps(wanted)).table_valued("value").c.value)
    genre_rows = connection.execute(_GENRES.where(MovieGenre.movie_id.in_(chosen)))
    genres = {film: tuple(name for _, name in rows) for film, rows in groupby(genre_rows, itemgetter(0))}
    found = {
        row.movie_id: MovieSummary(
            movie_id=row.movie_id,
            title=row.title,
            display_title=row.display_title,
            year=row.year,
            genres=genres.get(row.movie_id, ()),
            ratings=row.ratings,
            mean_rating=row.mean_rating,
        )
        for row in connection.execute(_SUMMARY.where(Movie.movie_id.in_(chosen)))
    }
    return {movie_id: found[movie_id] for movie_id in wanted if movie_id in found}


_SUMMARY = select(
    Movie.movie_id,
    Movie.title,
    Movie.display_title,
    Movie.year,
    func.coalesce(MovieStat.ratings, 0).label("ratings"),
    MovieStat.mean_rating,
).join_from(Movie, MovieStat, MovieStat.movie_id == Movie.movie_id, isouter=True)

_GENRES = (
    select(MovieGenre.movie_id, Genre.name)
    .join_from(MovieGenre, Genre, Genre.genre_id == MovieGenre.genre_id)
    .order_by(MovieGenre.movie_id, Genre.name)
)
