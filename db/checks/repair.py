"""Makes anew what can be worked out again: statistics, search, runs that are dead or broken, and indices.

What a person said and what the data set holds is never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from data.progress import Progress, silent
from db.checks.check import check
from db.checks.problems import Finding, Part
from db.errors import Damaged
from db.features import delete_features
from db.runs import BUILDING, FAILED, READY, activate_run, end_run
from db.search.index import SEARCH_INDICES, write_search_names
from db.statistics import write_statistics
from db.store.backup import forget_old_copies, keep_copy
from db.store.bulk import read_rows
from db.store.database import Store
from db.store.settings import ACTIVE_PROFILE, TRAIN_WITH_PROFILES, write_setting

_BY_RUN = ("run_curve", "movie_feature", "user_feature")
_BY_FILM_OR_USER = (("movie_name", "movie"), ("movie_stat", "movie"), ("user_stat", "user"))


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair came to.

    Attributes:
        done: a sentence for each thing that was mended.
        left: what is wrong still.
        copy: the database as it was before; None where nothing was mended.
    """

    done: tuple[str, ...]
    left: tuple[Finding, ...]
    copy: Path | None


def repair(store: Store, progress: Progress = silent) -> Repaired:
    """Checks the database, backs it up beside itself and mends all that can be mended; checks it again afterwards.

    All that is mended is mended in one transaction. Progress has the phase "check", before and after.

    Raises:
        StoreError: the database may not be written, is in use, or cannot be backed up.
    """
    store.require_writable()
    findings = check(store, progress)
    mendable = [finding for finding in findings if finding.repairable]
    if not mendable:
        return Repaired((), tuple(findings), None)
    done: list[str] = []
    copy: Path | None = None
    try:
        with store.writing() as connection:
            copy = keep_copy(store.path, "before-repair")
            for part, mend in _MENDED_BY.items():
                of_part = [finding for finding in mendable if finding.part is part]
                if of_part:
                    done += mend(connection, of_part)
    except Damaged:  # what the rest would be worked out from cannot be read, so nothing was changed
        return Repaired((), tuple(findings), copy)
    forget_old_copies(store.path)
    return Repaired(tuple(done), tuple(check(store, progress)), copy)


def _mend_file(connection: Connection, _findings: Sequence[Finding]) -> list[str]:
    connection.exec_driver_sql("REINDEX")
    return ["Made the indices of all tables anew."]


def _mend_keys(connection: Connection, _findings: Sequence[Finding]) -> list[str]:
    done = []
    pairs = [(table, "model_run", "run_id") for table in (*_BY_RUN, "active_run")]
    pairs += [(table, parent, f"{parent}_id") for table, parent in _BY_FILM_OR_USER]
    pairs += [(f"{entity}_feature", entity, f"{entity}_id") for entity in ("movie", "user")]
    for table, parent, key in pairs:
        removed = connection.exec_driver_sql(
            f"DELETE FROM {table} WHERE {key} NOT IN (SELECT {key} FROM {parent})"  # noqa: S608 - our names
        ).rowcount
        if removed:
            done.append(f"Removed {removed:,} rows of {table} that belonged to nothing.")
    return done


def _mend_statistics(connection: Connection, _findings: Sequence[Finding]) -> list[str]:
    for table in ("movie_stat", "user_stat"):
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    write_statistics(connection)
    return ["Counted the ratings of all films and users anew."]


def _mend_search(connection: Connection, _findings: Sequence[Finding]) -> list[str]:
    for index, statement in SEARCH_INDICES.items():
        # Dropped, as what is damaged cannot be emptied.
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {index}")
        connection.exec_driver_sql(statement)
    write_search_names(connection)
    return ["Made the names and indices of title search anew."]


def _mend_runs(connection: Connection, findings: Sequence[Finding]) -> list[str]:
    done = []
    for run_id in sorted({finding.run_id for finding in findings if finding.run_id is not None}):
        status = dict(read_rows(connection, "SELECT run_id, status FROM model_run")).get(run_id)
        if status == BUILDING:
            end_run(connection, run_id, FAILED, "The training process ended before it was done.")
            done.append(f"Marked run {run_id} as failed: its training had died.")
        elif status == READY or _cannot_be_read(findings, run_id):
            done.append(_remove(connection, run_id, findings))
        elif status is not None:
            delete_features(connection, run_id)
            done.append(f"Removed the vectors of run {run_id}, which is {status}.")
    done += _point_at_a_ready_run(connection)
    return done


def _cannot_be_read(findings: Sequence[Finding], run_id: int) -> bool:
    return any(finding.run_id == run_id and "cannot be read" in finding.problem for finding in findings)


def _remove(connection: Connection, run_id: int, findings: Sequence[Finding]) -> str:
    for table in ("active_run", *_BY_RUN, "model_run"):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE run_id = ?", (run_id,))  # noqa: S608
    reasons = " ".join(finding.problem for finding in findings if finding.run_id == run_id)
    return f"Removed run {run_id}. {reasons}"


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
    return [f"Run {newest[0][0]} is the active one now."]


def _mend_settings(connection: Connection, _findings: Sequence[Finding]) -> list[str]:
    done = []
    profiles = {str(row[0]) for row in read_rows(connection, "SELECT user_id FROM user WHERE user_id < 0")}
    settings = dict(read_rows(connection, "SELECT name, value FROM setting"))
    if settings.get(ACTIVE_PROFILE, next(iter(profiles), None)) not in {*profiles, None}:
        write_setting(connection, ACTIVE_PROFILE, None)
        done.append("No profile is active any more: the active one is not there.")
    if settings.get(TRAIN_WITH_PROFILES, "0") not in ("0", "1"):
        write_setting(connection, TRAIN_WITH_PROFILES, None)
        done.append("The next training learns from the data set alone: the choice could not be read.")
    unnamed = read_rows(connection, "SELECT user_id FROM user WHERE user_id < 0 AND coalesce(name, '') = ''")
    for (user_id,) in unnamed:
        name = f"profile {-user_id}"
        connection.exec_driver_sql("UPDATE user SET name = ? WHERE user_id = ?", (name, user_id))
        done.append(f'Named the profile without a name "{name}".')
    removed = connection.exec_driver_sql(
        "DELETE FROM saved_filter WHERE NOT json_valid(filter) OR json_type(filter) <> 'object'"
    ).rowcount
    if removed:
        done.append(f"Removed {removed:,} saved filters that could not be read.")
    return done


_MENDED_BY = {
    Part.FILE: _mend_file,
    Part.KEYS: _mend_keys,
    Part.STATISTICS: _mend_statistics,
    Part.SEARCH: _mend_search,
    Part.RUNS: _mend_runs,
    Part.SETTINGS: _mend_settings,
}
