"""Which schema a database file has, and bringing it up to date.

Opening asks one question of the file; Alembic is imported only when there is something to migrate.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

HEAD = "0002"
"""The revision this program works with: that of the newest module in `migrations/versions`."""

APPLICATION_ID = 0x4D524543
"""Written into the file's header ("MREC"), so that no other program's database is taken for ours."""

_MAGIC = b"SQLite format 3\x00"


def stored_revision(path: Path) -> str | None:
    """The schema revision of the file; None for a file that is still to be filled. Writes nothing.

    Raises:
        StoreError: not a database, another program's database, or one of a newer version of this program.
    """
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    if not start:
        return None
    if start != _MAGIC:
        raise StoreError(f"{path} is not a database: choose another file with --db.")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
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
    if revision is None:
        raise StoreError(f"{path} is damaged: move it away and set up a new one.")
    if revision > HEAD:
        raise StoreError(
            f"{path} was made by a newer version of movierec-tui: update the program to open it."
        )
    return str(revision)


def migrate(connection: Connection) -> None:
    """Brings the schema to `HEAD` inside the caller's transaction; does nothing when it is there already."""
    known = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
    if known.scalar_one():
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        if revision >= HEAD:
            return

    from alembic import command  # noqa: PLC0415 - a tenth of a second that most starts do not need
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
