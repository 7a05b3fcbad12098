from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import Connection, text

from db.errors import NotFound, StoreError
from db.personal.opinions import rate
from db.personal.profiles import create_profile, delete_profile
from db.rows import CurvePoint, EntityFeatures
from db.runs import publishing
from db.runs.features import read_features
from db.runs.model_runs import (
    abandon_building_runs,
    activate_run,
    active_run,
    add_curve_point,
    delete_run,
    end_run,
    get_run,
    list_runs,
    run_curve,
    start_run,
)
from db.runs.publishing import publish_run
from db.runs.training_data import TrainingUsers, load_catalogue
from db.store.database import Store, open_store
from db.store.json_values import json_object
from tests.library import MATRIX, publish_random_run, random_features


def _start(store: Store) -> int:
    with store.writing() as connection:
        return start_run(connection, "classic", "tiny", 7, "cpu", {"epochs": 3, "seed": 7})


def _feature_rows(store: Store, run_id: int) -> int:
    with store.reading() as connection:
        return sum(
            connection.scalar(text(f"SELECT count(*) FROM {table} WHERE run_id = {run_id}")) or 0
            for table in ("movie_feature", "user_feature")
        )


def _active_id(store: Store) -> int | None:
    with store.reading() as connection:
        run = active_run(connection)
    return None if run is None else run.run_id


def test_a_started_run_is_building_and_not_active(store: Store) -> None:
    run_id = _start(store)

    with store.reading() as connection:
        run = get_run(connection, run_id)
    assert (run.status, run.active, run.seed, run.device) == ("building", False, 7, "cpu")
    assert run.config == {"epochs": 3, "seed": 7}
    assert (run.metrics, run.finished, run.message) == ({}, None, None)


def test_times_are_iso_8601_in_utc(store: Store) -> None:
    with store.reading() as connection:
        run = list_runs(connection)[0]

    assert datetime.fromisoformat(run.created).utcoffset() == timedelta(0)
    assert run.finished is not None
    assert datetime.fromisoformat(run.finished) >= datetime.fromisoformat(run.created)


def test_a_published_run_is_ready_active_and_has_its_metrics(empty_store: Store, store: Store) -> None:
    with empty_store.reading() as connection:
        assert active_run(connection) is None

    run_id = publish_random_run(store, seed=5)

    with store.reading() as connection:
        run = active_run(connection)
    assert run is not None
    assert (run.run_id, run.status, run.active) == (run_id, "ready", True)
    assert run.metrics["rmse"] == 0.95


def test_runs_are_listed_newest_first_and_one_is_active(store: Store) -> None:
    newer = publish_random_run(store, seed=1)

    with store.reading() as connection:
        runs = list_runs(connection)
    assert [run.run_id for run in runs] == [newer, 1]
    assert [run.active for run in runs] == [True, False]


def test_a_metric_that_is_no_number_is_left_out(store: Store) -> None:
    run_id = _start(store)
    with store.writing() as connection:
        movies, users = random_features(load_catalogue(connection))
    publish_run(store, run_id, movies, users, {"rmse": 1.0, "ndcg@10": float("nan")})

    with store.reading() as connection:
        assert get_run(connection, run_id).metrics == {"rmse": 1.0}


def _without_last(features: EntityFeatures) -> EntityFeatures:
    return EntityFeatures(features.ids[:-1], features.vectors[:-1], features.bias[:-1])


def _with_one_twice(features: EntityFeatures) -> EntityFeatures:
    ids = features.ids.copy()
    ids[1] = ids[0]
    return dataclasses.replace(features, ids=ids)


def _with_nan(features: EntityFeatures) -> EntityFeatures:
    vectors = features.vectors.copy()
    vectors[2, 1] = np.nan
    return dataclasses.replace(features, vectors=vectors)


def _with_infinite_bias(features: EntityFeatures) -> EntityFeatures:
    bias = features.bias.copy()
    bias[0] = np.inf
    return dataclasses.replace(features, bias=bias)


def _with_short_bias(features: EntityFeatures) -> EntityFeatures:
    return dataclasses.replace(features, bias=features.bias[:-1])


