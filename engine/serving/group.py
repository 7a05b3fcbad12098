"""One list for several people: their scores made comparable, then put together by a rule.

Rules as in Masthoff, Group recommender systems (2015): the average, or the least misery, which is the score of whoever
likes a film least.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.serving.person import Person


class GroupRule(StrEnum):
    """How several people's scores become one."""

    AVERAGE = "average"
    LEAST_MISERY = "least-misery"


def group_scores(people: Sequence[Person], rule: GroupRule) -> NDArray[np.float32]:
    """(n_movies,) the group's score of every film, in standard deviations of a person's scores.

    Args:
        people: at least one.
        rule: how their scores become one.
    """
    each = np.stack([_standardised(person.scores) for person in people])
    return np.asarray(each.mean(0) if rule is GroupRule.AVERAGE else each.min(0), np.float32)


def _standardised(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((scores - scores.mean()) / (scores.std() or 1.0), np.float32)
