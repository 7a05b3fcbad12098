"""The scale on which a data set's users rate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RatingScale:
    """Ratings go from `minimum` to `maximum` stars in steps of `step`."""

    minimum: float
    maximum: float
    step: float

    def holds(self, ratings: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Which of `ratings` (n,) are finite, within the bounds and on a step: bool (n,)."""
        with np.errstate(invalid="ignore"):
            steps = (ratings.astype(np.float64) - self.minimum) / self.step
            on_step = np.abs(steps - np.rint(steps)) < 1e-4
            return on_step & (ratings >= self.minimum) & (ratings <= self.maximum)

    def describe(self) -> str:
        """The scale in words, for messages."""
        return f"from {self.minimum:g} to {self.maximum:g} in steps of {self.step:g}"


WHOLE_STARS = RatingScale(1.0, 5.0, 1.0)
HALF_STARS = RatingScale(0.5, 5.0, 0.5)
