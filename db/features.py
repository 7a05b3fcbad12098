"""Feature vectors of a run, to and from the database: one BLOB of little-endian float32 for each vector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.bulk import read_rows, write_rows
from db.errors import StoreError
from db.rows import EntityFeatures
from db.vectors import STORED


class Entity(Enum):
    """What has features."""

    MOVIE = "movie"
    USER = "user"


def read_features(connection: Connection, run_id: int) -> tuple[EntityFeatures, EntityFeatures]:
    """The features of all films and of all users in a run.

    Raises:
        StoreError: the run has no features, or they are damaged.
    """
    return _read(connection, run_id, Entity.MOVIE), _read(connection, run_id, Entity.USER)


def write_features(connection: Connection, run_id: int, entity: Entity, features: EntityFeatures) -> None:
    """Writes one row for each entity; `db.runs.publish_run` checks them first."""
    columns: dict[str, Iterable[Any]] = {
        f"{entity.value}_id": features.ids.tolist(),
        "vector": _blobs(features.vectors),
        "bias": features.bias.tolist(),
    }
    if features.preference is not None:
        columns["preference"] = _blobs(features.preference)
    if features.preference_bias is not None:
        columns["preference_bias"] = features.preference_bias.tolist()
    if features.likeness is not None:
        columns["likeness"] = _blobs(features.likeness)
    write_rows(
        connection,
        f"INSERT INTO {entity.value}_feature (run_id, {', '.join(columns)})"  # noqa: S608
        f" VALUES ({int(run_id)}{', ?' * len(columns)})",
        zip(*columns.values(), strict=True),
    )


def delete_features(connection: Connection, run_id: int) -> None:
    """Removes a run's features; the run itself stays."""
    for entity in Entity:
        connection.exec_driver_sql(f"DELETE FROM {entity.value}_feature WHERE run_id = ?", (run_id,))  # noqa: S608


def _read(connection: Connection, run_id: int, entity: Entity) -> EntityFeatures:
    table, key = f"{entity.value}_feature", f"{entity.value}_id"
    likeness = "likeness" if entity is Entity.MOVIE else "NULL"
    rows = read_rows(
        connection,
        f"SELECT {key}, vector, bias, preference, preference_bias, {likeness} FROM {table}"  # noqa: S608
        f" WHERE run_id = ? ORDER BY {key}",
        (run_id,),
    )
    if not rows:
        raise StoreError(f"Run {run_id} has no features stored: train again.")
    ids, vectors, bias, preference, preference_bias, alike = zip(*rows, strict=True)
    has_preference = preference[0] is not None
    try:
        return EntityFeatures(
            ids=np.array(ids, np.int64),
            vectors=_matrix(vectors),
            bias=np.array(bias, np.float32),
            preference=_matrix(preference) if has_preference else None,
            preference_bias=np.array(preference_bias, np.float32) if has_preference else None,
            likeness=_matrix(alike) if alike[0] is not None else None,
        )
    except (TypeError, ValueError) as error:
        raise StoreError(f"The features of run {run_id} are damaged: train again.") from error


def _matrix(blobs: tuple[bytes, ...]) -> NDArray[np.float32]:
    sizes = {len(blob) for blob in blobs}
    if len(sizes) != 1:
        raise ValueError("vectors of different lengths")
    # frombuffer gives a read-only view of the bytes; a copy is the caller's own.
    return np.frombuffer(b"".join(blobs), STORED).reshape(len(blobs), -1).astype(np.float32)


def _blobs(matrix: NDArray[np.float32]) -> Iterator[bytes]:
    """Each row as bytes, cut from one contiguous block."""
    block = np.ascontiguousarray(matrix, STORED).tobytes()
    size = matrix.shape[1] * STORED.itemsize
    return (block[start : start + size] for start in range(0, len(block), size))
