"""Databases of earlier versions are backed up, brought up to date, and keep what is in them."""

from __future__ import annotations

import re
import sqlite3
import stat
import tempfile
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

import db
from db.errors import StoreError
from db.personal.opinions import opinions_of
from db.ratings import fan_counts
from db.rows import Opinion
from db.search.films import search_movies
from db.store.database import open_store
from db.store.schema import HEAD, migrate, stored_revision
from tests.db.earlier_versions import REVISIONS, contents, database_of, holds

EARLIER = REVISIONS[:-1]


def _copies(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.*.backup"))


def test_every_schema_that_was_released_is_tested() -> None:
    scripts = ScriptDirectory(str(Path(db.__file__).parent / "migrations"))

    assert tuple(sorted(script.revision for script in scripts.walk_revisions())) == REVISIONS


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_of_any_version_keeps_everything(revision: str, tmp_path: Path) -> None:
    path = database_of(revision, tmp_path / "movies.db")
    before = contents(path)

    opened = open_store(path)
    with opened.reading() as connection:
        assert opinions_of(connection, -1)[7] == Opinion(4.5, 6)
        assert [film.movie_id for film in search_movies(connection, "heat")] == [7]
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    opened.close()

    assert stored_revision(path) == HEAD
    assert holds(contents(path), before)
    assert {name: len(rows) for name, rows in contents(path).items() if name in before} == {
        name: len(rows) for name, rows in before.items()
    }


@pytest.mark.parametrize("revision", REVISIONS)
def test_fans_of_the_data_set_are_counted_and_profiles_are_not(revision: str, tmp_path: Path) -> None:
    store = open_store(database_of(revision, tmp_path / "movies.db"))

    with store.reading() as connection:
        assert fan_counts(connection, [7, 8]) == {7: 1, 8: 0}
    store.close()


@pytest.mark.parametrize("revision", EARLIER)
def test_before_that_it_is_backed_up_for_its_owner_only(revision: str, tmp_path: Path) -> None:
    path = database_of(revision, tmp_path / "movies.db")
    before = contents(path)

    open_store(path).close()

    (copy,) = _copies(path)
    assert re.fullmatch(rf"movies\.db\.schema-{revision}\.\d{{8}}T\d{{12}}\.backup", copy.name)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stored_revision(copy) == revision
    assert contents(copy) == before


def test_a_backup_is_a_database_that_can_be_opened(tmp_path: Path) -> None:
    path = database_of("0001", tmp_path / "movies.db")
    open_store(path).close()
    (copy,) = _copies(path)

    path.unlink()
    copy.rename(path)
    open_store(path).close()

    assert stored_revision(path) == HEAD


def test_an_up_to_date_database_is_not_backed_up(tmp_path: Path) -> None:
    path = database_of(HEAD, tmp_path / "movies.db")

    open_store(path).close()

    assert _copies(path) == []


def test_the_last_two_backups_stay(tmp_path: Path) -> None:
    path = database_of("0001", tmp_path / "movies.db")
    old = path.read_bytes()
    for _ in range(4):
        path.write_bytes(old)
        open_store(path).close()
        newest = _copies(path)[-1]

    assert len(_copies(path)) == 2
    assert newest in _copies(path)


def test_a_file_of_another_database_is_no_old_backup(tmp_path: Path) -> None:
    (tmp_path / "movies.db.txt").write_text("mine")
    (tmp_path / "other.db.schema-0001.20200101T000000000000.backup").write_text("mine")
    path = database_of("0001", tmp_path / "movies.db")

    open_store(path).close()

    assert (tmp_path / "other.db.schema-0001.20200101T000000000000.backup").exists()
    assert (tmp_path / "movies.db.txt").exists()


def test_without_room_for_the_backup_the_old_database_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = database_of("0001", tmp_path / "movies.db")
    before = contents(path)

    def no_room(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", no_room)
    with pytest.raises(StoreError, match=r"it was not changed.*no space left on device"):
        open_store(path)

    assert stored_revision(path) == "0001"
    assert contents(path) == before
    assert [file.name for file in tmp_path.iterdir() if "backup" in file.name] == []


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = database_of("0001", tmp_path / "movies.db")
    before = contents(path)

    def fail_at_the_end(connection: Connection) -> None:
        migrate(connection)
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("db.store.database.migrate", fail_at_the_end)
    for _ in range(4):
        with pytest.raises(StoreError, match="is full"):
            open_store(path)

    assert stored_revision(path) == "0001"
    assert contents(path) == before
    assert len(list(tmp_path.glob("*.backup"))) == 2


def test_what_a_killed_backup_left_is_taken_away(tmp_path: Path) -> None:
    path = database_of("0001", tmp_path / "movies.db")
    left = tmp_path / ".movies.db.schema-0001.20200101T000000000000.backup.abc.part"
    left.write_text("half")

    open_store(path).close()

    assert not left.exists()
