from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from sqlalchemy import Connection, text

from db.personal.opinions import rate
from db.personal.profiles import create_profile
from db.runs.training_data import TrainingUsers, load_catalogue, load_ratings
from db.store.database import Store
from tests.library import FILMS, LEON, MATRIX, NO_YEAR, USERS, USERS_WITH_DEMOGRAPHICS, library_ratings


def test_the_catalogue_holds_every_film_and_user_in_order(reading: Connection) -> None:
    catalogue = load_catalogue(reading)

    assert catalogue.movie_ids.tolist() == [film for film, _, _ in FILMS]
    assert catalogue.titles == tuple(title for _, title, _ in FILMS)
    assert [set(genres) for genres in catalogue.genres] == [set(genres) for _, _, genres in FILMS]
    assert catalogue.user_ids.tolist() == list(range(1, USERS + 1))


def test_what_is_unknown_is_marked(reading: Connection) -> None:
    catalogue = load_catalogue(reading)

    unknown = slice(USERS_WITH_DEMOGRAPHICS, USERS)
    assert catalogue.years[NO_YEAR - 1] == 0
    assert (catalogue.years[: NO_YEAR - 1] > 0).all()
    assert set(catalogue.genders[unknown]) == set(catalogue.occupations[unknown]) == {None}
    assert (catalogue.ages[unknown] == -1).all()
    assert (catalogue.ages[:USERS_WITH_DEMOGRAPHICS] > 0).all()


def test_ratings_point_into_the_catalogue(reading: Connection) -> None:
    catalogue = load_catalogue(reading)
    ratings = load_ratings(reading, catalogue)

    users, films = catalogue.user_ids[ratings.user_index], catalogue.movie_ids[ratings.movie_index]
    loaded = zip(users.tolist(), films.tolist(), ratings.rating.tolist(), ratings.rated_at.tolist(), strict=True)
    assert list(loaded) == sorted(library_ratings())


def test_arrays_have_the_types_that_training_expects(reading: Connection) -> None:
    catalogue = load_catalogue(reading)
    ratings = load_ratings(reading, catalogue)

    types: dict[str, tuple[NDArray[Any], ...]] = {
        "int64": (catalogue.movie_ids, catalogue.user_ids, ratings.rated_at),
        "int32": (catalogue.years, catalogue.ages, ratings.user_index, ratings.movie_index),
        "float32": (ratings.rating,),
    }
    assert all(str(array.dtype) == name for name, arrays in types.items() for array in arrays)


def test_profiles_are_no_part_of_training(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("INSERT INTO user (user_id, name) VALUES (-1, 'ann')"))
        connection.execute(text("INSERT INTO rating VALUES (-1, 1, 5.0, 0)"))

    with store.reading() as connection:
        catalogue = load_catalogue(connection)
        ratings = load_ratings(connection, catalogue)

    assert catalogue.user_ids.min() == 1
    assert len(ratings.rating) == len(library_ratings())


def test_an_empty_database_gives_empty_arrays(empty_store: Store) -> None:
    with empty_store.reading() as connection:
        catalogue = load_catalogue(connection)
        ratings = load_ratings(connection, catalogue)

    assert len(catalogue.movie_ids) == len(catalogue.user_ids) == len(ratings.rating) == 0


def test_profiles_are_learned_from_only_where_they_agreed_and_rated(store: Store) -> None:
    with store.writing() as connection:
        ann, bob, eve = (create_profile(connection, name).user_id for name in ("Ann", "Bob", "Eve"))
        rate(connection, ann, MATRIX, 4.5, at=9)
        rate(connection, eve, LEON, 0.5, at=8)
        alone = load_catalogue(connection)
        plain = load_ratings(connection, alone)
        catalogue = load_catalogue(connection, TrainingUsers.EVERYBODY)
        ratings = load_ratings(connection, catalogue)

    assert alone.user_ids.min() == 1
    assert catalogue.user_ids.tolist() == [eve, ann, *alone.user_ids.tolist()]
    assert bob not in catalogue.user_ids
    assert len(ratings.rating) == len(plain.rating) + 2
    own = [
        (int(catalogue.user_ids[user]), int(catalogue.movie_ids[film]), float(stars))
        for user, film, stars in zip(ratings.user_index[:2], ratings.movie_index[:2], ratings.rating[:2], strict=True)
    ]
    assert own == [(eve, LEON, 0.5), (ann, MATRIX, 4.5)]
