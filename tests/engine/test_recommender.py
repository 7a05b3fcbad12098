from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from data.scale import WHOLE_STARS
from db.rows import EntityFeatures
from db.runs.features import read_features
from db.runs.model_runs import start_run
from db.runs.publishing import publish_run
from db.store.database import Store, open_store
from engine.errors import EngineError, NoModelError
from engine.options import ModelName
from engine.serving.ranking import best_rows
from engine.serving.recommender import Recommender, load_recommender
from tests.library import MATRIX, USERS, build_library, publish_random_run

FAN, CRITIC = 1, 2
FILMS = EntityFeatures(
    ids=np.array([11, 12, 13, 14]),
    vectors=np.array([[1, 0], [0, 1], [1, 1], [-1, -2]], np.float32),
    bias=np.array([3.0, 3.0, 3.5, 3.0], np.float32),
)
PEOPLE = EntityFeatures(
    ids=np.array([FAN, CRITIC]),
    vectors=np.array([[2, 1], [-1, 0.5]], np.float32),
    bias=np.array([0.25, -0.5], np.float32),
)
# The fan's scores: 11 -> 2 + 3.25, 12 -> 1 + 3.25, 13 -> 3 + 3.75, 14 -> -4 + 3.25.
FAN_SCORES = {13: 6.75, 11: 5.25, 12: 4.25, 14: -0.75}


@pytest.fixture
def known() -> Recommender:
    """Four films and two people whose every score is known."""
    return Recommender(7, FILMS, PEOPLE, WHOLE_STARS)


@pytest.fixture
def with_preference() -> Recommender:
    """The same, and a preference that likes the films the other way round."""
    films = replace(
        FILMS,
        preference=np.array([[1], [2], [0], [3]], np.float32),
        preference_bias=np.array([0, 0, 0, 2.5], np.float32),
    )
    people = replace(
        PEOPLE,
        preference=np.array([[1], [-1]], np.float32),
        preference_bias=np.array([0, 0], np.float32),
    )
    return Recommender(7, films, people, WHOLE_STARS)


def _stars(recommender: Recommender, user_id: int, movie_id: int) -> float:
    row = np.array([recommender.movie_row(movie_id)])
    return float(recommender.trained_person(user_id).stars(row)[0])


def _order(recommender: Recommender, user_id: int) -> list[int]:
    scores = recommender.trained_person(user_id).scores
    return [int(recommender.movie_ids[row]) for row in best_rows(scores, len(scores))]


def test_a_prediction_is_the_dot_product_and_both_biases(known: Recommender) -> None:
    assert _stars(known, FAN, 12) == pytest.approx(4.25)
    assert _stars(known, CRITIC, 11) == pytest.approx(-1 + 3.0 - 0.5)
    assert _stars(known, CRITIC, 13) == pytest.approx(-0.5 + 3.5 - 0.5)


def test_predictions_are_clipped_to_the_scale(known: Recommender) -> None:
    assert _stars(known, FAN, 13) == 5.0
    assert _stars(known, FAN, 14) == 1.0


def test_stored_features_give_the_predictions(recommender: Recommender, library: Store) -> None:
    with library.reading() as connection:
        movies, users = read_features(connection, recommender.run_id)
    table = users.vectors @ movies.vectors.T + movies.bias + users.bias[:, None]

    for user, user_id in enumerate(users.ids.tolist()):
        stars = recommender.trained_person(user_id).stars(np.arange(len(movies.ids)))
        assert stars == pytest.approx(np.clip(table[user], 1, 5), abs=1e-5)


def test_scores_are_not_clipped(known: Recommender) -> None:
    scores = known.trained_person(FAN).scores

    assert dict(zip(known.movie_ids.tolist(), scores.tolist(), strict=True)) == pytest.approx(FAN_SCORES)
    assert _order(known, FAN) == list(FAN_SCORES)


def test_each_user_has_an_order_of_their_own(known: Recommender) -> None:
    assert _order(known, FAN) != _order(known, CRITIC)


def test_excluded_films_may_not_appear_and_unknown_ones_do_no_harm(known: Recommender) -> None:
    keep = np.array([True, True, False, True])

    assert known.allowed({13, 12, 999, -3}).tolist() == [True, False, False, True]
    assert known.allowed([11], keep).tolist() == [False, True, False, True]
    assert keep.tolist() == [True, True, False, True]


