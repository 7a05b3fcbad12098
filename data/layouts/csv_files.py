"""The CSV files of MovieLens since 2015 (20M, 25M, 32M, latest, latest-small), and own ones like them."""

from collections.abc import Sequence

import pandas as pd

from data.archive import Member
from data.errors import DataSetError
from data.layouts.base import Layout, Members, movie_table
from data.layouts.tag_files import read_csv_tags
from data.rating_format import RatingFormat, first_line, split_line
from data.scale import HALF_STARS
from data.text_tables import TextTable, header_key, read_with_header

RATING_COLUMNS = {
    "user_id": ("userId", "user"),
    "movie_id": ("movieId", "movie", "itemId", "item"),
    "rating": ("rating", "stars"),
    "rated_at": ("timestamp", "ratedAt", "time"),
}
"""Names that a rating file's header may give to each column; `header_key` makes spellings the same."""


def _read_movies(members: Members) -> pd.DataFrame:
    names = {"movie_id": ("movieId",), "title": ("title",), "genres": ("genres",)}
    table = read_with_header(members["movies.csv"], names)
    movies = movie_table(table, table.texts("title"), [text.split("|") for text in table.texts("genres")])
    if "links.csv" not in members:
        return movies
    links = _read_links(members["links.csv"])
    return movies.drop(columns=["imdb_id", "tmdb_id"]).merge(links, on="movie_id", how="left")


def _read_links(member: Member) -> pd.DataFrame:
    """The ids at IMDb and TMDB: movie_id int64, imdb_id Int64, tmdb_id Int64."""
    names = {"movie_id": ("movieId",), "imdb_id": ("imdbId",), "tmdb_id": ("tmdbId",)}
    table = read_with_header(member, names)
    columns = {name: pd.array(_foreign_ids(table, name), dtype="Int64") for name in ("imdb_id", "tmdb_id")}
    return pd.DataFrame({"movie_id": table.unique_ids("movie_id"), **columns})


def _foreign_ids(table: TextTable, column: str) -> list[int | None]:
    ids: list[int | None] = []
    for line, text in zip(table.lines, table.texts(column), strict=True):
        digits = text.removeprefix("tt").removesuffix(".0")
        if text and not (digits.isascii() and digits.isdigit() and len(digits) < 16):
            raise table.broken(line, f"{text[:40]!r} is not a whole number")
        ids.append(int(digits) if text else None)
    return ids


def _rating_format(members: Members) -> RatingFormat:
    member = members["ratings.csv"]
    columns = named_columns(split_line(first_line(member), ",", member.name))
    for name, accepted in RATING_COLUMNS.items():
        if name not in columns and name != "rated_at":
            raise DataSetError(
                f"{member.name}, line 1: the column {accepted[0]} is missing; the header should be "
                f"userId,movieId,rating,timestamp."
            )
    return RatingFormat(",", columns, header_lines=1)


def named_columns(header: Sequence[str]) -> tuple[str, ...]:
    """What each field of a rating file holds, judged by its header; useless fields get names of their own."""
    columns: list[str] = []
    for place, title in enumerate(header):
        matches = [name for name, accepted in RATING_COLUMNS.items() if header_key(title) in map(header_key, accepted)]
        columns.append(matches[0] if matches and matches[0] not in columns else f"ignored {place}")
    return tuple(columns)


CSV_FILES = Layout(
    description="MovieLens CSV files",
    name=None,
    ratings_file="ratings.csv",
    needed=("ratings.csv", "movies.csv"),
    optional=("links.csv",),
    scale=HALF_STARS,
    ages="none",
    read_movies=_read_movies,
    read_users=None,
    rating_format=_rating_format,
    tag_files=("tags.csv", "genome-scores.csv", "genome-tags.csv"),
    read_tags=read_csv_tags,
)
