"""The lock of a database's one training. The system frees it when the process dies, however it dies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


def training_lock(path: Path) -> BaseFileLock:
    """The lock beside the database at `path`; whoever enters it and finds it taken gets `filelock.Timeout` at once."""
    from filelock import FileLock  # noqa: PLC0415 - only training and maintenance need it

    return FileLock(path.with_name(path.name + ".training.lock"), timeout=0)


def is_training(path: Path) -> bool:
    """Whether a training is going on in the database at `path`."""
    from filelock import Timeout  # noqa: PLC0415

    try:
        with training_lock(path):
            return False
    except Timeout:
        return True
    except OSError:  # nobody can train where the lock's file cannot be made
        return False
