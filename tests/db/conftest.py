"""Databases for tests of this room: one to read, and a fresh copy of it for each test that writes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from db.store.database import Store, open_store
from tests import disks

_REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def reading(library: Store) -> Iterator[Connection]:
    """A reading connection to the tiny library."""
    with library.reading() as connection:
        yield connection


@pytest.fixture
def store(library_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of the tiny library that the test may change."""
    path = tmp_path / "copy.db"
    shutil.copy(library_file, path)
    opened = open_store(path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database without a data set; only to be copied, as creating one takes fifty times longer."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    open_store(path).close()
    return path


@pytest.fixture
def empty_store(empty_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A new database without a data set."""
    opened = open_store(Path(shutil.copy(empty_file, tmp_path / "empty.db")))
    yield opened
    opened.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for 64 KiB."""
    with disks.small_disk(tmp_path / "small", 64) as folder:
        yield folder


@pytest.fixture
def read_only_folder(library_file: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder that may not be written, with the tiny library in `library.db`."""
    with disks.read_only_folder(tmp_path / "read only", library_file) as folder:
        yield folder


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the official files; skips where there is none."""
    folder = Path(os.environ.get("MOVIEREC_TEST_DATA", _REPOSITORY.parent / "shared" / "data"))
    if not (folder / "ml-latest-small.zip").is_file():
        pytest.skip(f"the official MovieLens files are not in {folder}; set MOVIEREC_TEST_DATA")
    return folder
