"""Placing a person who was not trained: close to training, exact in its shares."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.serving.fold_in import (
    RidgeFoldIn,
    UnseenWeight,
    mean_and_covariance,
    preference_fold_in,
    rating_fold_in,
)


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(3)


@pytest.fixture
def placed_by_ratings(random: np.random.Generator) -> RidgeFoldIn:
    users = random.normal(size=(400, 4)).astype(np.float32)
    movies = random.normal(size=(60, 4)).astype(np.float32)
    user_bias = random.normal(scale=0.3, size=400).astype(np.float32)
    return rating_fold_in(users, user_bias, movies, np.full(60, 3.5, np.float32), precision=50.0)


def test_many_exact_ratings_recover_the_vector_that_made_them(
    placed_by_ratings: RidgeFoldIn, random: np.random.Generator
) -> None:
    vector, bias = random.normal(size=4).astype(np.float32), 0.4
    rows = np.arange(60)
    stars = placed_by_ratings.vectors @ vector + placed_by_ratings.movie_bias + bias

    person = placed_by_ratings.place(rows, stars)

    assert person.vector == pytest.approx(vector, abs=0.02)
    assert person.bias == pytest.approx(bias, abs=0.02)


def test_without_ratings_a_person_is_the_average_user(random: np.random.Generator) -> None:
    users = random.normal(loc=1.0, size=(500, 3)).astype(np.float32)
    fold_in = rating_fold_in(users, np.zeros(500, np.float32), np.eye(3, dtype=np.float32), np.zeros(3, np.float32))

    person = fold_in.place(np.empty(0, np.int64), np.empty(0, np.float32))

    assert person.vector == pytest.approx(users.mean(axis=0), abs=1e-3)


def test_mean_and_covariance_are_those_of_all_users_together(random: np.random.Generator) -> None:
    users = random.normal(loc=3.0, size=(9_000, 3)).astype(np.float32)
    bias = random.normal(size=9_000).astype(np.float32)

    mean, covariance = mean_and_covariance(users, bias)

    known = np.column_stack([users, bias]).astype(np.float64)
    assert mean == pytest.approx(known.mean(0), abs=1e-9)
    assert covariance == pytest.approx(np.cov(known.T), abs=1e-9)


@pytest.mark.parametrize("n_users", [1, 4])
def test_people_can_be_placed_where_all_users_are_the_same(n_users: int) -> None:
    users, bias = np.full((n_users, 3), 0.2, np.float32), np.zeros(n_users, np.float32)
    fold_in = preference_fold_in(users, np.eye(3, dtype=np.float32), np.zeros(3, np.float32))

    person = fold_in.place(np.array([1]), np.ones(1, np.float32))

    assert np.isfinite(person.vector).all()
    assert person.vector[1] > person.vector[0] == pytest.approx(0.2, abs=0.01)
    assert np.isfinite(rating_fold_in(users, bias, users, bias).place(np.array([0]), bias[:1]).vector).all()


def test_shares_and_base_sum_to_the_score(placed_by_ratings: RidgeFoldIn, random: np.random.Generator) -> None:
    rated = np.array([2, 7, 11])
    movie = random.normal(size=4).astype(np.float32)

    person = placed_by_ratings.place(rated, np.array([5.0, 1.0, 4.0], np.float32))

    base = float(person.base[:-1] @ movie + person.base[-1])
    score = float(person.vector @ movie + person.bias)
    assert base + float(person.contributions(movie).sum()) == pytest.approx(score, abs=1e-4)


def test_a_liked_film_lifts_films_like_it_above_films_unlike_it(random: np.random.Generator) -> None:
    users = random.normal(size=(300, 2)).astype(np.float32)
    movies = np.array([[1.0, 0.0], [0.9, 0.1], [-1.0, 0.0], [0.0, 1.0]], np.float32)
    fold_in = preference_fold_in(users, movies, np.zeros(4, np.float32))

    person = fold_in.place(np.array([0]), np.array([1.0], np.float32))

    scores = movies @ person.vector
    assert scores[1] > scores[3] > scores[2]


def test_films_that_a_person_did_not_rate_count_the_more_the_more_they_rated() -> None:
    weights = [UnseenWeight(0.2, 50.0).after(rated) for rated in (0, 1, 50, 10_000)]

    assert weights == pytest.approx([0.0, 0.2 / 51**2, 0.05, 0.2 * (10_000 / 10_050) ** 2])


def test_a_preference_is_near_grades_of_rated_films_and_near_zero_for_all_others(
    random: np.random.Generator,
) -> None:
    users = random.normal(size=(300, 3))
    movies, bias = random.normal(size=(40, 3)), random.normal(scale=0.1, size=40)
    rated, liked, weight = np.array([3, 8, 21]), np.array([1.0, 0.3, 0.7]), UnseenWeight(0.4, 2.0).after(3)
    fold_in = preference_fold_in(
        users.astype(np.float32),
        movies.astype(np.float32),
        bias.astype(np.float32),
        precision=12.0,
        unseen=UnseenWeight(0.4, 2.0),
    )

    person = fold_in.place(rated, liked.astype(np.float32))

    def loss(vector: NDArray[np.float64]) -> float:
        """12 times the sum that `engine.grades` describes, and the prior of the trained users."""
        scores, centred = movies @ vector + bias, vector - users.mean(0)
        errors, others = liked - scores[rated], np.delete(scores, rated)
        fit = errors @ errors + weight * (others @ others)
        return float(12 * fit + centred @ np.linalg.inv(np.cov(users.T)) @ centred)

    found = loss(person.vector.astype(np.float64))
    assert all(loss(person.vector + step) > found for step in 0.05 * random.normal(size=(50, 3)))
