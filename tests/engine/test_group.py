from __future__ import annotations

import numpy as np
import pytest

from data.scale import WHOLE_STARS
from db.rows import EntityFeatures
from engine.options import GroupRule
from engine.serving.group import group_scores
from engine.serving.recommender import Recommender

# Film 1 is loved by Ann and hated by Bob, film 2 the other way round, film 3 is liked by both, film 4 by nobody.
FILMS = EntityFeatures(
    ids=np.array([1, 2, 3, 4]),
    vectors=np.array([[2, -2], [-2, 2], [1, 1], [-1, -1]], np.float32),
    bias=np.full(4, 3.0, np.float32),
)
# Bob's scores are spread ten times as wide as Ann's.
PEOPLE = EntityFeatures(
    ids=np.array([1, 2]),
    vectors=np.array([[1, 0], [0, 10]], np.float32),
    bias=np.zeros(2, np.float32),
)


@pytest.fixture
def recommender() -> Recommender:
    return Recommender(1, FILMS, PEOPLE, WHOLE_STARS)


@pytest.mark.parametrize("rule", GroupRule)
def test_the_film_that_both_like_wins(recommender: Recommender, rule: GroupRule) -> None:
    ann, bob = recommender.trained_person(1), recommender.trained_person(2)

    assert group_scores([ann, bob], rule).argmax() == 2


def test_nobody_outweighs_the_others_by_rating_wider(recommender: Recommender) -> None:
    scores = group_scores([recommender.trained_person(1), recommender.trained_person(2)], GroupRule.AVERAGE)

    assert scores[0] == pytest.approx(scores[1], abs=1e-5)


def test_least_misery_takes_the_score_of_whoever_likes_a_film_least(recommender: Recommender) -> None:
    ann, bob = recommender.trained_person(1), recommender.trained_person(2)

    both = group_scores([ann, bob], GroupRule.LEAST_MISERY)

    assert both == pytest.approx(
        np.minimum(group_scores([ann], GroupRule.AVERAGE), group_scores([bob], GroupRule.AVERAGE))
    )
    assert both[0] < both[3]


def test_a_group_of_one_has_that_persons_order(recommender: Recommender) -> None:
    ann = recommender.trained_person(1)

    assert group_scores([ann], GroupRule.LEAST_MISERY).argsort().tolist() == ann.scores.argsort().tolist()
