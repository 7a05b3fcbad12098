"""Databases for tests of this room, and a machine that other tests share: one thread is enough for tiny data."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from db.rows import Catalogue
from db.runs.training_data import load_catalogue
from db.store.database import Store, open_store
from engine.serving.recommender import Recommender, load_recommender
from tests.data.conftest import official_files

__all__ = ["official_files"]


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Torch takes one core in this process too."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def catalogue(library: Store) -> Catalogue:
    """Films and users of the tiny library."""
    with library.reading() as connection:
        return load_catalogue(connection)


@pytest.fixture(scope="session")
def recommender(library: Store) -> Recommender:
    """The tiny library's active run."""
    return load_recommender(library)


@pytest.fixture
def database(library_file: Path, tmp_path: Path) -> Path:
    """A copy of the tiny library that the test may change."""
    return Path(shutil.copy(library_file, tmp_path / "copy.db"))


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    """The test's own copy of the tiny library, open."""
    opened = open_store(database)
    yield opened
    opened.close()
