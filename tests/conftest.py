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


WAITING = ("test_readme", "packaging", "screen_truth")
"""Tests that take long, and wait for most of it."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Spreads the tests that wait over the workers and over the first half of each one's tests.

    With `worksteal`, each worker begins with an equal part of the list: so all of them always have something to compute
    while one waits, and none is left alone with a long test at the end.
    """
    waiting = [item for item in items if any(name in item.nodeid for name in WAITING)]
    others = [item for item in items if not any(name in item.nodeid for name in WAITING)]
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    parts: list[list[pytest.Item]] = []
    for worker in range(workers):
        spread = waiting[worker::workers]
        size = len(items) * (worker + 1) // workers - len(items) * worker // workers - len(spread)
        part, others = others[:size], others[size:]
        distance = len(part) // (2 * len(spread) or 1)
        for place, item in enumerate(spread):
            part.insert(place * (distance + 1), item)
        parts.append(part)
    items[:] = [item for part in parts for item in part]


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
