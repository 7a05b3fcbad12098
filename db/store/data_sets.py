"""The data set that a database holds, and the other databases in its folder, each with a data set of its own."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from sqlalchemy import Connection, select

from data.scale import RatingScale
from db.errors import Damaged, StoreError
from db.models import DataSet
from db.rows import DataSetRow
from db.store.database import Store

_SUFFIX = ".db"
_NOT_IN_FILE_NAMES = re.compile(r"[^\w.-]+")
_NO_WAIT = 0.0
MOST_STARS = 100
"""No scale of ratings goes further."""
_SMALLEST_STEP = 0.1


@dataclass(frozen=True, slots=True)
class DatabaseFile:
    """A database and the data set that it holds."""

    path: Path
    data_set: DataSetRow


def stored_data_set(connection: Connection) -> DataSetRow | None:
    """The data set in the database; None before the first import.

    Raises:
        Damaged: another program wrote values that cannot be, such as a scale of a billion stars.
    """
    row = connection.execute(select(DataSet.__table__)).one_or_none()
    if row is None:
        return None
    texts, counts = (row.name, row.fingerprint, row.imported_at, row.ages), (row.movies, row.users, row.ratings)
    scale = (row.rating_min, row.rating_max, row.rating_step)
    if not (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(count, int) for count in counts)
        and all(isinstance(stars, int | float) for stars in scale)
        and (0 <= row.rating_min <= row.rating_max <= MOST_STARS and row.rating_step >= _SMALLEST_STEP)
    ):
        raise Damaged(
            "What the database says of its data set was changed by another program: `movierec-tui check` names the"
            " values; restore a backup."
        )
    return DataSetRow(
        name=row.name,
        fingerprint=row.fingerprint,
        imported_at=row.imported_at,
        movies=row.movies,
        users=row.users,
        ratings=row.ratings,
        scale=RatingScale(*scale),
        ages=row.ages,
        enriched_at=row.enriched_at,
    )


def databases_in_folder(path: Path) -> tuple[DatabaseFile, ...]:
    """The databases in the folder of `path`, `path` included, by the name of their data set.

    Nothing is changed. Files without a data set, or with another schema version, are left out.
    """
    try:
        files = {path, *path.parent.glob(f"*{_SUFFIX}")}
    except OSError:
        files = {path}
    found = filter(None, map(_database_file, files))
    return tuple(sorted(found, key=lambda file: (file.data_set.name, file.path.name)))


def unused_path(path: Path, name: str) -> Path:
    """A path for a new database with a data set called `name`, in the folder of `path`; nothing is there yet."""
    stem = _NOT_IN_FILE_NAMES.sub("-", name).strip("-.") or "movierec"
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    candidates = (path.with_name(f"{name}{_SUFFIX}") for name in names)
    return next(file for file in candidates if not file.exists())


def _database_file(file: Path) -> DatabaseFile | None:
    if not file.is_file():
        return None
    with suppress(StoreError):
        store = Store(file, _NO_WAIT, read_only=True)
        try:
            with store.reading() as connection:
                data_set = stored_data_set(connection)
        finally:
            store.close()
        return None if data_set is None else DatabaseFile(file, data_set)
    return None
