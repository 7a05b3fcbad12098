"""Databases for the app's tests: real ones, tiny, built once and copied."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from db.importing.enriching import enrich
from db.personal.opinions import rate
from db.personal.profiles import activate_profile, create_profile
from db.store.database import open_store
from tests.data.imdb_files import ODYSSEY, Film, write_imdb
from tests.library import STAR_WARS, build_library, publish_random_run

CREATED = "2025-03-01T12:00:00+00:00"


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `untrained.db` (films and ratings) and `trained.db` (the same with runs 1 and 2)."""
    folder = tmp_path_factory.mktemp("templates")
    build_library(folder / "untrained.db").close()
    shutil.copy(folder / "untrained.db", folder / "trained.db")
    store = open_store(folder / "trained.db")
    publish_random_run(store, seed=1)
    publish_random_run(store, seed=2)
    with store.writing() as connection:
        connection.execute(text("UPDATE model_run SET created = :moment, finished = :moment"), {"moment": CREATED})
    store.close()
    return folder


@pytest.fixture(autouse=True)
def few_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children that train on a dozen films need no second thread."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def own_choices(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the app remembers of a person's choices stays within the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def database(templates: Path, tmp_path: Path) -> Path:
    """Twelve films, thirty users, two runs of which the second is active."""
    return Path(shutil.copy(templates / "trained.db", tmp_path / "movierec.db"))


@pytest.fixture
def anns(database: Path) -> Path:
    """The same, in which Ann rates; she gave Star Wars four stars."""
    store = open_store(database)
    with store.writing() as connection:
        ann = activate_profile(connection, create_profile(connection, "Ann").user_id)
        rate(connection, ann.user_id, STAR_WARS, 4)
    store.close()
    return database


@pytest.fixture
def enriched(anns: Path, tmp_path: Path) -> Path:
    """The same, enriched with what IMDb knows of a film, and a film that the data set lacks."""
    dune = Film(1160419, "Dune", 2021, original="Dune: Part One", directors=("Denis Villeneuve",))
    store = open_store(anns)
    enrich(store, write_imdb(tmp_path / "imdb", [ODYSSEY, dune]), 1000)
    store.close()
    return anns


@pytest.fixture
def untrained(templates: Path, tmp_path: Path) -> Path:
    """The same without a run."""
    return Path(shutil.copy(templates / "untrained.db", tmp_path / "movierec.db"))


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    """A path where no database is yet."""
    return tmp_path / "new" / "movierec.db"


@pytest.fixture(autouse=True)
def a_machine_with_two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the training screen says of the machine is the same on every machine."""
    monkeypatch.setattr("movierec_tui.tui.screens.training.device_words", lambda: "2 cores, no NVIDIA card seen")
    monkeypatch.setattr("movierec_tui.jobs.estimates.core_count", lambda: 2)
    monkeypatch.setattr("movierec_tui.jobs.estimates.free_memory_mib", lambda: None)


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine's time zone is UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
