"""Reading a database that may not be written, wherever it lies: a read-only file, folder or disk."""

from __future__ import annotations

import os
from pathlib import Path

from db.errors import StoreError

_WRITE_AHEAD_AT = 18
_WRITE_AHEAD = b"\x02\x02"


def reading_address(path: Path) -> str:
    """The URI by which SQLite opens the file for reading only.

    In write-ahead mode even a reader needs the file's -shm beside it. Where the folder lets nobody make one, SQLite is
    told that the file does not change meanwhile.

    Raises:
        StoreError: the newest changes lie in a -wal file that cannot be read here.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    if os.access(path.parent, os.W_OK) or _beside(path, "-shm").exists() or not _is_write_ahead(path):
        return address
    log = _beside(path, "-wal")
    if log.exists() and log.stat().st_size:
        raise StoreError(
            f"{log} holds changes that cannot be read in a folder that may not be written: "
            f"copy it together with {path.name} to another folder and open that copy."
        )
    return f"{address}&immutable=1"


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _is_write_ahead(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(_WRITE_AHEAD_AT)
        return file.read(len(_WRITE_AHEAD)) == _WRITE_AHEAD
