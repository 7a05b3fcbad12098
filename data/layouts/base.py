"""What a layout is: which files make it up and how each of them is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from data.archive import Member
from data.rating_format import RatingFormat
from data.scale import RatingScale
from data.text_tables import TextTable

Members = Mapping[str, Member]
Ages = Literal["years", "brackets", "none"]

_NO_GENRE = frozenset({"", "(no genres listed)", "unknown"})


@dataclass(frozen=True, slots=True)
class Layout:
    """One way in which data sets of this kind are laid out in files.

    Attributes:
        description: for messages.
        name: of the data set, where the layout belongs to a single one.
        ratings_file: lower-case name of the file that holds the ratings.
        needed: lower-case names of all files without which it is not this layout.
        optional: files that are read where they exist.
        scale: of the ratings.
        ages: what the users' ages mean.
        read_movies: gives the table that `DataSetReader.movies` describes.
        read_users: likewise for users; None where the layout knows no more of a user than the ratings.
        rating_format: how the rating file's rows look.
        tag_files: files of tags, read where they exist; the data set is the same one without them.
        read_tags: gives the table that `DataSetReader.tags` describes; None where the layout has no tags.
    """

    description: str
    name: str | None
    ratings_file: str
    needed: tuple[str, ...]
    optional: tuple[str, ...]
    scale: RatingScale
    ages: Ages
    read_movies: Callable[[Members], pd.DataFrame]
    read_users: Callable[[Members], pd.DataFrame] | None
    rating_format: Callable[[Members], RatingFormat]
    tag_files: tuple[str, ...] = ()
    read_tags: Callable[[Members], pd.DataFrame] | None = None


def movie_table(
    table: TextTable,
    titles: Sequence[str],
    genres: Sequence[Sequence[str]],
) -> pd.DataFrame:
    """The table of movies; its ids come from the column `movie_id`. Links to IMDb and TMDB are left empty.

    Raises:
        DataSetError: an id or title is missing or an id comes twice; names the line.
    """
    movie_ids = table.unique_ids("movie_id")
    for line, title in zip(table.lines, titles, strict=True):
        if not title:
            raise table.broken(line, "the title is empty")
    missing = pd.array([pd.NA] * len(movie_ids), dtype="Int64")
    return pd.DataFrame(
        {
            "movie_id": movie_ids,
            "title": pd.Series(list(titles), dtype=object),
            "genres": pd.Series([clean_genres(names) for names in genres], dtype=object),
            "imdb_id": missing,
            "tmdb_id": missing.copy(),
        }
    )


def user_table(
    table: TextTable,
    occupations: Sequence[str | None],
) -> pd.DataFrame:
    """The table of users from the columns `user_id`, `gender` and `age`.

    Raises:
        DataSetError: an id is broken or comes twice, or an age is none; names the line.
    """
    ages: list[int | None] = []
    for line, text in zip(table.lines, table.texts("age"), strict=True):
        if text and not (text.isascii() and text.isdigit() and int(text[:4]) <= 150):
            raise table.broken(line, f"the age {text[:40]!r} is not a number of years")
        ages.append(int(text) if text else None)
    genders = [text.upper() if text.upper() in {"F", "M"} else None for text in table.texts("gender")]
    return pd.DataFrame(
        {
            "user_id": table.unique_ids("user_id"),
            "gender": pd.Series(genders, dtype=object),
            "age": pd.array(ages, dtype="Int64"),
            "occupation": pd.Series(list(occupations), dtype=object),
        }
    )


def clean_genres(names: Sequence[str]) -> tuple[str, ...]:
    """The genres without those that say that none is known, each once."""
    stripped = (name.strip() for name in names)
    return tuple(dict.fromkeys(name for name in stripped if name not in _NO_GENRE))
