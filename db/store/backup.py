"""Backups: consistent copies of a database, made while others read and write it."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from data.progress import Progress, silent
from db.errors import StoreError
from db.store.database_file import reading_address
from db.store.error_messages import explained_errors, is_full, reason_of

KEPT_COPIES = 2
"""How many automatic backups of a database are kept."""

_PAGES_AT_ONCE = 4096


def back_up(path: Path, target: Path, progress: Progress = silent, *, overwrite: bool = False) -> int:
    """Copies the database at `path` to the file `target`, readable by its owner only; gives its size in bytes.

    The copy is of one moment, whatever is written meanwhile, and appears under its name only when it is complete.
    Progress has the phase "backup" and counts pages.

    Args:
        path: of a database.
        target: the file to make; its folder exists.
        progress: told how far it is.
        overwrite: whether an existing file is replaced.

    Raises:
        StoreError: the target exists, its folder may not be written or is full, or the database cannot be read.
    """
    target = target.expanduser()
    if target.is_dir():
        raise StoreError(f"{target} is a folder: name a file in it.")
    if target.exists() and path.exists() and target.samefile(path):
        raise StoreError(f"{target} is the database itself: name another file for the backup.")
    companions = (f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal", f"{path.name}.training.lock")
    if target.name in companions and target.parent.resolve() == path.parent.resolve():
        raise StoreError(f"{target} belongs to the database itself: name another file for the backup.")
    if target.exists() and not overwrite:
        raise _exists(target)
    with _private_part(target) as part:
        with explained_errors(path):
            source = sqlite3.connect(reading_address(path), uri=True, isolation_level=None)
        with closing(source):
            _copy(source, path, part, progress)
        _put_in_place(part, target, overwrite=overwrite)
    return target.stat().st_size


def keep_copy(path: Path, why: str) -> Path:
    """Backs the database up to its own folder before something risky is done to it; gives the copy's path.

    Only for the holder of the database's write lock: it deletes what a killed backup left behind.

    Args:
        path: of the database.
        why: part of the copy's name, such as "schema-0001".

    Raises:
        StoreError: there is no room, or the folder may not be written.
    """
    for left in path.parent.glob(f".{_plain(path.name)}.*.backup.*.part*"):
        with suppress(OSError):
            left.unlink()
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    copy = path.with_name(f"{path.name}.{why}.{moment}.backup")
    back_up(path, copy)
    return copy


def forget_old_copies(path: Path) -> None:
    """Deletes the automatic backups of the database except the newest `KEPT_COPIES`."""
    copies = sorted(path.parent.glob(f"{_plain(path.name)}.*.backup"), key=lambda copy: copy.name.split(".")[-2])
    for copy in copies[:-KEPT_COPIES]:
        with suppress(OSError):
            copy.unlink()


def _copy(source: sqlite3.Connection, path: Path, part: Path, progress: Progress) -> None:
    def tell(_status: int, remaining: int, total: int) -> None:
        progress("backup", total - remaining, total)

    with explained_errors(path):
        source.execute("PRAGMA busy_timeout = 10000")
        # Without an open reading transaction, every write of another process would restart the copy.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = OFF")
            source.backup(copy, pages=_PAGES_AT_ONCE, progress=tell, sleep=0.01)
            # One file without a write-ahead log can be read anywhere; opening it for writing brings the log back.
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        reason = "its disk is full" if is_full(part) else error
        raise StoreError(
            f"A backup cannot be written to {part.parent}: {reason}. Make room or name another folder."
            if _is_about_room(error)
            else f"{path} could not be copied ({error})."
        ) from error


def _is_about_room(error: sqlite3.Error) -> bool:
    return any(word in str(error).lower() for word in ("full", "disk i/o", "unable to open"))


@contextmanager
def _private_part(target: Path) -> Iterator[Path]:
    """A temporary file in the target's folder that only its owner can read."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise StoreError(
            f"A backup cannot be written to {target.parent}: {reason_of(error)}. Name another folder."
        ) from error
    os.close(handle)
    part = Path(name)
    try:
        yield part
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + ending).unlink(missing_ok=True)


def _put_in_place(part: Path, target: Path, *, overwrite: bool) -> None:
    try:
        _flush(part)
        if overwrite:
            part.replace(target)
        else:
            _link(part, target)
        _flush(target.parent)
    except FileExistsError as error:
        raise _exists(target) from error
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {reason_of(error)}.") from error


def _link(part: Path, target: Path) -> None:
    """Gives the part its name unless a file of that name has appeared meanwhile."""
    try:
        target.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if target.exists():
            raise FileExistsError(target) from None
        part.replace(target)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _exists(target: Path) -> StoreError:
    return StoreError(f"{target} exists already: add --force to replace it, or name another file.")


def _plain(name: str) -> str:
    """The name as a glob pattern that matches only itself."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
