from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from data.scale import WHOLE_STARS, RatingScale
from engine.classic import ClassicOptions, train_classic
from engine.preference_settings import PreferenceTowerOptions
from engine.problem import Factors, RatingProblem, TrainedModel, TrainingProgress
from tests.engine.problems import (
    additive_table,
    anonymous_catalogue,
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
RATINGS = ClassicOptions(preference=PreferenceTowerOptions(epochs=1))
"""For what is asked of predicted ratings, which do not depend on the second head."""
BRIEF = replace(RATINGS, epochs=3)


def _train(problem: RatingProblem, options: ClassicOptions = BRIEF) -> TrainedModel:
    return train_classic(problem, options, CPU, unwatched)


def _watch(problem: RatingProblem, options: ClassicOptions) -> tuple[TrainedModel, list[TrainingProgress]]:
    moments: list[TrainingProgress] = []
    trained = train_classic(problem, options, CPU, moments.append)
    return trained, moments


def _arrays(factors: Factors) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float32]], ...]:
    return factors.user_vectors, factors.movie_vectors, factors.user_bias, factors.movie_bias


def test_a_checkerboard_is_learned_though_every_mean_is_the_same() -> None:
    problem, test = split(checkerboard(40), held_out=0.2)

    trained = _train(problem, ClassicOptions())

    predicted = trained.rating.ratings(test.user_index, test.movie_index, WHOLE_STARS)
    assert np.array_equal(predicted > 3, test.rating > 3)
    assert rmse(predicted, test) < 0.5  # the mean's is 2.0
    assert trained.evaluate(problem.train, test, WHOLE_STARS)["ndcg@10"] == pytest.approx(1.0)


def test_numbers_of_users_and_films_own_are_learned() -> None:
    problem, test = split(additive_table(60, 40), held_out=0.5)

    trained = _train(problem, RATINGS)

    predicted = trained.rating.ratings(test.user_index, test.movie_index, WHOLE_STARS)
    assert rmse(predicted, test) < 0.2 * float(test.rating.std())


def test_one_seed_gives_the_same_features_bit_for_bit() -> None:
    problem, _ = split(checkerboard(12), held_out=0.2)

    first, again = (_train(problem) for _ in range(2))

    assert first.preference is not None
    assert again.preference is not None
    for one, other in ((first.rating, again.rating), (first.preference, again.preference)):
        assert all(np.array_equal(*pair) for pair in zip(_arrays(one), _arrays(other), strict=True))


def test_another_seed_gives_other_features() -> None:
    problem, _ = split(checkerboard(12), held_out=0.2)

    first, other = (_train(problem, replace(BRIEF, seed=seed)).rating for seed in (0, 1))

    assert not np.allclose(first.user_vectors, other.user_vectors, atol=1e-3)
    assert not np.allclose(first.movie_vectors, other.movie_vectors, atol=1e-3)


def test_users_and_films_without_ratings_have_finite_features_too() -> None:
    train = without_ratings_of(ratings_of_table(checkerboard(12)), movie=3)
    problem = problem_of(train, ratings_of_table(np.empty((0, 0))), shape=(14, 13))

    factors = _train(problem).rating

    assert factors.shape == (14, 13)
    assert len(factors.user_vectors) == 14
    assert len(factors.movie_vectors) == 13
    assert all(np.isfinite(values).all() for values in _arrays(factors))
    assert factors.user_vectors.dtype == factors.movie_bias.dtype == np.float32


def test_early_stopping_keeps_the_best_epoch() -> None:
    problem, _ = split(noise(40, 40), held_out=0.0, validation=0.3)
    options = replace(RATINGS, epochs=30, patience=3, learning_rate=0.05, id_decay=0.0)

    trained, moments = _watch(problem, options)

    errors = [moment.val_rmse for moment in moments if moment.val_rmse is not None]
    assert len(errors) < 30
    assert len(errors) == int(np.argmin(errors)) + 1 + 3
    held_out = problem.validation
    kept = trained.rating.ratings(held_out.user_index, held_out.movie_index, WHOLE_STARS)
    assert rmse(kept, held_out) == pytest.approx(min(errors), abs=1e-4)
    assert errors[-1] > min(errors) + 1e-3


def test_validation_ratings_are_never_learned_from() -> None:
    problem, _ = split(checkerboard(12), held_out=0.0, validation=0.5)
    liar = replace(problem, validation=replace(problem.validation, rating=6 - problem.validation.rating))
    options = replace(BRIEF, epochs=1)

    honest, lied_to = _train(problem, options).rating, _train(liar, options).rating

    assert np.array_equal(honest.user_vectors, lied_to.user_vectors)
    assert np.array_equal(honest.movie_vectors, lied_to.movie_vectors)


