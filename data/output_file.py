"""Writing a file that a person names: whole or not at all, and never over what they did not mean."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Collection, Iterator
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
    with _explained(path):
        target = path.expanduser()
        _refuse_taken(target, replace=replace)
        unfinished = _hidden(target)
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


@contextmanager
def new_folder(path: Path, names: Collection[str], *, replace: bool = False) -> Iterator[Path]:
    """A folder to fill that gets its name when the block has ended; after an error it leaves nothing.

    Args:
        path: where it goes; links are neither followed nor replaced. A folder there may be empty or hold such files.
        names: of the files.
        replace: whether files there are replaced, all at once.

    Raises:
        DataSetError: the path may not be written, or is taken.
    """
    with _explained(path):
        target = path.expanduser()
        _refuse_taken_folder(target, names, replace=replace)
        unfinished, before = _hidden(target), _hidden(target)
        unfinished.mkdir(mode=0o700)
        try:
            yield unfinished
            for file in unfinished.iterdir():
                with file.open("rb") as stream:
                    os.fsync(stream.fileno())
            _refuse_taken_folder(target, names, replace=replace)
            if target.exists():
                unfinished.chmod(stat.S_IMODE(target.stat().st_mode))
                target.rename(before)
            unfinished.rename(target)
            shutil.rmtree(before, ignore_errors=True)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
            if before.exists() and not target.exists():
                before.rename(target)


def _hidden(target: Path) -> Path:
    """A name for what is not finished or no longer wanted, beside the target."""
    return target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        # pyarrow puts words of its own into `strerror`.
        code = getattr(error, "errno", None)
        reason = os.strerror(code) if code else error
        raise DataSetError(f"{path} cannot be written: {str(reason).lower()}.") from error


def _refuse_taken_folder(path: Path, names: Collection[str], *, replace: bool) -> None:
    if path.is_symlink():
        raise DataSetError(f"{path} is a link: name the folder itself.")
    if not path.exists():
        return
    if not path.is_dir():
        raise DataSetError(f"{path} is a file: name a folder.")
    if path.samefile(Path()):
        raise DataSetError(f"{path} is the current folder: name a new one in it.")
    there = [*path.iterdir()]
    if any(file.name not in names or file.is_symlink() or not file.is_file() for file in there):
        raise DataSetError(f"{path} holds other files: name a new folder.")
    if there and not replace:
        raise DataSetError(f"{path} holds an earlier export: add --yes to replace it, or name another folder.")


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
