"""The Bayesian model where the right answer is known."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from engine import device
from engine.bayesian.sampler import RatingSampler
from engine.bayesian.settings import BayesianOptions, GibbsOptions, ImplicitAlsOptions, PreferenceOptions
from engine.bayesian.training import train_bayesian
from engine.errors import TrainingCancelledError
from engine.problem import RatingProblem, TrainedModel, TrainingProgress, take
from tests.engine.problems import (
    additive_table,
    checkerboard,
    noise,
    problem_of,
    ratings_of_table,
    rmse,
    split,
    unwatched,
    without_ratings_of,
)

CPU = torch.device("cpu")
BRIEF = BayesianOptions(
    ratings=GibbsOptions(dimensions=4, sweeps=40, burn_in=20, rank=16, sweeps_before_refit=40, refit_sweeps=20),
    preference=PreferenceOptions(dimensions=4, sweeps=20, burn_in=10, rank=16, sweeps_before_refit=20, refit_sweeps=10),
    implicit_als=ImplicitAlsOptions(dimensions=4, epochs=2),
)


def _train(problem: RatingProblem, options: BayesianOptions = BRIEF) -> TrainedModel:
    return train_bayesian(problem, options, CPU, unwatched)


def test_tastes_that_biases_cannot_say_are_learned() -> None:
    problem, test = split(checkerboard(24), held_out=0.2)

    predicted = _train(problem).rating.ratings(test.user_index, test.movie_index, problem.scale)

    assert rmse(predicted, test) < 0.5


def test_biases_are_learned() -> None:
    problem, test = split(additive_table(40, 30), held_out=0.2)

    predicted = _train(problem).rating.ratings(test.user_index, test.movie_index, problem.scale)

    assert rmse(predicted, test) < 0.15


def test_noise_is_not_learned() -> None:
    problem, test = split(noise(40, 40), held_out=0.2)

    predicted = _train(problem).rating.ratings(test.user_index, test.movie_index, problem.scale)

    assert rmse(predicted, test) < 1.1 * float(np.std(test.rating))


def test_lists_begin_with_films_that_people_of_ones_taste_like() -> None:
    """Even users rate even films and like them; one film is missing for each and must be first of the rest."""
    size = 20
    stars = ratings_of_table(checkerboard(size))
    seen = take(stars, np.flatnonzero(stars.rating > 3))
    missing = seen.movie_index == (seen.user_index + 2) % size
    problem, _ = split(checkerboard(size), held_out=0.0)
    problem = replace(problem, train=take(seen, np.flatnonzero(~missing)))

    scores = _train(problem).ranking.scores(np.arange(size, dtype=np.int32))
    scores[problem.train.user_index, problem.train.movie_index] = -np.inf

    assert (scores.argmax(axis=1) == (np.arange(size) + 2) % size).mean() > 0.9


def test_a_film_without_ratings_has_finite_scores() -> None:
    problem, _ = split(checkerboard(12), held_out=0.0)
    trained = _train(replace(problem, train=without_ratings_of(problem.train, 5)))

    for factors in (trained.rating, trained.ranking):
        assert np.isfinite(factors.scores(np.arange(12, dtype=np.int32))).all()


def test_without_held_out_ratings_there_is_nothing_to_learn_afterwards() -> None:
    problem, _ = split(checkerboard(12), held_out=0.2)

    trained = _train(problem)

    assert trained.refitted is None
    assert trained.final is trained


def test_held_out_ratings_are_learned_at_the_end_and_do_not_touch_what_is_measured() -> None:
    problem, _ = split(noise(20, 20), held_out=0.0, validation=0.3)
    others = replace(problem, validation=replace(problem.validation, rating=6 - problem.validation.rating))

    one, other = _train(problem), _train(others)

    assert np.array_equal(one.rating.movie_vectors, other.rating.movie_vectors)
    assert np.array_equal(one.ranking.user_vectors, other.ranking.user_vectors)
    held_out = problem.validation
    before, after = (
        rmse(model.rating.ratings(held_out.user_index, held_out.movie_index, problem.scale), held_out)
        for model in (one, one.final)
    )
    assert after < before


def test_what_a_history_says_stays_when_held_out_ratings_join() -> None:
    """Even users give even films 5 stars, odd users odd films 1. The eight most rated films are the history's features:
    even films before, odd films once their held-out ratings joined.
    """
    size = 40
    stars = np.broadcast_to(np.where(np.arange(size) % 2, 1.0, 5.0)[:, None], (size, size))
    ratings = ratings_of_table(stars)
    random = np.random.default_rng(4)
    rated = (ratings.user_index % 2 == ratings.movie_index % 2) & (random.random(size**2) < 0.8)
    held_out = rated & (ratings.movie_index % 2 == 1) & (random.random(size**2) < 0.3)
    problem = problem_of(
        take(ratings, np.flatnonzero(rated & ~held_out)), take(ratings, np.flatnonzero(held_out)), stars.shape
    )
    sampler = RatingSampler(problem, replace(BRIEF.ratings, history=8), CPU)
    for sweep in range(30):
        sampler.sweep(sweep)
    before = sampler.user_prior.expected.numpy().copy()

    sampler.learn_from(problem.with_all_ratings())

    after = sampler.user_prior.expected.numpy()
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.99


def test_the_training_error_is_in_stars_however_noisy_some_people_are() -> None:
    """Half of the people rate at random: the model trusts their ratings less, but each counts in the error."""
    stars = additive_table(40, 40)
    stars[20:] = np.random.default_rng(5).choice([1.0, 5.0], (20, 40))
    problem, _ = split(stars, held_out=0.0)
    moments: list[TrainingProgress] = []

    trained = train_bayesian(problem, BRIEF, CPU, moments.append)

    known = problem.train
    error = rmse(trained.rating.ratings(known.user_index, known.movie_index, problem.scale), known)
    last = [moment.train_loss for moment in moments if moment.train_loss is not None][-1]
    assert np.sqrt(last) == pytest.approx(error, rel=0.1)


def test_progress_counts_every_sweep_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "WORKERS", 1)
    moments: list[TrainingProgress] = []
    problem, _ = split(checkerboard(12), held_out=0.0, validation=0.2)

    train_bayesian(problem, BRIEF, CPU, moments.append)

    assert [moment.done for moment in moments] == list(range(1, 95))
    assert {moment.total for moment in moments} == {94}
    measured = [moment.done for moment in moments if moment.val_rmse is not None]
    assert measured == list(range(21, 41))


def test_scores_trained_side_by_side_are_those_trained_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, _ = split(noise(20, 20), held_out=0.0, validation=0.1)
    models = []
    for workers in (1, 2):
        monkeypatch.setattr(device, "WORKERS", workers)
        moments: list[TrainingProgress] = []
        models.append(train_bayesian(problem, BRIEF, CPU, moments.append).final)
        assert moments[-1].done == moments[-1].total == 94
        assert [moment.done for moment in moments] == sorted(moment.done for moment in moments)

    for one, other in ((models[0].rating, models[1].rating), (models[0].ranking, models[1].ranking)):
        assert np.array_equal(one.user_vectors, other.user_vectors)
        assert np.array_equal(one.movie_vectors, other.movie_vectors)


@pytest.mark.parametrize("workers", [1, 2])
def test_whoever_stops_the_training_stops_both_scores(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "WORKERS", workers)
    problem, _ = split(checkerboard(12), held_out=0.0, validation=0.2)

    def stop(moment: TrainingProgress) -> None:
        if moment.epoch == 3:
            raise TrainingCancelledError("stop")

    threads = threading.active_count()
    with pytest.raises(TrainingCancelledError):
        train_bayesian(problem, BRIEF, CPU, stop)

    assert threading.active_count() == threads


@pytest.mark.parametrize("sweeps", [1, 2, 7, 300])
def test_any_number_of_sweeps_leaves_some_to_keep(sweeps: int) -> None:
    options = BayesianOptions().with_sweeps(sweeps)

    for part in (options.ratings, options.preference):
        assert 0 <= part.burn_in < part.sweeps_before_refit <= part.sweeps == sweeps
    assert min(options.ratings.refit_sweeps, options.preference.refit_sweeps) >= 1


def test_one_seed_gives_the_same_model_twice() -> None:
    problem, _ = split(noise(20, 20), held_out=0.0, validation=0.1)

    first, again, other = (_train(problem, BRIEF.with_seed(seed)).final for seed in (3, 3, 4))

    assert np.array_equal(first.rating.user_vectors, again.rating.user_vectors)
    assert np.array_equal(first.ranking.movie_vectors, again.ranking.movie_vectors)
    assert not np.array_equal(first.rating.user_vectors, other.rating.user_vectors)