def test_progress_never_goes_back_and_ends_at_its_total() -> None:
    problem, _ = split(checkerboard(30), held_out=0.0)

    _, moments = _watch(problem, ClassicOptions(epochs=3))

    done = [moment.done for moment in moments]
    assert done == list(range(1, moments[0].total + 1))
    assert {moment.total for moment in moments} == {done[-1]}
    epochs = [moment.epoch for moment in moments if moment.epoch is not None]
    assert epochs == sorted(epochs)
    of_ratings = [moment for moment in moments if moment.epoch is not None]
    assert moments[: len(of_ratings)] == of_ratings
    assert all(moment.train_loss is not None and moment.train_loss >= 0 for moment in of_ratings)
    assert all(moment.train_loss is None and moment.val_rmse is None for moment in moments[len(of_ratings) :])
    assert len(of_ratings) < len(moments)


def test_progress_goes_on_where_early_stopping_would_have_ended() -> None:
    problem, _ = split(noise(40, 40), held_out=0.0, validation=0.3)

    _, moments = _watch(problem, ClassicOptions(epochs=30, patience=1, learning_rate=0.05, id_decay=0.0))

    done = [moment.done for moment in moments]
    assert done == sorted(set(done))
    assert done[-1] == moments[-1].total > len(done)


def test_who_cancels_while_the_order_of_lists_is_learned_need_not_wait() -> None:
    problem, _ = split(checkerboard(12), held_out=0.0)
    moments: list[TrainingProgress] = []

    def cancel(progress: TrainingProgress) -> None:
        moments.append(progress)
        if progress.epoch is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_classic(problem, BRIEF, CPU, cancel)

    assert sum(moment.epoch is None for moment in moments) == 1


def test_predicted_ratings_do_not_depend_on_the_second_head() -> None:
    problem, _ = split(checkerboard(12), held_out=0.2)

    first, other = (
        _train(problem, replace(BRIEF, preference=PreferenceTowerOptions(epochs=epochs))).rating for epochs in (1, 9)
    )

    assert all(np.array_equal(*pair) for pair in zip(_arrays(first), _arrays(other), strict=True))


@pytest.mark.parametrize("epochs", [1, 7])
def test_epochs_are_as_many_as_asked_for(epochs: int) -> None:
    problem, _ = split(checkerboard(12), held_out=0.0)

    trained, moments = _watch(problem, ClassicOptions(epochs=epochs))

    assert {moment.epoch for moment in moments} - {None} == set(range(1, epochs + 1))
    assert trained.samples == (epochs + PreferenceTowerOptions().epochs) * 144


def test_each_epoch_ends_with_the_validation_error() -> None:
    problem, _ = split(checkerboard(30), held_out=0.0, validation=0.1)

    _, moments = _watch(problem, replace(BRIEF, patience=3))

    ends = [moment for moment in moments if moment.val_rmse is not None]
    assert [moment.epoch for moment in ends] == [1, 2, 3]
    of_ratings = sum(moment.epoch is not None for moment in moments)
    assert [moment.done for moment in ends] == [of_ratings * epoch // 3 for epoch in (1, 2, 3)]


def test_the_training_error_falls() -> None:
    problem, _ = split(checkerboard(40), held_out=0.0, validation=0.1)

    _, moments = _watch(problem, RATINGS)

    losses = [moment.train_loss for moment in moments if moment.val_rmse is not None]
    assert losses[0] is not None
    assert losses[-1] is not None
    assert losses[-1] < losses[0] / 4


def test_nothing_needs_to_be_known_of_users_and_films() -> None:
    problem, test = split(checkerboard(40), held_out=0.2)
    problem = replace(problem, catalogue=anonymous_catalogue(40, 40))

    factors = _train(problem, RATINGS).rating

    predicted = factors.ratings(test.user_index, test.movie_index, WHOLE_STARS)
    assert rmse(predicted, test) < 0.5


@pytest.mark.parametrize("scale", [RatingScale(0.5, 5.0, 0.5), RatingScale(0.0, 10.0, 1.0)])
def test_predictions_stay_on_the_scale(scale: RatingScale) -> None:
    problem, _ = split(checkerboard(12), held_out=0.0)
    factors = _train(replace(problem, scale=scale)).rating
    everyone, everything = (rows.ravel().astype(np.int32) for rows in np.indices(factors.shape))
    far_off = replace(factors, user_bias=factors.user_bias + np.linspace(-20, 20, 12, dtype=np.float32))

    predicted = far_off.ratings(everyone, everything, scale)

    assert (predicted.min(), predicted.max()) == (scale.minimum, scale.maximum)
