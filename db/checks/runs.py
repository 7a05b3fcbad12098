"""Checking model runs: every ready run has a finite vector for each film and user, and metrics that can be read."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from db.checks.problems import DatabasePart, Problem
from db.runs.features import Entity
from db.runs.model_runs import is_training
from db.store.bulk import read_rows, rows_in_batches
from db.store.vectors import STORED


def runs_problems(connection: Connection) -> Iterator[Problem]:
    """What is wrong with runs: broken ones, dead ones, and a pointer to one that cannot be used."""
    runs = read_rows(connection, "SELECT run_id, status, config, metrics FROM model_run ORDER BY run_id")
    for run_id, status, config, metrics in runs:
        if not (is_json_object(config) and is_json_object(metrics)):
            yield Problem(DatabasePart.RUNS, f"The options or metrics of run {run_id} cannot be read.", run_id=run_id)
        elif status == "ready":
            for problem in _feature_problems(connection, run_id):
                yield Problem(DatabasePart.RUNS, f"Run {run_id} {problem}.", run_id=run_id)
        elif status == "building" and not is_training(_path(connection)):
            yield Problem(DatabasePart.RUNS, f"Run {run_id} is being built, but no training is running.", run_id=run_id)
        if status != "ready":
            yield from _leftovers(connection, run_id)
    status_of = {run_id: status for run_id, status, _, _ in runs}
    for (active,) in read_rows(connection, "SELECT run_id FROM active_run"):
        if status_of.get(active) != "ready":
            yield Problem(DatabasePart.RUNS, f"The active run {active} is not ready.", run_id=active)


def is_json_object(text: str) -> bool:
    """Whether a text from the database is a JSON object."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, TypeError, RecursionError):
        return False


def _feature_problems(connection: Connection, run_id: int) -> Iterator[str]:
    for entity in Entity:
        name, key = entity.value, f"{entity.value}_id"
        # Models learn the films of the data set, not those that IMDb adds.
        learned = " AND e.source = 'dataset'" if entity is Entity.MOVIE else ""
        ((missing,),) = read_rows(
            connection,
            f"SELECT count(*) FROM {name} AS e WHERE e.{key} > 0{learned} AND NOT EXISTS"  # noqa: S608
            f" (SELECT 1 FROM {name}_feature AS f WHERE f.run_id = ? AND f.{key} = e.{key})",
            (run_id,),
        )
        noun = "films" if entity is Entity.MOVIE else "users"
        if missing:
            yield f"has no vectors for {missing:,} {noun}"
        if broken := _broken_numbers(connection, run_id, entity):
            yield f"has {broken} among those of the {noun}"


def _broken_numbers(connection: Connection, run_id: int, entity: Entity) -> str | None:
    """What is wrong with the numbers of a run, in words; None where nothing is."""
    columns = ["vector", "preference"] + (["likeness"] if entity is Entity.MOVIE else [])
    table = f"{entity.value}_feature"
    no_blob = " OR ".join(f"typeof({column}) NOT IN ('blob', 'null')" for column in columns)
    if read_rows(connection, f"SELECT 1 FROM {table} WHERE run_id = ? AND ({no_blob}) LIMIT 1", (run_id,)):  # noqa: S608
        return "values that are not vectors"
    sizes: list[set[int | None]] = [set() for _ in columns]
    for rows in rows_in_batches(
        connection,
        f"SELECT {', '.join(columns)}, bias, preference_bias FROM {table} WHERE run_id = ?",  # noqa: S608
        (run_id,),
    ):
        *vectors, bias, preference_bias = zip(*rows, strict=True)
        for known, blobs in zip(sizes, vectors, strict=True):
            if problem := _broken_vectors(blobs, known):
                return problem
        if problem := _broken_biases(bias, preference_bias, vectors[1]):
            return problem
    return "no vectors" if sizes[0] == {None} else None


def _broken_vectors(blobs: Sequence[bytes | None], known: set[int | None]) -> str | None:
    """Adds the blobs' sizes, None for missing ones, to the known sizes, of which there may be only one."""
    known |= {None if blob is None else len(blob) for blob in blobs}
    if len(known) > 1 or any(size is not None and size % STORED.itemsize for size in known):
        return "vectors of different lengths"
    present = b"".join(blob for blob in blobs if blob is not None)
    return None if np.isfinite(np.frombuffer(present, STORED)).all() else "vectors with numbers that are not finite"


def _broken_biases(
    bias: Sequence[object], preference_bias: Sequence[object], preference: Sequence[object]
) -> str | None:
    if [value is None for value in preference_bias] != [value is None for value in preference]:
        return "preferences without their biases"
    if not all(_is_finite(value) for value in (*bias, *(value for value in preference_bias if value is not None))):
        return "biases that are not finite"
    return None


def _is_finite(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _leftovers(connection: Connection, run_id: int) -> Iterator[Problem]:
    for entity in Entity:
        ((some,),) = read_rows(
            connection,
            f"SELECT EXISTS (SELECT 1 FROM {entity.value}_feature WHERE run_id = ?)",  # noqa: S608
            (run_id,),
        )
        if some:
            yield Problem(DatabasePart.RUNS, f"Run {run_id} is not ready, but has vectors.", run_id=run_id)
            return


def _path(connection: Connection) -> Path:
    ((_, _, path),) = read_rows(connection, "SELECT * FROM pragma_database_list WHERE name = 'main'")
    return Path(path)
