"""Databases beside one another in a folder, each with a data set, people and models of its own."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from db.data_set import stored_data_set
from db.errors import StoreError
from db.rows import DataSetRow
from db.store.database import Store

_ENDING = ".db"
_NO_NAME = re.compile(r"[^\w.-]+")
_NO_WAIT = 0.0


@dataclass(frozen=True, slots=True)
class DatabaseFile:
    """A database and the data set that it holds."""

    path: Path
    data_set: DataSetRow


def databases_beside(path: Path) -> tuple[DatabaseFile, ...]:
    """Every database with a data set in the folder of `path`, `path` itself among them, by the data set's name.

    Only looks: what is no database of this version is left out, and nothing is changed.
    """
    try:
        files = {path, *path.parent.glob(f"*{_ENDING}")}
    except OSError:
        files = {path}
    found = (_looked_into(file) for file in files)
    return tuple(
        sorted(
            (file for file in found if file is not None),
            key=lambda file: (file.data_set.name, file.path.name),
        )
    )


def path_beside(path: Path, name: str) -> Path:
    """A file that is not there yet, for a data set of this name, in the folder of `path`."""
    stem = _NO_NAME.sub("-", name).strip("-.") or "movierec"
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    candidates = (path.with_name(f"{name}{_ENDING}") for name in names)
    return next(file for file in candidates if not file.exists())


def _looked_into(file: Path) -> DatabaseFile | None:
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
