"""Several real processes on one database: readers never wait, writers take turns, and no rating is lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bench.generate import Size, write_data_set
from db.checks.check import check
from db.personal.opinions import opinions_of
from db.personal.profiles import create_profile
from db.runs.model_runs import list_runs
from db.search.films import search_movies
from db.store.database import Store, open_store
from engine.events import DoneEvent, ProgressEvent
from tests.engine.child import brief_training, module, running, running_unheard
from tests.library import publish_random_run


@pytest.fixture
def database(library_file: Path, tmp_path: Path) -> Path:
    """The tiny library with the profile ann."""
    path = Path(shutil.copy(library_file, tmp_path / "movies.db"))
    store = open_store(path)
    with store.writing() as connection:
        create_profile(connection, "ann")
    store.close()
    return path


@contextmanager
def rating(database: Path) -> Iterator[list[str]]:
    """Somebody rates in another process as long as the block lasts; afterwards the list holds what they saw."""
    command = [sys.executable, "-m", "bench.kill_targets", "rate", str(database)]
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        listener = threading.Thread(target=said.extend, args=(process.stdout,))
        listener.start()
        try:
            wait_for_ratings(said, 1)
            yield said
        finally:
            process.kill()
            listener.join()


def wait_for_ratings(said: list[str], count: int) -> None:
    """Waits until so many ratings are acknowledged."""
    while len(acknowledged(said)) < count:
        time.sleep(0.01)


def acknowledged(said: list[str]) -> list[tuple[int, float]]:
    """Films and stars, in the order in which they were."""
    lines = [line.split() for line in said if line.startswith("= ") and line.endswith("\n")]
    return [(int(film), float(stars)) for _, film, stars in lines]


def assert_no_rating_is_lost(store: Store, said: list[str]) -> None:
    """Each film has the stars that were acknowledged last, or those that came after them and nobody saw."""
    begun = said[-1].split()
    with store.reading() as connection:
        there = {film: opinion.rating for film, opinion in opinions_of(connection, -1).items()}
    for film, stars in dict(acknowledged(said)).items():
        assert there[film] == stars or [str(film), str(there[film])] == begun[1:]


def test_rating_training_importing_and_reading_go_on_beside_each_other(database: Path, tmp_path: Path) -> None:
    write_data_set(tmp_path / "set", Size(2000, 60, 150))
    importing = module("movierec_tui.jobs.ingest", "--db", tmp_path / "second.db", "--source", tmp_path / "set")
    store = open_store(database)
    impatient = open_store(database, busy_timeout=0)  # whoever would have to wait gets an error instead
    searches = 0
    with (
        running_unheard(brief_training(database)) as training,
        running_unheard(importing) as import_,
    ):
        while not trainings_begun(store):
            time.sleep(0.05)
        with rating(database) as said:
            training.next_event()
            import_.next_event()
            while training.process.poll() is None or import_.process.poll() is None:
                with impatient.reading() as connection:
                    assert search_movies(connection, "star wars")
                searches += 1
                time.sleep(0.02)
            trained, imported = training.ended(), import_.ended()

    assert isinstance(trained.events[-1], DoneEvent), trained.events[-1]
    assert imported.result["ratings"] == 2000
    assert searches
    impatient.close()
    assert_no_rating_is_lost(store, said)
    assert check(store) == []
    store.close()


def trainings_begun(store: Store) -> int:
    """How many runs are being built."""
    with store.reading() as connection:
        return sum(run.status == "building" for run in list_runs(connection))


def test_runs_that_are_published_lose_no_rating(database: Path) -> None:
    store = open_store(database)
    with rating(database) as said:
        for seed in range(8):
            publish_random_run(store, seed)
            wait_for_ratings(said, len(acknowledged(said)) + 3)

    assert_no_rating_is_lost(store, said)
    assert check(store) == []
    store.close()


def test_a_writer_waits_for_another_process_and_then_goes_on(database: Path) -> None:
    holding = (
        "import sys, time; from pathlib import Path; from db.store.database import open_store;"
        "store = open_store(Path(sys.argv[1]));"
        "turn = store.writing(); turn.__enter__(); print('mine', flush=True);"
        "time.sleep(1); turn.__exit__(None, None, None)"
    )
    store = open_store(database)
    with subprocess.Popen([sys.executable, "-c", holding, str(database)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        with store.reading() as connection:
            assert connection.scalar(text("SELECT count(*) FROM movie")) == 12
        with store.writing() as connection:
            create_profile(connection, "bob")

    assert process.returncode == 0
    store.close()


def test_an_import_while_somebody_rates_waits_for_its_turn_and_keeps_what_they_said(
    database: Path, tmp_path: Path
) -> None:
    """With another data set the films change under the hands of who rates: what was said is parked or kept."""
    write_data_set(tmp_path / "set", Size(2000, 60, 150))
    store = open_store(database)
    with store.writing() as connection:
        connection.execute(text("INSERT INTO rating VALUES (-1, 1, 4.5, 7)"))
    command = module("movierec_tui.jobs.ingest", "--db", database, "--source", tmp_path / "set", "--replace")
    with store.writing(), running(command) as import_:
        while not isinstance(import_.next_event(), ProgressEvent):
            pass
        time.sleep(0.5)
    with running(command) as again:
        assert again.ended().result["ratings"] == 2000

    with store.reading() as connection:
        parked = connection.execute(text("SELECT kind, stars FROM parked_opinion")).all()
    assert parked == [("rating", 4.5)]
    store.close()
