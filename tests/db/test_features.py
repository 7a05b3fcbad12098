from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sqlalchemy import Connection, text

from db.errors import StoreError
from db.rows import EntityFeatures
from db.runs.features import Entity, read_features, write_features
from db.runs.model_runs import start_run
from db.runs.publishing import publish_run
from db.runs.training_data import load_catalogue
from db.store.database import Store
from db.store.vectors import cosine, dot
from tests.library import MATRIX, STAR_WARS, random_features

FINITE = st.floats(-1e6, 1e6, width=32)


def _publish(store: Store, movies: EntityFeatures, users: EntityFeatures) -> int:
    with store.writing() as connection:
        run_id = start_run(connection, "classic", "tiny", 0, "cpu", {})
    publish_run(store, run_id, movies, users, {})
    return run_id


def _with_preferences(store: Store) -> list[EntityFeatures]:
    with store.reading() as connection:
        plain = random_features(load_catalogue(connection), dimensions=5)
    random = np.random.default_rng(0)
    return [
        dataclasses.replace(
            features,
            preference=random.normal(size=(len(features.ids), 3)).astype(np.float32),
            preference_bias=random.normal(size=len(features.ids)).astype(np.float32),
        )
        for features in plain
    ]


def _same(left: EntityFeatures, right: EntityFeatures) -> bool:
    pairs = zip(dataclasses.astuple(left), dataclasses.astuple(right), strict=True)
    return all(a is b is None or np.array_equal(a, b) for a, b in pairs)


def test_features_come_back_as_they_were_stored(store: Store) -> None:
    with store.reading() as connection:
        movies, users = random_features(load_catalogue(connection), seed=3, dimensions=5)

    run_id = _publish(store, movies, users)

    with store.reading() as connection:
        stored_movies, stored_users = read_features(connection, run_id)
    assert _same(stored_movies, movies)
    assert _same(stored_users, users)
    assert stored_movies.vectors.dtype == stored_movies.bias.dtype == np.float32


def test_preference_vectors_may_have_their_own_length(store: Store) -> None:
    movies, users = _with_preferences(store)

    run_id = _publish(store, movies, users)

    with store.reading() as connection:
        stored_movies, stored_users = read_features(connection, run_id)
    assert _same(stored_movies, movies)
    assert _same(stored_users, users)


@settings(max_examples=30, derandomize=True, deadline=None)
@given(vectors=arrays.arrays(np.float32, st.tuples(st.just(12), st.integers(1, 40)), elements=FINITE))
def test_any_finite_vector_survives_the_round_trip(library: Store, vectors: np.ndarray) -> None:
    features = EntityFeatures(np.arange(1, 13), vectors, vectors[:, 0])
    with library.writing() as connection:
        nested = connection.begin_nested()
        run_id = start_run(connection, "classic", "tiny", 0, "cpu", {})
        for entity in Entity:
            write_features(connection, run_id, entity, features)
        stored, _ = read_features(connection, run_id)
        nested.rollback()

    assert _same(stored, features)


def test_views_show_the_active_run_only(store: Store) -> None:
    with store.reading() as connection:
        catalogue = load_catalogue(connection)
    movies, users = random_features(catalogue, seed=9)
    _publish(store, movies, users)

    with store.reading() as connection:
        rows = connection.execute(text("SELECT movie_id, vector FROM active_movie_feature ORDER BY movie_id")).all()
    assert [row.movie_id for row in rows] == catalogue.movie_ids.tolist()
    assert rows[0].vector == movies.vectors[0].astype("<f4").tobytes()


def test_a_run_without_features_says_what_to_do(reading: Connection) -> None:
    with pytest.raises(StoreError, match="train again"):
        read_features(reading, 99)


@pytest.mark.parametrize(
    "damage",
    [
        "vector = x'0000'",
        "vector = x'00000000'",
        "preference = NULL",
        "preference = x'00000000'",
        "vector = zeroblob(40000000)",
        "bias = 9e999",
        "vector = CAST(x'0000c07f' || substr(vector, 5) AS BLOB)",
    ],
)
@pytest.mark.parametrize("movie_id", ["(SELECT min(movie_id) FROM movie)", "3"])
def test_damaged_features_say_what_to_do(store: Store, damage: str, movie_id: str) -> None:
    run_id = _publish(store, *_with_preferences(store))
    with store.writing() as connection:
        connection.execute(text(f"UPDATE movie_feature SET {damage} WHERE movie_id = {movie_id}"))

    with store.reading() as connection, pytest.raises(StoreError, match="damaged: train again"):
        read_features(connection, run_id)


def test_sql_knows_cosine_and_dot_of_stored_vectors(reading: Connection) -> None:
    movies, _ = read_features(reading, 1)
    a, b = (movies.vectors[movies.ids == film][0].astype(np.float64) for film in (MATRIX, STAR_WARS))
    row = reading.execute(
        text(
            "SELECT cosine(a.vector, b.vector) AS cosine, dot(a.vector, b.vector) AS dot"
            " FROM active_movie_feature AS a JOIN active_movie_feature AS b"
            f" WHERE a.movie_id = {MATRIX} AND b.movie_id = {STAR_WARS}"
        )
    ).one()

    assert row.dot == pytest.approx(a @ b)
    assert row.cosine == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


@pytest.mark.parametrize(
    ("left", "right"), [(b"\0" * 4, b"\0" * 8), (b"\0" * 3, b"\0" * 3), (b"", b""), (None, b"\0" * 4)]
)
def test_vectors_that_do_not_fit_together_give_null(left: bytes | None, right: bytes | None) -> None:
    assert cosine(left, right) is None
    assert dot(left, right) is None


def test_a_zero_vector_has_no_direction() -> None:
    zero, one = np.zeros(2, np.float32).tobytes(), np.ones(2, np.float32).tobytes()

    assert cosine(zero, one) is None
    assert dot(zero, one) == 0.0
