"""Where movierec-tui keeps its files on this machine."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path, user_state_path

APP_NAME = "movierec-tui"
DATABASE_VARIABLE = "MOVIEREC_DB"


def database_path(option: Path | None = None) -> Path:
    """The database to use: the given one, else the one that MOVIEREC_DB names, else the user's own."""
    if option is not None:
        return option.expanduser()
    from_environment = os.environ.get(DATABASE_VARIABLE, "").strip()
    if from_environment:
        return Path(from_environment).expanduser()
    return user_data_path(APP_NAME, appauthor=False) / "movierec.db"


def download_folder() -> Path:
    """Where downloaded data sets stay: a cache, as each can be fetched again."""
    return user_cache_path(APP_NAME, appauthor=False) / "downloads"


def keys_path() -> Path:
    """Where a person's own keys are looked for."""
    return user_config_path(APP_NAME, appauthor=False) / "keys.toml"


@dataclass(frozen=True, slots=True)
class Choices:
    """How a person wants the app to look.

    Attributes:
        theme: its name; None where none was chosen yet.
        still: nothing moves by itself: no blinking cursor, no gliding.
        in_words: ratings as figures with the word "stars" rather than as drawn stars.
    """

    theme: str | None = None
    still: bool = False
    in_words: bool = False


def read_choices() -> Choices:
    """What was chosen last. What was never chosen, or cannot be read, is as it is without a choice."""
    try:
        kept = json.loads(_choices_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
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
    """Keeps what was chosen for the next start. A place that cannot be written to is no reason to stop."""
    if choices == read_choices():
        return
    with suppress(OSError):
        path = _choices_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(choices)) + "\n", encoding="utf-8")


def motion_is_unwanted() -> bool:
    """Whether the environment asks for a still screen, by NO_MOTION or TEXTUAL_ANIMATIONS=none."""
    return bool(os.environ.get("NO_MOTION")) or os.environ.get("TEXTUAL_ANIMATIONS", "").lower() == "none"


def _choices_path() -> Path:
    return user_state_path(APP_NAME, appauthor=False) / "choices.json"
