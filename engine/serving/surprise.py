"""Surprise me: random picks, the likelier the higher a film's score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.serving.ranking import best_rows

POOL = 10
"""Size of the pool of best films, per film drawn; at least `LEAST_POOL`."""

TOP = 10
"""The best films, which the list shows anyway: they are drawn only where few others are left."""

LEAST_POOL = 200
TEMPERATURE = 1.0
"""In standard deviations of the pool's scores; the lower, the more often the best films are drawn."""


def surprising_rows(scores: NDArray[np.float32], n: int, allowed: NDArray[np.bool_], seed: int) -> NDArray[np.int64]:
    """N random rows without replacement, with probabilities proportional to exp(score / temperature), best score first.

    The n highest scores after adding Gumbel noise are a sample of exactly this distribution (Kool, van Hoof and
    Welling, Stochastic beams and where to find them, ICML 2019). The same seed gives the same rows.

    Args:
        scores: (n_rows,).
        n: how many rows; fewer are returned only if fewer are allowed.
        allowed: (n_rows,); rows where it is False are left out.
        seed: of the noise.
    """
    pool = best_rows(scores, max(LEAST_POOL, POOL * n) + TOP, allowed)
    if len(pool) >= TOP + n:
        pool = pool[TOP:]
    spread = float(scores[pool].std()) if len(pool) else 0.0
    noise = np.random.default_rng(seed).gumbel(size=len(pool))
    chances = scores[pool] / (TEMPERATURE * (spread or 1.0)) + noise
    drawn = pool[best_rows(chances.astype(np.float32), n)]
    order: NDArray[np.int64] = drawn[np.lexsort((drawn, -scores[drawn]))]
    return order
