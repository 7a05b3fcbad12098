"""The tiny library that every room's tests read."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.main
from hypothesis import settings

from db.store.database import Store, open_store
from tests.library import build_library, publish_random_run

settings.register_profile("same every time", derandomize=True, deadline=None)
settings.load_profile("same every time")


def pytest_collection_finish() -> None:
    """Modules and tests live as long as the process: the garbage collector need not walk through them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


LONGEST = ("test_readme", "packaging", "screen_truth")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests come first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: not any(name in item.nodeid for name in LONGEST))


@pytest.fixture(scope="session", autouse=True)
def children_of_one_thread() -> Iterator[None]:
    """Child processes that train on a dozen films take one core, and do not spin while they wait."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OMP_NUM_THREADS", "1")
        environment.setenv("OMP_WAIT_POLICY", "PASSIVE")
        yield


@pytest.fixture(scope="session", autouse=True)
def commands_built_once() -> Iterator[None]:
    """Typer builds all commands from their functions at every call in one process, which takes longer than answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", cache(typer.main.get_command))
        yield


@pytest.fixture(scope="session")
def library_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the tiny library and one active run, number 1; only to be read or copied."""
    path = tmp_path_factory.mktemp("library") / "library.db"
    store = build_library(path)
    publish_random_run(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def library(library_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The tiny library, only to be read.

    In a file of its own: copying an open database closes the file once more, and that drops the locks of this process.
    """
    store = open_store(Path(shutil.copy(library_file, tmp_path_factory.mktemp("open") / "library.db")))
    yield store
    store.close()
