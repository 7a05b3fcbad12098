"""The one way to a database: `open_store` gives a `Store`, which gives short-lived connections."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from db.bulk import driver_connection
from db.errors import StoreError
from db.schema import HEAD, migrate, stored_revision
from db.vectors import register_functions

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_SECONDS = 10.0

_OLDEST_SQLITE = (3, 34)

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 268435456",
    "PRAGMA cache_size = -32768",
)

_BULK_PRAGMAS = (
    *_PRAGMAS,
    "PRAGMA foreign_keys = OFF",
    "PRAGMA temp_store = FILE",
    "PRAGMA cache_size = -262144",
)


class Store:
    """An open database. May be shared by threads; each takes its own connections.

    Every error of SQLite leaves `reading` and `writing` as a `StoreError`.
    """

    def __init__(self, path: Path, busy_timeout: float = BUSY_TIMEOUT_SECONDS) -> None:
        self.path = path
        self._busy_timeout = busy_timeout
        self._engine = _engine(path, busy_timeout, _PRAGMAS)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the database as it was at the first query; what it changes is not kept."""
        with explained_errors(self.path), self._engine.connect() as connection:
            connection.begin()
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one writing transaction: committed at the end, rolled back if anything is raised.

        Other writers wait for it; readers go on with what was there before.
        """
        with (
            explained_errors(self.path),
            self._engine.connect() as connection,
            connection.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin(),
        ):
            yield connection

    @contextmanager
    def bulk_loading(self) -> Iterator[Connection]:
        """Like `writing`, for an import: foreign keys are not checked and large sorts go to disk."""
        engine = _engine(self.path, self._busy_timeout, _BULK_PRAGMAS)
        try:
            with explained_errors(self.path), engine.connect() as connection:
                with connection.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin():
                    yield connection
                # The whole import lay in the write-ahead log: give its space back, unless someone reads just now.
                driver = driver_connection(connection)
                driver.execute("PRAGMA busy_timeout = 0")
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            engine.dispose()

    def close(self) -> None:
        """Closes every idle connection; a store that is used again opens new ones."""
        self._engine.dispose()


def open_store(path: Path, busy_timeout: float = BUSY_TIMEOUT_SECONDS) -> Store:
    """Opens the database at `path`; makes file (for its owner only), folder and tables where missing.

    Args:
        path: of the database file; "~" is the home folder.
        busy_timeout: how many seconds to wait for another process that writes.

    Raises:
        StoreError: the path is a folder or may not be written, the file is not a database of this program, it
            was made by a newer version, or another process keeps it locked.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreError(
            f"This Python comes with SQLite {sqlite3.sqlite_version}, and title search needs 3.34 or newer:"
            " use a newer Python."
        )
    path = path.expanduser()
    _make_file(path)
    with explained_errors(path):
        revision = stored_revision(path)
    store = Store(path, busy_timeout)
    if revision != HEAD:
        try:
            with store.writing() as connection:
                migrate(connection)
        except BaseException:
            store.close()
            raise
    return store


@contextmanager
def explained_errors(path: Path) -> Iterator[None]:
    """Turns SQLite's errors, and SQLAlchemy's around them, into one sentence each."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(_sentence(path, str(error.orig))) from error
    except sqlite3.Error as error:
        raise StoreError(_sentence(path, str(error))) from error


def _sentence(path: Path, message: str) -> str:
    lowered = message.lower()
    if "locked" in lowered or "busy" in lowered:
        return f"{path} is in use by another process that is writing: try again when it has finished."
    if "readonly" in lowered:
        return f"{path} may not be written: check the permissions of the file and its folder."
    if "disk is full" in lowered:
        return f"The disk of {path} is full: make room and try again; nothing was changed."
    if "unable to open" in lowered:
        return f"{path} cannot be opened: check the permissions of the file and its folder."
    if "not a database" in lowered or "malformed" in lowered:
        return f"{path} is damaged: move it away and set up a new one."
    return f"{path} could not be used: {message}."


def _make_file(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder: name a file with --db.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be made: {_reason(error)}.") from error
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"{path} cannot be opened for writing: {_reason(error)}.") from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _engine(path: Path, busy_timeout: float, pragmas: tuple[str, ...]) -> Engine:
    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # Without this, the driver begins transactions by itself, late and not for reads; `_begin` does it.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)
        register_functions(connection)

    address = URL.create("sqlite", database=str(path))
    engine = create_engine(address, connect_args={"timeout": busy_timeout})
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
