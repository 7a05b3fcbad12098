from __future__ import annotations

import pytest
from sqlalchemy import Connection

from db.errors import Ambiguous, NotFound
from db.importing.importer import import_data_set
from db.movies import genres, movie_details, movie_summaries, popular_movies
from db.search.films import resolve_movie
from db.store.database import Store
from tests.library import (
    AMELIE,
    EMPIRE,
    LEON,
    MATRIX,
    NO_YEAR,
    REC,
    SLASH_B,
    SPACE_ODYSSEY,
    SPIDER_MAN,
    STAR_WARS,
    TOY_STORY,
    UNRATED,
    LibraryReader,
    library_ratings,
)


def test_summaries_come_in_the_order_asked_for_without_unknown_films(reading: Connection) -> None:
    assert list(movie_summaries(reading, [REC, 999, MATRIX, REC])) == [REC, MATRIX]
    assert movie_summaries(reading, []) == {}


def test_a_summary_has_genres_in_alphabetical_order(reading: Connection) -> None:
    films = movie_summaries(reading, [MATRIX, UNRATED])

    assert films[MATRIX].genres == ("Action", "Sci-Fi", "Thriller")
    assert films[UNRATED].genres == ()


def test_a_film_without_year_has_none(reading: Connection) -> None:
    assert movie_summaries(reading, [NO_YEAR])[NO_YEAR].year is None


def test_details_have_every_step_of_the_scale_in_the_histogram(reading: Connection) -> None:
    details = movie_details(reading, REC)

    given = [stars for _, film, stars, _ in library_ratings() if film == REC]
    assert details.histogram == tuple((float(step), given.count(step)) for step in range(1, 6))
    assert sum(count for _, count in details.histogram) == details.summary.ratings


def test_a_film_nobody_rated_has_an_empty_histogram_of_full_length(reading: Connection) -> None:
    assert movie_details(reading, UNRATED).histogram == ((1.0, 0), (2.0, 0), (3.0, 0), (4.0, 0), (5.0, 0))


def test_details_list_aliases(reading: Connection) -> None:
    assert movie_details(reading, LEON).aliases == ("The Professional", "Léon")
    assert movie_details(reading, MATRIX).aliases == ()


@pytest.mark.parametrize("movie_id", [0, -1, 999, 10**30])
def test_unknown_films_are_not_found(reading: Connection, movie_id: int) -> None:
    with pytest.raises(NotFound, match=f"no film {movie_id}"):
        movie_details(reading, movie_id)


def test_all_genres_are_listed(reading: Connection) -> None:
    names = genres(reading)

    assert names == tuple(sorted(names))
    assert {"Sci-Fi", "Animation", "Romance"} <= set(names)


def test_popular_films_are_those_rated_most(reading: Connection) -> None:
    films = popular_movies(reading, 5)

    assert [film.movie_id for film in films[:3]] == [MATRIX, STAR_WARS, EMPIRE]
    assert [film.ratings for film in films] == sorted((film.ratings for film in films), reverse=True)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1", MATRIX),
        (" 4 ", REC),
        ("the matrix", MATRIX),
        ("Matrix", MATRIX),
        ("Matrix, The (1999)", MATRIX),
        ("the matrix (1999)", MATRIX),
        ("Star Wars (1977)", STAR_WARS),
        ("star wars", STAR_WARS),
        ("[REC]", REC),
        ("rec", REC),
        ("[/b] (1999)", SLASH_B),
        ("leon", LEON),
        ("The Professional", LEON),
        ("Léon: The Professional (a.k.a. The Professional) (Léon) (1994)", LEON),
        ("amélie", AMELIE),
        ("le fabuleux destin d'amélie poulain", AMELIE),
        ("spiderman", SPIDER_MAN),
        ("2001: A Space Odyssey", SPACE_ODYSSEY),
        ("babylon five", NO_YEAR),
        ("strikes back", EMPIRE),
        ("toy stroy", TOY_STORY),
    ],
)
def test_a_text_that_means_one_film_gives_it(reading: Connection, said: str, meant: int) -> None:
    assert resolve_movie(reading, said).movie_id == meant


