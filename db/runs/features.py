"""Reading and writing the feature vectors of a run: each is a BLOB of little-endian float32."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.errors import StoreError
from db.rows import EntityFeatures
from db.store.bulk import read_rows, rows_in_batches, write_rows
from db.store.vectors import STORED

_MOST_DIMENSIONS = 8192
"""Of a vector; our models have a few hundred."""


class Entity(Enum):
    """What has feature vectors."""

    MOVIE = "movie"
    USER = "user"


def read_features(connection: Connection, run_id: int) -> tuple[EntityFeatures, EntityFeatures]:
    """The features of all films and of all users in a run.

    Raises:
        StoreError: the run has no features, or they are damaged.
    """
    return _read(connection, run_id, Entity.MOVIE), _read(connection, run_id, Entity.USER)


def write_features(connection: Connection, run_id: int, entity: Entity, features: EntityFeatures) -> None:
    """Writes one row for each entity; `db.runs.publishing.publish_run` checks them first."""
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
    """Deletes a run's features; the run itself stays."""
    for entity in Entity:
        connection.exec_driver_sql(f"DELETE FROM {entity.value}_feature WHERE run_id = ?", (run_id,))  # noqa: S608


def _read(connection: Connection, run_id: int, entity: Entity) -> EntityFeatures:
    table, key = f"{entity.value}_feature", f"{entity.value}_id"
    likeness = "likeness" if entity is Entity.MOVIE else "NULL"
    ((count,),) = read_rows(connection, f"SELECT count(*) FROM {table} WHERE run_id = ?", (run_id,))  # noqa: S608
    if not count:
        raise StoreError(f"Run {run_id} has no features stored: train again.")
    ids, bias, preference_bias = np.empty(count, np.int64), *np.empty((2, count), np.float32)
    vectors, preference, alike = _Vectors(count), _Vectors(count), _Vectors(count)
    start = 0
    try:
        for rows in rows_in_batches(
            connection,
            f"SELECT {key}, bias, vector, preference, preference_bias, {likeness} FROM {table}"  # noqa: S608
            f" WHERE run_id = ? ORDER BY {key}",
            (run_id,),
        ):
            columns = list(zip(*rows, strict=True))
            part = slice(start, start := start + len(rows))
            ids[part], bias[part] = columns[0], columns[1]
            vectors.put(part, columns[2])
            if any(columns[3]):
                preference.put(part, columns[3])
                preference_bias[part] = columns[4]
            if any(columns[5]):
                alike.put(part, columns[5])
        if not (np.isfinite(bias).all() and (not preference or np.isfinite(preference_bias).all())):
            raise ValueError("a bias is not finite")
        return EntityFeatures(
            ids=ids,
            vectors=vectors.matrix(),
            bias=bias,
            preference=preference.matrix() if preference else None,
            preference_bias=preference_bias if preference else None,
            likeness=alike.matrix() if alike else None,
        )
    except (TypeError, ValueError, OverflowError) as error:
        raise StoreError(f"The features of run {run_id} are damaged: train again.") from error


class _Vectors:
    """Fills one matrix from batches of vectors, so that all vectors are in memory only once."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._filled = 0
        self._matrix: NDArray[np.float32] | None = None

    def __bool__(self) -> bool:
        return self._matrix is not None

    def put(self, part: slice, blobs: Sequence[bytes]) -> None:
        """Puts vectors into these rows of the matrix. Raises TypeError or ValueError where they do not fit."""
        if len(blobs[0]) > _MOST_DIMENSIONS * STORED.itemsize:
            raise ValueError("vectors are too long")
        if self._matrix is None:
            self._matrix = np.empty((self._count, len(blobs[0]) // STORED.itemsize), np.float32)
        if any(len(blob) != self._matrix.shape[1] * STORED.itemsize for blob in blobs):
            raise ValueError("vectors of different lengths")
        values = np.frombuffer(b"".join(blobs), STORED).reshape(len(blobs), -1)
        if not np.isfinite(values).all():
            raise ValueError("a vector is not finite")
        self._matrix[part] = values
        self._filled += len(blobs)

    def matrix(self) -> NDArray[np.float32]:
        """(count, d) all vectors. Raises ValueError where some are missing."""
        if self._matrix is None or self._filled != self._count:
            raise ValueError("vectors are missing")
        return self._matrix


def _blobs(matrix: NDArray[np.float32]) -> Iterator[bytes]:
    """Each row as bytes."""
    block = np.ascontiguousarray(matrix, STORED).tobytes()
    size = matrix.shape[1] * STORED.itemsize
    return (block[start : start + size] for start in range(0, len(block), size))
