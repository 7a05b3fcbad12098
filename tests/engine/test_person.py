"""A person as a run sees them: placed by ratings, sure of little at first, every score explained exactly."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from data.scale import HALF_STARS
from db.rows import EntityFeatures
from engine.serving.person import Person
from engine.serving.recommender import Recommender

FILMS, DIMENSIONS, PEOPLE = 40, 3, 300
PROFILE = -1


def _features(*, with_preference: bool) -> tuple[EntityFeatures, EntityFeatures]:
    random = np.random.default_rng(5)

    def normal(count: int, scale: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        return random.normal(0, scale, (count, DIMENSIONS)).astype(np.float32)

    def side(count: int, bias: float) -> EntityFeatures:
        return EntityFeatures(
            ids=np.arange(1, count + 1),
            vectors=normal(count, 0.7),
            bias=random.normal(bias, 0.2, count).astype(np.float32),
            preference=normal(count, 0.4) if with_preference else None,
            preference_bias=np.zeros(count, np.float32) if with_preference else None,
        )

    return side(FILMS, 3.5), side(PEOPLE, 0.0)


@pytest.fixture(params=[False, True], ids=["by predicted stars", "by preference"])
def recommender(request: pytest.FixtureRequest) -> Recommender:
    """A run of random vectors, with and without a score of its own for lists."""
    return Recommender(1, *_features(with_preference=request.param), HALF_STARS)


@pytest.fixture(params=[PROFILE, 7], ids=["a profile", "a user of the data set"])
def rater(recommender: Recommender, request: pytest.FixtureRequest) -> Person:
    """Somebody who rated four films, one of which the run does not know."""
    return recommender.person(request.param, {2: 5.0, 9: 0.5, 30: 4.0, 999: 5.0})


def test_films_that_the_run_does_not_know_are_passed_over(rater: Person) -> None:
    assert rater.rated.tolist() == [1, 8, 29]
    assert rater.ratings.tolist() == [5.0, 0.5, 4.0]


def test_shares_and_base_sum_to_the_score_of_every_film(rater: Person) -> None:
    parts = rater.shares(np.arange(FILMS))
    assert parts.scores.tolist() == rater.scores.tolist()
    assert parts.bases + parts.shares.sum(1) == pytest.approx(parts.scores, abs=1e-4)


def test_a_film_has_the_same_shares_among_others_and_alone(rater: Person) -> None:
    together = rater.shares(np.array([5, 17, 3]))
    alone = rater.shares(np.array([17]))
    assert together.shares[1] == pytest.approx(alone.shares[0], abs=1e-6)


def test_a_profile_without_ratings_is_like_everybody(recommender: Recommender) -> None:
    everybody = np.stack([recommender.trained_person(user_id).scores for user_id in range(1, PEOPLE + 1)])
    nobody = recommender.person(PROFILE, {})

    assert np.corrcoef(nobody.scores, everybody.mean(0))[0, 1] > 0.95
    assert nobody.shares(np.arange(3)).shares.shape == (3, 0)


def test_ratings_pull_the_predicted_stars_towards_them(recommender: Recommender) -> None:
    rows = np.array([1, 8])
    before = recommender.person(PROFILE, {}).stars(rows)
    after = recommender.person(PROFILE, {2: 5.0, 9: 0.5}).stars(rows)

    assert after[0] > before[0]
    assert after[1] < before[1]


def test_many_ratings_recover_a_trained_person(recommender: Recommender) -> None:
    trained = recommender.trained_person(7)
    rows = np.arange(FILMS)
    rated = dict(enumerate(trained.stars(rows).tolist(), start=1))

    placed = recommender.person(PROFILE, rated)

    assert np.abs(placed.stars(rows) - trained.stars(rows)).mean() < 0.15


def test_every_rating_makes_us_surer(recommender: Recommender) -> None:
    rows = np.arange(FILMS)
    doubts = [
        recommender.person(PROFILE, dict.fromkeys(range(1, count + 1), 4.0)).uncertainty(rows)
        for count in (0, 1, 5, 20)
    ]

    for fewer, more in itertools.pairwise(doubts):
        assert (more <= fewer + 1e-6).all()
    assert doubts[-1].mean() < doubts[0].mean() / 2


def test_predicted_stars_stay_on_the_scale(recommender: Recommender) -> None:
    rated = dict.fromkeys(range(1, FILMS + 1), 5.0)
    stars = recommender.person(PROFILE, rated).stars(np.arange(FILMS))

    assert stars.min() >= 0.5
    assert stars.max() <= 5.0
