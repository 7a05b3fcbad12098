"""Model runs, each a generation of features: building, then ready (one is active), failed or cancelled."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, delete, insert, select, update

from db.bulk import read_rows
from db.errors import NotFound, StoreError
from db.features import Entity, delete_features, write_features
from db.models import ActiveRun, ModelRun, RunCurve
from db.rows import LARGEST_ID, CurvePoint, EntityFeatures, RunRow

BUILDING, READY, FAILED, CANCELLED = "building", "ready", "failed", "cancelled"


def start_run(
    connection: Connection, model: str, data_set: str, seed: int, device: str, config: Mapping[str, Any]
) -> int:
    """Notes a run that begins now; gives its id."""
    result = connection.execute(
        insert(ModelRun).values(
            status=BUILDING,
            model=model,
            created=_now(),
            data_set=data_set,
            seed=seed,
            device=device,
            config=_json(config),
            metrics="{}",
        )
    )
    (run_id,) = result.inserted_primary_key or (0,)
    return int(run_id)


def add_curve_point(connection: Connection, run_id: int, point: CurvePoint) -> None:
    """Adds a point to a run's training curve; a point at the same step is replaced."""
    connection.execute(
        insert(RunCurve).prefix_with("OR REPLACE"),
        {
            "run_id": run_id,
            "step": point.step,
            "epoch": point.epoch,
            "train_loss": point.train_loss,
            "val_rmse": point.val_rmse,
        },
    )


def publish_run(
    connection: Connection,
    run_id: int,
    movies: EntityFeatures,
    users: EntityFeatures,
    metrics: Mapping[str, float],
    *,
    keep: int = 5,
) -> None:
    """Stores a run's features, makes it ready and active, and removes the oldest ready runs beyond `keep`.

    The run that was active before is never removed, so that one can go back to it. All of it is part of the caller's
    transaction. Users may include profiles, of which those that were deleted since the training began are left out.

    Raises:
        NotFound: no such run.
        StoreError: the run is not being built; or the features do not cover every film and user of the
            catalogue exactly once, or hold a number that is not finite.
    """
    run, before = get_run(connection, run_id), active_run(connection)
    if run.status != BUILDING:
        raise StoreError(f"Run {run_id} is {run.status}, so no features can be added to it: train again.")
    users = _without_deleted_profiles(connection, users)
    for entity, features in ((Entity.MOVIE, movies), (Entity.USER, users)):
        _check(connection, entity, features)
        write_features(connection, run_id, entity, features)
    values = {"status": READY, "finished": _now(), "metrics": _json(metrics)}
    connection.execute(update(ModelRun).where(ModelRun.run_id == run_id).values(values))
    activate_run(connection, run_id)
    _prune(connection, keep, spared=None if before is None else before.run_id)


def end_run(connection: Connection, run_id: int, status: str, message: str | None) -> None:
    """Marks a run that is being built as "failed" or "cancelled"; nothing of its features stays.

    Raises:
        StoreError: another status, or the run is finished already.
    """
    if status not in (FAILED, CANCELLED):
        raise StoreError(f"A run can end as failed or cancelled, not as {status!r}.")
    run = get_run(connection, run_id)
    if run.status != BUILDING:
        raise StoreError(f"Run {run_id} is {run.status} already.")
    _end(connection, run_id, status, message)


def abandon_building_runs(connection: Connection) -> int:
    """Marks runs whose process died as failed; gives how many. Call it where no training can be going on."""
    run_ids = connection.scalars(select(ModelRun.run_id).where(ModelRun.status == BUILDING)).all()
    for run_id in run_ids:
        _end(connection, run_id, FAILED, "The training process ended before it was done.")
    return len(run_ids)


def list_runs(connection: Connection) -> list[RunRow]:
    """All runs, newest first."""
    rows = connection.execute(_SELECT_RUNS.order_by(ModelRun.run_id.desc()))
    return [_run_row(row) for row in rows]


def get_run(connection: Connection, run_id: int) -> RunRow:
    """One run.

    Raises:
        NotFound: no such run.
    """
    known = abs(run_id) <= LARGEST_ID
    row = connection.execute(_SELECT_RUNS.where(ModelRun.run_id == run_id)).one_or_none() if known else None
    if row is None:
        raise NotFound(f"There is no run {run_id}: `movierec-tui runs` lists them.")
    return _run_row(row)


def active_run(connection: Connection) -> RunRow | None:
    """The run that recommendations come from; None before the first training."""
    row = connection.execute(_SELECT_RUNS.where(ActiveRun.run_id.is_not(None))).one_or_none()
    return None if row is None else _run_row(row)


