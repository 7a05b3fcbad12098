"""Choices that belong to a database, by name."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from db.models import Setting

ACTIVE_PROFILE = "active_profile"
"""The user id of the profile that the app rates for."""

TRAIN_WITH_PROFILES = "train_with_profiles"
"""Whether the next training learns from profiles, too: "1" or "0"."""


def read_setting(connection: Connection, name: str) -> str | None:
    """The value of a setting; None where nothing was chosen."""
    return connection.scalar(select(Setting.value).where(Setting.name == name))


def write_setting(connection: Connection, name: str, value: str | None) -> None:
    """Chooses a value; None takes the choice back."""
    if value is None:
        connection.execute(delete(Setting).where(Setting.name == name))
        return
    connection.execute(insert(Setting).prefix_with("OR REPLACE"), {"name": name, "value": value})


def trains_with_profiles(connection: Connection) -> bool:
    """Whether the next training learns from the ratings of profiles, too."""
    return read_setting(connection, TRAIN_WITH_PROFILES) == "1"
