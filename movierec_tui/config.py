"""Where movierec-tui keeps its files on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

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
