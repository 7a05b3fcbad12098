"""What a profile or a saved filter may be called. Needs no database: forms check names before they ask it."""

from __future__ import annotations

from db.errors import StoreError

LONGEST_NAME = 40
ACTIVE_PERSON = "me"
"""Whom commands call so: the active profile."""


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same; case and surrounding spaces do not matter."""
    return one.strip().casefold() == other.strip().casefold()


def checked_name(name: str, what: str) -> str:
    """The name without surrounding spaces.

    Args:
        name: as it was typed.
        what: the kind of thing it names, for the message.

    Raises:
        StoreError: it is empty, too long, or has invisible characters.
    """
    trimmed = " ".join(name.split(" ")).strip()
    if not trimmed:
        raise StoreError(f"A {what} needs a name: give one of 1 to {LONGEST_NAME} characters.")
    if len(trimmed) > LONGEST_NAME:
        raise StoreError(f"The name is {len(trimmed)} characters long: a {what}'s may have {LONGEST_NAME}.")
    if not trimmed.isprintable():
        raise StoreError(f"A {what}'s name is one line of visible characters: choose another.")
    return trimmed
