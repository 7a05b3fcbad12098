from __future__ import annotations

import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from db.errors import StoreError
from db.store.database import Store, open_store
from tests import disks


def test_a_new_database_is_made_with_its_folder_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "not there" / "yet %" / "movies.db"

    open_store(path).close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)] == [0o700, 0o700]


def test_a_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    open_store(Path("~/movies.db")).close()

    assert (tmp_path / "movies.db").is_file()


def test_connections_have_the_settings_that_the_program_relies_on(store: Store) -> None:
    with store.reading() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "temp_store")
        }

    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "temp_store": 2,
    }


def test_what_is_written_is_kept(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("INSERT INTO user (user_id, name) VALUES (-1, 'ann')"))

    with store.reading() as connection:
        assert connection.scalar(text("SELECT name FROM user WHERE user_id = -1")) == "ann"


def test_an_error_while_writing_undoes_everything(store: Store) -> None:
    def fail_half_way() -> None:
        with store.writing() as connection:
            connection.execute(text("DELETE FROM rating"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()

    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM rating")) > 0


def test_what_a_reading_connection_changes_is_not_kept(store: Store) -> None:
    with store.reading() as connection:
        connection.execute(text("DELETE FROM rating"))

    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM rating")) > 0


def test_a_rating_of_no_film_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"), store.writing() as connection:
        connection.execute(text("INSERT INTO rating VALUES (1, 999, 3.0, 0)"))


def test_a_reader_sees_one_state_while_another_connection_writes(store: Store) -> None:
    count = text("SELECT count(*) FROM rating")
    with store.reading() as reader:
        before = reader.scalar(count)
        with store.writing() as writer:
            writer.execute(text("DELETE FROM rating"))
            assert reader.scalar(count) == before
        assert reader.scalar(count) == before

    with store.reading() as reader:
        assert reader.scalar(count) == 0


def test_a_second_writer_gets_a_sentence_when_the_first_does_not_finish(store: Store) -> None:
    impatient = open_store(store.path, busy_timeout=0.05)
    with store.writing(), pytest.raises(StoreError, match="in use by another process"), impatient.writing():
        pass
    impatient.close()


def test_a_second_writer_of_the_same_store_gets_a_sentence_too(store: Store) -> None:
    impatient = open_store(store.path, busy_timeout=0.05)
    with impatient.writing(), pytest.raises(StoreError, match="in use"), impatient.writing():
        pass
    impatient.close()


def test_threads_may_share_a_store(store: Store) -> None:
    def add_profile(number: int) -> None:
        with store.writing() as connection:
            connection.execute(text("INSERT INTO user (user_id) VALUES (:id)"), {"id": -number})

    threads = [threading.Thread(target=add_profile, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM user WHERE user_id < 0")) == 8


def test_opening_one_new_file_many_times_at_once_makes_one_database(tmp_path: Path) -> None:
    path = tmp_path / "movies.db"
    opened: list[Store] = []
    threads = [threading.Thread(target=lambda: opened.append(open_store(path))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in opened:
        store.close()

    assert len(opened) == 6


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.db")

    with pytest.raises(StoreError, match="is no ordinary file"):
        open_store(tmp_path / "pipe.db")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        open_store(tmp_path)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="cannot be made"):
        open_store(tmp_path / "file" / "movies.db")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_may_not_be_written_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "movies.db"
    path.touch(mode=0o400)

    with pytest.raises(StoreError, match="permission denied"):
        open_store(path)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("buy milk, watch Alien")

    with pytest.raises(StoreError, match="is not a database"):
        open_store(path)

    assert path.read_text() == "buy milk, watch Alien"


def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE movie (director TEXT)")
    other.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="belongs to another program"):
        open_store(path)

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_database_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "movies.db"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4096)

    with pytest.raises(StoreError, match="is damaged"):
        open_store(path)


def test_a_schema_with_broken_letters_is_damage(store: Store) -> None:
    store.close()
    whole = store.path.read_bytes()
    assert b"CREATE VIEW profile" in whole
    store.path.write_bytes(whole.replace(b"CREATE VIEW profile", b"CREATE VI\xd0W profile"))

    with pytest.raises(StoreError, match="is damaged"):
        open_store(store.path)


@pytest.mark.parametrize("revision", ["''", "'0000'", "x'ff'", "'zz'", "7"])
def test_a_version_that_cannot_be_is_damage(store: Store, revision: str) -> None:
    with store.writing() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = {revision}"))

    with pytest.raises(StoreError, match="is damaged"):
        open_store(store.path)


def test_a_database_of_a_newer_version_is_refused(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="newer version"):
        open_store(store.path)


def _add_user(store: Store, number: int) -> None:
    with store.writing() as connection:
        connection.execute(text("INSERT INTO user (user_id) VALUES (:id)"), {"id": -number})


def test_on_a_full_disk_a_large_change_is_there_exactly_where_it_did_not_fail(tmp_path: Path) -> None:
    failed = set()
    with disks.small_disk(tmp_path / "small", 4000) as folder:
        for room in range(128, 1280, 128):
            store = open_store(folder / f"{room}.db")
            disks.fill(folder, room)
            try:
                with store.bulk_loading() as connection:
                    connection.execute(text("INSERT INTO user (user_id, name) VALUES (-1, hex(zeroblob(200000)))"))
            except StoreError:
                failed.add(room)
            disks.make_room(folder)
            with store.reading() as connection:
                there = connection.scalar(text("SELECT count(*) FROM user"))
            store.close()
            assert there == (room not in failed)
            (folder / f"{room}.db").unlink()

    assert 0 < len(failed) < 9


def test_the_data_version_tells_the_changes_of_others_from_its_own(store: Store) -> None:
    other = open_store(store.path)
    versions = [store.data_version()]
    _add_user(store, 1)
    versions.append(store.data_version())
    _add_user(other, 2)
    versions.append(store.data_version())
    _add_user(store, 3)
    versions.append(store.data_version())
    other.close()

    before, own, others, own_again = versions
    assert before == own
    assert own != others
    assert others == own_again


def test_the_data_version_stays_while_others_only_read_or_take_back(store: Store) -> None:
    other = open_store(store.path)
    before = store.data_version()
    with other.reading() as connection:
        connection.execute(text("SELECT count(*) FROM user")).scalar_one()
    with pytest.raises(StoreError), other.writing() as connection:
        connection.execute(text("INSERT INTO rating VALUES (1, 999, 3.0, 0)"))
    other.close()

    assert store.data_version() == before


def test_the_data_version_can_be_asked_from_any_thread_and_of_a_file_that_is_only_read(store: Store) -> None:
    watcher = Store(store.path, read_only=True)
    versions = [watcher.data_version()]

    def change_and_ask(number: int) -> None:
        _add_user(store, number)
        versions.append(watcher.data_version())

    for number in range(1, 5):
        thread = threading.Thread(target=change_and_ask, args=(number,))
        thread.start()
        thread.join()
    watcher.close()

    assert len(set(versions)) == 5


def test_closing_a_store_that_was_asked_for_its_data_version_leaves_no_file_open(tmp_path: Path) -> None:
    opened = open_store(tmp_path / "movies.db")
    opened.data_version()
    opened.close()

    assert [file.name for file in tmp_path.iterdir()] == ["movies.db"]
