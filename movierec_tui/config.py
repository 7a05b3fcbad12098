"""Where movierec-tui keeps its files on this machine."""

from __future__ import annotations

import json
import os
from contextlib import suppress
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


def remembered_theme() -> str | None:
    """The theme that was chosen last; None where none was, or where what was written cannot be read."""
    try:
        kept = json.loads(_choices().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    theme = kept.get("theme") if isinstance(kept, dict) else None
    return theme if isinstance(theme, str) else None


def remember_theme(name: str) -> None:
    """Keeps the choice of a theme for the next start. A place that cannot be written to is no reason to stop."""
    if name == remembered_theme():
        return
    with suppress(OSError):
        path = _choices()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"theme": name}) + "\n", encoding="utf-8")


def _choices() -> Path:
    return user_state_path(APP_NAME, appauthor=False) / "choices.json"
