"""The database as commands open it. Imported by commands when they run, as SQLAlchemy takes its time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from db.errors import StoreError
from db.rows import DataSetRow
from db.store.data_sets import stored_data_set
from db.store.database import Store, open_store
from db.store.error_messages import reason_of
from movierec_tui.library import Library


def require_database(path: Path) -> None:
    """Makes sure that there is a database at `path`.

    Raises:
        StoreError: nothing is there, or nobody may look.
    """
    try:
        is_there = path.exists()
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {reason_of(error)}.") from error
    if not is_there:
        raise StoreError(
            f"There is no database at {path} yet; `movierec-tui setup` fetches a data set and trains."
        )


@contextmanager
def existing_store(path: Path) -> Iterator[Store]:
    """The database at `path`, which is never made here.

    Raises:
        StoreError: there is none, or it cannot be opened.
    """
    require_database(path)
    store = open_store(path)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def existing_library(path: Path) -> Iterator[Library]:
    """The library on the database at `path`, which is never made here.

    Raises:
        StoreError: there is none, or it cannot be opened.
    """
    with existing_store(path) as store:
        yield Library(store)


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """A reading connection to the database at `path`, for commands that need no more.

    Raises:
        StoreError: there is no database, or it cannot be opened.
    """
    with existing_store(path) as store, store.reading() as connection:
        yield connection


def require_data_set(connection: Connection) -> DataSetRow:
    """The data set in the database.

    Raises:
        StoreError: there is none yet.
    """
    held = stored_data_set(connection)
    if held is None:
        raise StoreError("The database holds no data set yet; `movierec-tui setup` fetches one and trains.")
    return held
