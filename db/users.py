"""Users of the data set and profiles: finding them, and what they rated."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from data.ages import AGE_GROUPS, age_group
from db.errors import NotFound
from db.models import Rating, User, UserStat
from db.movies import CHOSEN_IDS, movie_summaries
from db.rows import LARGEST_ID, UserFilter, UserRating, UserSummary

_OLDEST = 150


def user_summary(connection: Connection, user_id: int) -> UserSummary:
    """One user.

    Raises:
        NotFound: no such user.
    """
    known = abs(user_id) <= LARGEST_ID
    row = connection.execute(_SUMMARY.where(User.user_id == user_id)).one_or_none() if known else None
    if row is None:
        raise NotFound(f"There is no user {user_id}.")
    return _summary(row)


def user_summaries(connection: Connection, ids: Iterable[int]) -> dict[int, UserSummary]:
    """The users among `ids` that exist, by id, in the order asked for."""
    wanted = list(dict.fromkeys(int(user_id) for user_id in ids))
    found = {row.user_id: _summary(row) for row in connection.execute(_CHOSEN, {"ids": json.dumps(wanted)})}
    return {user_id: found[user_id] for user_id in wanted if user_id in found}


def find_users(connection: Connection, wanted: UserFilter, limit: int, offset: int = 0) -> list[UserSummary]:
    """A page of the matching users, in order of id (profiles first)."""
    query = _SUMMARY.where(*_conditions(wanted)).order_by(User.user_id).limit(limit).offset(offset)
    return [_summary(row) for row in connection.execute(query)]


def count_users(connection: Connection, wanted: UserFilter) -> int:
    """How many users match."""
    return connection.scalar(select(func.count()).select_from(User).where(*_conditions(wanted))) or 0


def occupations(connection: Connection) -> tuple[str, ...]:
    """All occupations that users have, in alphabetical order."""
    query = select(User.occupation).where(User.occupation.is_not(None)).distinct().order_by(User.occupation)
    return tuple(name for name in connection.scalars(query) if name is not None)


def user_history(connection: Connection, user_id: int, limit: int | None = None) -> list[UserRating]:
    """What the user rated, newest first; of equally new ones the best first."""
    query = select(Rating.movie_id, Rating.rating, Rating.rated_at).where(Rating.user_id == user_id)
    ordered = query.order_by(Rating.rated_at.desc(), Rating.rating.desc(), Rating.movie_id).limit(limit)
    rows = connection.execute(ordered).all()
    films = movie_summaries(connection, [row.movie_id for row in rows])
    return [UserRating(films[row.movie_id], row.rating, row.rated_at) for row in rows]


def user_id_of(text: str) -> int | None:
    """The user id that a text gives; None where it is not one."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(LARGEST_ID)):
        return None
    return int(text)


def sample_user(connection: Connection) -> UserSummary:
    """A typical user of the data set: one with a median number of ratings.

    Raises:
        NotFound: the database holds no data set.
    """
    count = connection.scalar(select(func.count()).select_from(UserStat).where(UserStat.user_id > 0)) or 0
    median = (
        select(UserStat.user_id)
        .where(UserStat.user_id > 0)
        .order_by(UserStat.ratings, UserStat.user_id)
        .limit(1)
        .offset(count // 2)
    )
    user_id = connection.scalar(median)
    if user_id is None:
        raise NotFound("There are no users yet: import a data set first.")
    return user_summary(connection, user_id)


_SUMMARY = select(
    User.user_id,
    User.name,
    User.gender,
    User.age,
    User.occupation,
    func.coalesce(UserStat.ratings, 0).label("ratings"),
    UserStat.mean_rating,
).join_from(User, UserStat, UserStat.user_id == User.user_id, isouter=True)

_CHOSEN = _SUMMARY.where(User.user_id.in_(CHOSEN_IDS))


def _summary(row: Row[*tuple[Any, ...]]) -> UserSummary:
    return UserSummary(
        user_id=row.user_id,
        name=row.name,
        gender=row.gender,
        age=row.age,
        age_group=age_group(row.age),
        occupation=row.occupation,
        ratings=row.ratings,
        mean_rating=row.mean_rating,
    )


def _conditions(wanted: UserFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if text := wanted.text.strip():
        named = User.name.icontains(text, autoescape=True)
        conditions.append(or_(named, _id_starts_with(text)) if user_id_of(text) is not None else named)
    if wanted.gender is not None:
        conditions.append(User.gender == wanted.gender)
    if wanted.age_group is not None:
        conditions.append(_of_age_group(wanted.age_group))
    if wanted.occupation is not None:
        conditions.append(User.occupation == wanted.occupation)
    return conditions


def _id_starts_with(digits: str) -> ColumnElement[bool]:
    """As ranges of ids, which the primary key can answer: 42, 420 to 429, 4200 to 4299, and so on."""
    low = high = abs(int(digits))
    sign = -1 if digits.startswith("-") else 1
    ranges = []
    while low <= LARGEST_ID and high > 0:
        first, last = sorted((sign * low, sign * high))
        ranges.append(User.user_id.between(first, last))
        low, high = low * 10, high * 10 + 9
    return or_(User.user_id == sign * low, *ranges) if ranges else User.user_id == 0


def _of_age_group(group: str) -> ColumnElement[bool]:
    ages = [age for age in range(_OLDEST + 1) if age_group(age) == group] if group in AGE_GROUPS else []
    if not ages:
        return User.user_id.is_(None)
    return and_(User.age >= ages[0], User.age <= ages[-1])
