"""Whether settings, profiles and saved filters can be used as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection

from db.checks.problems import Finding, Part
from db.store.bulk import read_rows
from db.store.settings import ACTIVE_PROFILE, TRAIN_WITH_PROFILES


def settings_problems(connection: Connection) -> Iterator[Finding]:
    """Choices that mean nothing, and names that are missing."""
    settings = dict(read_rows(connection, "SELECT name, value FROM setting"))
    profiles = dict(read_rows(connection, "SELECT user_id, name FROM user WHERE user_id < 0"))
    active = settings.get(ACTIVE_PROFILE)
    if active is not None and active not in map(str, profiles):
        yield Finding(Part.SETTINGS, f"The active profile {active!r} is not there.")
    if settings.get(TRAIN_WITH_PROFILES, "0") not in ("0", "1"):
        yield Finding(
            Part.SETTINGS,
            f"The setting {TRAIN_WITH_PROFILES} is {settings[TRAIN_WITH_PROFILES]!r}, not 0 or 1.",
        )
    for user_id, name in profiles.items():
        if not name:
            yield Finding(Part.SETTINGS, f"The profile {user_id} has no name.")
    for user_id, name, text in read_rows(connection, "SELECT user_id, name, filter FROM saved_filter"):
        if not _is_object(text):
            yield Finding(
                Part.SETTINGS, f"The saved filter {name!r} of the profile {user_id} cannot be read."
            )


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, TypeError):
        return False
