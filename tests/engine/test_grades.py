"""Grades are one unit: of what the preference learns, of its scores, and of the ratings that place a new person."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from data.scale import HALF_STARS, WHOLE_STARS
from db.rows import EntityFeatures
from engine.bayesian.blend import blend, from_factors, in_grades
from engine.bayesian.preference import train_preference, unseen_weight
from engine.bayesian.settings import BayesianOptions, GibbsOptions, PreferenceOptions
from engine.bayesian.training import train_bayesian
from engine.grades import grades
from engine.problem import Factors, RatingProblem, take
from engine.serving.recommender import Recommender
from tests.engine.problems import problem_of, ratings_of_table, unwatched

CPU = torch.device("cpu")
SIZE = 60
PREFERENCE = PreferenceOptions(dimensions=4, sweeps=20, burn_in=10, rank=16)
BRIEF = BayesianOptions(GibbsOptions(dimensions=4, sweeps=20, burn_in=10, rank=16), PREFERENCE)


@pytest.fixture(scope="module")
def problem() -> RatingProblem:
    """Even users rated all even films and odd users all odd ones. They agree on each film, from 1 star to 5."""
    stars = np.broadcast_to(np.random.default_rng(2).integers(1, 6, SIZE).astype(np.float64), (SIZE, SIZE))
    ratings = ratings_of_table(stars)
    rated = np.flatnonzero(ratings.user_index % 2 == ratings.movie_index % 2)
    return problem_of(take(ratings, rated), take(ratings, np.empty(0, np.int64)), (SIZE, SIZE))


def _scores(factors: Factors) -> NDArray[np.float32]:
    return factors.scores(np.arange(SIZE, dtype=np.int32))


def _factors(*parts: NDArray[np.float64]) -> Factors:
    return Factors(*(part.astype(np.float32) for part in parts))


def test_grades_are_from_the_floor_to_one() -> None:
    stars = np.array([1, 2, 3.5, 5], np.float32)

    assert grades(stars, WHOLE_STARS).tolist() == pytest.approx([0.3, 0.3, 0.65, 1])
    assert grades(stars, WHOLE_STARS, floor=0).tolist() == pytest.approx([0, 0, 0.5, 1])
    assert grades(np.array([0.5, 5], np.float32), HALF_STARS).tolist() == pytest.approx([0.3, 1])


def test_films_that_nobody_rated_together_weigh_twice_as_much_as_rated_ones() -> None:
    stars = np.full((20, 30), 4.0)
    known = ratings_of_table(stars)
    few = take(known, np.flatnonzero((known.user_index + known.movie_index) % 20 == 0))  # 30 of 600 pairs

    weight = unseen_weight(few, PREFERENCE)

    assert weight * (600 - len(few.rating)) == pytest.approx(2 * len(few.rating))
    assert unseen_weight(known, PREFERENCE) < 1


def test_the_preference_of_a_rated_film_is_its_grade_and_of_others_nothing(problem: RatingProblem) -> None:
    known = problem.train
    factors, _ = train_preference(problem, PREFERENCE, CPU, lambda _sweep: None)

    scores = _scores(factors)

    rated = scores[known.user_index, known.movie_index]
    assert np.abs(rated - grades(known.rating, problem.scale)).mean() < 0.03
    scores[known.user_index, known.movie_index] = 0
    assert np.abs(scores).max() < 0.1


@pytest.mark.parametrize("unit", [0.01, 1.0, 7.0])
def test_a_score_in_any_unit_is_brought_to_grades(problem: RatingProblem, unit: float) -> None:
    """No other multiple is nearer to the grades of rated films and to zero for all others, as `engine.grades` says."""
    known, weight = problem.train, 0.15
    random = np.random.default_rng(7)
    vectors, bias = random.normal(0.1, 0.5, (SIZE, 4)), random.normal(0.2, 0.1, SIZE)
    factors = _factors(vectors, unit * vectors, np.full(SIZE, unit * 0.1), unit * bias)
    liked = grades(known.rating, problem.scale)

    scores = _scores(in_grades(factors, known, liked, weight))

    def distance(multiple: float) -> float:
        rated = multiple * scores[known.user_index, known.movie_index]
        everything = float(np.square(multiple * scores).sum())
        return float(np.square(liked - rated).sum() + weight * (everything - np.square(rated).sum()))

    assert distance(1.0) < min(distance(0.98), distance(1.02))


def test_a_blend_is_the_same_whether_users_or_films_have_a_bias_in_common(problem: RatingProblem) -> None:
    known = problem.train
    liked = grades(known.rating, problem.scale)
    random = np.random.default_rng(8)
    vectors, bias, nothing = random.normal(0.1, 0.5, (SIZE, 4)), random.normal(0.2, 0.1, SIZE), np.zeros(SIZE)
    of_films, of_users = (
        blend([from_factors(_factors(vectors, vectors, *biases), 1.0)], 4)
        for biases in ((nothing, bias + 0.3), (nothing + 0.3, bias))
    )

    one, other = (_scores(in_grades(factors, known, liked, 0.15)) for factors in (of_films, of_users))

    assert np.allclose(one, other, atol=1e-4)


def test_a_profile_with_a_trained_users_ratings_has_that_users_scores(problem: RatingProblem) -> None:
    trained, catalogue, known = (
        train_bayesian(problem, BRIEF, CPU, unwatched),
        problem.catalogue,
        problem.train,
    )
    rating, ranking = trained.rating, trained.ranking
    recommender = Recommender(
        1,
        EntityFeatures(
            catalogue.movie_ids,
            rating.movie_vectors,
            rating.movie_bias,
            ranking.movie_vectors,
            ranking.movie_bias,
        ),
        EntityFeatures(
            catalogue.user_ids, rating.user_vectors, rating.user_bias, ranking.user_vectors, ranking.user_bias
        ),
        problem.scale,
    )
    for user in (0, 1, 31):
        own = take(known, np.flatnonzero(known.user_index == user))
        rated = dict(zip(catalogue.movie_ids[own.movie_index].tolist(), own.rating.tolist(), strict=True))

        profile, one_of_the_data_set = recommender.person(-1, rated), recommender.trained_person(user + 1)

        scores, trained_scores = profile.scores, one_of_the_data_set.scores
        assert np.corrcoef(scores, trained_scores)[0, 1] > 0.99
        assert scores @ trained_scores == pytest.approx(trained_scores @ trained_scores, rel=0.1)
