"""Stars as grades of liking: what a rating says when lists are learned. Numpy only, for training and serving."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.scale import RatingScale

SEEN_FLOOR = 0.3
"""The grade of the worst rating: whoever rated a film chose to see it."""


def grades(
    ratings: NDArray[np.float32], scale: RatingScale, floor: float = SEEN_FLOOR
) -> NDArray[np.float32]:
    """Liking from 0 (a quarter of the scale or less) to 1 (its top), lifted to floor..1: a seen film counts.

    On a scale of 1 to 5: max(0, (rating - 2) / 3).
    """
    lowest, highest = scale.minimum, scale.maximum
    quarter = lowest + (highest - lowest) / 4
    liking = np.clip((ratings - quarter) / (highest - quarter), 0, 1)
    return np.asarray(floor + (1 - floor) * liking, np.float32)
