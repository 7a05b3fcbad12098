from __future__ import annotations

from db.search.recent_searches import MOST, forget_search, forget_searches, recent_searches, remember_search
from db.store.database import Store
from db.store.settings import write_setting


def _kept(store: Store) -> tuple[str, ...]:
    with store.reading() as connection:
        return recent_searches(connection)


def _remember(store: Store, *texts: str) -> None:
    for text in texts:
        with store.writing() as connection:
            remember_search(connection, text)


def test_the_newest_search_is_the_first(empty_store: Store) -> None:
    _remember(empty_store, "heat", "alien")

    assert _kept(empty_store) == ("alien", "heat")


def test_a_search_is_kept_once_as_it_was_typed_last(empty_store: Store) -> None:
    _remember(empty_store, "amelie", "heat", "  Amélie ", "🎬", "🎬")

    assert _kept(empty_store) == ("🎬", "Amélie", "heat")


def test_only_the_last_twenty_are_kept_and_nothing_blank(empty_store: Store) -> None:
    _remember(empty_store, *(f"film {number}" for number in range(30)), "", "  \t", "\ud800")

    assert len(_kept(empty_store)) == MOST
    assert _kept(empty_store)[0] == "film 29"


def test_one_search_or_all_can_be_forgotten(empty_store: Store) -> None:
    _remember(empty_store, "heat", "alien", "up")

    with empty_store.writing() as connection:
        forget_search(connection, "alien")
    assert _kept(empty_store) == ("up", "heat")

    with empty_store.writing() as connection:
        forget_searches(connection)
    assert _kept(empty_store) == ()


def test_a_setting_that_is_no_list_counts_as_none(empty_store: Store) -> None:
    for value in ("{", '{"a": 1}', "[1, null]"):
        with empty_store.writing() as connection:
            write_setting(connection, "recent_searches", value)
        assert _kept(empty_store) == ()