def _with_half_a_preference(features: EntityFeatures) -> EntityFeatures:
    return dataclasses.replace(features, preference=features.vectors)


@pytest.mark.parametrize(
    "spoil",
    [
        _without_last,
        _with_one_twice,
        _with_nan,
        _with_infinite_bias,
        _with_short_bias,
        _with_half_a_preference,
    ],
)
@pytest.mark.parametrize("spoiled", ["movies", "users"])
def test_incomplete_or_infinite_features_are_never_published(
    store: Store, spoil: Callable[[EntityFeatures], EntityFeatures], spoiled: str
) -> None:
    run_id = _start(store)
    with store.reading() as connection:
        movies, users = random_features(load_catalogue(connection))
    features = {"movies": movies, "users": users}
    features[spoiled] = spoil(features[spoiled])

    with pytest.raises(StoreError):
        publish_run(store, run_id, features["movies"], features["users"], {})

    assert _feature_rows(store, run_id) == 0
    with store.reading() as connection:
        assert get_run(connection, run_id).status == "building"
        active = active_run(connection)
    assert active is not None
    assert active.run_id == 1


def test_others_write_between_the_parts_of_a_run_and_see_nothing_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "_BATCH", 5)
    with store.writing() as connection:
        gone, stays = (create_profile(connection, name).user_id for name in ("Ann", "Ben"))
        for user_id in (gone, stays):
            rate(connection, user_id, MATRIX, 5.0)
    run_id = _start(store)
    with store.reading() as connection:
        movies, users = random_features(load_catalogue(connection, TrainingUsers.EVERYBODY))
    assert {gone, stays} <= set(users.ids.tolist())
    other = open_store(store.path, busy_timeout=0)
    seen: list[int | None] = []

    def parts_and_others(features: EntityFeatures) -> Iterator[EntityFeatures]:
        for part in parts(features):
            yield part
            with other.writing() as connection:
                rate(connection, stays, MATRIX, 4.0)
            seen.append(_active_id(other))

    with other.writing() as connection:
        delete_profile(connection, gone)
    parts = publishing._batches
    monkeypatch.setattr(publishing, "_batches", parts_and_others)
    publish_run(store, run_id, movies, users, {})
    other.close()

    assert len(seen) > len(movies.ids) // 5
    assert set(seen) == {1}
    assert _active_id(store) == run_id
    with store.reading() as connection:
        stored_movies, stored_users = read_features(connection, run_id)
    assert np.array_equal(stored_movies.vectors, movies.vectors)
    assert stored_users.ids.tolist() == [user_id for user_id in users.ids.tolist() if user_id != gone]


