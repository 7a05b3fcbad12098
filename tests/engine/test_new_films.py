"""Films that nobody rated: what a run expects of them, how sure it is, and what they must not change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from data.scale import HALF_STARS
from db.rows import Catalogue, EntityFeatures, FilmFacts
from engine.new_film_factors import with_new_films
from engine.problem import Factors, TrainedModel
from engine.serving.new_films import new_films
from engine.serving.recommender import Recommender

RATED, ADDED, DIMENSIONS, PEOPLE = 600, 40, 6, 200
FIRST_ADDED = 1_000_000_000
NOISE = 0.4
NOLAN, OTHERS = 1, 2


@pytest.fixture(scope="module")
def facts() -> FilmFacts:
    """Rated films of a data set, and films that IMDb adds; one director made every fiftieth film."""
    random = np.random.default_rng(3)
    count = RATED + ADDED
    ids = np.concatenate([np.arange(1, RATED + 1), FIRST_ADDED + np.arange(ADDED)])
    directors = np.column_stack([np.arange(count), OTHERS + np.arange(count)])
    directors[::50, 1] = NOLAN
    return FilmFacts(
        movie_ids=ids,
        years=np.where(ids < FIRST_ADDED, random.integers(1950, 2015, count), 2024).astype(np.int32),
        genres=random.random((count, 5)) < 0.4,
        imdb_votes=(10 ** random.uniform(3, 6, count)).astype(np.int64),
        imdb_rating=random.uniform(3, 9, count).astype(np.float32),
        ratings=np.where(ids < FIRST_ADDED, random.integers(20, 300, count), 0),
        directors=directors,
        cast=np.empty((0, 2), np.int64),
    )


@pytest.fixture(scope="module")
def everything(facts: FilmFacts) -> EntityFeatures:
    """Features of all films that follow their genres, votes and ratings, but for noise."""
    random = np.random.default_rng(4)
    votes, rating = np.log10(facts.imdb_votes) - 4.5, facts.imdb_rating - 6
    known = np.column_stack([facts.genres, votes, rating])

    def follow(width: int, noise: float = NOISE) -> NDArray[np.float32]:
        vectors = known @ random.normal(0, 1, (known.shape[1], width)) + random.normal(0, noise, (len(known), width))
        return np.asarray(vectors, np.float32)

    bias = (3 + 0.4 * rating + random.normal(0, 0.1, len(rating))).astype(np.float32)
    return EntityFeatures(
        facts.movie_ids, 0.1 * follow(DIMENSIONS), bias, follow(DIMENSIONS), votes.astype(np.float32), follow(24, 3.0)
    )


@pytest.fixture(scope="module")
def learned(everything: EntityFeatures) -> EntityFeatures:
    """What a run learned: the films of the data set."""
    return everything.rows(everything.ids < FIRST_ADDED)


@pytest.fixture(scope="module")
def users() -> EntityFeatures:
    random = np.random.default_rng(5)
    vectors = random.normal(0, 0.5, (PEOPLE, DIMENSIONS)).astype(np.float32)
    nothing = np.zeros(PEOPLE, np.float32)
    return EntityFeatures(np.arange(1, PEOPLE + 1), vectors, nothing, vectors, nothing)


def recommender(learned: EntityFeatures, users: EntityFeatures, facts: FilmFacts | None) -> Recommender:
    new = None if facts is None else new_films(learned, facts)
    return Recommender(1, learned, users, HALF_STARS, new)


def test_features_follow_what_is_known_of_a_film(
    facts: FilmFacts, everything: EntityFeatures, learned: EntityFeatures
) -> None:
    new = new_films(learned, facts)

    assert new is not None
    truth = everything.rows(everything.ids >= FIRST_ADDED)
    assert new.features.ids.tolist() == truth.ids.tolist()
    assert truth.preference is not None
    assert new.features.preference is not None
    for told, real in ((new.features.bias, truth.bias), (new.features.preference, truth.preference)):
        assert np.corrcoef(told.ravel(), real.ravel())[0, 1] > 0.9


def test_a_film_of_the_data_set_without_ratings_is_new_too(facts: FilmFacts, learned: EntityFeatures) -> None:
    ratings = facts.ratings.copy()
    ratings[6] = 0

    new = new_films(learned, replace(facts, ratings=ratings))

    assert new is not None
    assert new.features.ids[:2].tolist() == [7, FIRST_ADDED]
    assert new.along_with(learned).ids.tolist() == facts.movie_ids.tolist()
    assert new.along_with(learned).bias[6] == new.features.bias[0]


def test_a_director_whose_films_are_better_than_all_else_says_makes_better_films(
    facts: FilmFacts, learned: EntityFeatures
) -> None:
    by_nolan = facts.directors[:, 1] == NOLAN
    bias = learned.bias + np.where(by_nolan[:RATED], 1.0, 0.0).astype(np.float32)

    plain, better = (new_films(replace(learned, bias=own), facts) for own in (learned.bias, bias))

    assert plain is not None
    assert better is not None
    more = better.features.bias - plain.features.bias
    assert more[by_nolan[RATED:]].mean() - more[~by_nolan[RATED:]].mean() > 0.5


def test_an_extreme_rating_of_few_people_is_hardly_believed(facts: FilmFacts, learned: EntityFeatures) -> None:
    rating, votes = facts.imdb_rating.copy(), facts.imdb_votes.copy()
    rating[RATED : RATED + 2], votes[RATED] = 9.5, 400
    votes[RATED + 1] = 400_000

    new = new_films(learned, replace(facts, imdb_rating=rating, imdb_votes=votes))

    assert new is not None
    assert new.features.bias[0] < 3.5
    assert new.features.bias[1] > 4


def test_a_rating_beyond_those_of_all_rated_films_counts_as_the_furthest_of_them(
    facts: FilmFacts, learned: EntityFeatures
) -> None:
    rating = facts.imdb_rating.copy()
    rating[:RATED] = np.where(np.arange(RATED) % 2, 7.2, 7.0)

    def expected_with(of_new: float) -> NDArray[np.float32]:
        rating[RATED:] = of_new
        new = new_films(learned, replace(facts, imdb_rating=rating))
        assert new is not None
        return new.features.bias

    assert expected_with(2.0) == pytest.approx(expected_with(5.0))


def test_without_imdb_a_film_that_nobody_rated_keeps_what_the_run_learned(
    facts: FilmFacts, learned: EntityFeatures
) -> None:
    ratings = facts.ratings[:RATED].copy()
    ratings[6] = 0
    unknown = FilmFacts(
        facts.movie_ids[:RATED],
        facts.years[:RATED],
        facts.genres[:RATED],
        np.zeros(RATED, np.int64),
        np.zeros(RATED, np.float32),
        ratings,
        facts.cast,
        facts.cast,
    )

    assert new_films(learned, unknown) is None


def test_nothing_is_expected_where_nothing_was_rated(facts: FilmFacts, learned: EntityFeatures) -> None:
    assert new_films(learned, replace(facts, ratings=np.zeros_like(facts.ratings))) is None


def test_a_measured_model_expects_of_films_without_ratings_what_serving_does(
    facts: FilmFacts, learned: EntityFeatures, users: EntityFeatures
) -> None:
    catalogue = Catalogue(
        learned.ids,
        ("",) * RATED,
        facts.years[:RATED],
        ((),) * RATED,
        users.ids,
        (None,) * PEOPLE,
        np.zeros(PEOPLE, np.int32),
        (),
    )
    assert learned.preference is not None
    assert learned.preference_bias is not None
    trained = TrainedModel(
        Factors(users.vectors, learned.vectors, users.bias, learned.bias),
        Factors(users.vectors, learned.preference, users.bias, learned.preference_bias),
        samples=0,
        seconds=0.0,
    )
    rated = np.setdiff1d(np.arange(RATED), [6]).astype(np.int32)

    measured = with_new_films(trained, catalogue, rated, facts)

    for before, after in ((trained.rating, measured.rating), (trained.ranking, measured.ranking)):
        assert np.flatnonzero(before.movie_bias != after.movie_bias).tolist() == [6]
        assert after.movie_vectors[rated].tolist() == before.movie_vectors[rated].tolist()
    counts = np.bincount(rated, minlength=len(facts.movie_ids))
    served = new_films(learned, replace(facts, ratings=counts))
    assert served is not None
    assert measured.rating.movie_bias[6] == served.features.bias[0]


def test_predictions_for_new_films_are_less_sure_and_say_how_much(
    facts: FilmFacts, everything: EntityFeatures, learned: EntityFeatures, users: EntityFeatures
) -> None:
    new = new_films(learned, facts)
    assert new is not None
    model = recommender(learned, users, facts)
    as_if_learned = recommender(new.along_with(learned), users, None)
    rows, rated = np.arange(len(model.movie_ids)), {2: 5.0, 9: 0.5}
    more = model.person(-1, rated).uncertainty(rows) - as_if_learned.person(-1, rated).uncertainty(rows)

    assert (more > 0).tolist() == model.is_new.tolist()
    truth = everything.rows(everything.ids >= FIRST_ADDED)
    errors = users.vectors @ (new.features.vectors - truth.vectors).T
    expected = ((users.vectors @ new.star_covariance[:-1, :-1]) * users.vectors).sum(1)
    assert np.mean(np.square(errors)) == pytest.approx(np.mean(expected), rel=0.25)


def test_known_films_keep_their_scores_whoever_asks(
    facts: FilmFacts, learned: EntityFeatures, users: EntityFeatures
) -> None:
    before, after = recommender(learned, users, None), recommender(learned, users, facts)

    for user, rated in ((3, {2: 5.0}), (-1, {2: 5.0, 9: 0.5, 30: 4.0})):
        alone, among_new = before.person(user, rated), after.person(user, rated)
        assert among_new.scores[:RATED] == pytest.approx(alone.scores, abs=1e-4)
        assert among_new.expected_stars[:RATED] == pytest.approx(alone.expected_stars, abs=1e-4)


def test_a_rated_new_film_places_a_person(facts: FilmFacts, learned: EntityFeatures, users: EntityFeatures) -> None:
    model = recommender(learned, users, facts)
    liked, disliked = (model.person(-1, {FIRST_ADDED: stars}) for stars in (5.0, 0.5))
    row = np.array([model.movie_row(FIRST_ADDED)])

    assert liked.stars(row) > disliked.stars(row)
    assert liked.shares(np.array([0])).rated.tolist() == row.tolist()


def test_new_films_do_not_crowd_out_the_neighbours_of_known_ones(
    facts: FilmFacts, learned: EntityFeatures, users: EntityFeatures
) -> None:
    model = recommender(learned, users, facts)
    near = [film.id for movie_id in range(1, 101) for film in model.similar_movies(movie_id, 10)]

    assert np.mean(np.array(near) >= FIRST_ADDED) < 2 * ADDED / (RATED + ADDED)
