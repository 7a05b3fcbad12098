"""DataFrames of one's own as a data set: ratings, and what is known of films and users."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import DataSetError
from data.layouts.base import clean_genres
from data.rating_rules import LARGEST_ID
from data.scale import HALF_STARS, WHOLE_STARS, RatingScale
from data.tags import film_tags

_NAMES = {
    "user": ("user", "user_id", "userId"),
    "movie": ("movie", "movie_id", "movieId"),
    "rating": ("rating",),
    "timestamp": ("timestamp", "rated_at"),
    "title": ("title",),
    "genres": ("genres",),
    "year": ("year",),
    "imdb_id": ("imdb_id", "imdbId"),
    "tmdb_id": ("tmdb_id", "tmdbId"),
    "gender": ("gender",),
    "age": ("age",),
    "occupation": ("occupation",),
}
"""What a column may be called; MovieLens's own spelling is among the names."""


class FrameReader:
    """A data set from DataFrames, as `data.readers.open_data_set` gives one from files.

    Args:
        ratings: columns user, movie and rating, and perhaps timestamp (seconds since 1970, or times). Ids are whole
            numbers from 1. Of several ratings of one film by one user the newest counts, else the last.
        films: columns movie and title, and perhaps year, genres (lists, or names joined by "|"), imdb_id and tmdb_id.
            Without it, films are called by their numbers.
        users: column user, and perhaps gender ("F" or "M"), age in years and occupation.

    Raises:
        DataSetError: a column is missing or holds something else; the message names the first such row.
    """

    name = "dataframe"

    def __init__(self, ratings: pd.DataFrame, films: pd.DataFrame | None, users: pd.DataFrame | None) -> None:
        _require_frames(films, users)
        self._ratings = rating_rows(ratings)
        self.scale = _scale_of(self._ratings["rating"].to_numpy())
        self._movies = _films(films, self._ratings["movie_id"].to_numpy())
        self._users = _users(users, self._ratings["user_id"].to_numpy())
        self.ages: Literal["years", "none"] = "years" if self._users["age"].notna().any() else "none"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        pass

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all values."""
        digest = hashlib.sha256()
        for frame in (self._ratings, self._movies, self._users):
            digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
        return digest.hexdigest()

    @property
    def rating_count_hint(self) -> int:
        return len(self._ratings)

    def movies(self) -> pd.DataFrame:
        return self._movies.copy()

    def users(self) -> pd.DataFrame:
        return self._users.copy()

    def tags(self) -> pd.DataFrame:
        return film_tags(())

    def rating_chunks(self, rows: int = 1_000_000) -> Iterator[pd.DataFrame]:
        for start in range(0, len(self._ratings), rows):
            yield self._ratings.iloc[start : start + rows]


def rating_rows(ratings: pd.DataFrame) -> pd.DataFrame:
    """Checked ratings, each pair of user and film once.

    Columns: user_id int64, movie_id int64, rating float32, rated_at int64 (seconds since 1970, 0 where not known).

    Raises:
        DataSetError: a column is missing or holds something else, or there are no ratings.
    """
    _require_frames(ratings)
    if not len(ratings):
        raise DataSetError("There are no ratings: the DataFrame has no rows.")
    rows = pd.DataFrame(
        {
            "user_id": _ids(ratings, "user"),
            "movie_id": _ids(ratings, "movie"),
            "rating": _stars(_column(ratings, "rating", "ratings")),
            "rated_at": _seconds(_found(ratings, "timestamp"), len(ratings)),
        }
    )
    newest_last = rows.sort_values("rated_at", kind="stable")
    return newest_last.drop_duplicates(["user_id", "movie_id"], keep="last").sort_index(ignore_index=True)


def id_pairs(pairs: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The user ids (n,) and film ids (n,) of a DataFrame with the columns user and movie.

    Raises:
        DataSetError: a column is missing or holds something else than ids.
    """
    return _ids(pairs, "user"), _ids(pairs, "movie")


def _scale_of(stars: NDArray[np.float32]) -> RatingScale:
    return WHOLE_STARS if WHOLE_STARS.holds(stars).all() else HALF_STARS


def _films(films: pd.DataFrame | None, rated: NDArray[np.int64]) -> pd.DataFrame:
    if films is None:
        ids = np.unique(rated)
        films = pd.DataFrame({"movie": ids, "title": [f"Film {movie_id}" for movie_id in ids]})
    ids = _unique_ids(films, "movie", "films")
    _require_all_in(ids, rated, "film", "films")
    titles = _column(films, "title", "films")
    unnamed = titles.isna() | (titles.astype(str).str.strip() == "")
    if unnamed.any():
        raise DataSetError(f"Row {_first(unnamed)} of films has no title: give every film one.")
    return pd.DataFrame(
        {
            "movie_id": ids,
            "title": _with_years(titles.astype(str).str.strip(), _optional_numbers(films, "year", "films")),
            "genres": pd.Series(map(_genres, _or_nothing(films, "genres")), dtype=object),
            "imdb_id": _optional_numbers(films, "imdb_id", "films"),
            "tmdb_id": _optional_numbers(films, "tmdb_id", "films"),
        }
    )


def _users(users: pd.DataFrame | None, raters: NDArray[np.int64]) -> pd.DataFrame:
    if users is None:
        users = pd.DataFrame({"user": np.unique(raters)})
    ids = _unique_ids(users, "user", "users")
    _require_all_in(ids, raters, "user", "users")
    genders = _or_nothing(users, "gender")
    strange = genders.notna() & ~genders.isin(["F", "M"])
    if strange.any():
        row = _first(strange)
        raise DataSetError(f'Row {row} of users has the gender {_shown(genders.iloc[row])}: it is "F", "M" or missing.')
    occupations = _or_nothing(users, "occupation")
    return pd.DataFrame(
        {
            "user_id": ids,
            "gender": genders,
            "age": _optional_numbers(users, "age", "users"),
            "occupation": occupations.where(occupations.isna(), occupations.astype(str)),
        }
    )


