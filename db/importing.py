"""Importing a data set: one transaction, so the database holds all of it or is as it was before."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection

from data.progress import Progress, silent
from db.catalogue_rows import write_movies, write_users
from db.data_set import stored_data_set
from db.errors import StoreError
from db.models import RATING_BY_MOVIE
from db.personal.kept_profiles import restore_profiles, take_profiles
from db.rows import DataSetRow
from db.search.index import write_search_names
from db.statistics import write_statistics
from db.store.bulk import write_rows

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from data.readers import DataSetReader
    from db.store.database import Store

_ROWS_AT_ONCE = 20_000


class ReplacePolicy(Enum):
    """What to do when the database already holds another data set."""

    REFUSE = "refuse"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What the database holds now. `unchanged`: it held the same data before, and nothing was written."""

    dataset: str
    movies: int
    users: int
    ratings: int
    seconds: float
    unchanged: bool


def import_data_set(
    store: Store,
    reader: DataSetReader,
    progress: Progress = silent,
    replace: ReplacePolicy = ReplacePolicy.REFUSE,
    before_commit: Callable[[], None] = lambda: None,
) -> ImportResult:
    """Puts the reader's data set into the database.

    Where a user rated a film twice, the newest rating is kept. Importing what is there already does nothing.
    Replacing another data set removes its model runs; profiles stay, with those of their ratings whose film
    is found again. Progress has the phases "read", "import" and "index", and one count of steps.
    `before_commit` is called last before what was read becomes lasting; what it raises takes it all back.

    Raises:
        StoreError: another data set is present and `replace` refuses; the database cannot be written.
        DataSetError: the files are broken; it names file and line.
    """
    started = time.monotonic()
    steps = _Steps(progress, reader.rating_count_hint)
    steps.read()
    with store.reading() as connection:
        present = stored_data_set(connection)
    if present is None or not _is_same(present, reader, replace):
        movies, users = reader.movies(), reader.users()
        with store.bulk_loading() as connection:
            present = stored_data_set(connection)
            if present is None or not _is_same(present, reader, replace):
                result = _load(connection, reader, movies, users, steps)
                before_commit()
                return _result(result, started, unchanged=False)
    return _result(present, started, unchanged=True)


def _is_same(present: DataSetRow, reader: DataSetReader, replace: ReplacePolicy) -> bool:
    if present.fingerprint == reader.fingerprint:
        return True
    if replace is ReplacePolicy.REFUSE:
        raise StoreError(
            f"The database holds {present.name}: add --replace to replace it,"
            " or use --db FILE for a second database."
        )
    return False


def _result(data_set: DataSetRow, started: float, *, unchanged: bool) -> ImportResult:
    return ImportResult(
        data_set.name,
        data_set.movies,
        data_set.users,
        data_set.ratings,
        round(time.monotonic() - started, 3),
        unchanged,
    )


def _load(
    connection: Connection, reader: DataSetReader, movies: pd.DataFrame, users: pd.DataFrame, steps: _Steps
) -> DataSetRow:
    profiles = take_profiles(connection)
    _clear(connection)
    write_movies(connection, movies)
    write_users(connection, users)
    RATING_BY_MOVIE.drop(connection)
    movie_ids, user_ids = movies["movie_id"].to_numpy(), users["user_id"].to_numpy()
    for chunk in reader.rating_chunks():
        _check_known("film", chunk["movie_id"].to_numpy(), movie_ids)
        _check_known("user", chunk["user_id"].to_numpy(), user_ids)
        for part in _in_order_of_the_key(chunk):
            _write_ratings(connection, part)
            steps.imported(len(part))
    restore_profiles(connection, profiles)
    steps.index(0)
    RATING_BY_MOVIE.create(connection)
    steps.index(1)
    write_statistics(connection)
    steps.index(2)
    write_search_names(connection)
    steps.index(3)
    return _write_data_set(connection, reader)


def _clear(connection: Connection) -> None:
    """Empties every table but the profiles. Foreign keys are off here, so children are named too."""
    tables = ["active_run", "run_curve", "movie_feature", "user_feature", "model_run"]
    tables += [
        "rating",
        "movie_mark",
        "movie_stat",
        "user_stat",
        "movie_genre",
        "genre",
        "movie_name",
        "title_word",
        "movie",
        "data_set",
    ]
    for table in tables:
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - names from the list above
    connection.exec_driver_sql("DELETE FROM user WHERE user_id > 0")


def _check_known(kind: str, named: NDArray[np.int64], known: NDArray[np.int64]) -> None:
    """Foreign keys are off here, so this is what keeps ratings of nobody and of nothing out."""
    unknown = named[~np.isin(named, known)]
    if len(unknown):
        raise StoreError(
            f"The ratings name {kind} {unknown[0]}, which is not among the {kind}s of the data set."
        )


def _in_order_of_the_key(chunk: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The chunk in parts, sorted: SQLite then appends instead of searching the place of each row."""
    columns = (chunk[name].to_numpy() for name in ("rated_at", "movie_id", "user_id"))
    order = np.lexsort(tuple(columns))
    for start in range(0, len(order), _ROWS_AT_ONCE):
        yield chunk.iloc[order[start : start + _ROWS_AT_ONCE]]


def _write_ratings(connection: Connection, ratings: pd.DataFrame) -> None:
    columns = (ratings[name].tolist() for name in ("user_id", "movie_id", "rating", "rated_at"))
    write_rows(
        connection,
        "INSERT INTO rating (user_id, movie_id, rating, rated_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (user_id, movie_id) DO UPDATE"
        " SET rating = excluded.rating, rated_at = excluded.rated_at"
        " WHERE excluded.rated_at >= rating.rated_at",
        zip(*columns, strict=True),
    )


def _write_data_set(connection: Connection, reader: DataSetReader) -> DataSetRow:
    scale = reader.scale
    connection.exec_driver_sql(
        "INSERT INTO data_set (data_set_id, name, fingerprint, imported_at,"
        " rating_min, rating_max, rating_step, ages, movies, users, ratings)"
        " SELECT 1, ?, ?, ?, ?, ?, ?, ?, (SELECT count(*) FROM movie),"
        " (SELECT count(*) FROM user WHERE user_id > 0), (SELECT total(ratings) FROM movie_stat)",
        (
            reader.name,
            reader.fingerprint,
            datetime.now(UTC).isoformat(timespec="seconds"),
            scale.minimum,
            scale.maximum,
            scale.step,
            reader.ages,
        ),
    )
    data_set = stored_data_set(connection)
    assert data_set is not None  # noqa: S101 - written one statement ago
    return data_set


class _Steps:
    """One count for the whole import: a step is one rating; the indices count as a third of the ratings."""

    def __init__(self, progress: Progress, ratings_expected: int) -> None:
        self._progress = progress
        self._expected = max(ratings_expected, 1)
        self._share = max(self._expected // 9, 1)
        self._total = self._expected + 3 * self._share
        self._done = 0

    def read(self) -> None:
        self._progress("read", 0, self._total)

    def imported(self, ratings: int) -> None:
        self._done = min(self._done + ratings, self._expected)
        self._progress("import", self._done, self._total)

    def index(self, parts: int) -> None:
        self._progress("index", self._expected + parts * self._share, self._total)
