"""Profiles: people who are not of the data set. Each is a row of `user` with a negative id and a name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, case, delete, func, insert, select, update

from db.errors import NotFound, StoreError
from db.models import MovieMark, User, UserStat
from db.personal.name_rules import checked_name, same_name
from db.personal.opinions import FilmMark
from db.store.settings import ACTIVE_PROFILE, read_setting, write_setting


@dataclass(frozen=True, slots=True)
class Profile:
    """A person of this database, and how many films they rated, want to see, and want to see no more of."""

    user_id: int
    name: str
    ratings: int
    watchlist: int
    hidden: int


def list_profiles(connection: Connection) -> list[Profile]:
    """All profiles, in the order in which they were made."""
    return [_profile(row) for row in connection.execute(_profiles().order_by(User.user_id.desc()))]


def get_profile(connection: Connection, user_id: int) -> Profile:
    """One profile.

    Raises:
        NotFound: no such profile.
    """
    row = connection.execute(_profiles().where(User.user_id == user_id)).one_or_none()
    if row is None:
        raise NotFound("This profile is not there any more: choose another one.")
    return _profile(row)


def find_profile(connection: Connection, name: str) -> Profile:
    """The profile of that name; capitals do not matter.

    Raises:
        NotFound: no such profile; the message names those there are.
    """
    profiles = list_profiles(connection)
    for profile in profiles:
        if same_name(profile.name, name):
            return profile
    names = ", ".join(profile.name for profile in profiles[:20])
    known = f"there are {names}" if names else "`movierec-tui profile create NAME` makes one"
    raise NotFound(f'There is no profile "{name.strip()[:80]}": {known}.')


def create_profile(connection: Connection, name: str) -> Profile:
    """Makes a profile; it does not become the active one.

    Raises:
        StoreError: the name is taken, is a number, or is no name.
    """
    checked = _free_name(connection, name)
    lowest = connection.scalar(select(func.min(User.user_id))) or 0
    # A parked opinion or a saved filter goes with its profile, so an id may be used again.
    user_id = min(lowest, 0) - 1
    connection.execute(insert(User), {"user_id": user_id, "name": checked})
    connection.execute(insert(UserStat), {"user_id": user_id, "ratings": 0, "mean_rating": None})
    return get_profile(connection, user_id)


def rename_profile(connection: Connection, user_id: int, name: str) -> Profile:
    """Gives a profile another name.

    Raises:
        NotFound: no such profile.
        StoreError: the name is taken, is a number, or is no name.
    """
    get_profile(connection, user_id)
    checked = _free_name(connection, name, except_for=user_id)
    connection.execute(update(User).where(User.user_id == user_id).values(name=checked))
    return get_profile(connection, user_id)


def delete_profile(connection: Connection, user_id: int) -> None:
    """Removes a profile with all that it said.

    Raises:
        NotFound: no such profile.
    """
    get_profile(connection, user_id)
    if read_setting(connection, ACTIVE_PROFILE) == str(user_id):
        write_setting(connection, ACTIVE_PROFILE, None)
    connection.execute(delete(User).where(User.user_id == user_id))


def active_profile(connection: Connection) -> Profile | None:
    """The profile that the app rates for; None where none is chosen."""
    chosen = read_setting(connection, ACTIVE_PROFILE)
    if chosen is None:
        return None
    row = connection.execute(_profiles().where(User.user_id == int(chosen))).one_or_none()
    return None if row is None else _profile(row)


def activate_profile(connection: Connection, user_id: int) -> Profile:
    """Lets the app rate for this profile from now on.

    Raises:
        NotFound: no such profile.
    """
    profile = get_profile(connection, user_id)
    write_setting(connection, ACTIVE_PROFILE, str(user_id))
    return profile


def _profiles() -> Select[int, str | None, int, int, int]:
    def marked(mark: FilmMark) -> Select[int]:
        counted = func.coalesce(func.sum(case((MovieMark.mark == mark.value, 1), else_=0)), 0)
        return select(counted).where(MovieMark.user_id == User.user_id)

    return (
        select(
            User.user_id,
            User.name,
            func.coalesce(UserStat.ratings, 0).label("ratings"),
            marked(FilmMark.WATCHLIST).scalar_subquery().label("watchlist"),
            marked(FilmMark.HIDDEN).scalar_subquery().label("hidden"),
        )
        .join_from(User, UserStat, UserStat.user_id == User.user_id, isouter=True)
        .where(User.user_id < 0)
    )


def _profile(row: Row[int, str | None, int, int, int]) -> Profile:
    return Profile(row.user_id, row.name or f"profile {-row.user_id}", row.ratings, row.watchlist, row.hidden)


def _free_name(connection: Connection, name: str, except_for: int | None = None) -> str:
    checked = checked_name(name, "profile")
    if checked.lstrip("+-").isdigit():
        raise StoreError(
            f"{checked} is a number, which names users of the data set: choose a name with letters."
        )
    for profile in list_profiles(connection):
        if profile.user_id != except_for and same_name(profile.name, checked):
            raise StoreError(f'There is a profile "{profile.name}" already: choose another name.')
    return checked
