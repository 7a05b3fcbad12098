"""The second head of the classic model: what its lists are like, and what it takes to learn them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.profiler import ProfilerActivity, profile

from data.scale import WHOLE_STARS
from db.rows import RatingArrays
from engine.cost import DataSize, training_cost
from engine.evaluation import list_quality
from engine.grades import grades
from engine.models import train_model
from engine.options import Device, ModelName, Preset, TrainOptions
from engine.preference_settings import PreferenceTowerOptions
from engine.preference_tower import chance_in_batch, train_preference_towers
from engine.problem import Factors, RatingProblem, hold_out
from engine.serving.fold_in import preference_fold_in
from tests.engine.problems import problem_of, ratings_of, ratings_of_table, two_crowds, unwatched

CPU = torch.device("cpu")
SHAPE = (60, 40)
EXACT, SAMPLED = PreferenceTowerOptions(batch=20), PreferenceTowerOptions(batch=20, exact_films=0)
NOTHING = ratings_of_table(np.empty((0, 0)))


def _halves() -> tuple[RatingProblem, RatingArrays]:
    train, test = hold_out(two_crowds(*SHAPE), 0.3, seed=1)
    return problem_of(train, NOTHING, SHAPE), test


def _train(problem: RatingProblem, options: PreferenceTowerOptions = EXACT) -> Factors:
    return train_preference_towers(problem, options, CPU, lambda _step: None)


def _by_popularity(problem: RatingProblem) -> Factors:
    counts = np.bincount(problem.train.movie_index, minlength=SHAPE[1]).astype(np.float32)
    nothing = np.zeros((SHAPE[0], 1), np.float32), np.zeros((SHAPE[1], 1), np.float32)
    return Factors(*nothing, np.zeros(SHAPE[0], np.float32), counts)


def test_lists_of_the_classic_model_are_better_than_popularity() -> None:
    problem, test = _halves()

    trained = train_model(problem, TrainOptions(model=ModelName.CLASSIC, device=Device.CPU), CPU, unwatched)

    lists, popular = (list_quality(model, problem.train, test) for model in (trained.ranking, _by_popularity(problem)))
    assert lists.ndcg_at_10 > 1.2 * popular.ndcg_at_10


def test_a_sample_of_films_teaches_as_much_as_all_of_them() -> None:
    problem, test = _halves()

    exact, sampled = (list_quality(_train(problem, options), problem.train, test) for options in (EXACT, SAMPLED))

    assert sampled.ndcg_at_10 == pytest.approx(exact.ndcg_at_10, abs=0.05)


def test_the_chance_of_being_in_a_batch_is_how_often_a_film_is() -> None:
    random = np.random.default_rng(0)
    counts = np.array([1, 5, 40, 200])
    raters = [random.choice(1000, count, replace=False) for count in counts]

    there = np.zeros(len(counts))
    for _ in range(4000):
        others = random.choice(1000, 19, replace=False)
        there += [np.isin(others, known).any() for known in raters]

    chance = chance_in_batch(torch.from_numpy(counts), 1000, 20).numpy()
    assert there / 4000 == pytest.approx(chance, abs=0.025)


def test_scores_are_in_grades() -> None:
    problem, _ = _halves()
    train = problem.train

    factors = _train(problem)

    rated = factors.scores(np.arange(SHAPE[0], dtype=np.int32))[train.user_index, train.movie_index]
    assert rated.mean() == pytest.approx(grades(train.rating, WHOLE_STARS).mean(), abs=0.2)


def test_a_new_person_is_placed_among_those_who_like_the_same() -> None:
    problem, _ = _halves()
    factors = _train(problem)
    fold_in = preference_fold_in(factors.user_vectors, factors.movie_vectors, factors.movie_bias)

    for first in (0, 1):
        rated = np.array([first, first + 2, first + 4])
        scores = factors.movie_vectors @ fold_in.place(rated, np.ones(3, np.float32)).vector + factors.movie_bias
        best = np.argsort(-np.delete(scores, rated))[:10]
        kinds = np.delete(np.arange(SHAPE[1]), rated)[best] % 2
        assert (kinds == first).mean() >= 0.9


def test_films_that_were_loved_come_before_films_that_were_only_seen() -> None:
    """Everybody saw one of two films half as often as the other and loved it; nobody loved the other."""
    rows = [(user, 2, 5.0) for user in range(40)]
    rows += [(user, user % 2, 5.0 if user % 2 else 1.0) for user in range(40)]

    factors = _train(problem_of(ratings_of(rows), NOTHING, (40, 3)), replace(EXACT, batch=40))

    assert factors.movie_bias[1] > 2 * factors.movie_bias[0]


@pytest.mark.parametrize("options", [EXACT, SAMPLED])
def test_one_seed_gives_the_same_vectors_and_another_one_others(options: PreferenceTowerOptions) -> None:
    problem, _ = _halves()

    first, again, other = (_train(problem, replace(options, epochs=3, seed=seed)) for seed in (0, 0, 1))

    assert np.array_equal(first.user_vectors, again.user_vectors)
    assert np.array_equal(first.movie_vectors, again.movie_vectors)
    assert not np.allclose(first.user_vectors, other.user_vectors, atol=1e-3)


def test_who_rated_nothing_gets_a_list_of_what_most_like() -> None:
    train = two_crowds(*SHAPE)
    factors = _train(problem_of(train, NOTHING, (SHAPE[0] + 1, SHAPE[1] + 1)))

    scores = factors.scores(np.array([SHAPE[0]], np.int32))[0]

    assert np.isfinite(scores).all()
    assert scores[:5].mean() > scores[35:].mean() > 0
    assert scores[-1] == scores.min()


def test_users_times_films_never_are_in_memory_at_once() -> None:
    shape = (1_000, 13_000)
    random = np.random.default_rng(0)
    films = random.integers(0, shape[1], (shape[0], 5))
    ratings = ratings_of([(user, int(film), 4.0) for user, row in enumerate(films) for film in np.unique(row)])
    options = PreferenceTowerOptions(epochs=1, dimensions=4, hidden=4)

    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as record:
        factors = _train(problem_of(ratings, NOTHING, shape), options)

    largest = max(event.self_cpu_memory_usage for event in record.events())
    assert largest < 4 * shape[0] * shape[1] / 2
    assert factors.shape == shape


def test_what_a_training_costs_grows_with_the_epochs_of_both_heads() -> None:
    size, options = DataSize(100_000, 943, 1_682), TrainOptions(model=ModelName.CLASSIC)

    usual, twice, fast = (
        training_cost(size, replace(options, **changed)) for changed in ({}, {"epochs": 40}, {"preset": Preset.FAST})
    )

    assert 1 < fast.shared_seconds < 0.6 * usual.shared_seconds
    assert twice.shared_seconds == pytest.approx(2 * usual.shared_seconds, rel=0.1)
