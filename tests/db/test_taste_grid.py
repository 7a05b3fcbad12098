"""Ratings by genre and decade."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from db.personal.opinions import rate
from db.personal.profiles import create_profile
from db.store.database import Store
from db.taste import films_of_cell, taste_grid
from tests.library import MATRIX, NO_YEAR, STAR_WARS, TOY_STORY, UNRATED


@pytest.fixture
def ann(store: Store) -> int:
    """A profile that rated five films."""
    with store.writing() as connection:
        user_id = create_profile(connection, "Ann").user_id
        for film, stars in ((MATRIX, 5), (STAR_WARS, 4), (TOY_STORY, 2), (NO_YEAR, 1), (UNRATED, 3)):
            rate(connection, user_id, film, stars)
    return user_id


def test_a_film_counts_in_each_of_its_genres_and_in_its_decade(store: Store, ann: int) -> None:
    with store.reading() as connection:
        cells = {(cell.genre, cell.decade): (cell.films, cell.stars) for cell in taste_grid(connection, ann).cells}
    assert cells == {
        ("Action", 1970): (1, 4.0),
        ("Action", 1990): (1, 5.0),
        ("Adventure", 1970): (1, 4.0),
        ("Animation", 1990): (1, 2.0),
        ("Children", 1990): (1, 2.0),
        ("Comedy", 1990): (1, 2.0),
        ("Sci-Fi", 1970): (1, 4.0),
        ("Sci-Fi", 1990): (1, 5.0),
        ("Thriller", 1990): (1, 5.0),
    }


def test_the_average_is_of_all_ratings_and_others_are_those_of_the_data_set(store: Store, ann: int) -> None:
    with store.reading() as connection:
        grid = taste_grid(connection, ann)
        (expected,) = connection.exec_driver_sql(
            "SELECT mean_rating FROM movie_stat WHERE movie_id = ?", (TOY_STORY,)
        ).one()
    assert grid.mean == 3.0
    comedy = next(cell for cell in grid.cells if cell.genre == "Comedy")
    assert comedy.others == pytest.approx(expected)


def test_somebody_without_ratings_has_an_empty_grid(store: Store) -> None:
    with store.writing() as connection:
        user_id = create_profile(connection, "Bo").user_id
        grid = taste_grid(connection, user_id)
    assert grid.mean is None
    assert grid.cells == ()


def test_the_films_of_a_cell_are_those_that_it_counts_best_first(reading: Connection) -> None:
    for cell in taste_grid(reading, 7).cells:
        films = films_of_cell(reading, 7, cell.genre, cell.decade, cell.decade + 9)
        assert len(films) == cell.films
        assert sum(film.rating for film in films) == cell.stars
        assert [film.rating for film in films] == sorted((film.rating for film in films), reverse=True)
        assert all(cell.genre in film.movie.genres for film in films)


def test_a_genre_that_is_none_has_no_films(reading: Connection) -> None:
    assert films_of_cell(reading, 7, "' OR 1=1 --", 1900, 2100) == []
