from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.options import GroupRule
from engine.serving.group import GROUP_POOL, best_for_group

ANN, BOB = np.array([2, -2, 1, -1], np.float32), np.array([-20, 20, 10, -10], np.float32)
"""Film 0 is loved by Ann and hated by Bob, film 1 the other way round, film 2 is liked by both, film 3 by nobody."""


def _best(
    rule: GroupRule, n: int = 4, *, scores: list[NDArray[np.float32]] | None = None, stars: list[list[float]]
) -> list[int]:
    table = np.array(stars, np.float32)
    own = [ANN, BOB] if scores is None else scores
    rows: list[int] = best_for_group(own, table, rule, n, np.ones(table.shape[1], np.bool_)).tolist()
    return rows


def test_films_that_fit_are_in_the_order_of_the_figure_that_is_shown() -> None:
    stars = [[5.0, 1.0, 3.0, 4.0], [2.0, 4.0, 3.5, 3.0]]

    assert _best(GroupRule.AVERAGE, stars=stars) == [0, 3, 2, 1]
    assert _best(GroupRule.LEAST_MISERY, stars=stars) == [2, 3, 0, 1]


@pytest.mark.parametrize("rule", GroupRule)
def test_which_films_fit_is_decided_by_the_scores_of_all(rule: GroupRule) -> None:
    films = 3 * GROUP_POOL
    ann = np.linspace(1, 0, films).astype(np.float32)
    # Nobody outweighs the others by rating wider.
    bob = np.asarray(100 * ann, np.float32)
    stars = np.vstack([np.linspace(1, 5, films)] * 2).tolist()

    rows = _best(rule, GROUP_POOL + 1, scores=[ann, bob], stars=stars)

    assert sorted(rows[:GROUP_POOL]) == list(range(GROUP_POOL))
    assert rows[0] == GROUP_POOL - 1
    assert rows[GROUP_POOL] == 2 * GROUP_POOL - 1


def test_a_longer_list_begins_like_a_shorter_one() -> None:
    films = 2 * GROUP_POOL
    chance = np.random.default_rng(0)
    scores = [chance.normal(size=films).astype(np.float32) for _ in range(3)]
    stars = chance.normal(size=(3, films)).tolist()

    short = _best(GroupRule.AVERAGE, 50, scores=scores, stars=stars)

    assert _best(GroupRule.AVERAGE, 300, scores=scores, stars=stars)[:50] == short
