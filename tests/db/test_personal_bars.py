"""Whole exports against ml-latest-small: found in time, almost completely, and never a wrong film."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.personal_import import Outcome, catalogue_films, measure, take_out
from data.readers import open_data_set
from db.importing.importer import import_data_set
from db.store.database import Store, open_store
from tests.data.personal_files import ExportWriter, Truth

pytestmark = pytest.mark.real_data

SECONDS = 5.0
SEED = 0


@pytest.fixture(scope="module")
def exports(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, ExportWriter, Path]]:
    """The data set without a twentieth of its films, and a writer of exports that name these all the same."""
    folder = tmp_path_factory.mktemp("exports")
    store = open_store(folder / "real.db")
    with open_data_set(real_data / "ml-latest-small.zip") as reader:
        import_data_set(store, reader)
    with store.reading() as connection:
        films = catalogue_films(connection)
    left, gone = take_out(store, films, SEED)
    yield store, ExportWriter(left, gone, SEED), folder
    store.close()


def outcome_within_time(store: Store, name: str, folder: Path, write: Callable[[Path], Truth]) -> Outcome:
    """The time is the processor's: other tests run beside this one."""
    started = time.process_time()
    outcome = measure(store, name, folder, write)
    assert time.process_time() - started < SECONDS
    return outcome


def share_found(outcome: Outcome) -> float:
    there = sum(film is not None for film in outcome.truth.values())
    return len(outcome.plan.matched) / there


def test_a_letterboxd_archive_of_900_films(exports: tuple[Store, ExportWriter, Path]) -> None:
    store, writer, folder = exports

    outcome = outcome_within_time(store, "letterboxd.zip", folder, lambda path: writer.letterboxd(path, 900))

    assert outcome.wrong() == []
    assert share_found(outcome) >= 0.98


def test_imdb_ratings_of_9000_rows(exports: tuple[Store, ExportWriter, Path]) -> None:
    store, writer, folder = exports

    outcome = outcome_within_time(store, "imdb.csv", folder, lambda path: writer.imdb(path, 9000))

    assert outcome.wrong() == []
    assert share_found(outcome) == 1.0
    assert len(outcome.plan.left_out) == 450


def test_imdb_ratings_without_ids(exports: tuple[Store, ExportWriter, Path]) -> None:
    store, writer, folder = exports

    outcome = outcome_within_time(
        store, "without-ids.csv", folder, lambda path: writer.imdb(path, 2000, with_ids=False)
    )

    assert outcome.wrong() == []
    assert share_found(outcome) >= 0.97
