"""Repairing a database: statistics, search and indices are derived again, dead and broken runs removed.

What people said and what the data set holds is never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from data.progress import Progress, silent
from db.checks.check import check
from db.checks.problems import DatabasePart, Problem
from db.errors import Damaged
from db.ratings import write_statistics
from db.runs.features import delete_features
from db.runs.model_runs import BUILDING, FAILED, READY, activate_run, end_run
from db.search.index import (
    FILM_INDEX,
    MAKE_FILM_INDEX,
    MAKE_PERSON_INDEX,
    NAME_INDICES,
    PERSON_INDEX,
    write_search_index,
)
from db.store.backup import forget_old_copies, keep_copy
from db.store.bulk import read_rows
from db.store.database import Store
from db.store.settings import ACTIVE_PROFILE, TRAIN_WITH_PROFILES, write_setting

_BY_RUN = ("run_curve", "movie_feature", "user_feature")
_BY_FILM_OR_USER = (
    ("movie_name", "movie"),
    ("movie_stat", "movie"),
    ("movie_tag", "movie"),
    ("movie_person", "movie"),
    ("movie_person", "person"),
    ("user_stat", "user"),
)


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair did.

    Attributes:
        done: a sentence for each thing that was repaired.
        left: what is still wrong.
        copy: the backup made before; None where there was nothing to repair.
    """

    done: tuple[str, ...]
    left: tuple[Problem, ...]
    copy: Path | None


def repair(store: Store, progress: Progress = silent) -> RepairReport:
    """Checks the database, backs it up to its own folder, repairs what can be repaired, and checks it again.

    All repairs are one transaction. Progress has the phase "check", before and after.

    Raises:
        StoreError: the database may not be written, is in use, or cannot be backed up.
    """
    store.require_writable()
    problems = check(store, progress)
    repairable = [problem for problem in problems if problem.repairable]
    if not repairable:
        return RepairReport((), tuple(problems), None)
    done: list[str] = []
    copy: Path | None = None
    try:
        with store.writing() as connection:
            copy = keep_copy(store.path, "before-repair")
            for part, repair_part in _REPAIRS.items():
                of_part = [problem for problem in repairable if problem.part is part]
                if of_part:
                    done += repair_part(connection, of_part)
    except Damaged:  # the tables to derive from cannot be read, so nothing was changed
        return RepairReport((), tuple(problems), copy)
    forget_old_copies(store.path)
    return RepairReport(tuple(done), tuple(check(store, progress)), copy)


def _repair_file(connection: Connection, _problems: Sequence[Problem]) -> list[str]:
    connection.exec_driver_sql("REINDEX")
    return ["Rebuilt the indices of all tables."]


def _repair_keys(connection: Connection, _problems: Sequence[Problem]) -> list[str]:
    done = []
    pairs = [(table, "model_run", "run_id") for table in (*_BY_RUN, "active_run")]
    pairs += [(table, parent, f"{parent}_id") for table, parent in _BY_FILM_OR_USER]
    pairs += [(f"{entity}_feature", entity, f"{entity}_id") for entity in ("movie", "user")]
    for table, parent, key in pairs:
        removed = connection.exec_driver_sql(
            f"DELETE FROM {table} WHERE {key} NOT IN (SELECT {key} FROM {parent})"  # noqa: S608 - our names
        ).rowcount
        if removed:
            done.append(f"Deleted {removed:,} rows of {table} that belonged to nothing.")
    return done


def _repair_statistics(connection: Connection, _problems: Sequence[Problem]) -> list[str]:
    for table in ("movie_stat", "user_stat"):
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    write_statistics(connection)
    return ["Recounted the ratings of all films and users."]


def _repair_search(connection: Connection, _problems: Sequence[Problem]) -> list[str]:
    for index, statement in {**NAME_INDICES, PERSON_INDEX: MAKE_PERSON_INDEX, FILM_INDEX: MAKE_FILM_INDEX}.items():
        # Dropped, because a damaged index cannot be emptied.
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {index}")
        connection.exec_driver_sql(statement)
    write_search_index(connection)
    return ["Rebuilt title search."]


