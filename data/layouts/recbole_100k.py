"""MovieLens 100K as the package `recbole` carries it: tabs, typed headers, titles and years apart.

Its titles, years, genres, users and ratings are those of the official files, except that titles are already
stripped and that "unknown" is spelled "unkonwn"; so the official titles can be put together again.
"""

import pandas as pd

from data.layouts.base import Layout, Members, movie_table, user_table
from data.rating_format import CHUNK_COLUMNS, RatingFormat
from data.scale import WHOLE_STARS
from data.text_tables import read_with_header

_UNKNOWN = frozenset({"unkonwn", "unknown", ""})


def _read_movies(members: Members) -> pd.DataFrame:
    names = {
        "movie_id": ("itemid:token",),
        "title": ("movietitle:tokenseq",),
        "year": ("releaseyear:token",),
        "genres": ("class:tokenseq",),
    }
    table = read_with_header(members["ml-100k.item"], names, separator="\t")
    titles = [
        _official_title(title, year) for title, year in zip(table.texts("title"), table.texts("year"), strict=True)
    ]
    return movie_table(table, titles, [text.split(" ") for text in table.texts("genres")])


def _official_title(title: str, year: str) -> str:
    if title in _UNKNOWN:
        return "unknown"
    return title if year in _UNKNOWN else f"{title} ({year})"


def _read_users(members: Members) -> pd.DataFrame:
    names = {
        "user_id": ("userid:token",),
        "age": ("age:token",),
        "gender": ("gender:token",),
        "occupation": ("occupation:token",),
    }
    table = read_with_header(members["ml-100k.user"], names, separator="\t")
    return user_table(table, [text or None for text in table.texts("occupation")])


def _rating_format(_members: Members) -> RatingFormat:
    return RatingFormat("\t", CHUNK_COLUMNS, header_lines=1)


RECBOLE_100K = Layout(
    description="MovieLens 100K from the package recbole",
    name="ml-100k",
    ratings_file="ml-100k.inter",
    needed=("ml-100k.inter", "ml-100k.item", "ml-100k.user"),
    optional=(),
    scale=WHOLE_STARS,
    ages="years",
    read_movies=_read_movies,
    read_users=_read_users,
    rating_format=_rating_format,
)
