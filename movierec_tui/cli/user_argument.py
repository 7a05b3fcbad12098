"""Whom a command is about: a user of the data set by number, a profile by name, or `me`, the active profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.errors import NotFound, StoreError

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from db.rows import UserSummary
    from movierec_tui.library import Library

ME = "me"


def user_meant(library: Library, text: str) -> UserSummary:
    """The user whom `text` means; `me` is the active profile, unless a profile has that name.

    Raises:
        NotFound: no such user.
        StoreError: `me`, and no profile is active.
    """
    try:
        return library.find_user(text)
    except NotFound:
        if not _is_me(text):
            raise
    return library.user(_active(library).user_id)


def profile_meant(library: Library, name: str) -> Profile:
    """The profile that `name` means; `me` is the active one, unless another has that name.

    Raises:
        NotFound: no such profile.
        StoreError: `me`, and no profile is active.
    """
    try:
        return library.profiles.find(name)
    except NotFound:
        if not _is_me(name):
            raise
    return _active(library)


def _is_me(text: str) -> bool:
    return text.strip().casefold() == ME


def _active(library: Library) -> Profile:
    active = library.profiles.active()
    if active is None:
        way_on = "switch NAME` chooses one" if library.profiles.all() else "create NAME` makes one"
        raise StoreError(f"Nobody is me yet, as no profile is active: `movierec-tui profile {way_on}.")
    return active
