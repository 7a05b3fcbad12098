"""The one way to a database: `open_store` gives a `Store`, which gives short-lived connections."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from db.errors import StoreError
from db.store.backup import forget_old_copies, keep_copy
from db.store.bulk import driver_connection
from db.store.error_messages import explained_errors, may_not_be_written, reason_of
from db.store.read_only import reading_address
from db.store.schema import HEAD, migrate, revision_of, stored_revision
from db.store.vectors import register_functions

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_SECONDS = 10.0

_OLDEST_SQLITE = (3, 34)

_READING_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    # The system caches the file for all windows at once; a copy in each connection, or pages mapped into the process,
    # would answer no sooner.
    "PRAGMA cache_size = -8192",
)

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # What a person said stays said when the power fails a moment later.
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
    """An open database. May be shared by threads; each takes its own connections.

    Every error of SQLite leaves `reading` and `writing` as a `StoreError`.

    Attributes:
        read_only: whether the file may only be read.
    """

    def __init__(
        self, path: Path, busy_timeout: float = BUSY_TIMEOUT_SECONDS, *, read_only: bool = False
    ) -> None:
        self.path = path
        self.read_only = read_only
        self._busy_timeout = busy_timeout
        self._watching: sqlite3.Connection | None = None
        self._engine = (
            _reading_engine(path, busy_timeout) if read_only else _engine(path, busy_timeout, _PRAGMAS)
        )

    def require_writable(self) -> None:
        """For those who would work long before they write.

        Raises:
            StoreError: the file may only be read.
        """
        if self.read_only:
            raise may_not_be_written(self.path)

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

        Raises:
            StoreError: the file may only be read, or another process writes for too long.
        """
        self.require_writable()
        with (
            explained_errors(self.path),
            self._engine.connect() as connection,
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
                # The whole import lay in the write-ahead log: give its space back, unless someone reads just now.
                driver = driver_connection(connection)
                driver.execute("PRAGMA busy_timeout = 0")
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            engine.dispose()

    def data_version(self) -> int:
        """A number that changes whenever another connection commits a change."""
        if self._watching is None:
            self._watching = sqlite3.connect(
                reading_address(self.path), uri=True, isolation_level=None, check_same_thread=False
            )
        (version,) = self._watching.execute("PRAGMA data_version").fetchone()
        return int(version)

    def close(self) -> None:
        """Closes every idle connection; a store that is used again opens new ones."""
        self._engine.dispose()
        if self._watching is not None:
            self._watching.close()
            self._watching = None


def open_store(path: Path, busy_timeout: float = BUSY_TIMEOUT_SECONDS) -> Store:
    """Opens the database at `path`; makes file (for its owner only), folder and tables where missing.

    A database of an earlier version is backed up beside itself and then brought up to date. One that may not be
    written is opened for reading only.

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
    obstacle = _make_file(path)
    with explained_errors(path):
        revision = stored_revision(path)
    if obstacle is not None:
        return _opened_for_reading(path, busy_timeout, revision, obstacle)
    store = Store(path, busy_timeout)
    if revision != HEAD:
        try:
            _bring_up_to_date(store)
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


def _bring_up_to_date(store: Store) -> None:
    """Nobody else writes meanwhile: the backup is of the very state that is changed."""
    with store.writing() as connection:
        before = revision_of(connection)
        if before is not None and before < HEAD:
            try:
                keep_copy(store.path, f"schema-{before}")
            except StoreError as error:
                raise StoreError(
                    f"{store.path} was made by an earlier version of movierec-tui. Before it is brought up to date it"
                    f" is backed up, which failed; it was not changed. {error}"
                ) from error
        migrate(connection)
    forget_old_copies(store.path)


def _make_file(path: Path) -> OSError | None:
    """Makes the file where it is missing; gives what keeps one that is there from being written, if anything does."""
    try:
        if path.is_dir():
            raise StoreError(f"{path} is a folder: name a file with --db.")
        is_there = path.exists()
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {reason_of(error)}.") from error
    if is_there:
        return _obstacle(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be made: {reason_of(error)}.") from error
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"{path} cannot be made: {reason_of(error)}.") from error
    return None


def _obstacle(path: Path) -> OSError | None:
    try:
        os.close(os.open(path, os.O_RDWR))
    except OSError as error:
        if not os.access(path, os.R_OK):
            raise StoreError(f"{path} cannot be opened: {reason_of(error)}.") from error
        return error
    if os.access(path.parent, os.W_OK):
        return None
    return PermissionError(errno.EACCES, f"the folder {path.parent} may not be written")


def _reading_engine(path: Path, busy_timeout: float) -> Engine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(reading_address(path), uri=True, timeout=busy_timeout, check_same_thread=False)

    return _prepared("sqlite:///reading", _READING_PRAGMAS, creator=connect)


def _engine(path: Path, busy_timeout: float, pragmas: tuple[str, ...]) -> Engine:
    address = URL.create("sqlite", database=str(path))
    return _prepared(address, pragmas, connect_args={"timeout": busy_timeout})


def _prepared(address: URL | str, pragmas: tuple[str, ...], **options: Any) -> Engine:
    # The connection that was used last is used next: it knows statements, pages and the words of titles.
    engine = create_engine(address, pool_use_lifo=True, **options)

    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        # Without this, the driver begins transactions by itself, late and not for reads; `_begin` does it.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)
        register_functions(connection)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