def test_a_run_that_is_stopped_before_it_counts_can_be_ended(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_BATCH", 5)
    run_id = _start(store)
    with store.reading() as connection:
        movies, users = random_features(load_catalogue(connection))

    def stop(_connection: Connection) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish_run(store, run_id, movies, users, {}, at_last=stop)
    assert _active_id(store) == 1
    with store.writing() as connection:
        end_run(connection, run_id, "cancelled", None)

    assert _feature_rows(store, run_id) == 0


def test_features_in_any_order_are_read_in_order_of_id(store: Store) -> None:
    run_id = _start(store)
    with store.writing() as connection:
        movies, users = random_features(load_catalogue(connection))
        shuffled = EntityFeatures(movies.ids[::-1], movies.vectors[::-1], movies.bias[::-1])
    publish_run(store, run_id, shuffled, users, {})

    with store.reading() as connection:
        stored, _ = read_features(connection, run_id)
    assert np.array_equal(stored.ids, movies.ids)
    assert np.array_equal(stored.vectors, movies.vectors)


def test_the_oldest_ready_runs_are_removed_beyond_those_to_keep(store: Store) -> None:
    later = [publish_random_run(store, seed) for seed in range(1, 6)]

    with store.reading() as connection:
        assert [run.run_id for run in list_runs(connection)] == sorted(later, reverse=True)
    assert _feature_rows(store, 1) == 0
    assert _feature_rows(store, later[0]) > 0


def test_a_cancelled_run_says_why_and_leaves_no_features(store: Store) -> None:
    run_id = _start(store)

    with store.writing() as connection:
        end_run(connection, run_id, "cancelled", "Cancelled by the user.")

    with store.reading() as connection:
        run = get_run(connection, run_id)
    assert (run.status, run.message) == ("cancelled", "Cancelled by the user.")
    assert run.finished is not None


@pytest.mark.parametrize("status", ["ready", "building", "done"])
def test_a_run_ends_as_failed_or_cancelled_only(store: Store, status: str) -> None:
    run_id = _start(store)

    with pytest.raises(StoreError, match="failed or cancelled"), store.writing() as connection:
        end_run(connection, run_id, status, None)


def test_a_finished_run_can_neither_end_nor_be_published_again(store: Store) -> None:
    with pytest.raises(StoreError, match="ready already"), store.writing() as connection:
        end_run(connection, 1, "failed", None)
    with store.reading() as connection:
        movies, users = random_features(load_catalogue(connection))
    with pytest.raises(StoreError, match="train again"):
        publish_run(store, 1, movies, users, {})


def test_runs_whose_process_died_are_marked_as_failed(store: Store) -> None:
    run_id = _start(store)

    with store.writing() as connection:
        assert abandon_building_runs(connection) == 1
        assert abandon_building_runs(connection) == 0

    with store.reading() as connection:
        assert get_run(connection, run_id).status == "failed"
        assert get_run(connection, 1).status == "ready"


def test_an_older_run_can_be_activated_again(store: Store) -> None:
    publish_random_run(store, seed=1)

    with store.writing() as connection:
        activate_run(connection, 1)

    with store.reading() as connection:
        run = active_run(connection)
    assert run is not None
    assert run.run_id == 1


def test_only_ready_runs_can_be_activated(store: Store) -> None:
    run_id = _start(store)

    with (
        pytest.raises(StoreError, match="is building and cannot be activated"),
        store.writing() as connection,
    ):
        activate_run(connection, run_id)


@pytest.mark.parametrize("run_id", [0, -1, 12345, 10**30])
def test_unknown_runs_are_not_found(store: Store, run_id: int) -> None:
    for act in (activate_run, delete_run, get_run):
        with pytest.raises(NotFound, match=f"no run {run_id}"), store.writing() as connection:
            act(connection, run_id)


def test_the_active_run_cannot_be_deleted(store: Store) -> None:
    with pytest.raises(StoreError, match="activate another run"), store.writing() as connection:
        delete_run(connection, 1)


def test_a_run_being_built_cannot_be_deleted(store: Store) -> None:
    run_id = _start(store)

    with pytest.raises(StoreError, match="cancel its training"), store.writing() as connection:
        delete_run(connection, run_id)


def test_a_deleted_run_takes_features_and_curve_along(store: Store) -> None:
    publish_random_run(store, seed=1)

    with store.writing() as connection:
        delete_run(connection, 1)

    assert _feature_rows(store, 1) == 0
    with store.reading() as connection:
        assert run_curve(connection, 1) == []


def test_a_deleted_runs_id_is_never_given_again(store: Store) -> None:
    cancelled = _start(store)
    with store.writing() as connection:
        end_run(connection, cancelled, "cancelled", None)
        delete_run(connection, cancelled)

    assert _start(store) == cancelled + 1


def test_a_curve_is_read_in_order_of_its_steps(store: Store) -> None:
    run_id = _start(store)
    points = [CurvePoint(10, 1, 1.2, None), CurvePoint(20, 2, 1.0, 0.97), CurvePoint(30, 3, 0.9, 0.95)]

    with store.writing() as connection:
        for point in reversed(points):
            add_curve_point(connection, run_id, point)
        add_curve_point(connection, run_id, points[0])

    with store.reading() as connection:
        assert run_curve(connection, run_id) == points


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": ' + "9" * 5000 + "}", "7", "x", ""], ids=len)
def test_settings_that_are_no_json_object_are_none(text: str) -> None:
    assert json_object(text) == {}
