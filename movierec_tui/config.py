"""Where movierec-tui keeps its files on this machine, and what a person or the environment chose."""

from __future__ import annotations

import errno
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
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


@dataclass(frozen=True, slots=True)
class Choices:
    """How a person wants the app to look.

    Attributes:
        theme: its name; None where none was chosen yet.
        still: nothing moves by itself: no blinking cursor, no gliding.
        in_words: ratings as figures rather than as drawn stars.
    """

    theme: str | None = None
    still: bool = False
    in_words: bool = False


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


def read_choices() -> Choices:
    """The choices of the last start; the defaults where there are none, or where they cannot be read."""
    try:
        kept = json.loads(small_text(choices_path()))
    except (OSError, ValueError, RecursionError):
        return Choices()
    if not isinstance(kept, dict):
        return Choices()
    theme = kept.get("theme")
    return Choices(
        theme=theme if isinstance(theme, str) else None,
        still=kept.get("still") is True,
        in_words=kept.get("in_words") is True,
    )


def keep_choices(choices: Choices) -> None:
    """Saves the choices for the next start, where there is a place that can be written to."""
    if choices == read_choices():
        return
    with suppress(OSError):
        path = choices_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(choices)) + "\n", encoding="utf-8")


def motion_is_unwanted() -> bool:
    """Whether the environment asks for reduced motion, by NO_MOTION or TEXTUAL_ANIMATIONS=none."""
    return bool(os.environ.get("NO_MOTION")) or os.environ.get("TEXTUAL_ANIMATIONS", "").lower() == "none"


def choices_path() -> Path:
    """The file with what was chosen in the app: theme, motion, figures for stars."""
    return user_state_path(APP_NAME, appauthor=False) / "choices.json"
