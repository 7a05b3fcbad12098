from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from data.scale import WHOLE_STARS
from db.features import read_features
from db.rows import EntityFeatures
from db.runs import activate_run, publish_run, start_run
from db.store import Store, open_store
from engine.errors import EngineError, NoModelError
from engine.options import ModelName
from engine.serving import Recommender, load_recommender
from tests.library import AMELIE, EMPIRE, LEON, MATRIX, STAR_WARS, USERS, build_library, publish_random_run

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


def _ids(recommender: Recommender, user_id: int, n: int = 4) -> list[int]:
    return [film.movie_id for film in recommender.top_movies(user_id, n)]


def test_a_prediction_is_the_dot_product_and_both_biases(known: Recommender) -> None:
    assert known.predict(FAN, 12) == pytest.approx(4.25)
    assert known.predict(CRITIC, 11) == pytest.approx(-1 + 3.0 - 0.5)
    assert known.predict(CRITIC, 13) == pytest.approx(-0.5 + 3.5 - 0.5)


def test_predictions_are_clipped_to_the_scale(known: Recommender) -> None:
    assert known.predict(FAN, 13) == 5.0
    assert known.predict(FAN, 14) == 1.0


def test_stored_features_give_the_predictions(recommender: Recommender, library: Store) -> None:
    with library.reading() as connection:
        movies, users = read_features(connection, recommender.run_id)
    table = users.vectors @ movies.vectors.T + movies.bias + users.bias[:, None]

    for user, user_id in enumerate(users.ids.tolist()):
        for movie, movie_id in enumerate(movies.ids.tolist()):
            stars = recommender.predict(user_id, movie_id)
            assert stars == pytest.approx(float(np.clip(table[user, movie], 1, 5)), abs=1e-5)


def test_a_list_is_ordered_by_score_and_not_by_clipped_stars(known: Recommender) -> None:
    films = known.top_movies(FAN, 4)

    assert {film.movie_id: pytest.approx(film.score) for film in films} == FAN_SCORES
    assert [film.movie_id for film in films] == list(FAN_SCORES)
    assert [film.predicted_rating for film in films] == pytest.approx([5.0, 5.0, 4.25, 1.0])


def test_each_user_has_a_list_of_their_own(known: Recommender) -> None:
    assert _ids(known, FAN) != _ids(known, CRITIC)


def test_a_list_has_as_many_films_as_asked_for_or_all(known: Recommender) -> None:
    assert [len(known.top_movies(FAN, n)) for n in (0, 1, 4, 100)] == [0, 1, 4, 4]


def test_excluded_films_never_appear_and_unknown_ones_do_no_harm(known: Recommender) -> None:
    films = known.top_movies(FAN, 4, exclude={13, 12, 999, -3})

    assert [film.movie_id for film in films] == [11, 14]


def test_only_films_to_keep_appear(known: Recommender) -> None:
    keep = np.array([True, True, False, True])

    films = known.top_movies(FAN, 4, exclude=[11], keep=keep)

    assert [film.movie_id for film in films] == [12, 14]
    assert keep.tolist() == [True, True, False, True]


def test_nothing_left_is_an_empty_list(known: Recommender) -> None:
    assert known.top_movies(FAN, 4, keep=np.zeros(4, np.bool_)) == []
    assert known.top_movies(FAN, 4, exclude=[11, 12, 13, 14]) == []


def test_a_lift_is_in_standard_deviations_of_the_users_scores(known: Recommender) -> None:
    spread = float(np.std(list(FAN_SCORES.values())))

    lifted = known.top_movies(FAN, 4, lift=np.array([0, 0, 0, 4], np.float32))

    assert lifted[0].movie_id == 14
    assert lifted[0].score == pytest.approx(-0.75 + 4 * spread, abs=1e-4)
    assert lifted[0].predicted_rating == 1.0
    assert [film.movie_id for film in lifted[1:]] == [13, 11, 12]


def test_no_lift_is_a_lift_of_zero(known: Recommender) -> None:
    assert known.top_movies(FAN, 4, lift=np.zeros(4, np.float32)) == known.top_movies(FAN, 4)


def test_a_preference_orders_the_list_and_stars_stay(with_preference: Recommender) -> None:
    films = with_preference.top_movies(FAN, 4)

    assert [film.movie_id for film in films] == [14, 12, 11, 13]
    assert [film.predicted_rating for film in films] == pytest.approx([1.0, 4.25, 5.0, 5.0])
    assert with_preference.predict(FAN, 12) == pytest.approx(4.25)


def test_the_preferences_bias_counts(with_preference: Recommender) -> None:
    # 11: -1, 12: -2, 13: 0, 14: -3 + 2.5.
    assert _ids(with_preference, CRITIC) == [13, 14, 11, 12]


