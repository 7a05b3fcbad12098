"""Writing a file that a person names: whole or not at all, and never over what they did not mean."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from data.errors import DataSetError

_DATABASE = b"SQLite format 3\0"
_COMPANIONS = ("-wal", "-shm", "-journal", ".training.lock")


@contextmanager
def new_file(path: Path, *, replace: bool = False, mode: int = 0o600) -> Iterator[IO[bytes]]:
    """A file to write to that gets its name when the block has ended, in one step; after an error it leaves nothing.

    Args:
        path: where it goes. Databases and what belongs to one are never replaced, links neither followed nor replaced.
        replace: whether another file there is replaced; the new one is as readable as that was.
        mode: the permissions of a file that is new.

    Raises:
        DataSetError: the path may not be written, or is taken.
    """
    try:
        target = path.expanduser()
        _refuse_taken(target, replace=replace)
        unfinished = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
                if target.exists():
                    os.fchmod(stream.fileno(), stat.S_IMODE(target.stat().st_mode))
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            _refuse_taken(target, replace=replace)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataSetError(f"{path} cannot be written: {str(reason).lower()}.") from error


def _refuse_taken(path: Path, *, replace: bool) -> None:
    if path.is_dir():
        raise DataSetError(f"{path} is a folder: name a file in it.")
    if _belongs_to_a_database(path):
        raise DataSetError(f"{path} is a database or belongs to one, which no export replaces: name another file.")
    if path.exists() and not path.is_file():
        raise DataSetError(f"{path} is no ordinary file: name another one.")
    if path.is_symlink():
        raise DataSetError(f"{path} is a link: name the file itself.")
    if path.exists() and not replace:
        raise DataSetError(f"{path} exists already: add --force to replace it, or name another file.")


def _belongs_to_a_database(path: Path) -> bool:
    return _is_database(path) or any(
        path.name.endswith(ending) and _is_database(path.with_name(path.name.removesuffix(ending)))
        for ending in _COMPANIONS
        if path.name != ending
    )


def _is_database(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_DATABASE)) == _DATABASE
