"""Exact top-n selection."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def best_rows(
    scores: NDArray[np.float32], n: int, allowed: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """Rows of the n highest scores, highest first; equal scores in ascending order of row.

    Args:
        scores: (n_rows,).
        n: how many rows; fewer come back only if fewer are allowed.
        allowed: (n_rows,); rows where it is False are left out.
    """
    candidates = np.arange(len(scores)) if allowed is None else np.flatnonzero(allowed)
    n = min(n, len(candidates))
    if n == 0:
        return candidates[:0]
    values = scores[candidates]
    if n < len(candidates):
        # All rows as good as the n-th are kept, so that ties do not depend on the partition's order.
        threshold = np.partition(values, len(values) - n)[len(values) - n]
        chosen = np.flatnonzero(values >= threshold)
        candidates, values = candidates[chosen], values[chosen]
    return candidates[np.lexsort((candidates, -values))][:n]
