"""Backups: of one moment, whole or not there, and nobody else's business."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from db.checks.check import check
from db.errors import StoreError
from db.store.backup import back_up
from db.store.database import Store, open_store
from tests.db.earlier_versions import contents


def test_a_backup_holds_everything(store: Store, tmp_path: Path) -> None:
    size = back_up(store.path, tmp_path / "backup.db")

    assert size == (tmp_path / "backup.db").stat().st_size
    assert contents(tmp_path / "backup.db") == contents(store.path)
    copy = open_store(tmp_path / "backup.db")
    assert check(copy) == []
    copy.close()


def test_what_was_written_a_moment_ago_is_part_of_it(store: Store, tmp_path: Path) -> None:
    with store.writing() as connection:
        connection.execute(text("INSERT INTO user (user_id, name) VALUES (-1, 'Ann')"))

    back_up(store.path, tmp_path / "backup.db")

    assert "Ann" in {row["name"] for row in contents(tmp_path / "backup.db")["user"]}


def test_only_its_owner_can_read_it(store: Store, tmp_path: Path) -> None:
    store.path.chmod(0o644)

    back_up(store.path, tmp_path / "backup.db")

    assert stat.S_IMODE((tmp_path / "backup.db").stat().st_mode) == 0o600


def test_it_is_one_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()

    back_up(store.path, tmp_path / "backups" / "backup.db")

    assert [file.name for file in (tmp_path / "backups").iterdir()] == ["backup.db"]


def test_a_file_that_is_there_is_not_replaced(store: Store, tmp_path: Path) -> None:
    (tmp_path / "backup.db").write_text("precious")

    with pytest.raises(StoreError, match="exists already: add --force"):
        back_up(store.path, tmp_path / "backup.db")

    assert (tmp_path / "backup.db").read_text() == "precious"


def test_a_file_that_is_there_is_replaced_where_that_is_wanted(store: Store, tmp_path: Path) -> None:
    (tmp_path / "backup.db").write_text("old")

    back_up(store.path, tmp_path / "backup.db", overwrite=True)

    assert contents(tmp_path / "backup.db") == contents(store.path)


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal", ".training.lock"])
def test_what_belongs_to_the_database_is_no_place_for_a_backup(store: Store, ending: str) -> None:
    with pytest.raises(StoreError, match="belongs to the database itself"):
        back_up(store.path, store.path.with_name(store.path.name + ending), overwrite=True)


def test_the_database_is_no_backup_of_itself(store: Store, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(store.path)

    for target in (store.path, tmp_path / "link.db"):
        with pytest.raises(StoreError, match="is the database itself"):
            back_up(store.path, target, overwrite=True)


def test_a_folder_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        back_up(store.path, tmp_path)


def test_a_folder_that_is_not_there_is_said(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such file or directory"):
        back_up(store.path, tmp_path / "nowhere" / "backup.db")


def test_progress_counts_to_its_total(store: Store, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []

    back_up(store.path, tmp_path / "backup.db", lambda *progress: told.append(progress))

    phase, done, total = told[-1]
    assert phase == "backup"
    assert done == total > 0


def test_an_interrupted_backup_leaves_nothing(store: Store, tmp_path: Path) -> None:
    def interrupt(_phase: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    (tmp_path / "backups").mkdir()
    with pytest.raises(KeyboardInterrupt):
        back_up(store.path, tmp_path / "backups" / "backup.db", interrupt)

    assert list((tmp_path / "backups").iterdir()) == []


def test_it_is_of_one_moment_while_others_write(store: Store, tmp_path: Path) -> None:
    """Each writing transaction adds a user and a rating, so a backup with one without the other is of two moments."""
    stop = threading.Event()

    def write() -> None:
        writer = open_store(store.path)
        number = 0
        while not stop.is_set():
            number -= 1
            with writer.writing() as connection:
                connection.execute(text("INSERT INTO user (user_id) VALUES (:id)"), {"id": number})
                connection.execute(text("INSERT INTO rating VALUES (:id, 1, 4.0, 0)"), {"id": number})
        writer.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            back_up(store.path, tmp_path / f"{number}.db")
    finally:
        stop.set()
        thread.join()

    for number in range(5):
        copy = sqlite3.connect(tmp_path / f"{number}.db")
        query = "SELECT (SELECT count(*) FROM user WHERE user_id < 0), (SELECT count(*) FROM rating WHERE user_id < 0)"
        users, ratings = copy.execute(query).fetchone()
        copy.close()
        assert users == ratings


def test_a_backup_is_made_while_somebody_writes(store: Store, tmp_path: Path) -> None:
    with store.writing() as connection:
        connection.execute(text("DELETE FROM rating"))
        back_up(store.path, tmp_path / "backup.db")

    assert contents(tmp_path / "backup.db")["rating"]


def test_a_full_disk_is_said_and_leaves_nothing(store: Store, small_disk: Path) -> None:
    with pytest.raises(StoreError, match=r"its disk is full\. Make room or name another folder"):
        back_up(store.path, small_disk / "backup.db")

    assert list(small_disk.iterdir()) == []


def test_a_read_only_database_can_be_backed_up(store: Store, tmp_path: Path, read_only_folder: Path) -> None:
    back_up(read_only_folder / "library.db", tmp_path / "backup.db")

    assert contents(tmp_path / "backup.db") == contents(store.path)


def test_hard_links_are_not_needed(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_arguments: object, **_options: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", unsupported)

    back_up(store.path, tmp_path / "backup.db")

    assert contents(tmp_path / "backup.db") == contents(store.path)
