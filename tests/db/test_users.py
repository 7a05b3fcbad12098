from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from data.ages import AGE_GROUPS
from db.errors import NotFound
from db.personal.profiles import resolve_user
from db.rows import UserFilter
from db.store.database import Store
from db.users import (
    count_users,
    find_users,
    occupations,
    sample_user,
    user_history,
    user_summary,
)
from tests.library import USERS, USERS_WITH_DEMOGRAPHICS, library_ratings

ALL = UserFilter()


def _ids(connection: Connection, wanted: UserFilter) -> list[int]:
    return [user.user_id for user in find_users(connection, wanted, 100)]


def _add_profiles(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("INSERT INTO user (user_id, name) VALUES (-1, 'Ann_B'), (-2, '100% Bob')"))


def test_a_user_is_described(reading: Connection) -> None:
    user = user_summary(reading, 3)

    stars = [rating for number, _, rating, _ in library_ratings() if number == 3]
    assert (user.gender, user.age, user.age_group, user.occupation) == ("M", 21, "18-24", "artist")
    assert (user.name, user.ratings, user.mean_rating) == (None, len(stars), sum(stars) / len(stars))


def test_what_is_not_known_of_a_user_is_none(reading: Connection) -> None:
    user = user_summary(reading, USERS)

    assert (user.gender, user.age, user.age_group, user.occupation) == (None, None, None, None)


@pytest.mark.parametrize("user_id", [0, -1, 999, 10**30])
def test_unknown_users_are_not_found(reading: Connection, user_id: int) -> None:
    with pytest.raises(NotFound, match=f"no user {user_id}"):
        user_summary(reading, user_id)


def test_without_a_filter_all_users_are_listed_in_order(reading: Connection) -> None:
    assert _ids(reading, ALL) == list(range(1, USERS + 1))


def test_users_come_in_pages(reading: Connection) -> None:
    assert [user.user_id for user in find_users(reading, ALL, 5, offset=10)] == [11, 12, 13, 14, 15]
    assert count_users(reading, ALL) == USERS


@pytest.mark.parametrize(
    ("digits", "found"),
    [("2", [2, *range(20, 30)]), ("30", [30]), ("4", [4]), ("7 ", [7]), ("99", []), ("0", [])],
)
def test_a_number_finds_ids_that_begin_with_it(reading: Connection, digits: str, found: list[int]) -> None:
    assert _ids(reading, UserFilter(text=digits)) == found


def test_profiles_are_found_by_a_part_of_their_name(store: Store) -> None:
    _add_profiles(store)

    with store.reading() as connection:
        assert _ids(connection, UserFilter(text="ann_")) == [-1]
        assert _ids(connection, UserFilter(text="BOB")) == [-2]
        assert _ids(connection, UserFilter(text="%")) == [-2]
        assert _ids(connection, UserFilter(text="-1")) == [-1]
        assert _ids(connection, UserFilter(text="10")) == [-2, 10]


@pytest.mark.parametrize("strange", ["'", "é", "\0", "--", "-", "9" * 50, "%", "_", "²"])
def test_any_text_may_be_looked_for(reading: Connection, strange: str) -> None:
    assert _ids(reading, UserFilter(text=strange)) == []


def test_filters_narrow_each_other_down(reading: Connection) -> None:
    women = _ids(reading, UserFilter(gender="F"))
    artists = _ids(reading, UserFilter(occupation="artist"))
    both = UserFilter(gender="F", occupation="artist")

    assert women
    assert artists
    assert set(_ids(reading, both)) == set(women) & set(artists)
    assert count_users(reading, both) == len(set(women) & set(artists))


def test_age_groups_divide_the_users_whose_age_is_known(reading: Connection) -> None:
    groups = {group: _ids(reading, UserFilter(age_group=group)) for group in AGE_GROUPS}

    assert sorted(user for users in groups.values() for user in users) == list(range(1, USERS_WITH_DEMOGRAPHICS + 1))
    for group, users in groups.items():
        assert {user_summary(reading, user).age_group for user in users} <= {group}


def test_an_unknown_age_group_fits_nobody(reading: Connection) -> None:
    assert _ids(reading, UserFilter(age_group="teen")) == []


def test_occupations_are_listed_once_in_order(reading: Connection) -> None:
    assert occupations(reading) == ("artist", "student", "writer")


def test_a_history_is_newest_first(reading: Connection) -> None:
    history = user_history(reading, 5)

    expected = sorted((-when, film, stars) for user, film, stars, when in library_ratings() if user == 5)
    assert [(-rating.rated_at, rating.movie.movie_id, rating.rating) for rating in history] == expected
    assert user_history(reading, 5, limit=2) == history[:2]
    assert user_history(reading, 999) == []


def test_a_user_is_named_by_id_or_by_the_name_of_a_profile(store: Store) -> None:
    _add_profiles(store)

    with store.reading() as connection:
        assert resolve_user(connection, " 12 ").user_id == 12
        assert resolve_user(connection, "Ann_B").user_id == -1
        assert resolve_user(connection, " aNN_b").user_id == -1
        assert resolve_user(connection, "-2").name == "100% Bob"


@pytest.mark.parametrize("nobody", ["", "nobody", "0", "31", "9" * 40, "1; DROP TABLE user", "\0"])
def test_a_name_of_nobody_is_not_found(reading: Connection, nobody: str) -> None:
    with pytest.raises(NotFound, match="no user"):
        resolve_user(reading, nobody)


def test_the_sample_user_rated_about_as_much_as_others(reading: Connection) -> None:
    counts = sorted(user.ratings for user in find_users(reading, ALL, 100))

    assert sample_user(reading).ratings == counts[len(counts) // 2]


def test_without_users_there_is_no_sample(empty_store: Store) -> None:
    with pytest.raises(NotFound, match="import a data set"), empty_store.reading() as connection:
        sample_user(connection)
