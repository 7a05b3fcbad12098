"""Surprise me: films drawn by chance, good ones more often."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.serving.ranking import best_rows

POOL = 10
"""Films to draw from, for each film drawn; never fewer than `LEAST_POOL`."""

LEAST_POOL = 200
TEMPERATURE = 1.0
"""In standard deviations of the pool's scores: lower draws the best films more often."""


def surprising_rows(
    scores: NDArray[np.float32], n: int, allowed: NDArray[np.bool_], seed: int
) -> NDArray[np.int64]:
    """N rows drawn without replacement, each with a chance proportional to exp(score / temperature), best score first.

    Adding Gumbel noise to scores and taking the n highest draws from just this distribution (Kool, van Hoof and
    Welling, Stochastic beams and where to find them, ICML 2019). One seed gives one list.

    Args:
        scores: (n_rows,).
        n: how many rows; fewer come back only if fewer are allowed.
        allowed: (n_rows,); rows where it is False are left out.
        seed: of the draw.
    """
    pool = best_rows(scores, max(LEAST_POOL, POOL * n), allowed)
    spread = float(scores[pool].std()) if len(pool) else 0.0
    noise = np.random.default_rng(seed).gumbel(size=len(pool))
    chances = scores[pool] / (TEMPERATURE * (spread or 1.0)) + noise
    drawn = pool[best_rows(chances.astype(np.float32), n)]
    order: NDArray[np.int64] = drawn[np.lexsort((drawn, -scores[drawn]))]
    return order