def _require_frames(*given: object) -> None:
    for frame in given:
        if frame is not None and not isinstance(frame, pd.DataFrame):
            raise DataSetError(f"A DataFrame is needed, not {type(frame).__name__}: pandas.read_csv reads files.")


def _found(frame: pd.DataFrame, what: str) -> pd.Series[Any] | None:
    """The column, counted from row 0; None where there is none."""
    name = next((name for name in _NAMES[what] if name in frame.columns), None)
    return None if name is None else frame[name].reset_index(drop=True)


def _column(frame: pd.DataFrame, what: str, of: str) -> pd.Series[Any]:
    column = _found(frame, what)
    if column is None:
        there = ", ".join(map(str, frame.columns)) or "none"
        raise DataSetError(f'The {of} lack a column "{what}"; their columns are: {there}.')
    return column


def _or_nothing(frame: pd.DataFrame, what: str) -> pd.Series[Any]:
    column = _found(frame, what)
    if column is None:
        return pd.Series([None] * len(frame), dtype=object)
    column = column.astype(object)
    return column.where(column.notna(), None)


def _ids(frame: pd.DataFrame, what: str) -> NDArray[np.int64]:
    column = _column(frame, what, "ratings" if "rating" in frame.columns else f"{what}s")
    numbers = pd.to_numeric(column, errors="coerce").astype(np.float64).to_numpy()
    wrong = ~((numbers >= 1) & (numbers <= LARGEST_ID) & (numbers == np.floor(numbers)))
    if wrong.any():
        row = _first(wrong)
        raise DataSetError(
            f"Row {row} has the {what} {_shown(column.iloc[row])}: ids are whole numbers from 1; "
            "`pandas.factorize` makes them from names."
        )
    return numbers.astype(np.int64)


def _unique_ids(frame: pd.DataFrame, what: str, of: str) -> NDArray[np.int64]:
    ids = _ids(frame, what)
    twice = pd.Series(ids).duplicated()
    if twice.any():
        raise DataSetError(f"The {of} have {what} {ids[_first(twice)]} twice: each may be there once.")
    return ids


def _require_all_in(known: NDArray[np.int64], used: NDArray[np.int64], what: str, of: str) -> None:
    missing = np.setdiff1d(used, known)
    if len(missing):
        raise DataSetError(f"The ratings name {what} {missing[0]}, which {of} lack: add it, or leave its ratings out.")


def _stars(column: pd.Series[Any]) -> NDArray[np.float32]:
    stars = pd.to_numeric(column, errors="coerce").astype(np.float32).to_numpy()
    wrong = ~HALF_STARS.holds(stars)
    if wrong.any():
        row = _first(wrong)
        raise DataSetError(
            f"Row {row} has the rating {_shown(column.iloc[row])}: ratings go {HALF_STARS.describe()}; "
            "bring others to that."
        )
    return stars


def _seconds(column: pd.Series[Any] | None, rows: int) -> NDArray[np.int64]:
    if column is None:
        return np.zeros(rows, np.int64)
    if pd.api.types.is_datetime64_any_dtype(column):
        times = pd.to_datetime(column, utc=True)
        numbers = ((times - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1)).to_numpy(np.float64)
    else:
        numbers = pd.to_numeric(column, errors="coerce").astype(np.float64).to_numpy()
    wrong = ~((numbers >= 0) & (numbers <= LARGEST_ID))
    if wrong.any():
        row = _first(wrong)
        raise DataSetError(
            f"Row {row} has the timestamp {_shown(column.iloc[row])}: give seconds since 1970, or times."
        )
    return np.floor(numbers).astype(np.int64)


def _optional_numbers(frame: pd.DataFrame, what: str, of: str) -> pd.Series[Any]:
    column = _or_nothing(frame, what)
    numbers = pd.to_numeric(column, errors="coerce").astype(np.float64)
    wrong = (column.notna() & numbers.isna()) | (numbers != np.floor(numbers)) & numbers.notna() | (numbers < 0)
    if wrong.any():
        row = _first(wrong)
        raise DataSetError(f"Row {row} of {of} has the {what} {_shown(column.iloc[row])}, which is no whole number.")
    return numbers.astype("Int64")


def _with_years(titles: pd.Series[str], years: pd.Series[Any]) -> list[str]:
    """Titles as MovieLens writes them: the year in brackets at the end."""
    return [
        title if pd.isna(year) or title.endswith(f"({year})") else f"{title} ({year})"
        for title, year in zip(titles, years, strict=True)
    ]


def _genres(value: object) -> tuple[str, ...]:
    """Names of genres from a list, or from a text as MovieLens writes it."""
    if value is None:
        return ()
    if not isinstance(value, str | Iterable):
        raise DataSetError(f'Genres are lists of names, or names joined by "|", not {_shown(value)}.')
    return clean_genres(value.split("|") if isinstance(value, str) else list(map(str, value)))


def _first(wrong: Any) -> int:
    """The first row where `wrong` (n,) is true."""
    return int(np.flatnonzero(np.asarray(wrong, np.bool_))[0])


def _shown(value: object) -> str:
    """A cell in a message: short, texts in quotes, numbers as people write them."""
    return repr(value[:80]) if isinstance(value, str) else str(value)[:80]