def test_a_preference_orders_the_list_and_stars_stay(with_preference: Recommender) -> None:
    assert _order(with_preference, FAN) == [14, 12, 11, 13]
    assert _stars(with_preference, FAN, 12) == pytest.approx(4.25)


def test_the_preferences_bias_counts(with_preference: Recommender) -> None:
    # 11: -1, 12: -2, 13: 0, 14: -3 + 2.5.
    assert _order(with_preference, CRITIC) == [13, 14, 11, 12]


def test_films_are_alike_by_their_likeness_where_a_run_has_one() -> None:
    likeness = np.array([[1, 0, 0], [0, 1, 0], [0.9, 0.1, 0], [0, 0, 1]], np.float32)
    recommender = Recommender(7, replace(FILMS, likeness=likeness), PEOPLE, WHOLE_STARS)

    assert recommender.similar_movies(11, 1)[0].id == 13


def test_users_are_alike_by_their_taste_where_a_run_has_one(with_preference: Recommender) -> None:
    fan = with_preference.trained_person(FAN)

    assert with_preference.similar_users(-1, fan, 1)[0].id == FAN
    assert [near.similarity for near in with_preference.similar_users(FAN, fan, 5)] == [-1.0]


def test_similar_films_and_users_leave_out_the_one_asked_about(recommender: Recommender) -> None:
    films = recommender.similar_movies(MATRIX, 100)
    users = recommender.similar_users(FAN, recommender.trained_person(FAN), 100)

    assert sorted(film.id for film in films) == list(range(2, 13))
    assert sorted(user.id for user in users) == list(range(2, USERS + 1))
    assert all(-1 <= neighbour.similarity <= 1 for neighbour in films + users)


def test_the_keenest_users_have_the_highest_predictions(known: Recommender) -> None:
    # 14: the fan -4 + 3.25, the critic 0 + 2.5.
    assert known.keenest_users(14, 2) == [CRITIC, FAN]
    assert known.keenest_users(13, 1) == [FAN]


def test_an_unknown_user_of_the_data_set_is_an_error_that_says_what_to_do(recommender: Recommender) -> None:
    with pytest.raises(EngineError, match=r"^The active model does not know user 999; train again\.$"):
        recommender.person(999, {MATRIX: 5.0})


@pytest.mark.parametrize(
    "ask",
    [
        lambda recommender: recommender.movie_row(999),
        lambda recommender: recommender.similar_movies(0, 3),
        lambda recommender: recommender.keenest_users(13, 3),
    ],
)
def test_an_unknown_film_is_an_error_that_says_what_to_do(
    recommender: Recommender, ask: Callable[[Recommender], object]
) -> None:
    with pytest.raises(EngineError, match=r"^The active model does not know film \d+; train again\.$"):
        ask(recommender)


def test_without_a_run_there_is_no_recommender(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = build_library(tmp_path_factory.mktemp("untrained") / "library.db")
    try:
        with pytest.raises(NoModelError, match="movierec-tui train"):
            load_recommender(store)
    finally:
        store.close()


def test_without_a_data_set_there_is_no_recommender(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = open_store(tmp_path_factory.mktemp("empty") / "empty.db")
    try:
        with pytest.raises(NoModelError, match="No trained model yet"):
            load_recommender(store)
    finally:
        store.close()


def test_an_older_run_serves_its_own_features(store: Store) -> None:
    first = load_recommender(store)
    publish_random_run(store, seed=1)

    assert _order(load_recommender(store), FAN) != _order(first, FAN)


def test_a_stored_preference_orders_the_lists(store: Store) -> None:
    with store.reading() as connection:
        movies, users = read_features(connection, 1)
    place = np.arange(len(movies.ids), dtype=np.float32)
    movies = replace(movies, preference=np.ones((len(movies.ids), 1), np.float32), preference_bias=place)
    users = replace(
        users,
        preference=np.ones((len(users.ids), 1), np.float32),
        preference_bias=np.zeros(len(users.ids), np.float32),
    )
    with store.writing() as connection:
        run_id = start_run(connection, ModelName.CLASSIC, "tiny", 0, "cpu", {})
    publish_run(store, run_id, movies, users, {})

    recommender = load_recommender(store)

    assert recommender.run_id == run_id
    assert _order(recommender, FAN) == list(range(12, 0, -1))
