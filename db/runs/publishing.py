"""Publishing a trained run: its features are written in batches, and become visible all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, func, select

from db.errors import StoreError
from db.models import Movie, MovieFeature, User, UserFeature
from db.rows import EntityFeatures, FilmSource, RunRow
from db.runs.features import Entity, write_features
from db.runs.model_runs import BUILDING, READY, active_run, delete_run, finish_run, get_run, list_runs
from db.store.database import Store

_BATCH = 20_000
"""Entities in a transaction: a concurrent rating waits for one transaction, not for all."""


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

    The run that was active before is never removed, so that people can go back to it. Until the last transaction the
    new run's status is "building" and readers ignore it; if this process ends before that, `end_run` or
    `abandon_building_runs` deletes its features. Users may include profiles; those that were deleted since the training
    began are left out.

    Args:
        store: the database.
        run_id: of `db.runs.start_run`.
        movies: of all films of the data set.
        users: of all users of the data set, and of profiles.
        metrics: how good the run is, by name.
        keep: ready runs that stay.
        replaces: whether the new run is to replace the active one, which it gets.
        at_last: called at the end of the last transaction; what it raises leaves the run's status "building".

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
        for batch in _batches(features):
            with store.writing() as connection:
                _require_building(connection, run_id)
                known = batch if entity is Entity.MOVIE else _without_deleted_profiles(connection, batch)
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


def _batches(features: EntityFeatures) -> Iterator[EntityFeatures]:
    for start in range(0, len(features.ids), _BATCH):
        yield features.rows(slice(start, start + _BATCH))


def _require_building(connection: Connection, run_id: int) -> None:
    run = get_run(connection, run_id)
    if run.status != BUILDING:
        raise StoreError(f"Run {run_id} is {run.status}, so no features can be added to it: train again.")


def _has_all(connection: Connection, run_id: int) -> bool:
    counts = (_stored_and_expected(connection, run_id, entity) for entity in Entity)
    return all(stored == expected for stored, expected in counts)


def _require_all(connection: Connection, run_id: int, entity: Entity) -> None:
    stored, expected = _stored_and_expected(connection, run_id, entity)
    if stored != expected:
        raise _no_match(entity, stored, expected)


def _stored_and_expected(connection: Connection, run_id: int, entity: Entity) -> tuple[int, int]:
    """Keys guarantee that what is stored belongs to existing films and users, once each; so the count proves it all."""
    key = MovieFeature.movie_id if entity is Entity.MOVIE else UserFeature.user_id
    run = MovieFeature.run_id if entity is Entity.MOVIE else UserFeature.run_id
    stored = connection.scalar(select(func.count()).where(run == run_id, key > 0)) or 0
    expected = connection.scalar(select(func.count()).select_from(_data_set_ids(entity).subquery())) or 0
    return stored, expected


def _without_deleted_profiles(connection: Connection, users: EntityFeatures) -> EntityFeatures:
    profiles = set(connection.scalars(select(User.user_id).where(User.user_id < 0)))
    kept = np.array([user_id > 0 or user_id in profiles for user_id in users.ids.tolist()], np.bool_)
    return users if kept.all() else users.rows(kept)


def _data_set_ids(entity: Entity) -> Select[int]:
    if entity is Entity.MOVIE:
        return select(Movie.movie_id).where(Movie.source == FilmSource.DATA_SET)
    return select(User.user_id).where(User.user_id > 0)


def _check(connection: Connection, entity: Entity, features: EntityFeatures) -> None:
    expected = np.sort(np.array(connection.scalars(_data_set_ids(entity)).all(), np.int64))
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
            _check_numbers(entity.value, values, len(features.ids))


def _no_match(entity: Entity, vectors: int, expected: int) -> StoreError:
    name = entity.value
    return StoreError(
        f"The run has {vectors} {name} vectors that do not match the {expected} {name}s"
        " of the database one to one: train again."
    )


def _check_numbers(name: str, values: NDArray[np.float32], count: int) -> None:
    if len(values) != count:
        raise StoreError(f"The run has {len(values)} rows of {name} features for {count} {name}s.")
    if not np.isfinite(values).all():
        raise StoreError(f"The run has {name} features that are not finite numbers: train again with another seed.")


def _prune(store: Store, keep: int, spared: int | None) -> None:
    # The new run is published: old ones that cannot be deleted now are deleted after the next training.
    with suppress(StoreError), store.writing() as connection:
        # Some builds of SQLite overwrite deleted data; for features that is only waiting time for others.
        connection.exec_driver_sql("PRAGMA secure_delete = FAST")
        ready = [run for run in list_runs(connection) if run.status == READY]
        for run in ready[max(keep, 1) :]:
            if not run.active and run.run_id != spared:
                delete_run(connection, run.run_id)
