"""MovieLens 100K as GroupLens publishes it: tabs and '|' as separators, ages in years, genres as flags."""

import pandas as pd

from data.layouts.base import Layout, Members, movie_table, user_table
from data.rating_format import CHUNK_COLUMNS, RatingFormat
from data.scale import WHOLE_STARS
from data.text_tables import read_separated

_GENRES = (
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama",
    "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
)  # fmt: skip


def _read_movies(members: Members) -> pd.DataFrame:
    names = _genre_names(members)
    columns = ("movie_id", "title", "released", "released on video", "url", *names)
    table = read_separated(members["u.item"], "|", columns)
    flags = [row[-len(names) :] for row in table.rows]
    for line, row in zip(table.lines, flags, strict=True):
        if not {flag.strip() for flag in row} <= {"0", "1"}:
            raise table.broken(line, "a genre flag is neither 0 nor 1")
    genres = [[name for name, flag in zip(names, row, strict=True) if flag.strip() == "1"] for row in flags]
    return movie_table(table, table.texts("title"), genres)


def _genre_names(members: Members) -> tuple[str, ...]:
    if "u.genre" not in members:
        return _GENRES
    table = read_separated(members["u.genre"], "|", ("name", "place"))
    return tuple(table.texts("name"))


def _read_users(members: Members) -> pd.DataFrame:
    table = read_separated(members["u.user"], "|", ("user_id", "age", "gender", "occupation", "zip code"))
    return user_table(table, [text or None for text in table.texts("occupation")])


def _rating_format(_members: Members) -> RatingFormat:
    return RatingFormat("\t", CHUNK_COLUMNS)


ML_100K = Layout(
    description="MovieLens 100K",
    name="ml-100k",
    ratings_file="u.data",
    needed=("u.data", "u.item", "u.user"),
    optional=("u.genre",),
    scale=WHOLE_STARS,
    ages="years",
    read_movies=_read_movies,
    read_users=_read_users,
    rating_format=_rating_format,
)
