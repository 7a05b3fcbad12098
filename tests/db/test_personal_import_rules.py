"""Taking an export in bulk ends where saying the same things one by one in the app ends; and twice is once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from data.personal import PersonalExport, PersonalRow, RowKind
from db.marks import FilmMark
from db.personal.import_plan import RowChange
from db.personal.imports import apply_plan, plan_import
from db.personal.opinions import opinions_of, rate, set_mark
from db.personal.profiles import create_profile
from db.rows import Opinion
from db.store.bulk import read_rows
from db.store.database import Store
from tests.library import AMELIE, MATRIX, SPIDER_MAN, TOY_STORY

FILMS = {
    MATRIX: ("The Matrix", 1999),
    TOY_STORY: ("Toy Story", 1995),
    SPIDER_MAN: ("Spider-Man", 2002),
    AMELIE: ("Amélie", 2001),
}
MARKS = {RowKind.SEEN: FilmMark.SEEN, RowKind.WATCHLIST: FilmMark.WATCHLIST, RowKind.HIDDEN: FilmMark.HIDDEN}

stars = st.integers(1, 10).map(lambda halves: halves / 2)
times = st.integers(0, 3)
films = st.sampled_from(sorted(FILMS))
rows = st.tuples(st.sampled_from([*sorted(MARKS), RowKind.RATING]), films, stars, times)
acts = st.tuples(st.sampled_from(list(FilmMark)), films, stars, times) | st.tuples(st.none(), films, stars, times)


@pytest.fixture(scope="module")
def connection(library: Store) -> Iterator[Connection]:
    """Of the tiny library; what the tests write is never kept."""
    with library.reading() as opened:
        yield opened


def export(said: list[tuple[Any, ...]]) -> PersonalExport:
    made = [
        PersonalRow(number, "f.csv", number, kind, *FILMS[film], (), None, None, None,
                    given_stars if kind is RowKind.RATING else None, time)
        for number, (kind, film, given_stars, time) in enumerate(said, start=1)
    ]  # fmt: skip
    return PersonalExport("IMDb", tuple(made), ())


def say(connection: Connection, user_id: int, acts_before: list[tuple[Any, ...]]) -> None:
    for mark, film, given_stars, time in acts_before:
        if mark is None:
            rate(connection, user_id, film, given_stars, at=time)
        else:
            set_mark(connection, user_id, film, mark, on=True, at=time)


def stat(connection: Connection, user_id: int) -> list[tuple[Any, ...]]:
    return read_rows(connection, "SELECT ratings, mean_rating FROM user_stat WHERE user_id = ?", (user_id,))


def sorted_marks(opinions: dict[int, Opinion]) -> dict[int, tuple[object, ...]]:
    return {
        film: (opinion.rating, opinion.rated_at, frozenset(opinion.marks))
        for film, opinion in opinions.items()
        if opinion != Opinion()
    }


@contextmanager
def nothing_kept(connection: Connection) -> Iterator[None]:
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


@given(st.lists(acts, max_size=6), st.lists(rows, max_size=8))
@settings(max_examples=75, deadline=None)
def test_bulk_and_one_by_one_agree(
    connection: Connection, before: list[tuple[Any, ...]], said: list[tuple[Any, ...]]
) -> None:
    with nothing_kept(connection):
        check_that_they_agree(connection, before, said)


def check_that_they_agree(connection: Connection, before: list[tuple[Any, ...]], said: list[tuple[Any, ...]]) -> None:
    one_by_one, bulk = (create_profile(connection, name).user_id for name in ("slow", "quick"))
    say(connection, one_by_one, before)
    say(connection, bulk, before)
    planned = plan_import(connection, bulk, export(said))

    report = apply_plan(connection, planned)

    assert replace(report, import_id=None) == planned.report()
    assert report.matched == len(said)
    for one in planned.matched:
        if one.change in {RowChange.NEW, RowChange.CHANGED}:
            if one.row.kind is RowKind.RATING:
                rate(connection, one_by_one, one.movie.movie_id, one.row.stars, at=one.row.noted_at)
            else:
                mark = MARKS[one.row.kind]
                set_mark(connection, one_by_one, one.movie.movie_id, mark, on=True, at=one.row.noted_at)
    mine = opinions_of(connection, bulk)
    assert sorted_marks(mine) == sorted_marks(opinions_of(connection, one_by_one))
    assert stat(connection, bulk) == stat(connection, one_by_one)

    again = apply_plan(connection, plan_import(connection, bulk, export(said)))
    assert (again.new, again.changed) == (0, 0)
    assert opinions_of(connection, bulk) == mine
