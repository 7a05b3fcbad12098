"""The schema version of a database file, and migrating it.

Opening a database takes one query; Alembic is imported only where there is something to migrate.
"""

from __future__ import annotations

import re
import sqlite3
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import StoreError
from db.store.database_file import reading_address
from db.store.error_messages import damaged

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0008"
"""The revision this program works with: that of the newest module in `migrations/versions`."""

APPLICATION_ID = 0x4D524543
"""Written into the file's header ("MREC"), so that no other program's database is taken for ours."""

_REVISION = re.compile(r"(?!0000)\d{4}", re.ASCII)
_MAGIC = b"SQLite format 3\x00"


def stored_revision(path: Path) -> str | None:
    """The schema revision of the file; None for an empty file. Writes nothing.

    Raises:
        StoreError: not a database, another program's database, or one of a newer version of this program.
    """
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    if not start:
        return None
    if start != _MAGIC:
        raise StoreError(f"{path} is not a database: choose another file with --db.")
    connection = sqlite3.connect(reading_address(path), uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA busy_timeout = 10000")
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not tables:
            return None
        if application_id != APPLICATION_ID:
            raise StoreError(f"{path} belongs to another program: choose another file with --db.")
        (revision,) = connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()
    finally:
        connection.close()
    if not isinstance(revision, str) or not _REVISION.fullmatch(revision):
        raise damaged(path)
    if revision > HEAD:
        raise StoreError(f"{path} was made by a newer version of movierec-tui: update the program to open it.")
    return revision


def revision_of(connection: Connection) -> str | None:
    """The schema revision that a connection sees; None for an empty database."""
    known = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
    if not known.scalar_one():
        return None
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


@cache
def own_triggers_and_views() -> frozenset[tuple[str, str]]:
    """(type, name) of each trigger and view of a new database; others came from another program."""
    from sqlalchemy import create_engine  # noqa: PLC0415 - only checks ask

    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrate(connection)
        rows = connection.exec_driver_sql(TRIGGERS_AND_VIEWS).all()
    engine.dispose()
    return frozenset((str(kind), str(name)) for kind, name in rows)


TRIGGERS_AND_VIEWS = "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY type, name"


def migrate(connection: Connection) -> None:
    """Brings the schema to `HEAD` inside the caller's transaction; does nothing where it is already."""
    revision = revision_of(connection)
    if revision is not None and revision >= HEAD:
        return

    from alembic import command  # noqa: PLC0415 - takes a tenth of a second, which most starts can save
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
