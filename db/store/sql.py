"""Running a person's own SELECT: strictly read-only, and limited in time and rows."""

from __future__ import annotations

import base64
import math
import sqlite3
import struct
import time
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from db.errors import NoDatabase, StoreError
from db.store.database_file import reading_address
from db.store.error_messages import explained_errors
from db.store.schema import stored_revision
from db.store.vectors import register_functions

DEFAULT_LIMIT = 1000
TIME_LIMIT_SECONDS = 30.0

LARGEST_RESULT = 64 * 2**20
"""Characters of all values that a query may give."""

_STEPS_BETWEEN_CHECKS = 20_000
_LARGEST_VALUE = 8 * 2**20
_MOST_COLUMNS = 200
_CHARACTERS_OF_A_NUMBER = 8
_BYTES_OF_A_NUMBER = 4

_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_READING_PRAGMAS = frozenset(
    {"table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list"}
    | {"function_list", "compile_options", "data_version", "user_version"}
)


class Blobs(StrEnum):
    """What a query gives for a BLOB."""

    SIZES = "sizes"
    """Words: "<128 bytes>"."""
    ARRAYS = "arrays"
    """The numbers of the vector that it is, None for one that is not finite."""
    BASE64 = "base64"


def run_select(path: Path, sql: str, limit: int = DEFAULT_LIMIT, blobs: Blobs = Blobs.SIZES) -> list[dict[str, Any]]:
    """The first `limit` rows of one SELECT, each as a dictionary of JSON values.

    The SQL functions `cosine(a, b)` and `dot(a, b)` work on stored vectors. A BLOB becomes what `blobs` says, a number
    that is not finite becomes text. Columns of the same name get a number: "title", "title_2".

    Raises:
        StoreError: no database is there; the statement is wrong, would change something, runs too long, or gives
            more than `LARGEST_RESULT`.
    """
    with explained_errors(path):
        known = path.is_file() and stored_revision(path) is not None
    if not known:
        raise NoDatabase(f"There is no database at {path} yet: `movierec-tui setup` makes one.")
    connection = sqlite3.connect(reading_address(path), uri=True, isolation_level=None)
    try:
        _restrict(connection)
        cursor = connection.execute(sql)
        if cursor.description is None:
            raise StoreError("This statement gives no rows: write a SELECT.")
        names = _distinct([column[0] for column in cursor.description])
        rows: list[dict[str, Any]] = []
        size = 0
        for row in islice(cursor, max(limit, 0)):
            values = [_json_value(value, blobs) for value in row]
            size += sum(map(_characters, values))
            if size > LARGEST_RESULT:
                raise StoreError(
                    f"The result is larger than {LARGEST_RESULT / 2**20:.0f} MiB: ask for fewer rows or columns, or"
                    " for parts of long values with substr()."
                )
            rows.append(dict(zip(names, values, strict=True)))
        return rows
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, ValueError) as error:
        raise StoreError(_sentence(str(error))) from error
    finally:
        connection.close()


def _restrict(connection: sqlite3.Connection) -> None:
    register_functions(connection)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, _MOST_COLUMNS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    # Virtual tables set themselves up at first use, with statements that are forbidden below.
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL %'").fetchall():
        quoted = name.replace('"', '""')
        connection.execute(f'SELECT 1 FROM "{quoted}" LIMIT 0')  # noqa: S608 - a quoted name
    deadline = time.monotonic() + TIME_LIMIT_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN_CHECKS)
    connection.set_authorizer(_authorize)


def _authorize(action: int, first: str | None, second: str | None, *_where: str | None) -> int:
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if first in _READING_PRAGMAS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and second == "load_extension":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _sentence(message: str) -> str:
    lowered = message.lower()
    if (
        "not authorized" in lowered
        or "authorization denied" in lowered
        or "readonly" in lowered
        or "prohibited" in lowered
    ):
        return "Only reading is allowed here: write a SELECT."
    if "interrupted" in lowered:
        return f"The query ran longer than {TIME_LIMIT_SECONDS:g} seconds and was stopped: narrow it down."
    if "one statement" in lowered:
        return "Give one statement at a time."
    if "locked" in lowered or "busy" in lowered:
        return "The database is in use by another process: try again when it has finished."
    return f"The query could not be run: {message}."


def _distinct(names: list[str]) -> list[str]:
    """The names, with a number after those that came before."""
    distinct: list[str] = []
    for name in names:
        number, candidate = 1, name
        while candidate in distinct:
            number += 1
            candidate = f"{name}_{number}"
        distinct.append(candidate)
    return distinct


def _characters(value: object) -> int:
    match value:
        case str():
            return len(value)
        case list():
            return _CHARACTERS_OF_A_NUMBER * len(value)
        case _:
            return _CHARACTERS_OF_A_NUMBER


def _json_value(value: Any, blobs: Blobs) -> Any:
    if isinstance(value, bytes):
        match blobs:
            case Blobs.SIZES:
                return f"<{len(value)} bytes>"
            case Blobs.BASE64:
                return base64.b64encode(value).decode("ascii")
            case Blobs.ARRAYS:
                return _vector(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _vector(content: bytes) -> list[float | None]:
    if len(content) % _BYTES_OF_A_NUMBER:
        raise StoreError(f"A BLOB of {len(content):,} bytes is no vector: ask for `--blobs base64`.")
    numbers = struct.unpack(f"<{len(content) // _BYTES_OF_A_NUMBER}f", content)
    return [number if math.isfinite(number) else None for number in numbers]
