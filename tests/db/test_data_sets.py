"""The databases of a folder: found without changing anything."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from db.store.data_sets import databases_in_folder, unused_path
from db.store.database import Store, open_store


def test_databases_with_a_data_set_are_found_by_its_name(store: Store, tmp_path: Path) -> None:
    folder = store.path.parent
    shutil.copy(store.path, folder / "z.db")
    other = open_store(folder / "z.db")
    with other.writing() as connection:
        connection.execute(text("UPDATE data_set SET name = 'another'"))
    other.close()
    open_store(folder / "empty.db").close()
    (folder / "broken.db").write_bytes(b"nothing that SQLite knows" * 100)
    (folder / "folder.db").mkdir()
    (folder / "notes.txt").write_text("none")
    before = {file: file.read_bytes() for file in folder.glob("*.db") if file.is_file()}

    found = databases_in_folder(store.path)

    assert [(file.path.name, file.data_set.name) for file in found] == [
        ("z.db", "another"),
        (store.path.name, "tiny"),
    ]
    assert {file: file.read_bytes() for file in before} == before


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("ml-1m", "ml-1m.db"),
        ("My films (2024).zip", "My-films-2024-.zip.db"),
        ("../../etc", "etc.db"),
        ("\x1b[31m", "31m.db"),
        ("…", "movierec.db"),
    ],
)
def test_a_new_file_is_called_like_its_data_set(tmp_path: Path, name: str, file: str) -> None:
    assert unused_path(tmp_path / "current.db", name) == tmp_path / file


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    for taken in ("ml-1m.db", "ml-1m-2.db"):
        (tmp_path / taken).touch()

    assert unused_path(tmp_path / "movierec.db", "ml-1m") == tmp_path / "ml-1m-3.db"
