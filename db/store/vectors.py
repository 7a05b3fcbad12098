"""Stored vectors: little-endian float32, the layout of sqlite-vec; and the SQL functions that work on them."""

from __future__ import annotations

import sqlite3

import numpy as np
from numpy.typing import NDArray

STORED = np.dtype("<f4")


def cosine(left: bytes | None, right: bytes | None) -> float | None:
    """Cosine of two stored vectors; None for a zero vector, no vector, or different lengths."""
    pair = _pair(left, right)
    if pair is None:
        return None
    a, b = pair
    norms = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / norms if norms > 0 else None


def dot(left: bytes | None, right: bytes | None) -> float | None:
    """Dot product of two stored vectors; None for no vector or different lengths."""
    pair = _pair(left, right)
    return None if pair is None else float(pair[0] @ pair[1])


def register_functions(connection: sqlite3.Connection) -> None:
    """Registers `cosine(a, b)` and `dot(a, b)` as SQL functions of a connection."""
    connection.create_function("cosine", 2, cosine, deterministic=True)
    connection.create_function("dot", 2, dot, deterministic=True)


def _pair(left: object, right: object) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    if not isinstance(left, bytes) or not isinstance(right, bytes):
        return None
    if len(left) != len(right) or len(left) % STORED.itemsize or not left:
        return None
    return np.frombuffer(left, STORED).astype(np.float64), np.frombuffer(right, STORED).astype(np.float64)
