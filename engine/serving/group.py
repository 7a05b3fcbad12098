"""One list for several people, by a rule: the average, or least misery, which is the lowest figure in the group.

The rules are those of Masthoff, Group recommender systems (2015). Which films fit is decided by the people's scores,
standardised and combined; the films that fit are ordered by their predicted stars, combined, which people see.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.options import GroupRule
from engine.serving.ranking import best_rows

GROUP_POOL = 50
"""So many films that fit a group best are ordered by their stars, then as many that fit it next best, and so on."""


def combined(each: NDArray[np.float32], rule: GroupRule) -> NDArray[np.float32]:
    """(n_movies,) what a group has for each film, from what each person has, (n_people, n_movies)."""
    return np.asarray(each.mean(0) if rule is GroupRule.AVERAGE else each.min(0), np.float32)


def best_for_group(
    scores: Sequence[NDArray[np.float32]],
    stars: NDArray[np.float32],
    rule: GroupRule,
    n: int,
    allowed: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Rows of n films for a group: those that fit it, in the order of what the rule makes of their predicted stars.

    Args:
        scores: of each person, (n_movies,), by which films fit.
        stars: (n_people, n_movies) each one's predicted stars.
        rule: how both are combined.
        n: how many films; fewer come back only if fewer are allowed.
        allowed: (n_movies,); films where it is False are left out.
    """
    fit = combined(np.stack([_standardised(own) for own in scores]), rule)
    pools = -(-n // GROUP_POOL)
    rows = best_rows(fit, pools * GROUP_POOL, allowed)
    pool = np.arange(len(rows)) // GROUP_POOL
    order = np.lexsort((-combined(stars[:, rows], rule), pool))
    return np.asarray(rows[order][:n], np.int64)


def _standardised(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((scores - scores.mean()) / (scores.std() or 1.0), np.float32)
