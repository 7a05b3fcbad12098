"""What is stored of runs, as tests ask for it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from db.rows import RunRow
from db.runs.model_runs import active_run, list_runs
from db.store.database import open_store

PREVIOUS_RUN = 1
"""The active run of the library that every training here starts from."""


def stored_runs(database: Path) -> list[RunRow]:
    """All runs, newest first."""
    store = open_store(database)
    try:
        with store.reading() as connection:
            return list_runs(connection)
    finally:
        store.close()


def active_run_id(database: Path) -> int | None:
    """The run that recommendations come from."""
    store = open_store(database)
    try:
        with store.reading() as connection:
            run = active_run(connection)
            return None if run is None else run.run_id
    finally:
        store.close()


def feature_rows(database: Path, run_id: int) -> int:
    """How many films and users have features in a run."""
    store = open_store(database)
    try:
        with store.reading() as connection:
            return sum(
                connection.scalar(text(f"SELECT count(*) FROM {table} WHERE run_id = {run_id}")) or 0
                for table in ("movie_feature", "user_feature")
            )
    finally:
        store.close()


def assert_only_the_previous_run_counts(database: Path, status: str) -> None:
    """The newest run ended with `status` and left nothing; the previous one is active and whole."""
    newest, previous = stored_runs(database)
    assert (newest.status, newest.active) == (status, False)
    assert newest.finished is not None
    assert newest.message
    assert feature_rows(database, newest.run_id) == 0
    assert (previous.run_id, previous.status, previous.active) == (PREVIOUS_RUN, "ready", True)
    assert feature_rows(database, PREVIOUS_RUN) > 0
