"""Where movierec-tui keeps its files on this machine, and what the environment says.

Completion waits for this module at each press of Tab, so it imports little.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path, user_state_path

APP_NAME = "movierec-tui"
DATABASE_VARIABLE = "MOVIEREC_DB"

_LARGEST_SETTINGS = 256 * 1024
_THREADS_VARIABLE = "OPENBLAS_NUM_THREADS"
_ONE_THREAD = _THREADS_VARIABLE not in os.environ


def use_one_numpy_thread() -> None:
    """Lets numpy use one thread unless the environment says otherwise; for programs, before they import numpy.

    Threads that wait for each other make the small matrices of one person's list ten times slower as soon as anything
    else needs a core. Whoever imports this package into a program of their own decides for themselves.
    """
    if _ONE_THREAD:
        os.environ[_THREADS_VARIABLE] = "1"


def child_environment() -> dict[str, str]:
    """The environment of a child process, which chooses its number of numpy threads itself.

    Threads of torch that spin while they wait for each other make training ten times slower as soon as another process
    wants a core, so they don't. The OpenMP library reads this once, when torch is imported.
    """
    ours = {_THREADS_VARIABLE} if _ONE_THREAD else set()
    return {"OMP_WAIT_POLICY": "PASSIVE"} | {name: value for name, value in os.environ.items() if name not in ours}


def database_path(option: Path | None = None) -> Path:
    """The database to use: the given one, else the one that MOVIEREC_DB names, else the user's own."""
    if option is not None:
        return option.expanduser()
    from_environment = os.environ.get(DATABASE_VARIABLE, "").strip()
    if from_environment:
        return Path(from_environment).expanduser()
    return user_data_path(APP_NAME, appauthor=False) / "movierec.db"


def download_folder() -> Path:
    """Where downloaded data sets are kept: a cache, as each can be downloaded again."""
    return user_cache_path(APP_NAME, appauthor=False) / "downloads"


def keys_path() -> Path:
    """The file with a person's own keys."""
    return user_config_path(APP_NAME, appauthor=False) / "keys.toml"


def choices_path() -> Path:
    """The file with what was chosen in the app: theme, motion, figures for stars."""
    return user_state_path(APP_NAME, appauthor=False) / "choices.json"


def small_text(path: Path) -> str:
    """The text of a file of settings.

    Raises:
        OSError: it cannot be read, is no ordinary file, such as a pipe without end, or is far larger than any of ours.
        UnicodeDecodeError: it is not UTF-8 text.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no ordinary file")
    with path.open("rb") as file:
        content = file.read(_LARGEST_SETTINGS + 1)
    if len(content) > _LARGEST_SETTINGS:
        raise OSError(errno.EFBIG, f"it has more than {_LARGEST_SETTINGS // 1024} KiB")
    return content.decode("utf-8")


def motion_is_unwanted() -> bool:
    """Whether the environment asks for reduced motion, by NO_MOTION or TEXTUAL_ANIMATIONS=none."""
    return bool(os.environ.get("NO_MOTION")) or os.environ.get("TEXTUAL_ANIMATIONS", "").lower() == "none"
