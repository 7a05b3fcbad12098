"""Model runs, each a generation of features: building, then ready (one is active), failed or cancelled."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from db.errors import NotFound, StoreError
from db.models import ActiveRun, ModelRun, RunCurve
from db.rows import LARGEST_ID, CurvePoint, RunRow
from db.runs.features import delete_features
from db.store.json_values import json_object

if TYPE_CHECKING:
    from filelock import BaseFileLock

BUILDING, READY, FAILED, CANCELLED = "building", "ready", "failed", "cancelled"


def start_run(
    connection: Connection, model: str, data_set: str, seed: int, device: str, config: Mapping[str, Any]
) -> int:
    """Records a run that begins now; gives its id."""
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
    """Adds a point to a run's training curve, in place of one at the same step."""
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


def end_run(connection: Connection, run_id: int, status: str, message: str | None) -> None:
    """Marks a run that is being built as "failed" or "cancelled", and deletes its features.

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
    """Marks runs whose process died as failed; gives how many. Only for the holder of the training lock."""
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


def finish_run(connection: Connection, run_id: int, metrics: Mapping[str, float], *, activate: bool = True) -> None:
    """Makes a run ready, and active if asked; `db.runs.publishing` has stored and checked its features by then."""
    values = {"status": READY, "finished": _now(), "metrics": _json(metrics)}
    connection.execute(update(ModelRun).where(ModelRun.run_id == run_id).values(values))
    if activate:
        activate_run(connection, run_id)


def delete_run(connection: Connection, run_id: int) -> None:
    """Deletes a run with its features and its curve.

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


def training_lock(path: Path) -> BaseFileLock:
    """The lock of the one training of the database at `path`. The system frees it however the process ends.

    Entering it while another process holds it raises `filelock.Timeout` at once.
    """
    from filelock import FileLock  # noqa: PLC0415 - only training and maintenance need it

    return FileLock(path.with_name(path.name + ".training.lock"), timeout=0)


def is_training(path: Path) -> bool:
    """Whether a training of the database at `path` is running."""
    from filelock import Timeout  # noqa: PLC0415

    try:
        with training_lock(path):
            return False
    except Timeout:
        return True
    except OSError:  # where the lock's file cannot be made, nobody can train
        return False


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
        config=json_object(row.config),
        metrics=json_object(row.metrics),
        message=row.message,
    )


def _end(connection: Connection, run_id: int, status: str, message: str | None) -> None:
    delete_features(connection, run_id)
    values = {"status": status, "finished": _now(), "message": message}
    connection.execute(update(ModelRun).where(ModelRun.run_id == run_id).values(values))


def _json(values: Mapping[str, Any]) -> str:
    """The values as a JSON object, without numbers that JSON cannot hold (NaN, infinity)."""
    known = {key: value for key, value in values.items() if not isinstance(value, float) or math.isfinite(value)}
    return json.dumps(known, ensure_ascii=False)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
