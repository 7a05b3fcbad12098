"""The file on disk: making it, whether it may be written, and the address that opens it for reading only."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from db.errors import StoreError
from db.store.error_messages import reason_of

_JOURNAL_MODE_AT = 18
_WRITE_AHEAD = b"\x02\x02"


def make_file(path: Path) -> OSError | None:
    """Makes the file, for its owner only, where it is missing; gives what prevents writing to an existing one.

    Raises:
        StoreError: the path is a folder, or the file cannot be read or made.
    """
    try:
        if path.is_dir():
            raise StoreError(f"{path} is a folder: name a file with --db.")
        exists, is_file = path.exists(), path.is_file()
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {reason_of(error)}.") from error
    if exists and not is_file:  # a pipe would be waited for
        raise StoreError(f"{path} is no ordinary file: name another one with --db.")
    if exists:
        return _write_obstacle(path)
    try:
        for folder in reversed([path.parent, *path.parent.parents]):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be made: {reason_of(error)}.") from error
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"{path} cannot be made: {reason_of(error)}.") from error
    return None


def reading_address(path: Path) -> str:
    """The URI by which SQLite opens the file for reading only.

    In write-ahead mode even a reader needs the -shm file. In a folder where it cannot be made, SQLite is told that the
    file is immutable.

    Raises:
        StoreError: the newest changes are in a -wal file that cannot be read here.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    if os.access(path.parent, os.W_OK) or _sibling(path, "-shm").exists() or not _is_write_ahead(path):
        return address
    log = _sibling(path, "-wal")
    if log.exists() and log.stat().st_size:
        raise StoreError(
            f"{log} holds changes that cannot be read in a folder that may not be written: "
            f"copy it together with {path.name} to another folder and open that copy."
        )
    return f"{address}&immutable=1"


def _write_obstacle(path: Path) -> OSError | None:
    try:
        os.close(os.open(path, os.O_RDWR))
    except OSError as error:
        if not os.access(path, os.R_OK):
            raise StoreError(f"{path} cannot be opened: {reason_of(error)}.") from error
        return error
    if os.access(path.parent, os.W_OK):
        return None
    return PermissionError(errno.EACCES, f"the folder {path.parent} may not be written")


def _sibling(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _is_write_ahead(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(_JOURNAL_MODE_AT)
        return file.read(len(_WRITE_AHEAD)) == _WRITE_AHEAD
