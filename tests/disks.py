"""Disks that are small, and folders that may not be written, for tests; where the system allows none, they skip."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_BALLAST = "ballast"


@contextmanager
def small_disk(folder: Path, kibibytes: int) -> Iterator[Path]:
    """A file system of that size, mounted at `folder`, which is made."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={kibibytes}k,mode=700", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


@contextmanager
def read_only_folder(folder: Path, *files: Path) -> Iterator[Path]:
    """A folder with copies of the files in which nobody may write, not even root."""
    folder.mkdir()
    for file in files:
        shutil.copy(file, folder / file.name)
    if os.geteuid() != 0:
        folder.chmod(0o500)
        try:
            yield folder
        finally:
            folder.chmod(0o700)
        return
    _mount("--bind", str(folder), str(folder))
    try:
        _mount("-o", "remount,bind,ro", str(folder))
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


def fill(folder: Path, room: int = 0) -> None:
    """Leaves `room` KiB on the disk of `folder`, until `make_room`."""
    with (folder / _BALLAST).open("ab", buffering=0) as ballast:
        with suppress(OSError):
            while True:
                ballast.write(bytes(4096))
        ballast.truncate(max(0, ballast.seek(0, os.SEEK_END) - room * 1024))


def make_room(folder: Path) -> None:
    """Undoes `fill`."""
    (folder / _BALLAST).unlink()


def _mount(*arguments: str) -> None:
    try:
        done = subprocess.run(["mount", *arguments], check=False, capture_output=True, text=True)
    except OSError as error:
        pytest.skip(f"nothing can be mounted here: {error}")
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
