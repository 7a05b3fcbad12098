"""Grades of liking, 0 to 1: the unit of the preference score, the same for training and serving. Numpy only.

With g_ij the grade of a rated pair, a preference score s is what makes this sum small:

    sum over rated pairs (g_ij - s_ij)^2  +  w  sum over all other pairs s_ij^2

w, the weight of an unrated pair, is small: that somebody did not rate a film says little. Training, the scaling of
the trained score and fold-in all use this sum. They write it with a sum over all pairs, which costs no more than one
Gram matrix, as (1 - w) (g / (1 - w) - s)^2 + w s^2 = (g - s)^2 + a constant:

    (1 - w)  sum over rated pairs (g_ij / (1 - w) - s_ij)^2  +  w  sum over all pairs s_ij^2
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.scale import RatingScale
from engine.options import SEEN_FLOOR


def grades(ratings: NDArray[np.float32], scale: RatingScale, floor: float = SEEN_FLOOR) -> NDArray[np.float32]:
    """Grades from `floor` (a quarter of the scale or less) to 1 (its top).

    On a scale of 1 to 5: floor + (1 - floor) max(0, (rating - 2) / 3).
    """
    lowest, highest = scale.minimum, scale.maximum
    quarter = lowest + (highest - lowest) / 4
    liking = np.clip((ratings - quarter) / (highest - quarter), 0, 1)
    return np.asarray(floor + (1 - floor) * liking, np.float32)
