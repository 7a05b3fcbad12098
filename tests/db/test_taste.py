"""How a person rates beside others, on ratings whose answer is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.importing.importer import import_data_set
from db.personal.opinions import rate
from db.personal.profiles import create_profile
from db.store.database import Store, open_store
from db.taste import both_rated, shared_films, taste_summary
from tests.library import LibraryReader, Ratings

FILMS = (
    (1, "Fright (1978)", ("Horror",)),
    (2, "Scare (1979)", ("Horror",)),
    (3, "Laugh (1985)", ("Comedy",)),
    (4, "Giggle (1986)", ("Comedy",)),
    (5, "Unknown", ()),
)
# Everybody gives three stars; user 1 loves comedies and hates horror.
RATINGS: Ratings = [
    *((user, film, 3.0, 900_000_000) for user in range(2, 26) for film in (1, 2, 3, 4)),
    (1, 1, 1.0, 1),
    (1, 2, 1.0, 2),
    (1, 3, 5.0, 3),
    (1, 4, 5.0, 4),
    (2, 5, 1.0, 5),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "taste.db")
    import_data_set(store, LibraryReader(films=FILMS, ratings=RATINGS))
    yield store
    store.close()


def test_genres_and_decades_are_ordered_by_how_much_more_they_are_liked(store: Store) -> None:
    with store.reading() as connection:
        taste = taste_summary(connection, 1)
    assert [(liking.name, liking.films) for liking in taste.genres] == [("Comedy", 2), ("Horror", 2)]
    assert [liking.name for liking in taste.decades] == ["1980s", "1970s"]
    assert taste.genres[0].difference == pytest.approx(2 * 1.92 / 7, abs=0.01)
    assert taste.genres[1].difference == pytest.approx(-taste.genres[0].difference)


def test_the_distribution_stands_beside_everybodys(store: Store) -> None:
    with store.reading() as connection:
        shares = {share.stars: share for share in taste_summary(connection, 1).distribution}
    assert shares[1].own == shares[5].own == 0.5
    assert shares[3].own == 0
    assert shares[3].everyone == pytest.approx(96 / 101)
    assert sum(share.everyone for share in shares.values()) == pytest.approx(1)


def test_the_most_unusual_opinion_is_the_farthest_from_the_mean(store: Store) -> None:
    with store.reading() as connection:
        unusual = taste_summary(connection, 1).unusual
        few = taste_summary(connection, 2).unusual
    assert [opinion.movie.movie_id for opinion in unusual] == [1, 2, 3, 4]
    assert unusual[0].difference == pytest.approx(1 - (24 * 3 + 1) / 25)
    # The film that only one person rated comes last, however far it is from anything.
    assert few[-1].movie.movie_id == 5


def test_a_kind_person_likes_nothing_more_for_that(store: Store) -> None:
    with store.writing() as connection:
        user_id = create_profile(connection, "Kind").user_id
        for film in (1, 2, 3, 4):
            rate(connection, user_id, film, 5)
        taste = taste_summary(connection, user_id)
    assert taste.generosity == pytest.approx(2, abs=0.1)
    assert all(abs(liking.difference) < 0.06 for liking in taste.genres)


def test_half_stars_of_a_profile_stand_beside_whole_ones(store: Store) -> None:
    with store.writing() as connection:
        user_id = create_profile(connection, "Half").user_id
        rate(connection, user_id, 1, 3.5)
        shares = {share.stars: share.own for share in taste_summary(connection, user_id).distribution}
    assert shares == {1.0: 0.0, 3.0: 0.0, 3.5: 1.0, 5.0: 0.0}


def test_nothing_rated_is_no_taste(store: Store) -> None:
    with store.writing() as connection:
        user_id = create_profile(connection, "New").user_id
        taste = taste_summary(connection, user_id)
    assert taste.ratings == 0
    assert not taste.genres
    assert not taste.decades
    assert not taste.unusual


def test_films_that_two_people_rated_both(store: Store) -> None:
    with store.reading() as connection:
        both = both_rated(connection, 1, 2)
        shared = shared_films(connection, 1, [2, 3, 99])
    assert [(row.movie.movie_id, row.first, row.second) for row in both] == [
        (3, 5, 3),
        (4, 5, 3),
        (1, 1, 3),
        (2, 1, 3),
    ]
    assert shared == {2: 4, 3: 4, 99: 0}
