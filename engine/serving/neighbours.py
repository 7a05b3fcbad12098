"""The k nearest films or users by cosine similarity, exact: an approximate index pays off above a million vectors."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.serving.ranking import best_rows


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The rows (n, d) scaled to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A film or user near another one; `similarity` is the cosine of their vectors, -1 to 1."""

    id: int
    similarity: float


class NeighbourIndex:
    """Cosine similarities to the rows of one matrix.

    Args:
        ids: (n,) ids of the rows.
        vectors: (n, d); a row of zeros is similar to nothing.
        lengths: (n,) of the vectors, where they are known to be longer than what is given of them.
    """

    def __init__(
        self, ids: NDArray[np.int64], vectors: NDArray[np.float32], lengths: NDArray[np.float32] | None = None
    ) -> None:
        norms = np.linalg.norm(vectors, axis=1) if lengths is None else lengths
        self._ids = ids
        self._vectors = vectors
        self._inverse_norms = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)

    def nearest(self, row: int, k: int) -> list[Neighbour]:
        """The k rows nearest to `row`, most similar first, `row` itself left out."""
        return self._nearest(self._vectors[row], self._inverse_norms[row], k, (int(self._ids[row]),))

    def nearest_to_all(self, rows: Sequence[int], k: int) -> list[Neighbour]:
        """The k rows nearest to all of `rows` at once, without them: the lowest of a row's similarities counts."""
        given = self._vectors[rows] * self._inverse_norms[rows][:, None]
        similarities = np.asarray(self._vectors @ given.T * self._inverse_norms[:, None], np.float32)
        lowest = similarities.min(1).clip(-1.0, 1.0)
        others = np.ones(len(lowest), np.bool_)
        others[rows] = False
        return [Neighbour(int(self._ids[row]), float(lowest[row])) for row in best_rows(lowest, k, others)]

    def nearest_to(self, vector: NDArray[np.float32], k: int, exclude: Collection[int] = ()) -> list[Neighbour]:
        """The k rows nearest to `vector` (d,), most similar first, without the ids in `exclude`."""
        return self._nearest(vector, np.float32(1 / (float(np.linalg.norm(vector)) or 1.0)), k, exclude)

    def _nearest(
        self, vector: NDArray[np.float32], inverse_norm: np.float32, k: int, exclude: Collection[int]
    ) -> list[Neighbour]:
        similarities = np.asarray(self._vectors @ vector * self._inverse_norms, np.float32)
        similarities = (similarities * inverse_norm).clip(-1.0, 1.0)
        others = ~np.isin(self._ids, np.fromiter(exclude, np.int64, len(exclude)))
        rows = best_rows(similarities, k, others)
        return [Neighbour(int(self._ids[other]), float(similarities[other])) for other in rows]
