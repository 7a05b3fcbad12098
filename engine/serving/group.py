"""One list for several people: their scores are standardised, then combined by a rule.

The rules are those of Masthoff, Group recommender systems (2015): the average, or least misery, which is the lowest
score in the group.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.options import GroupRule
from engine.serving.person import Person


def group_scores(people: Sequence[Person], rule: GroupRule) -> NDArray[np.float32]:
    """(n_movies,) the group's scores of all films, in standard deviations of a person's scores.

    Args:
        people: at least one.
        rule: how their scores are combined.
    """
    each = np.stack([_standardised(person.scores) for person in people])
    return np.asarray(each.mean(0) if rule is GroupRule.AVERAGE else each.min(0), np.float32)


def _standardised(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((scores - scores.mean()) / (scores.std() or 1.0), np.float32)
