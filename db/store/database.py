"""The one way to a database: `open_store` gives a `Store`, which gives short-lived connections."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from db.errors import StoreError
from db.store.backup import forget_old_copies, keep_copy
from db.store.bulk import driver_connection
from db.store.database_file import make_file, reading_address
from db.store.error_messages import explained_errors, may_not_be_written, reason_of
from db.store.schema import HEAD, migrate, revision_of, stored_revision
from db.store.vectors import register_functions

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_SECONDS = 10.0

_OLDEST_SQLITE = (3, 34)

_READING_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    # The system caches the file for all processes; larger caches in each connection, or a mapped file, are no faster.
    "PRAGMA cache_size = -8192",
)

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # A rating survives a power failure a moment later.
    "PRAGMA synchronous = FULL",
    *_READING_PRAGMAS,
)

_BULK_PRAGMAS = (
    *_PRAGMAS,
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA temp_store = FILE",
    "PRAGMA cache_size = -262144",
)


class Store:
    """An open database. Threads may share it; each takes its own connections.

    Every error of SQLite leaves `reading` and `writing` as a `StoreError`.

    Attributes:
        read_only: whether the file may only be read.
    """

    def __init__(self, path: Path, busy_timeout: float = BUSY_TIMEOUT_SECONDS, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._busy_timeout = busy_timeout
        # All writes use one connection, which lets `data_version` tell them from the writes of others.
        one_at_a_time = {"pool_size": 1, "max_overflow": 0, "pool_timeout": busy_timeout}
        if read_only:
            self._reading = _reading_engine(path, busy_timeout)
            self._writing = _reading_engine(path, busy_timeout, **one_at_a_time)
        else:
            self._reading = _engine(path, busy_timeout, _PRAGMAS)
            self._writing = _engine(path, busy_timeout, _PRAGMAS, **one_at_a_time)

    def require_writable(self) -> None:
        """For long work that writes at its end: fails before it begins.

        Raises:
            StoreError: the file may only be read.
        """
        if self.read_only:
            raise may_not_be_written(self.path)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the database as of its first query; what it changes is not kept."""
        with explained_errors(self.path), self._reading.connect() as connection:
            connection.begin()
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one writing transaction: committed at the end, rolled back if anything is raised.

        Other writers wait for it; readers keep seeing the state before it.

        Raises:
            StoreError: the file may only be read, or another process writes for too long.
        """
        self.require_writable()
        with (
            explained_errors(self.path),
            self._writing.connect() as connection,
            connection.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin(),
        ):
            yield connection

    @contextmanager
    def bulk_loading(self) -> Iterator[Connection]:
        """Like `writing`, for an import: foreign keys are not checked and large sorts go to disk."""
        self.require_writable()
        engine = _engine(self.path, self._busy_timeout, _BULK_PRAGMAS)
        try:
            with explained_errors(self.path), engine.connect() as connection:
                with connection.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin():
                    yield connection
                # The write-ahead log holds the whole import: free its space, unless somebody is reading just now.
                driver = driver_connection(connection)
                driver.execute("PRAGMA busy_timeout = 0")
                # On a full disk the log cannot be moved into the file. It stays then, and holds all that was committed.
                with suppress(sqlite3.OperationalError):
                    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            engine.dispose()

    def data_version(self) -> int:
        """A number that differs from the last call's if somebody else has changed the database in between.

        Somebody else is another process, another store or `bulk_loading`, but not `writing`. Costs a tenth of a
        millisecond, and waits for a writing transaction of this store. `close` begins a new count.
        """
        with explained_errors(self.path), self._writing.connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())

    def close(self) -> None:
        """Closes every idle connection; a store that is used again opens new ones."""
        self._reading.dispose()
        self._writing.dispose()


def open_store(path: Path, busy_timeout: float = BUSY_TIMEOUT_SECONDS) -> Store:
    """Opens the database at `path`; makes file (for its owner only), folder and tables where missing.

    A database of an earlier version is backed up to its own folder and then migrated. One that may not be written is
    opened for reading only.

    Args:
        path: of the database file; "~" is the home folder.
        busy_timeout: how many seconds to wait for another process that writes.

    Raises:
        StoreError: the path is a folder or may not be read, the file is not a database of this program, it
            was made by a newer version, it cannot be backed up, or another process keeps it locked.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreError(
            f"This Python comes with SQLite {sqlite3.sqlite_version}, and title search needs 3.34 or newer:"
            " use a newer Python."
        )
    path = path.expanduser()
    obstacle = make_file(path)
    with explained_errors(path):
        revision = stored_revision(path)
    if obstacle is not None:
        return _opened_for_reading(path, busy_timeout, revision, obstacle)
    store = Store(path, busy_timeout)
    if revision != HEAD:
        try:
            _migrate(store)
        except BaseException:
            store.close()
            raise
    return store


def _opened_for_reading(path: Path, busy_timeout: float, revision: str | None, obstacle: OSError) -> Store:
    if revision is None:
        raise StoreError(f"{path} cannot be opened for writing: {reason_of(obstacle)}.") from obstacle
    if revision != HEAD:
        raise StoreError(
            f"{path} was made by an earlier version of movierec-tui and has to be brought up to date, but it may not"
            " be written: copy it to a folder of yours and open that copy."
        )
    return Store(path, busy_timeout, read_only=True)


def _migrate(store: Store) -> None:
    """Backs up an earlier version and migrates it, in one transaction, so that nothing is written in between."""
    try:
        with store.writing() as connection:
            before = revision_of(connection)
            if before is not None and before < HEAD:
                try:
                    keep_copy(store.path, f"schema-{before}")
                except StoreError as error:
                    raise StoreError(
                        f"{store.path} was made by an earlier version of movierec-tui. Before it is brought up to date"
                        f" it is backed up, which failed; it was not changed. {error}"
                    ) from error
            migrate(connection)
    finally:
        forget_old_copies(store.path)


def _reading_engine(path: Path, busy_timeout: float, **pool: Any) -> Engine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(reading_address(path), uri=True, timeout=busy_timeout, check_same_thread=False)

    return _prepared("sqlite:///reading", _READING_PRAGMAS, creator=connect, **pool)


def _engine(path: Path, busy_timeout: float, pragmas: tuple[str, ...], **pool: Any) -> Engine:
    address = URL.create("sqlite", database=str(path))
    return _prepared(address, pragmas, connect_args={"timeout": busy_timeout}, **pool)


def _prepared(address: URL | str, pragmas: tuple[str, ...], **options: Any) -> Engine:
    # Last in, first out: the connection used last has statements, pages and the words of titles cached.
    engine = create_engine(address, pool_use_lifo=True, **options)

    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # Otherwise the driver begins transactions itself, late and not for reads; `_begin` does it instead.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)
        register_functions(connection)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
