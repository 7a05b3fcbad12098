"""The order of lists: what each part does to it, and that every score can be taken apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.scale import HALF_STARS
from db.rows import Catalogue, EntityFeatures
from db.runs.training_data import load_ratings
from db.store.database import Store
from engine.serving.list_order import FilmTraits, OrderOptions, film_traits, list_order, order_films
from engine.serving.recommender import Recommender
from engine.shown_order import traits_of

FILMS, PEOPLE, DIMENSIONS = 60, 200, 6
WESTERNS = np.arange(0, 10)
MUSICALS = np.arange(10, 20)
OLD = np.arange(40, 48)
YEARS = np.array([1955 if film in OLD else 1980 + film % 40 for film in range(FILMS)], np.int32)
PROFILE = -1
PREFERENCE = OrderOptions(tilt=0, stars=0, likeness=0, coherent_likeness=0, genres=0, years=0)


@pytest.fixture(scope="module")
def traits() -> FilmTraits:
    """Sixty films, the first the least known; ten are westerns, ten musicals, each kind is alike; eight are old."""
    random = np.random.default_rng(1)
    alike = random.normal(0, 0.5, (FILMS, DIMENSIONS))
    alike[WESTERNS, 0] += 2
    alike[MUSICALS, 1] += 2
    genres = np.zeros((FILMS, 3), np.bool_)
    genres[WESTERNS, 0] = genres[MUSICALS, 1] = genres[20:, 2] = True
    familiarity = np.linspace(-1.5, 1.5, FILMS).astype(np.float32)
    return FilmTraits.of(familiarity, alike.astype(np.float32), genres, YEARS)


@pytest.fixture(scope="module")
def recommender(traits: FilmTraits) -> Recommender:
    random = np.random.default_rng(2)

    def side(count: int, bias: float, likeness: np.ndarray | None = None) -> EntityFeatures:
        vectors, preference = (random.normal(0, 0.5, (count, DIMENSIONS)).astype(np.float32) for _ in range(2))
        biases = (random.normal(mean, 0.2, count).astype(np.float32) for mean in (bias, 0.0))
        return EntityFeatures(np.arange(1, count + 1), vectors, next(biases), preference, next(biases), likeness)

    return Recommender(1, side(FILMS, 3.5, traits.alike), side(PEOPLE, 0.0), HALF_STARS)


def _first(scores: np.ndarray, rated: dict[int, float], n: int) -> set[int]:
    order = [row for row in np.argsort(-scores) if row + 1 not in rated]
    return set(order[:n])


@pytest.mark.parametrize("user", [PROFILE, 7], ids=["a profile", "a user of the data set"])
@pytest.mark.parametrize("slider", [-1.0, 0.0, 0.6])
@pytest.mark.parametrize(
    ("films", "part"), [((1, 3, 5), "genre_factor"), ((41, 42, 43), "year_factor")], ids=["westerns", "of one time"]
)
def test_shares_and_base_sum_to_the_score_of_every_film(
    recommender: Recommender, traits: FilmTraits, user: int, slider: float, films: tuple[int, ...], part: str
) -> None:
    person = recommender.person(user, {15: 0.5, 30: 3.0} | dict.fromkeys(films, 5.0))
    order = list_order(person, traits, slider)
    assert getattr(order, part) > 0

    parts = order.shares(person, np.arange(FILMS))

    assert parts.scores.tolist() == order.scores.tolist()
    assert parts.bases + parts.shares.sum(1) == pytest.approx(parts.scores, abs=1e-4)
    assert parts.rated.tolist() == sorted([14, 29] + [film - 1 for film in films])


def test_bases_do_not_depend_on_likeness_to_what_was_rated(recommender: Recommender, traits: FilmTraits) -> None:
    """Two people who gave the same stars to the same films, one order with likeness and one without."""
    person = recommender.person(PROFILE, {1: 5.0, 2: 5.0, 3: 5.0})
    rows = np.arange(FILMS)
    with_likeness = list_order(person, traits).shares(person, rows)
    without = list_order(person, traits, 0.0, OrderOptions(likeness=0, coherent_likeness=0, genres=0, years=0)).shares(
        person, rows
    )

    moved = with_likeness.bases - without.bases

    assert moved == pytest.approx(np.full(FILMS, moved[0]), abs=1e-4)


def test_three_westerns_ask_for_westerns(recommender: Recommender, traits: FilmTraits) -> None:
    rated = {1: 5.0, 2: 5.0, 3: 5.0}
    person = recommender.person(PROFILE, rated)

    first = _first(list_order(person, traits).scores, rated, 5)

    assert first <= set(WESTERNS)
    assert not _first(person.scores, rated, 5) <= set(WESTERNS)


def test_films_of_one_time_ask_for_films_of_that_time(recommender: Recommender, traits: FilmTraits) -> None:
    rated = {41: 5.0, 42: 5.0, 43: 5.0}
    person = recommender.person(PROFILE, rated)

    first = _first(list_order(person, traits).scores, rated, 4)
    without = _first(list_order(person, traits, 0.0, OrderOptions(years=0)).scores, rated, 4)

    assert len(first & set(OLD)) > len(without & set(OLD))


def test_films_of_times_that_all_films_are_of_ask_for_none(recommender: Recommender, traits: FilmTraits) -> None:
    """Favourites spread over the years are no closer to each other than any films are."""
    person = recommender.person(PROFILE, {1: 5.0, 15: 5.0, 28: 5.0})

    scores = list_order(person, traits).scores

    assert scores.tolist() == list_order(person, traits, 0.0, OrderOptions(years=0)).scores.tolist()


def test_a_film_that_is_a_little_like_all_others_is_not_like_a_favourite_for_that(traits: FilmTraits) -> None:
    """The last film points to where all films do; without centring, it is among the nearest to any favourite."""
    alike = traits.alike + np.float32(0.6)
    alike[-1] = alike.mean(0)
    hub = FilmTraits.of(traits.familiarity, alike, traits.genres > 0, YEARS)
    nothing = np.zeros(FILMS, np.float32)
    favourite = np.array([25]), np.array([5.0], np.float32)

    def place(centring: float) -> int:
        options = replace(PREFERENCE, likeness=1.0, centring=centring)
        scores = order_films(nothing, nothing, *favourite, HALF_STARS, hub, 0.0, options).scores
        return int((scores > scores[-1]).sum())

    assert place(0.0) < FILMS // 4
    assert place(1.0) > FILMS // 3


def test_what_was_disliked_pushes_its_like_away(recommender: Recommender, traits: FilmTraits) -> None:
    person = recommender.person(PROFILE, {11: 0.5, 12: 0.5})
    likeness_alone = replace(OrderOptions(), tilt=0, stars=0)

    order = list_order(person, traits, 0.0, likeness_alone)
    without = list_order(person, traits, 0.0, PREFERENCE)

    change = order.scores - without.scores
    assert change[MUSICALS[2:]].mean() < change[WESTERNS].mean()


def test_a_film_is_no_evidence_of_itself(recommender: Recommender, traits: FilmTraits) -> None:
    person = recommender.person(PROFILE, {1: 5.0})
    scores = {
        options: list_order(person, traits, 0.0, options).shares(person, np.array([0]))
        for options in (PREFERENCE, replace(PREFERENCE, likeness=1.0, genres=1.0))
    }

    assert scores[PREFERENCE].shares == pytest.approx(next(reversed(scores.values())).shares)


def test_likeness_fades_with_the_number_of_ratings(traits: FilmTraits) -> None:
    random = np.random.default_rng(3)
    preference, stars = (random.normal(size=FILMS).astype(np.float32) for _ in range(2))

    def weight(count: int) -> float:
        rated, ratings = np.arange(count), np.full(count, 5.0, np.float32)
        options = OrderOptions(coherent_likeness=0)
        order = order_films(preference, stars, rated, ratings, HALF_STARS, traits, 0.0, options)
        return order.likeness_factor * float(np.std(traits.alike @ traits.alike[rated].sum(0)))

    assert weight(2) > weight(40)


def test_one_favourite_alone_is_no_coherent_taste(traits: FilmTraits) -> None:
    preference = np.random.default_rng(3).normal(size=FILMS).astype(np.float32)

    def weight(count: int, coherent: float) -> float:
        rated, ratings = WESTERNS[:count], np.full(count, 5.0, np.float32)
        options = OrderOptions(coherent_likeness=coherent)
        return order_films(preference, preference, rated, ratings, HALF_STARS, traits, 0.0, options).likeness_factor

    assert weight(1, 0.4) == weight(1, 0.0)
    assert weight(3, 0.4) > weight(3, 0.0)


def test_without_ratings_preference_and_stars_decide(traits: FilmTraits) -> None:
    random = np.random.default_rng(4)
    preference, stars = (random.normal(size=FILMS).astype(np.float32) for _ in range(2))
    nobody = np.empty(0, np.int64), np.empty(0, np.float32)

    order = order_films(preference, stars, *nobody, HALF_STARS, traits, 0.0, OrderOptions(tilt=0, stars=0.25))

    expected = preference / preference.std() + 0.25 * stars / stars.std()
    assert order.scores == pytest.approx(expected - expected.mean(), abs=1e-5)


def test_the_slider_goes_from_lesser_known_to_well_known_films(recommender: Recommender, traits: FilmTraits) -> None:
    rated = {5: 4.0, 25: 5.0}
    person = recommender.person(PROFILE, rated)

    known = [
        np.mean(traits.familiarity[list(_first(list_order(person, traits, slider).scores, rated, 10))])
        for slider in (-1.0, 0.0, 1.0)
    ]

    assert known[0] < known[1] < known[2]


def test_obscure_new_films_do_not_rise_by_being_unknown(recommender: Recommender, traits: FilmTraits) -> None:
    new = traits.familiarity < 0
    traits = FilmTraits.of(traits.familiarity, traits.alike, traits.genres > 0, YEARS, is_new=new)
    person = recommender.person(PROFILE, {45: 4.0})
    tilt = replace(PREFERENCE, tilt=-0.25)

    scores, plain = (list_order(person, traits, 0.0, options).scores for options in (tilt, PREFERENCE))

    assert np.argsort(scores[new]).tolist() == np.argsort(plain[new]).tolist()
    assert list_order(person, traits, -1.0, tilt).scores[0] > scores[0] > 0


def test_who_rates_new_films_gets_more_of_them(recommender: Recommender, traits: FilmTraits) -> None:
    traits = FilmTraits.of(traits.familiarity, traits.alike, traits.genres > 0, YEARS, is_new=np.arange(FILMS) % 2 == 0)
    tilt = replace(PREFERENCE, tilt=-0.25)

    def share_of_new(rated: int) -> float:
        person = recommender.person(PROFILE, {rated: 3.0})
        best = np.argsort(-list_order(person, traits, 0.0, tilt).scores)[:20]
        return float(traits.is_new[best].mean())

    assert share_of_new(30) > share_of_new(31)


def test_the_sliders_ends_and_middle() -> None:
    options = OrderOptions(tilt=-0.25)

    assert [options.tilt_at(slider) for slider in (-1.0, -0.5, 0.0, 0.5, 1.0)] == pytest.approx(
        [-1.0, -0.625, -0.25, 0.375, 1.0]
    )


def test_common_genres_say_less_than_rare_ones(traits: FilmTraits) -> None:
    lengths = np.linalg.norm(traits.genres, axis=1)

    assert lengths[WESTERNS] == pytest.approx(1.0)
    assert lengths[20:].max() < 0.3


def test_scores_are_finite_where_films_and_people_say_nothing(traits: FilmTraits) -> None:
    flat = FilmTraits.of(
        np.zeros(5, np.float32), np.zeros((5, 2), np.float32), np.zeros((5, 0), np.bool_), np.zeros(5, np.int32)
    )
    order = order_films(
        np.zeros(5, np.float32),
        np.full(5, 3.5, np.float32),
        np.arange(5),
        np.array([5, 4, 3, 2, 1], np.float32),
        HALF_STARS,
        flat,
    )

    assert order.scores.tolist() == [0.0] * 5


def test_training_and_app_know_the_same_traits(library: Store, catalogue: Catalogue) -> None:
    vectors = np.random.default_rng(5).normal(size=(len(catalogue.movie_ids), 3)).astype(np.float32)
    films = EntityFeatures(catalogue.movie_ids, vectors, vectors[:, 0], None, None, vectors)
    users = EntityFeatures(np.arange(1, 4), vectors[:3], vectors[:3, 0])
    with library.reading() as connection:
        in_app = film_traits(connection, Recommender(1, films, users, HALF_STARS))
        in_training = traits_of(catalogue, load_ratings(connection, catalogue), vectors)

    assert in_app.familiarity == pytest.approx(in_training.familiarity)
    assert in_app.inverse_lengths == pytest.approx(in_training.inverse_lengths)
    assert in_app.genres @ in_app.genres.T == pytest.approx(in_training.genres @ in_training.genres.T)
    assert in_app.closeness[in_app.years][:, in_app.years] == pytest.approx(
        in_training.closeness[in_training.years][:, in_training.years]
    )
    assert in_app.best_known.tolist() == in_training.best_known.tolist()
