"""Settings that belong to a database, by name."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from db.models import Setting

ACTIVE_PROFILE = "active_profile"
"""The user id of the profile that the app rates for."""

TRAIN_WITH_PROFILES = "train_with_profiles"
"""Whether the next training also learns from profiles: "1" or "0"."""


def imports_setting(user_id: int) -> str:
    """The setting with what the last imports of a profile changed, which undoing them needs."""
    return f"imports of {user_id}"


def read_setting(connection: Connection, name: str) -> str | None:
    """The value of a setting; None where it was never set."""
    return connection.scalar(select(Setting.value).where(Setting.name == name))


def write_setting(connection: Connection, name: str, value: str | None) -> None:
    """Sets a value; None removes the setting."""
    if value is None:
        connection.execute(delete(Setting).where(Setting.name == name))
    else:
        connection.execute(insert(Setting).prefix_with("OR REPLACE"), {"name": name, "value": value})


def trains_with_profiles(connection: Connection) -> bool:
    """Whether the next training also learns from the ratings of profiles."""
    return read_setting(connection, TRAIN_WITH_PROFILES) == "1"
