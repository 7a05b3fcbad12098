"""Paths as people type, paste or drop them into a terminal."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlparse

_QUOTES = ("'", '"')


def path_typed(text: str) -> Path:
    """The path that is meant: quotes and spaces around it go, `~` is the home folder, `file://` and "\\ " are read."""
    cleaned = text.strip()
    if len(cleaned) > 1 and cleaned[0] in _QUOTES and cleaned[-1] == cleaned[0]:
        cleaned = cleaned[1:-1]
    elif cleaned.startswith("file://"):
        cleaned = unquote(urlparse(cleaned).path)
    elif "\\ " in cleaned or "\\(" in cleaned:
        # Terminals escape a dropped path as a shell would.
        cleaned = re.sub(r"\\(.)", r"\1", cleaned)
    try:
        return Path(cleaned).expanduser()
    except RuntimeError:  # ~nobody, or no home folder
        return Path(cleaned)


def completed(text: str) -> str | None:
    """The text with the name of the first file or folder that begins so; None where there is none."""
    if not text or text[0] in _QUOTES:
        return None
    path = path_typed(text)
    folder, beginning = (path, "") if text.endswith("/") else (path.parent, path.name)
    if not beginning:
        return None
    try:
        names = sorted(entry.name for entry in folder.iterdir() if entry.name.startswith(beginning))
    except OSError:
        return None
    if not names or names[0] == beginning:
        return None
    return text + names[0][len(beginning) :]


def short_path(path: Path) -> str:
    """The path with `~` for the home folder."""
    try:
        home = Path.home()
    except RuntimeError:
        return str(path)
    return str("~" / path.relative_to(home) if path.is_relative_to(home) else path)
