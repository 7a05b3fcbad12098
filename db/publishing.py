"""A trained run on its way into the database: its features come in part by part, and count all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.errors import StoreError
from db.features import Entity, write_features
from db.rows import EntityFeatures, RunRow
from db.runs import BUILDING, READY, active_run, delete_run, finish_run, get_run, list_runs
from db.store.bulk import read_rows
from db.store.database import Store

_AT_ONCE = 20_000
"""Entities in a transaction: whoever rates a film meanwhile waits for one of them, not for all."""


def publish_run(
    store: Store,
    run_id: int,
    movies: EntityFeatures,
    users: EntityFeatures,
    metrics: Mapping[str, float],
    *,
    keep: int = 5,
    replaces: Callable[[RunRow], bool] = lambda _in_use: True,
    at_last: Callable[[Connection], None] = lambda _connection: None,
) -> bool:
    """Stores a run's features, makes it ready, and removes the oldest ready runs beyond `keep`.

    The run becomes the active one where there is none, where the active one lacks films or users of the catalogue, and
    where `replaces` says so of the active one. Gives whether it did.

    The run that was active before is never removed, so that one can go back to it. Until the last of its transactions
    the run is one that is being built, of which nobody sees anything; where this process ends before, `end_run` or
    `abandon_building_runs` removes what is there. Users may include profiles, of which those that were deleted since
    the training began are left out.

    Args:
        store: the database.
        run_id: of `db.runs.start_run`.
        movies: of all films.
        users: of all users of the data set, and of profiles.
        metrics: how good the run is, by name.
        keep: ready runs that stay.
        replaces: whether the run is to replace the one that is active when it is ready.
        at_last: what else belongs to the last transaction; what it raises leaves the run as one being built.

    Raises:
        NotFound: no such run.
        StoreError: the run is not being built; or the features do not cover every film and user of the
            catalogue exactly once, or hold a number that is not finite.
    """
    every = ((Entity.MOVIE, movies), (Entity.USER, users))
    with store.reading() as connection:
        before = active_run(connection)
        _require_building(connection, run_id)
        for entity, features in every:
            _check(connection, entity, features)
    for entity, features in every:
        for part in _parts(features):
            with store.writing() as connection:
                _require_building(connection, run_id)
                known = part if entity is Entity.MOVIE else _without_deleted_profiles(connection, part)
                write_features(connection, run_id, entity, known)
    with store.writing() as connection:
        _require_building(connection, run_id)
        for entity, _features in every:
            _require_all(connection, run_id, entity)
        in_use = active_run(connection)
        activated = in_use is None or not _has_all(connection, in_use.run_id) or replaces(in_use)
        finish_run(connection, run_id, metrics, activate=activated)
        at_last(connection)
    _prune(store, keep, spared=None if before is None else before.run_id)
    return activated


def _parts(features: EntityFeatures) -> Iterator[EntityFeatures]:
    for start in range(0, len(features.ids), _AT_ONCE):
        yield features.rows(slice(start, start + _AT_ONCE))


def _require_building(connection: Connection, run_id: int) -> None:
    run = get_run(connection, run_id)
    if run.status != BUILDING:
        raise StoreError(f"Run {run_id} is {run.status}, so no features can be added to it: train again.")


def _has_all(connection: Connection, run_id: int) -> bool:
    try:
        for entity in Entity:
            _require_all(connection, run_id, entity)
    except StoreError:
        return False
    return True


def _require_all(connection: Connection, run_id: int, entity: Entity) -> None:
    """What is stored refers to what is there, once each, by its keys; so if it is as many, it is all."""
    name, key = entity.value, f"{entity.value}_id"
    ((stored,),) = read_rows(
        connection,
        f"SELECT count(*) FROM {name}_feature WHERE run_id = ? AND {key} > 0",  # noqa: S608
        (run_id,),
    )
    ((there,),) = read_rows(connection, f"SELECT count(*) FROM {name} WHERE {key} > 0")  # noqa: S608
    if stored != there:
        raise _no_match(entity, stored, there)


def _without_deleted_profiles(connection: Connection, users: EntityFeatures) -> EntityFeatures:
    profiles = {row[0] for row in read_rows(connection, "SELECT user_id FROM user WHERE user_id < 0")}
    kept = np.array([user_id > 0 or user_id in profiles for user_id in users.ids.tolist()], np.bool_)
    return users if kept.all() else users.rows(kept)


def _check(connection: Connection, entity: Entity, features: EntityFeatures) -> None:
    name, key = entity.value, f"{entity.value}_id"
    rows = read_rows(connection, f"SELECT {key} FROM {name} WHERE {key} > 0 ORDER BY {key}")  # noqa: S608
    expected = np.array([row[0] for row in rows], np.int64)
    of_the_data_set = np.sort(features.ids[features.ids > 0])
    if not np.array_equal(of_the_data_set, expected) or len(np.unique(features.ids)) != len(features.ids):
        raise _no_match(entity, len(features.ids), len(expected))
    if (features.preference is None) != (features.preference_bias is None):
        raise StoreError("The run has preference vectors or their biases, but not both.")
    arrays = (
        features.vectors,
        features.bias,
        features.preference,
        features.preference_bias,
        features.likeness,
    )
    for values in arrays:
        if values is not None:
            _check_numbers(name, values, len(features.ids))


def _no_match(entity: Entity, vectors: int, there: int) -> StoreError:
    name = entity.value
    return StoreError(
        f"The run has {vectors} {name} vectors that do not match the {there} {name}s"
        " of the database one to one: train again."
    )


def _check_numbers(name: str, values: NDArray[np.float32], count: int) -> None:
    if len(values) != count:
        raise StoreError(f"The run has {len(values)} rows of {name} features for {count} {name}s.")
    if not np.isfinite(values).all():
        raise StoreError(
            f"The run has {name} features that are not finite numbers: train again with another seed."
        )


def _prune(store: Store, keep: int, spared: int | None) -> None:
    # The new run counts already: old ones that cannot be removed now go after the next training.
    with suppress(StoreError), store.writing() as connection:
        # Some builds of SQLite overwrite what is deleted, which for features only keeps others waiting.
        connection.exec_driver_sql("PRAGMA secure_delete = FAST")
        ready = [run for run in list_runs(connection) if run.status == READY]
        for run in ready[max(keep, 1) :]:
            if not run.active and run.run_id != spared:
                delete_run(connection, run.run_id)
