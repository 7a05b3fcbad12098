"""SQLite's and the system's error messages as one sentence each that says what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.errors import Damaged, StoreError

_ROOM_FOR_SMALL_FILES = 2**17
_MAY_NOT_BE_WRITTEN = "{path} may not be written: check the permissions of the file and its folder."
_IN_USE = "{path} is in use by another process that is writing: try again when it has finished."
_SENTENCES = {
    "locked": _IN_USE,
    "busy": _IN_USE,
    "readonly": _MAY_NOT_BE_WRITTEN,
    "disk is full": "The disk of {path} is full: make room and try again; only what was being written is missing.",
    "disk i/o error": "{path} could not be read or written (disk I/O error): check the disk and its room, and try"
    " again; only what was being written is missing.",
    "unable to open": "{path} cannot be opened: check the permissions of the file and its folder.",
}
"""Parts of SQLite's messages, and what is said instead."""
_DAMAGED = ("not a database", "malformed", "could not decode to utf-8", "cannot hold blob")


@contextmanager
def explained_errors(path: Path) -> Iterator[None]:
    """Turns errors of SQLite and SQLAlchemy into one sentence each.

    Raises:
        Damaged: the file's content is broken.
        StoreError: anything else that SQLite complains of.
    """
    from sqlalchemy import exc  # noqa: PLC0415 - reading with the driver alone does without

    try:
        yield
    except exc.DBAPIError as error:
        raise _explained(path, str(error.orig)) from error
    except sqlite3.Error as error:
        raise _explained(path, str(error)) from error
    except UnicodeDecodeError as error:  # a message of SQLite's that quotes what is broken
        raise damaged(path) from error
    except exc.TimeoutError as error:  # another thread keeps the one connection that writes
        raise _explained(path, "busy") from error


def damaged(path: Path) -> Damaged:
    """The error for a file whose content is broken."""
    return Damaged(
        f"{path} is damaged: `movierec-tui check` says where, and `movierec-tui repair` repairs what it can; otherwise"
        " restore a backup, or move the file away and set up a new one."
    )


def may_not_be_written(path: Path) -> StoreError:
    """The error for a file that can only be read."""
    return StoreError(_MAY_NOT_BE_WRITTEN.format(path=path))


def reason_of(error: OSError) -> str:
    """The system's own words: "permission denied"."""
    return (error.strerror or str(error)).lower()


def _explained(path: Path, message: str) -> StoreError:
    lowered = message.lower()
    if any(words in lowered for words in _DAMAGED):
        return damaged(path)
    if "disk i/o error" in lowered and is_full(path):
        lowered = "disk is full"
    for words, sentence in _SENTENCES.items():
        if words in lowered:
            return StoreError(sentence.format(path=path))
    return StoreError(f"{path} could not be used: {message}.")


def is_full(path: Path) -> bool:
    """Whether the disk lacks room even for SQLite's small files, which SQLite reports as an I/O error."""
    try:
        import shutil  # noqa: PLC0415  (slow to load, and rarely needed)

        return shutil.disk_usage(path.parent).free < _ROOM_FOR_SMALL_FILES
    except OSError:
        return False