def test_similar_films_and_users_leave_out_the_one_asked_about(recommender: Recommender) -> None:
    films = recommender.similar_movies(MATRIX, 100)
    users = recommender.similar_users(FAN, 100)

    assert sorted(film.id for film in films) == list(range(2, 13))
    assert sorted(user.id for user in users) == list(range(2, USERS + 1))
    assert all(-1 <= neighbour.similarity <= 1 for neighbour in films + users)


def test_the_keenest_users_have_the_highest_predictions(known: Recommender) -> None:
    # 14: the fan -4 + 3.25, the critic 0 + 2.5.
    assert known.keenest_users(14, 2) == [CRITIC, FAN]
    assert known.keenest_users(13, 1) == [FAN]


@pytest.mark.parametrize(
    "ask",
    [
        lambda recommender: recommender.predict(999, MATRIX),
        lambda recommender: recommender.top_movies(999, 3),
        lambda recommender: recommender.similar_users(0, 3),
        lambda recommender: recommender.explain(-1, MATRIX, {STAR_WARS: 5.0}, 3),
    ],
)
def test_an_unknown_user_is_an_error_that_says_what_to_do(
    recommender: Recommender, ask: Callable[[Recommender], object]
) -> None:
    with pytest.raises(EngineError, match=r"^The active model does not know user -?\d+; train again\.$"):
        ask(recommender)


@pytest.mark.parametrize(
    "ask",
    [
        lambda recommender: recommender.predict(FAN, 999),
        lambda recommender: recommender.similar_movies(0, 3),
        lambda recommender: recommender.keenest_users(13, 3),
        lambda recommender: recommender.explain(FAN, 999, {MATRIX: 5.0}, 3),
    ],
)
def test_an_unknown_film_is_an_error_that_says_what_to_do(
    recommender: Recommender, ask: Callable[[Recommender], object]
) -> None:
    with pytest.raises(EngineError, match=r"^The active model does not know film \d+; train again\.$"):
        ask(recommender)


def test_an_explanation_names_what_speaks_for_a_film_strongest_first(recommender: Recommender) -> None:
    rated = {MATRIX: 5.0, EMPIRE: 1.0, LEON: 4.0, AMELIE: 2.0}

    reasons = recommender.explain(FAN, STAR_WARS, rated, 10)

    shares = [reason.contribution for reason in reasons]
    assert reasons
    assert all(share > 0 for share in shares)
    assert shares == sorted(shares, reverse=True)
    assert {reason.movie_id for reason in reasons} <= set(rated)
    assert recommender.explain(FAN, STAR_WARS, rated, 1) == reasons[:1]


def test_a_film_never_explains_itself(recommender: Recommender) -> None:
    rated = {STAR_WARS: 5.0, MATRIX: 5.0, EMPIRE: 1.0, LEON: 4.0}
    others = {film: stars for film, stars in rated.items() if film != STAR_WARS}

    reasons = recommender.explain(FAN, STAR_WARS, rated, 10)

    assert STAR_WARS not in [reason.movie_id for reason in reasons]
    assert reasons == recommender.explain(FAN, STAR_WARS, others, 10)


def test_where_nothing_is_rated_nothing_is_explained(recommender: Recommender) -> None:
    assert recommender.explain(FAN, STAR_WARS, {}, 5) == []
    assert recommender.explain(FAN, STAR_WARS, {STAR_WARS: 5.0}, 5) == []


def test_rated_films_that_the_run_does_not_know_are_passed_over(recommender: Recommender) -> None:
    rated = {MATRIX: 5.0, EMPIRE: 1.0}

    assert recommender.explain(FAN, STAR_WARS, rated | {999: 5.0}, 5) == recommender.explain(
        FAN, STAR_WARS, rated, 5
    )


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


def test_a_recommender_is_current_until_another_run_is_active(store: Store) -> None:
    first = load_recommender(store)
    assert first.is_current(store)

    publish_random_run(store, seed=1)
    second = load_recommender(store)
    assert not first.is_current(store)
    assert second.is_current(store)

    with store.writing() as connection:
        activate_run(connection, first.run_id)
    assert first.is_current(store)
    assert not second.is_current(store)


def test_an_older_run_serves_its_own_features(store: Store) -> None:
    first = load_recommender(store)
    publish_random_run(store, seed=1)

    assert load_recommender(store).top_movies(FAN, 3) != first.top_movies(FAN, 3)


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
        publish_run(connection, run_id, movies, users, {})

    recommender = load_recommender(store)

    assert recommender.run_id == run_id
    assert _ids(recommender, FAN, 12) == list(range(12, 0, -1))
