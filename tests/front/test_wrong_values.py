"""Whatever another program writes into a column: what is asked is answered, or one sentence names `check`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Column

from db.checks.check import check
from db.checks.values import wrong_values_explained
from db.errors import Damaged, StoreError
from db.marks import FilmMark
from db.models import Base
from db.parquet import export_parquet
from db.personal.opinions import rate, set_mark
from db.personal.profiles import activate_profile, create_profile, save_filter
from db.store.database import open_store
from engine.errors import EngineError
from movierec_tui.library.answers import ListRequest
from movierec_tui.library.library import Library
from tests.library import LEON, MATRIX, build_library, publish_random_run

VALUES = (b"\xff\0", "a b", float("inf"), 2**62, None)
_KINDS = {str: {"text"}, int: {"integer"}, float: {"real", "integer"}, bytes: {"blob"}}
_OF_RUNS = {"movie_feature", "user_feature"}
"""What they hold can be learned again, which their sentences say."""


def fill(path: Path) -> None:
    """Makes a database with something in every table."""
    store = build_library(path)
    publish_random_run(store)
    with store.writing() as connection:
        ann = activate_profile(connection, create_profile(connection, "ann").user_id).user_id
        rate(connection, ann, MATRIX, 4.5)
        set_mark(connection, ann, LEON, FilmMark.WATCHLIST, on=True)
        save_filter(connection, ann, "mine", "{}")
        for statement in (
            "INSERT INTO person VALUES (5, 'Lana Wachowski')",
            "INSERT INTO person_fts (rowid, name) VALUES (5, 'lana wachowski')",
            "INSERT INTO movie_person VALUES (1, 5, 'director', 1)",
            "INSERT INTO parked_opinion VALUES (1, -1, 'tag:noir', NULL, 12, 99, 'Gone', 1990)",
        ):
            connection.exec_driver_sql(statement)
    store.close()


def write_wrong(connection: sqlite3.Connection, column: Column[object], value: object) -> bool:
    """Writes a value into every row of a column, or into one where it must be unique; False where SQLite refuses."""
    table, name = column.table.name, column.name
    first = " AND ".join(
        f'"{key.name}" = (SELECT "{key.name}" FROM "{table}" LIMIT 1)' for key in column.table.primary_key
    )
    for which in ("", f" WHERE {first}"):
        try:
            return connection.execute(f'UPDATE "{table}" SET "{name}" = ?{which}', (value,)).rowcount > 0
        except sqlite3.Error:
            continue
    return False


def questions(library: Library) -> list[Callable[[], object]]:
    """What screens and commands ask."""
    return [
        library.status,
        lambda: library.search("matrix", 20),
        lambda: library.search("tag:noir", 20),
        lambda: library.movie(MATRIX),
        lambda: library.user(3),
        library.runs,
        library.profiles.all,
        lambda: library.profiles.opinions(-1),
        lambda: library.lists.recommend(-1, ListRequest()),
        lambda: library.similar_movies(MATRIX, 5),
        lambda: library.lists.saved(-1),
    ]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("sound") / "library.db"
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.mark.parametrize("table", [table.name for table in Base.metadata.sorted_tables])
def test_a_wrong_value_in_any_column_is_told_and_named(table: str, sound: sqlite3.Connection, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(sqlite3.connect(path)) as spoiled:
        sound.backup(spoiled)
        spoiled.execute("PRAGMA journal_mode = WAL")
        spoiled.execute("PRAGMA ignore_check_constraints = ON")
        for number, column in enumerate(Base.metadata.tables[table].columns):
            value = next((one for one in VALUES[number % 4 :] + VALUES if write_wrong(spoiled, column, one)), None)
            rows = spoiled.execute(f'SELECT DISTINCT typeof("{column.name}") FROM "{table}"')
            kinds = {kind for (kind,) in rows} - ({"null"} if column.nullable else set())
            spoiled.commit()
            told = _told(path, tmp_path / "export")
            assert all("movierec-tui check" in one or "train again" in one for one in told), (column, value, told)
            if not kinds <= _KINDS[column.type.python_type]:
                _assert_named(path, column)
            sound.backup(spoiled)


def _told(path: Path, folder: Path) -> list[str]:
    """The sentences instead of answers."""
    told = []
    with closing(Library.open(path)) as library, closing(open_store(path)) as store:

        def export() -> object:
            return export_parquet(store, folder, replace=True)

        for question in (*questions(library), export):
            try:
                with library.explained():
                    question()
            except (StoreError, EngineError) as error:
                told.append(str(error))
    return told


def _assert_named(path: Path, column: Column[object]) -> None:
    with closing(open_store(path)) as store:
        found = [problem.description for problem in check(store)]
    assert found
    if column.table.name not in _OF_RUNS:
        assert any(column.table.name in one and column.name in one for one in found), (column, found)


def test_a_number_below_nothing_is_told_and_named(sound: sqlite3.Connection, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(sqlite3.connect(path)) as spoiled:
        sound.backup(spoiled)
        spoiled.execute("UPDATE movie_stat SET popularity = -1")
        spoiled.commit()

    named = pytest.raises(Damaged, match="movie_stat, popularity is not")
    with closing(Library.open(path)) as library, named, library.explained():
        library.search("matrx", 20)


def test_a_word_that_the_program_does_not_know_is_named(sound: sqlite3.Connection, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(sqlite3.connect(path)) as spoiled:
        sound.backup(spoiled)
        spoiled.execute("UPDATE movie SET source = ''")
        spoiled.commit()

    _assert_named(path, Base.metadata.tables["movie"].columns["source"])


def test_a_file_that_cannot_be_searched_for_wrong_values_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)

    with pytest.raises(Damaged, match="is damaged"), wrong_values_explained(path):
        raise ValueError
