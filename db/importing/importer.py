"""Importing a data set: one transaction, so the database holds all of it or is as it was before."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, exists, func, insert, select

from data.progress import Progress, silent
from db.errors import StoreError
from db.importing.kept_profiles import restore_profiles, take_profiles
from db.importing.table_rows import write_movies, write_ratings, write_tags, write_users
from db.models import (
    RATING_BY_MOVIE,
    Base,
    DataSet,
    Movie,
    MovieStat,
    MovieTag,
    ParkedOpinion,
    SavedFilter,
    Setting,
    User,
)
from db.ratings import write_statistics
from db.rows import DataSetRow
from db.search.index import write_search_index
from db.store.data_sets import stored_data_set

if TYPE_CHECKING:
    import pandas as pd

    from data.readers import DataSetReader
    from db.store.database import Store


class ReplacePolicy(Enum):
    """Whether another data set in the database may be replaced."""

    REFUSE = "refuse"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What the database holds now. `unchanged`: it held the same data before, so nothing was written."""

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
    """Imports the reader's data set. Importing the same data set again does nothing but add
    tags where an earlier version left them out.

    Replacing another data set removes its model runs; profiles stay, and so do their opinions of films that the new one
    has, too. Progress has the phases "read", "import" and "index", and one count of steps. `before_commit` is called
    just before the commit; what it raises undoes everything.

    Raises:
        StoreError: another data set is present and `replace` refuses; the database cannot be written.
        DataSetError: the files are broken; the message names file and line.
    """
    started = time.monotonic()
    steps = _ImportProgress(progress, reader.rating_count_hint)
    steps.read()
    with store.reading() as connection:
        present = stored_data_set(connection)
    if present is None or not _is_same(present, reader, replace):
        movies, users, tags = reader.movies(), reader.users(), reader.tags()
        with store.bulk_loading() as connection:
            present = stored_data_set(connection)
            if present is None or not _is_same(present, reader, replace):
                result = _load(connection, reader, movies, users, tags, steps)
                before_commit()
                return _result(result, started, unchanged=False)
    _add_tags(store, reader)
    return _result(present, started, unchanged=True)


def _add_tags(store: Store, reader: DataSetReader) -> None:
    """Adds the tags to a data set that was imported by an earlier version, which did not read them."""
    with store.reading() as connection:
        has_tags = connection.scalar(select(exists().select_from(MovieTag)))
    if not has_tags and len(tags := reader.tags()):
        with store.bulk_loading() as connection:
            connection.execute(delete(MovieTag))
            write_tags(connection, tags)


def _is_same(present: DataSetRow, reader: DataSetReader, replace: ReplacePolicy) -> bool:
    if present.fingerprint == reader.fingerprint:
        return True
    if replace is ReplacePolicy.REFUSE:
        raise StoreError(
            f"The database holds {present.name}: add --replace to replace it, or use --db FILE for a second database."
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
    connection: Connection,
    reader: DataSetReader,
    movies: pd.DataFrame,
    users: pd.DataFrame,
    tags: pd.DataFrame,
    steps: _ImportProgress,
) -> DataSetRow:
    profiles = take_profiles(connection)
    _clear(connection)
    write_movies(connection, movies)
    write_tags(connection, tags)
    write_users(connection, users)
    RATING_BY_MOVIE.drop(connection)
    for chunk in reader.rating_chunks():
        for count in write_ratings(connection, chunk):
            steps.imported(count)
    restore_profiles(connection, profiles)
    steps.index(0)
    RATING_BY_MOVIE.create(connection)
    steps.index(1)
    write_statistics(connection)
    steps.index(2)
    write_search_index(connection)
    steps.index(3)
    return _write_data_set(connection, reader)


def _clear(connection: Connection) -> None:
    """Empties every table but those of profiles. Foreign keys are off here, so nothing is deleted in consequence."""
    of_profiles = {User.__table__, ParkedOpinion.__table__, SavedFilter.__table__, Setting.__table__}
    for table in Base.metadata.sorted_tables:
        if table not in of_profiles:
            connection.execute(delete(table))
    connection.execute(delete(User).where(User.user_id > 0))


def _write_data_set(connection: Connection, reader: DataSetReader) -> DataSetRow:
    values = {
        "data_set_id": 1,
        "name": reader.name,
        "fingerprint": reader.fingerprint,
        "imported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rating_min": reader.scale.minimum,
        "rating_max": reader.scale.maximum,
        "rating_step": reader.scale.step,
        "ages": reader.ages,
        "movies": select(func.count()).select_from(Movie).scalar_subquery(),
        "users": select(func.count()).select_from(User).where(User.user_id > 0).scalar_subquery(),
        "ratings": select(func.total(MovieStat.ratings)).scalar_subquery(),
    }
    connection.execute(insert(DataSet).values(values))
    data_set = stored_data_set(connection)
    assert data_set is not None  # noqa: S101 - written one statement ago
    return data_set


class _ImportProgress:
    """One count of steps for the whole import: a step is one rating; indexing counts as a third of the ratings."""

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
