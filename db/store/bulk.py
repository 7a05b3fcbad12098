"""Plain SQL through the sqlite3 driver: much faster than SQLAlchemy for many rows. `db` says who may use it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection


def write_rows(connection: Connection, sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Runs `sql` once for each row, inside the connection's transaction. The rows may be a generator."""
    driver_connection(connection).executemany(sql, rows).close()


def read_rows(
    connection: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> list[tuple[Any, ...]]:
    """All rows of a query as plain tuples, read in the connection's transaction."""
    return driver_connection(connection).execute(sql, parameters).fetchall()


def rows_in_batches(
    connection: Connection, sql: str, parameters: Sequence[Any] = (), size: int = 5_000
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query in batches of `size`, for tables too large to hold in memory as tuples."""
    rows = driver_connection(connection).execute(sql, parameters)
    while batch := rows.fetchmany(size):
        yield batch


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection. Its transaction is still SQLAlchemy's: never commit here."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("not a connection to SQLite")
    return driver
