"""Training on a database, in this process; `test_train_process` runs it as the app does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from filelock import FileLock
from sqlalchemy import text

from db.errors import StoreError
from db.importing.importer import import_data_set
from db.rows import CurvePoint, EntityFeatures
from db.runs.features import read_features
from db.runs.model_runs import run_curve
from db.store.database import open_store
from engine.child_process import Emit
from engine.errors import EngineError, TrainingCancelledError
from engine.events import DoneEvent, Event, ProgressEvent, StartEvent
from engine.options import Device, ModelName, TrainOptions
from engine.serving.recommender import load_recommender
from engine.train import is_worse, train_database
from tests.engine.runs import (
    PREVIOUS_RUN,
    active_run_id,
    assert_only_the_previous_run_counts,
    feature_rows,
    stored_runs,
)
from tests.library import FILMS, USERS, LibraryReader

BRIEF = TrainOptions(model=ModelName.CLASSIC, device=Device.CPU, epochs=3)


def _train(database: Path, options: TrainOptions = BRIEF) -> list[Event]:
    events: list[Event] = []
    train_database(database, options, events.append)
    return events


def _features(database: Path, run_id: int) -> tuple[EntityFeatures, EntityFeatures]:
    store = open_store(database)
    try:
        with store.reading() as connection:
            return read_features(connection, run_id)
    finally:
        store.close()


def _change(database: Path, statement: str, **values: str) -> None:
    store = open_store(database)
    with store.writing() as connection:
        connection.execute(text(statement), values)
    store.close()


def _curve(database: Path, run_id: int) -> list[CurvePoint]:
    store = open_store(database)
    try:
        with store.reading() as connection:
            return run_curve(connection, run_id)
    finally:
        store.close()


def _at(reached: Callable[[Event], bool], error: BaseException) -> Emit:
    """Raises at an event, as a signal does that arrives there."""

    def emit(event: Event) -> None:
        if reached(event):
            raise error

    return emit


def _is_start(event: Event) -> bool:
    return isinstance(event, StartEvent)


def _is_end_of_epoch(event: Event) -> bool:
    return isinstance(event, ProgressEvent) and event.val_rmse is not None


def _is_storing(event: Event) -> bool:
    return isinstance(event, ProgressEvent) and event.phase == "store"


def test_a_training_makes_a_run_that_is_active_at_once(database: Path) -> None:
    _train(database)

    newest, previous = stored_runs(database)
    assert (newest.status, newest.active, newest.model) == ("ready", True, "classic")
    assert (newest.data_set, newest.seed, newest.device) == ("tiny", 0, "cpu")
    assert newest.config == {"model": "classic", "seed": 0, "device": "cpu", "epochs": 3, "preset": "full"}
    assert (previous.run_id, previous.active) == (PREVIOUS_RUN, False)


def test_every_film_and_user_has_finite_features(database: Path) -> None:
    _train(database)

    movies, users = _features(database, 2)
    assert movies.ids.tolist() == list(range(1, len(FILMS) + 1))
    assert users.ids.tolist() == list(range(1, USERS + 1))
    for features in (movies, users):
        assert np.isfinite(features.vectors).all()
        assert np.isfinite(features.bias).all()
        assert features.vectors.any(axis=1).all()


@pytest.mark.parametrize("model", list(ModelName))
def test_a_training_stores_what_orders_lists_and_which_films_are_alike(database: Path, model: ModelName) -> None:
    _train(database, replace(BRIEF, model=model))

    movies, users = _features(database, 2)
    assert movies.preference is not None
    assert users.preference is not None
    assert movies.likeness is not None
    for values in (movies.preference, users.preference, movies.likeness):
        assert np.isfinite(values).all()
        assert values.any(axis=1).all()


def test_a_refitted_run_says_what_it_was_measured_on(database: Path) -> None:
    _train(database, replace(BRIEF, model=ModelName.BAYESIAN))

    assert stored_runs(database)[0].config["metrics_on"] == "5% of the ratings, learned from afterwards"


def test_what_is_stored_serves_recommendations(database: Path) -> None:
    _train(database)

    store = open_store(database)
    try:
        recommender = load_recommender(store)
    finally:
        store.close()
    assert recommender.run_id == 2
    assert recommender.trained_person(1).scores.shape == (len(FILMS),)


def test_events_come_in_order_and_progress_never_goes_back(database: Path) -> None:
    start, *progress, end = _train(database)

    assert isinstance(start, StartEvent)
    assert (start.job, start.details["run_id"], start.details["model"]) == ("train", 2, "classic")
    assert start.details["dataset"] == "tiny"
    moments = [event for event in progress if isinstance(event, ProgressEvent)]
    assert len(moments) == len(progress) > 0
    done = [moment.done for moment in moments]
    assert done == sorted(done)
    assert {moment.total for moment in moments} == {moments[-1].done}
    assert moments[-1].phase == "store"
    assert isinstance(end, DoneEvent)


def test_the_result_has_the_runs_metrics(database: Path) -> None:
    end = _train(database)[-1]

    assert isinstance(end, DoneEvent)
    assert end.result["run_id"] == 2
    assert {"rmse", "mae", "ndcg@10", "recall@20", "coverage@10"} <= set(end.result["metrics"])
    assert stored_runs(database)[0].metrics == end.result["metrics"]
    assert end.result["train_seconds"] >= 0
    assert end.result["samples_per_second"] > 0


def test_training_and_validation_ratings_are_all_there_are(database: Path) -> None:
    start = _train(database)[0]

    assert isinstance(start, StartEvent)
    training, validation = start.details["train_ratings"], start.details["validation_ratings"]
    assert training + validation == len(LibraryReader()._ratings)
    assert 0 < validation < training / 10


def test_the_curve_has_a_point_for_each_epoch(database: Path) -> None:
    _train(database)

    curve = _curve(database, 2)
    assert [point.epoch for point in curve] == [1, 2, 3]
    assert all(point.val_rmse is not None and point.val_rmse > 0 for point in curve)


def test_one_seed_gives_the_same_features_bit_for_bit(database: Path) -> None:
    for seed in (5, 5, 6):
        _train(database, replace(BRIEF, seed=seed))

    (first, first_users), (again, again_users), (other, _) = (_features(database, run) for run in (2, 3, 4))
    assert np.array_equal(first.vectors, again.vectors)
    assert np.array_equal(first.bias, again.bias)
    assert np.array_equal(first_users.vectors, again_users.vectors)
    assert not np.array_equal(first.vectors, other.vectors)


@pytest.mark.parametrize("reached", [_is_start, _is_end_of_epoch, _is_storing])
def test_a_cancelled_training_leaves_nothing_but_a_note(database: Path, reached: Callable[[Event], bool]) -> None:
    with pytest.raises(TrainingCancelledError):
        train_database(database, BRIEF, _at(reached, TrainingCancelledError("Cancelled.")))

    assert_only_the_previous_run_counts(database, "cancelled")


def test_a_training_cancelled_at_the_last_moment_is_not_published(database: Path) -> None:
    def seal() -> None:
        raise TrainingCancelledError("Cancelled.")

    with pytest.raises(TrainingCancelledError):
        train_database(database, BRIEF, lambda _event: None, seal)

    assert_only_the_previous_run_counts(database, "cancelled")


def test_the_run_is_not_there_before_the_training_is_sealed(database: Path) -> None:
    active: list[int | None] = []

    train_database(database, BRIEF, lambda _event: None, lambda: active.append(active_run_id(database)))

    assert active == [PREVIOUS_RUN]
    assert active_run_id(database) == 2


@pytest.mark.parametrize("reached", [_is_start, _is_end_of_epoch, _is_storing])
@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt])
def test_a_training_that_breaks_is_marked_as_failed(
    database: Path, reached: Callable[[Event], bool], error: type[BaseException]
) -> None:
    with pytest.raises(error):
        train_database(database, BRIEF, _at(reached, error()))

    assert_only_the_previous_run_counts(database, "failed")
    assert stored_runs(database)[0].message == error.__name__


def test_a_training_whose_features_cannot_all_be_stored_stores_none(database: Path) -> None:
    store = open_store(database)
    with store.writing() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON user_feature WHEN NEW.user_id = 20"
                " BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )
        )
    store.close()

    with pytest.raises(StoreError, match="no room"):
        _train(database)

    assert_only_the_previous_run_counts(database, "failed")
    assert _curve(database, 2) == []


def test_after_a_cancelled_training_the_next_one_goes_on_as_usual(database: Path) -> None:
    with pytest.raises(TrainingCancelledError):
        train_database(database, BRIEF, _at(_is_start, TrainingCancelledError("Cancelled.")))

    _train(database)

    assert [run.status for run in stored_runs(database)] == ["ready", "cancelled", "ready"]
    assert active_run_id(database) == 3


@pytest.mark.parametrize(
    ("in_use", "activated"),
    [
        ({"ndcg@10": 0.0, "rmse": 9.0}, True),
        ({"ndcg@10": 1.0, "rmse": 9.0}, False),
        ({"rmse": 0.1}, False),
        ({}, True),
    ],
)
def test_a_run_is_used_unless_the_one_in_use_is_better(
    database: Path, in_use: dict[str, float], activated: bool
) -> None:
    _change(database, "UPDATE model_run SET metrics = :metrics", metrics=json.dumps(in_use))

    end = _train(database)[-1]

    assert isinstance(end, DoneEvent)
    assert end.result["activated"] is activated
    assert active_run_id(database) == (2 if activated else PREVIOUS_RUN)


def test_a_run_that_lacks_a_film_is_always_replaced(database: Path) -> None:
    _change(database, "UPDATE model_run SET metrics = :metrics", metrics=json.dumps({"ndcg@10": 1.0, "rmse": 0.1}))
    _change(database, "DELETE FROM movie_feature WHERE movie_id = 3")

    _train(database)

    assert active_run_id(database) == 2


def test_a_second_training_at_the_same_time_is_refused(database: Path) -> None:
    lock = FileLock(database.with_name(database.name + ".training.lock"))
    refusal = r"^Another training is going on in this database; wait until it is done, or cancel it\.$"

    with lock, pytest.raises(EngineError, match=refusal):
        _train(database)

    assert [run.run_id for run in stored_runs(database)] == [PREVIOUS_RUN]
    _train(database)
    assert active_run_id(database) == 2


def test_a_training_refuses_another_one_as_long_as_it_runs(database: Path) -> None:
    refused: list[EngineError] = []

    def emit(event: Event) -> None:
        if _is_end_of_epoch(event):
            with pytest.raises(EngineError, match="Another training") as caught:
                _train(database)
            refused.append(caught.value)

    train_database(database, BRIEF, emit)

    assert len(refused) == 3
    assert [run.status for run in stored_runs(database)] == ["ready", "ready"]


def test_without_a_data_set_the_message_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no data set to train on; run `movierec-tui data get ml-100k`"):
        _train(tmp_path / "empty.db")


def test_too_few_ratings_are_said_to_be_too_few(tmp_path: Path) -> None:
    database = tmp_path / "few.db"
    store = open_store(database)
    import_data_set(store, LibraryReader(name="few", ratings=[(1, 1, 5.0, 0), (2, 1, 4.0, 0)]))
    store.close()

    with pytest.raises(EngineError, match="few has too few ratings to train on"):
        _train(database)

    assert stored_runs(database) == []


def test_what_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear database,\n" * 400)

    with pytest.raises(StoreError, match=r"letter\.db is not a database"):
        _train(path)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device here")
def test_cuda_where_there_is_none_is_a_sentence(database: Path) -> None:
    with pytest.raises(EngineError, match=r"^There is no CUDA device .* choose --device cpu or auto\.$"):
        _train(database, replace(BRIEF, device=Device.CUDA))

    assert [run.run_id for run in stored_runs(database)] == [PREVIOUS_RUN]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device here")
def test_a_training_on_cuda_names_the_card(database: Path) -> None:
    _train(database, replace(BRIEF, device=Device.AUTO))

    assert stored_runs(database)[0].device.startswith("cuda (")


def test_profiles_are_not_trained_on(database: Path) -> None:
    store = open_store(database)
    with store.writing() as connection:
        connection.execute(text("INSERT INTO user (user_id, name) VALUES (-1, 'Me')"))
        connection.execute(text("INSERT INTO rating (user_id, movie_id, rating, rated_at) VALUES (-1, 1, 5, 0)"))
    store.close()

    start = _train(database)[0]

    assert isinstance(start, StartEvent)
    ratings = start.details["train_ratings"] + start.details["validation_ratings"]
    assert ratings == len(LibraryReader()._ratings)
    assert feature_rows(database, 2) == len(FILMS) + USERS


@pytest.mark.parametrize(
    ("metrics", "other", "worse"),
    [
        ({"ndcg@10": 0.3, "rmse": 0.9}, {"ndcg@10": 0.2, "rmse": 0.8}, False),
        ({"ndcg@10": 0.2, "rmse": 0.8}, {"ndcg@10": 0.3, "rmse": 0.9}, True),
        ({"ndcg@10": 0.2, "rmse": 0.9}, {"ndcg@10": 0.2, "rmse": 0.8}, True),
        ({"ndcg@10": 0.2, "rmse": 0.9}, {"ndcg@10": 0.2, "rmse": 0.9}, False),
        ({"ndcg@10": 0.2001, "rmse": 0.9}, {"ndcg@10": 0.2004, "rmse": 0.9004}, False),
        ({"rmse": 0.9}, {"ndcg@10": 0.2, "rmse": 0.8}, True),
        ({"ndcg@10": 0.2}, {}, False),
    ],
)
def test_lists_decide_which_run_is_worse_and_then_stars(
    metrics: dict[str, float], other: dict[str, float], worse: bool
) -> None:
    assert is_worse(metrics, other) is worse
