from __future__ import annotations

import pytest
from sqlalchemy import text

from db.errors import NotFound, StoreError
from db.marks import FilmMark
from db.personal.opinions import rate, set_mark
from db.personal.profiles import (
    Profile,
    activate_profile,
    active_profile,
    create_profile,
    delete_filter,
    delete_profile,
    find_profile,
    list_profiles,
    rename_profile,
    resolve_user,
    save_filter,
    saved_filters,
)
from db.rows import UserFilter
from db.store.database import Store
from db.store.settings import TRAIN_WITH_PROFILES, read_setting, trains_with_profiles, write_setting
from db.users import find_users
from tests.library import AMELIE, LEON, MATRIX


def test_profiles_are_listed_in_the_order_they_were_made_with_what_they_said(store: Store) -> None:
    with store.writing() as connection:
        ann, bob = (create_profile(connection, name).user_id for name in ("Ann", "Bob"))
        rate(connection, ann, MATRIX, 4.0)
        set_mark(connection, ann, LEON, FilmMark.WATCHLIST, on=True)
        set_mark(connection, ann, AMELIE, FilmMark.HIDDEN, on=True)

        assert list_profiles(connection) == [Profile(ann, "Ann", 1, 1, 1), Profile(bob, "Bob", 0, 0, 0)]


def test_a_profile_is_found_by_its_name_however_it_is_written(store: Store) -> None:
    with store.writing() as connection:
        created = create_profile(connection, "  Ánn Lee ")

        assert created.name == "Ánn Lee"
        assert find_profile(connection, "ánn LEE ") == created
        assert resolve_user(connection, "Ánn Lee").user_id == created.user_id
        assert [user.name for user in find_users(connection, UserFilter(text="nn l"), 5)] == ["Ánn Lee"]


def test_an_unknown_name_says_which_there_are(store: Store) -> None:
    with store.writing() as connection:
        with pytest.raises(NotFound, match=r'no profile "eve": `movierec-tui profile create NAME` makes one'):
            find_profile(connection, "eve")
        create_profile(connection, "Ann")
        with pytest.raises(NotFound, match=r'no profile "eve": choose from Ann\.'):
            find_profile(connection, "eve")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "needs a name"),
        ("   ", "needs a name"),
        ("x" * 41, "41 characters long"),
        ("Ann\nBob", "one line of visible characters"),
        ("\x1b[31mAnn", "one line of visible characters"),
        ("42", "is a number"),
        ("-1", "is a number"),
        ("Me", "is the active profile"),
        ("ANN", 'There is a profile "Ann" already'),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_a_reason(store: Store, name: str, message: str) -> None:
    with store.writing() as connection:
        create_profile(connection, "Ann")
        bob = create_profile(connection, "Bob")
        with pytest.raises(StoreError, match=message):
            create_profile(connection, name)
        with pytest.raises(StoreError, match=message):
            rename_profile(connection, bob.user_id, name)
        assert [profile.name for profile in list_profiles(connection)] == ["Ann", "Bob"]


def test_a_profile_can_be_renamed_in_other_capitals(store: Store) -> None:
    with store.writing() as connection:
        ann = create_profile(connection, "ann")

        assert rename_profile(connection, ann.user_id, "Ann").name == "Ann"


def test_a_deleted_profile_takes_all_it_said_with_it_and_nobody_elses(store: Store) -> None:
    with store.writing() as connection:
        ann, bob = (create_profile(connection, name).user_id for name in ("Ann", "Bob"))
        for person in (ann, bob):
            rate(connection, person, MATRIX, 4.0)
            set_mark(connection, person, LEON, FilmMark.HIDDEN, on=True)
            save_filter(connection, person, "mine", "{}")
        activate_profile(connection, ann)

        delete_profile(connection, ann)

        assert active_profile(connection) is None
        assert list_profiles(connection) == [Profile(bob, "Bob", 1, 0, 1)]
        for table in ("rating", "movie_mark", "saved_filter", "user_stat"):
            left = text(f"SELECT count(*) FROM {table} WHERE user_id = {ann}")
            assert connection.scalar(left) == 0
        with pytest.raises(NotFound, match="no longer exists"):
            delete_profile(connection, ann)


def test_users_of_the_data_set_are_no_profiles(store: Store) -> None:
    with store.writing() as connection:
        for change in (delete_profile, activate_profile):
            with pytest.raises(NotFound):
                change(connection, 3)


def test_the_active_profile_is_remembered(store: Store) -> None:
    with store.writing() as connection:
        assert active_profile(connection) is None
        ann = create_profile(connection, "Ann")
        create_profile(connection, "Bob")
        activate_profile(connection, ann.user_id)

    with store.reading() as connection:
        assert active_profile(connection) == ann


def test_a_setting_is_written_over_and_taken_back(store: Store) -> None:
    with store.writing() as connection:
        assert not trains_with_profiles(connection)
        write_setting(connection, TRAIN_WITH_PROFILES, "1")
        assert trains_with_profiles(connection)
        write_setting(connection, TRAIN_WITH_PROFILES, "0")
        assert not trains_with_profiles(connection)
        write_setting(connection, TRAIN_WITH_PROFILES, None)
        assert read_setting(connection, TRAIN_WITH_PROFILES) is None


def test_filters_are_kept_for_each_person_under_a_name(store: Store) -> None:
    with store.writing() as connection:
        ann, bob = (create_profile(connection, name).user_id for name in ("Ann", "Bob"))
        save_filter(connection, ann, " old comedies", '{"a": 1}')
        save_filter(connection, ann, "Westerns", "{}")
        save_filter(connection, ann, "old comedies ", '{"a": 2}')

        assert saved_filters(connection, ann) == {"Westerns": "{}", "old comedies": '{"a": 2}'}
        assert list(saved_filters(connection, ann)) == ["Westerns", "old comedies"]
        assert saved_filters(connection, bob) == {}

        delete_filter(connection, ann, "Westerns")
        with pytest.raises(NotFound, match='no saved filter "Westerns"'):
            delete_filter(connection, ann, "Westerns")
        with pytest.raises(StoreError, match="needs a name"):
            save_filter(connection, ann, " ", "{}")
