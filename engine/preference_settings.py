"""Settings of the neural preference towers by size of the data; docs/models.md says how they were chosen.

Without torch, as the cost of a training is estimated in the app.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

MANY_RATINGS = 400_000
"""From this size on, a batch has more users and less must be dropped to keep the towers from overfitting."""

MOST_RATINGS = 5_000_000
"""From this size on, few passes are enough."""

BASIS_USERS = 20_000
"""Users, evenly spaced, from whose expected grades the singular vectors are learned."""


@dataclass(frozen=True, slots=True)
class PreferenceTowerOptions:
    """Settings of the preference towers.

    Attributes:
        epochs: passes over all users.
        batch: users in a step.
        learning_rate: peak of the one-cycle schedule.
        dimensions: of the stored vectors.
        hidden: units of the user tower's hidden layer.
        input_dropout: share of a user's ratings that the tower does not see in a step.
        hidden_dropout: share of hidden units dropped in training.
        noise: standard deviation of what is added to user vectors in training, in that of their own coordinates.
        exact_films: up to so many films the softmax is over all; beyond, over those that the batch's users rated.
        seed: of initial weights, order of users, dropout and noise.
    """

    epochs: int = 80
    batch: int = 128
    learning_rate: float = 0.006
    dimensions: int = 128
    hidden: int = 256
    input_dropout: float = 0.2
    hidden_dropout: float = 0.7
    noise: float = 1.0
    exact_films: int = 12_000
    seed: int = 0

    @classmethod
    def for_size(cls, n_ratings: int) -> PreferenceTowerOptions:
        """The settings for a data set of this size."""
        if n_ratings < MANY_RATINGS:
            return cls()
        middle = cls(epochs=60, batch=256, hidden_dropout=0.5)
        return middle if n_ratings < MOST_RATINGS else replace(middle, epochs=10, batch=512)

    def steps(self, n_users: int) -> int:
        """Steps of a training on so many users."""
        return self.epochs * math.ceil(n_users / self.batch)

    def times(self, factor: float) -> PreferenceTowerOptions:
        """The same settings with so many times the epochs, at least one."""
        return replace(self, epochs=max(1, math.ceil(self.epochs * factor)))
