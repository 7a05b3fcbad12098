"""K nearest entities by cosine similarity, exact. Below a million vectors an approximate index saves nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.serving.ranking import best_rows


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An entity near another one; `similarity` is the cosine of their vectors, -1 to 1."""

    id: int
    similarity: float


class NeighbourIndex:
    """Cosine similarities between rows of one matrix.

    Args:
        ids: (n,) ids of the rows.
        vectors: (n, d); a row of zeros is similar to nothing.
    """

    def __init__(self, ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        norms = np.linalg.norm(vectors, axis=1)
        self._ids = ids
        self._vectors = vectors
        self._inverse_norms = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)

    def nearest(self, row: int, k: int) -> list[Neighbour]:
        """The k rows nearest to `row`, most similar first, `row` itself left out."""
        similarities = self._all_similarities(row)
        others = np.ones(len(similarities), dtype=np.bool_)
        others[row] = False
        rows = best_rows(similarities, k, others)
        return [Neighbour(int(self._ids[other]), float(similarities[other])) for other in rows]

    def similarities(self, row: int, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosines between `row` and each of `rows`, shape (len(rows),)."""
        products = self._vectors[rows] @ self._vectors[row]
        return np.asarray(products * self._inverse_norms[rows] * self._inverse_norms[row]).clip(-1.0, 1.0)

    def _all_similarities(self, row: int) -> NDArray[np.float32]:
        products = self._vectors @ self._vectors[row]
        return np.asarray(products * self._inverse_norms * self._inverse_norms[row]).clip(-1.0, 1.0)