def activate_run(connection: Connection, run_id: int) -> None:
    """Makes a ready run the one that recommendations come from.

    Raises:
        NotFound: no such run.
        StoreError: the run is not ready.
    """
    run = get_run(connection, run_id)
    if run.status != READY:
        raise StoreError(f"Run {run_id} is {run.status} and cannot be activated: choose one that is ready.")
    connection.execute(insert(ActiveRun).prefix_with("OR REPLACE"), {"slot": 1, "run_id": run_id})


def delete_run(connection: Connection, run_id: int) -> None:
    """Removes a run with its features and its curve.

    Raises:
        NotFound: no such run.
        StoreError: the run is active, or is being built.
    """
    run = get_run(connection, run_id)
    if run.active:
        raise StoreError(f"Run {run_id} is the active one: activate another run before deleting it.")
    if run.status == BUILDING:
        raise StoreError(f"Run {run_id} is still being built: cancel its training first.")
    connection.execute(delete(ModelRun).where(ModelRun.run_id == run_id))


def run_curve(connection: Connection, run_id: int) -> list[CurvePoint]:
    """The training curve of a run, in order of steps."""
    columns = select(RunCurve.step, RunCurve.epoch, RunCurve.train_loss, RunCurve.val_rmse)
    rows = connection.execute(columns.where(RunCurve.run_id == run_id).order_by(RunCurve.step))
    return [CurvePoint(*row) for row in rows]


_SELECT_RUNS = select(ModelRun.__table__, ActiveRun.run_id.is_not(None).label("active")).join_from(
    ModelRun, ActiveRun, ActiveRun.run_id == ModelRun.run_id, isouter=True
)


def _run_row(row: Row[*tuple[Any, ...]]) -> RunRow:
    return RunRow(
        run_id=row.run_id,
        status=row.status,
        active=bool(row.active),
        model=row.model,
        created=row.created,
        finished=row.finished,
        data_set=row.data_set,
        seed=row.seed,
        device=row.device,
        config=json.loads(row.config),
        metrics=json.loads(row.metrics),
        message=row.message,
    )


def _end(connection: Connection, run_id: int, status: str, message: str | None) -> None:
    delete_features(connection, run_id)
    values = {"status": status, "finished": _now(), "message": message}
    connection.execute(update(ModelRun).where(ModelRun.run_id == run_id).values(values))


def _prune(connection: Connection, keep: int, spared: int | None) -> None:
    ready = [run for run in list_runs(connection) if run.status == READY]
    for run in ready[max(keep, 1) :]:
        if not run.active and run.run_id != spared:
            connection.execute(delete(ModelRun).where(ModelRun.run_id == run.run_id))


def _without_deleted_profiles(connection: Connection, users: EntityFeatures) -> EntityFeatures:
    profiles = {row[0] for row in read_rows(connection, "SELECT user_id FROM user WHERE user_id < 0")}
    kept = np.array([user_id > 0 or user_id in profiles for user_id in users.ids.tolist()], np.bool_)
    if kept.all():
        return users
    return EntityFeatures(
        users.ids[kept],
        users.vectors[kept],
        users.bias[kept],
        None if users.preference is None else users.preference[kept],
        None if users.preference_bias is None else users.preference_bias[kept],
    )


def _check(connection: Connection, entity: Entity, features: EntityFeatures) -> None:
    name, key = entity.value, f"{entity.value}_id"
    rows = read_rows(connection, f"SELECT {key} FROM {name} WHERE {key} > 0 ORDER BY {key}")  # noqa: S608
    expected = np.array([row[0] for row in rows], np.int64)
    of_the_data_set = np.sort(features.ids[features.ids > 0])
    if not np.array_equal(of_the_data_set, expected) or len(np.unique(features.ids)) != len(features.ids):
        raise StoreError(
            f"The run has {len(features.ids)} {name} vectors that do not match the {len(expected)} {name}s"
            " of the database one to one: train again."
        )
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


def _check_numbers(name: str, values: NDArray[np.float32], count: int) -> None:
    if len(values) != count:
        raise StoreError(f"The run has {len(values)} rows of {name} features for {count} {name}s.")
    if not np.isfinite(values).all():
        raise StoreError(
            f"The run has {name} features that are not finite numbers: train again with another seed."
        )


def _json(values: Mapping[str, Any]) -> str:
    """The values as a JSON object; numbers that JSON does not know (not a number, infinite) are left out."""
    known = {
        key: value for key, value in values.items() if not isinstance(value, float) or math.isfinite(value)
    }
    return json.dumps(known, ensure_ascii=False)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