def _repair_runs(connection: Connection, problems: Sequence[Problem]) -> list[str]:
    done = []
    for run_id in sorted({problem.run_id for problem in problems if problem.run_id is not None}):
        status = dict(read_rows(connection, "SELECT run_id, status FROM model_run")).get(run_id)
        if status == BUILDING:
            end_run(connection, run_id, FAILED, "The training process ended before it was done.")
            done.append(f"Marked run {run_id} as failed: its training process had ended.")
        elif status == READY or _cannot_be_read(problems, run_id):
            done.append(_remove(connection, run_id, problems))
        elif status is not None:
            delete_features(connection, run_id)
            done.append(f"Deleted the vectors of run {run_id}, which is {status}.")
    done += _point_at_a_ready_run(connection)
    return done


def _cannot_be_read(problems: Sequence[Problem], run_id: int) -> bool:
    return any(problem.run_id == run_id and "cannot be read" in problem.description for problem in problems)


def _remove(connection: Connection, run_id: int, problems: Sequence[Problem]) -> str:
    for table in ("active_run", *_BY_RUN, "model_run"):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE run_id = ?", (run_id,))  # noqa: S608
    reasons = " ".join(problem.description for problem in problems if problem.run_id == run_id)
    return f"Deleted run {run_id}. {reasons}"


def _point_at_a_ready_run(connection: Connection) -> list[str]:
    usable = "SELECT run_id FROM model_run WHERE status = 'ready'"
    connection.exec_driver_sql(f"DELETE FROM active_run WHERE run_id NOT IN ({usable})")  # noqa: S608
    active = read_rows(connection, "SELECT run_id FROM active_run")
    newest = read_rows(connection, f"{usable} ORDER BY run_id DESC LIMIT 1")
    if active:
        return []
    if not newest:
        return ["No run is left to recommend from: `movierec-tui train` makes one."]
    activate_run(connection, newest[0][0])
    return [f"Run {newest[0][0]} is now in use."]


def _repair_settings(connection: Connection, _problems: Sequence[Problem]) -> list[str]:
    done = []
    profiles = {str(row[0]) for row in read_rows(connection, "SELECT user_id FROM user WHERE user_id < 0")}
    settings = dict(read_rows(connection, "SELECT name, value FROM setting"))
    if settings.get(ACTIVE_PROFILE, next(iter(profiles), None)) not in {*profiles, None}:
        write_setting(connection, ACTIVE_PROFILE, None)
        done.append("No profile is active now: the active one does not exist.")
    if settings.get(TRAIN_WITH_PROFILES, "0") not in ("0", "1"):
        write_setting(connection, TRAIN_WITH_PROFILES, None)
        done.append("The next training learns from the data set alone: the setting could not be read.")
    unnamed = read_rows(connection, "SELECT user_id FROM user WHERE user_id < 0 AND coalesce(name, '') = ''")
    for (user_id,) in unnamed:
        name = f"profile {-user_id}"
        connection.exec_driver_sql("UPDATE user SET name = ? WHERE user_id = ?", (name, user_id))
        done.append(f'Named the profile without a name "{name}".')
    removed = connection.exec_driver_sql(
        "DELETE FROM saved_filter WHERE NOT json_valid(filter) OR json_type(filter) <> 'object'"
    ).rowcount
    if removed:
        done.append(f"Deleted {removed:,} saved filters that could not be read.")
    return done


_REPAIRS = {
    DatabasePart.FILE: _repair_file,
    DatabasePart.KEYS: _repair_keys,
    DatabasePart.STATISTICS: _repair_statistics,
    DatabasePart.SEARCH: _repair_search,
    DatabasePart.RUNS: _repair_runs,
    DatabasePart.SETTINGS: _repair_settings,
}
