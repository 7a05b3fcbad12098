"""Profiles: people who are not in the data set, each a row of `user` with a negative id and a name.

The filters that they save are here, too.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from db.errors import NotFound, StoreError
from db.models import ProfileView, SavedFilter, User, UserStat
from db.personal.name_rules import ACTIVE_PERSON, checked_name, same_name
from db.rows import UserSummary
from db.store.settings import ACTIVE_PROFILE, imports_setting, read_setting, write_setting
from db.users import user_id_of, user_summary


@dataclass(frozen=True, slots=True)
class Profile:
    """A person of this database, and how many films they rated, want to see, and have hidden."""

    user_id: int
    name: str
    ratings: int
    watchlist: int
    hidden: int


_PROFILES = select(
    ProfileView.user_id, ProfileView.name, ProfileView.ratings, ProfileView.watchlist, ProfileView.hidden
)


def list_profiles(connection: Connection) -> list[Profile]:
    """All profiles, oldest first."""
    return _profiles(connection, _PROFILES.order_by(ProfileView.user_id.desc()))


def get_profile(connection: Connection, user_id: int) -> Profile:
    """One profile.

    Raises:
        NotFound: no such profile.
    """
    for profile in _profiles(connection, _PROFILES.where(ProfileView.user_id == user_id)):
        return profile
    raise NotFound("This profile no longer exists: choose another one.")


def active_profile(connection: Connection) -> Profile | None:
    """The profile that the app rates for; None where none is chosen."""
    return next(iter(_profiles(connection, _PROFILES.where(ProfileView.active))), None)


def find_profile(connection: Connection, name: str) -> Profile:
    """The profile of that name; case does not matter.

    Raises:
        NotFound: no such profile; the message names those there are.
    """
    profiles = list_profiles(connection)
    for profile in profiles:
        if same_name(profile.name, name):
            return profile
    names = ", ".join(profile.name for profile in profiles[:20])
    known = f"choose from {names}" if names else "`movierec-tui profile create NAME` makes one"
    raise NotFound(f'There is no profile "{name.strip()[:80]}": {known}.')


def resolve_user(connection: Connection, text: str) -> UserSummary:
    """The user that `text` names: an id, else the name of a profile; case does not matter.

    Raises:
        NotFound: no such user.
    """
    user_id = user_id_of(text.strip())
    try:
        if user_id is None:
            user_id = find_profile(connection, text).user_id
        return user_summary(connection, user_id)
    except NotFound as error:
        raise NotFound(
            f'There is no user "{text.strip()[:80]}": give a user id of the data set or the name of a profile.'
        ) from error


def require_profile(connection: Connection, user_id: int) -> None:
    """Refuses everybody who is not a profile.

    Raises:
        StoreError: the user is one of the data set.
        NotFound: no such profile.
    """
    if user_id > 0:
        raise StoreError(f"User {user_id} belongs to the data set: only profiles can have opinions.")
    if connection.scalar(select(User.user_id).where(User.user_id == user_id)) is None:
        raise NotFound("This profile no longer exists: choose another one.")


def create_profile(connection: Connection, name: str) -> Profile:
    """Makes a profile; it does not become the active one.

    Raises:
        StoreError: the name is taken, a number, `me`, or no name.
    """
    checked = _unused_name(connection, name)
    lowest = connection.scalar(select(func.min(User.user_id))) or 0
    # A deleted profile leaves nothing behind, so its id may be used again.
    user_id = min(lowest, 0) - 1
    connection.execute(insert(User), {"user_id": user_id, "name": checked})
    connection.execute(insert(UserStat), {"user_id": user_id, "ratings": 0, "mean_rating": None})
    return get_profile(connection, user_id)


def rename_profile(connection: Connection, user_id: int, name: str) -> Profile:
    """Gives a profile another name.

    Raises:
        NotFound: no such profile.
        StoreError: the name is taken, a number, `me`, or no name.
    """
    get_profile(connection, user_id)
    checked = _unused_name(connection, name, except_for=user_id)
    connection.execute(update(User).where(User.user_id == user_id).values(name=checked))
    return get_profile(connection, user_id)


def delete_profile(connection: Connection, user_id: int) -> None:
    """Deletes a profile and everything that it said.

    Raises:
        NotFound: no such profile.
    """
    get_profile(connection, user_id)
    if read_setting(connection, ACTIVE_PROFILE) == str(user_id):
        write_setting(connection, ACTIVE_PROFILE, None)
    write_setting(connection, imports_setting(user_id), None)
    connection.execute(delete(User).where(User.user_id == user_id))


def activate_profile(connection: Connection, user_id: int) -> Profile:
    """Lets the app rate for this profile from now on.

    Raises:
        NotFound: no such profile.
    """
    profile = get_profile(connection, user_id)
    write_setting(connection, ACTIVE_PROFILE, str(user_id))
    return profile


def saved_filters(connection: Connection, user_id: int) -> dict[str, str]:
    """The filters that a profile keeps, as JSON objects by name, in order of names."""
    query = select(SavedFilter.name, SavedFilter.filter).where(SavedFilter.user_id == user_id)
    return {row.name: row.filter for row in connection.execute(query.order_by(SavedFilter.name))}


def save_filter(connection: Connection, user_id: int, name: str, filter_json: str) -> None:
    """Keeps filters under a name, in place of those of the same name.

    Raises:
        StoreError: the name is empty, too long or has line breaks.
    """
    values = {"user_id": user_id, "name": checked_name(name, "filter"), "filter": filter_json}
    connection.execute(insert(SavedFilter).prefix_with("OR REPLACE"), values)


def delete_filter(connection: Connection, user_id: int, name: str) -> None:
    """Deletes saved filters.

    Raises:
        NotFound: the profile keeps none of that name.
    """
    this_one = (SavedFilter.user_id == user_id, SavedFilter.name == name.strip())
    if not connection.execute(delete(SavedFilter).where(*this_one)).rowcount:
        raise NotFound(f'There is no saved filter "{name.strip()[:80]}".')


def _profiles(connection: Connection, query: Select[int, str | None, int, int, int]) -> list[Profile]:
    return [
        Profile(user_id, name or f"profile {-user_id}", ratings, watchlist, hidden)
        for user_id, name, ratings, watchlist, hidden in connection.execute(query)
    ]


def _unused_name(connection: Connection, name: str, except_for: int | None = None) -> str:
    checked = checked_name(name, "profile")
    if same_name(checked, ACTIVE_PERSON):
        raise StoreError(f"`{ACTIVE_PERSON}` is the active profile in commands: choose another name.")
    if checked.lstrip("+-").isdigit():
        raise StoreError(f"{checked} is a number, which names users of the data set: choose a name with letters.")
    for profile in list_profiles(connection):
        if profile.user_id != except_for and same_name(profile.name, checked):
            raise StoreError(f'There is a profile "{profile.name}" already: choose another name.')
    return checked
