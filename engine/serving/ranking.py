"""Exact top-n selection with stable order of ties."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


def best_rows(scores: NDArray[np.float32], n: int, allowed: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Rows of the n highest scores, highest first; ties in order of row.

    Args:
        scores: (n_rows,).
        n: how many rows; fewer are returned only if fewer are allowed.
        allowed: (n_rows,); rows where it is False are left out.
    """
    candidates = np.arange(len(scores)) if allowed is None else np.flatnonzero(allowed)
    n = min(n, len(candidates))
    if n == 0:
        return candidates[:0]
    values = scores[candidates]
    if n < len(candidates):
        # All rows that tie with the n-th are kept here, so that the result does not depend on the partition's order.
        threshold = np.partition(values, len(values) - n)[len(values) - n]
        chosen = np.flatnonzero(values >= threshold)
        candidates, values = candidates[chosen], values[chosen]
    return candidates[np.lexsort((candidates, -values))][:n]


def best_of_each(scores: NDArray[np.float32], n: int) -> list[NDArray[np.int64]]:
    """For each row, the columns of its n highest scores, highest first; ties in order of column.

    Args:
        scores: (n_rows, n_columns); minus infinity where a column is not allowed.
        n: how many columns; fewer are returned only if fewer are allowed.
    """
    n = min(n, scores.shape[1])
    if n == 0:
        return [np.empty(0, np.int64)] * len(scores)
    # All columns that tie with the n-th are kept here, so that the result does not depend on the partition's order.
    threshold = np.partition(scores, -n, axis=1)[:, -n]
    rows, columns = np.nonzero((scores >= threshold[:, None]) & (scores > -np.inf))
    columns = columns[np.lexsort((columns, -scores[rows, columns], rows))]
    ends = np.searchsorted(rows, np.arange(len(scores) + 1)).tolist()
    return [columns[first : min(last, first + n)] for first, last in pairwise(ends)]