@pytest.mark.parametrize("said", ["", "  ", "0", "999999", "9" * 40, "-1", "zzzz qqqq", "the matrix (1985)", "\0"])
def test_a_text_that_means_no_film_says_how_to_find_one(reading: Connection, said: str) -> None:
    with pytest.raises(NotFound, match="movierec-tui search"):
        resolve_movie(reading, said)


def test_a_text_that_may_mean_several_films_lists_them(reading: Connection) -> None:
    with pytest.raises(Ambiguous, match=r"1 Matrix, The \(1999\)") as caught:
        resolve_movie(reading, "the")

    assert {film.movie_id for film in caught.value.candidates} >= {MATRIX, EMPIRE}


def test_films_of_one_title_are_told_apart_by_their_year(empty_store: Store) -> None:
    films = ((1, "Hamlet (1948)", ()), (2, "Hamlet (1996)", ()), (3, "Hamlet Goes Business (1987)", ()))
    import_data_set(empty_store, LibraryReader(films=films, ratings=[(1, 2, 4.0, 0)]))

    with empty_store.reading() as connection:
        assert resolve_movie(connection, "hamlet (1948)").movie_id == 1
        assert resolve_movie(connection, "hamlet 1948").movie_id == 1
        with pytest.raises(Ambiguous) as caught:
            resolve_movie(connection, "hamlet")
    assert [film.movie_id for film in caught.value.candidates] == [2, 1]


def test_exact_title_and_year_win_over_titles_that_hold_the_words(empty_store: Store) -> None:
    films = ((1, "Thing, The (1982)", ()), (2, "Thing from Elsewhere, The (1982)", ()), (3, "Up (2009)", ()),
             (4, "Up in the Air (2009)", ()), (5, "Thing, The (2011)", ()))  # fmt: skip
    import_data_set(empty_store, LibraryReader(films=films, ratings=[(1, 2, 4.0, 0)]))

    with empty_store.reading() as connection:
        assert resolve_movie(connection, "the thing 1982").movie_id == 1
        assert resolve_movie(connection, "The Thing (2011)").movie_id == 5
        assert resolve_movie(connection, "up 2009").movie_id == 3


def test_namesakes_of_one_year_are_told_apart_by_genres_and_ratings(empty_store: Store) -> None:
    films = ((1, "War (2005)", ("Action",)), (2, "War (2005)", ("Horror",)))
    import_data_set(empty_store, LibraryReader(films=films, ratings=[(1, 2, 4.0, 0)]))

    with pytest.raises(Ambiguous, match=r"2 War \(2005\) \[Horror, ratings: 1\]"), empty_store.reading() as connection:
        resolve_movie(connection, "war 2005")


def test_a_title_to_the_letter_comes_before_one_with_an_article(empty_store: Store) -> None:
    films = ((6, "Heat (1995)", ()), (7, "Heat, The (2013)", ()), (8, "Heat Wave (1990)", ()))
    import_data_set(empty_store, LibraryReader(films=films, ratings=[(1, 6, 4.0, 0)]))

    with empty_store.reading() as connection:
        assert resolve_movie(connection, "heat").movie_id == 6
        assert resolve_movie(connection, "The Heat").movie_id == 7


def test_a_number_is_an_id_before_it_is_a_title(empty_store: Store) -> None:
    films = ((7, "1984 (1984)", ()), (1984, "Halloween III (1982)", ()))
    import_data_set(empty_store, LibraryReader(films=films, ratings=[(1, 7, 4.0, 0)]))

    with empty_store.reading() as connection:
        assert resolve_movie(connection, "1984").movie_id == 1984
        assert resolve_movie(connection, "1984 (1984)").movie_id == 7
