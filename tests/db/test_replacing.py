from __future__ import annotations

import pytest
from sqlalchemy import text

from db.errors import StoreError
from db.importing.importer import ReplacePolicy, import_data_set
from db.marks import FilmMark
from db.personal.opinions import opinions_of, rate, set_mark
from db.rows import Opinion, UserFilter
from db.runs.model_runs import list_runs
from db.search.films import search_movies
from db.store.database import Store
from db.users import find_users, user_history, user_summary
from tests.library import AMELIE, LEON, MATRIX, UNRATED, LibraryReader

OTHER_FILMS = (
    (100, "Matrix, The (1999)", ("Action",)),
    (101, "Leon (Léon) (1994)", ("Crime",)),
    (102, "Amelie (1958)", ("Comedy",)),
)
OTHER_RATINGS = [(user, film, 4.0, 1) for user in range(1, 6) for film in (100, 101, 102)]


def _other_reader(imdb_ids: dict[int, int] | None = None) -> LibraryReader:
    return LibraryReader("other", OTHER_FILMS, OTHER_RATINGS, imdb_ids=imdb_ids)


def _add_profile(store: Store, films: dict[int, float]) -> None:
    with store.writing() as connection:
        connection.execute(text("INSERT INTO user (user_id, name) VALUES (-1, 'ann')"))
        for film, stars in films.items():
            connection.execute(
                text("INSERT INTO rating VALUES (-1, :film, :stars, 77)"), {"film": film, "stars": stars}
            )


def test_another_data_set_is_refused_with_a_way_on(store: Store) -> None:
    with pytest.raises(StoreError, match=r"holds tiny: add --replace .* or use --db FILE"):
        import_data_set(store, _other_reader())

    with store.reading() as connection:
        assert search_movies(connection, "toy story")


def test_replacing_leaves_nothing_of_the_old_data_set(store: Store) -> None:
    result = import_data_set(store, _other_reader(), replace=ReplacePolicy.REPLACE)

    assert (result.dataset, result.movies, result.ratings) == ("other", 3, 15)
    with store.reading() as connection:
        assert search_movies(connection, "toy story") == []
        assert [film.movie_id for film in search_movies(connection, "matrix")] == [100]
        assert list_runs(connection) == []
        for table in ("movie_feature", "user_feature", "run_curve", "active_run"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_a_profile_keeps_its_ratings_of_films_found_by_title_and_year(store: Store) -> None:
    _add_profile(store, {MATRIX: 5.0, AMELIE: 4.0, UNRATED: 1.0})

    import_data_set(store, _other_reader(), replace=ReplacePolicy.REPLACE)

    with store.reading() as connection:
        history = user_history(connection, -1)
        assert [(rating.movie.movie_id, rating.rating, rating.rated_at) for rating in history] == [(100, 5.0, 77)]
        assert user_summary(connection, -1).ratings == 1
        assert [user.name for user in find_users(connection, UserFilter(text="ann"), 5)] == ["ann"]


def test_a_film_is_found_again_by_its_imdb_number_even_under_another_title(empty_store: Store) -> None:
    import_data_set(empty_store, LibraryReader(imdb_ids={LEON: 110_413}))
    _add_profile(empty_store, {LEON: 4.5})

    import_data_set(empty_store, _other_reader({101: 110_413}), replace=ReplacePolicy.REPLACE)

    with empty_store.reading() as connection:
        assert [rating.movie.movie_id for rating in user_history(connection, -1)] == [101]


def test_what_a_profile_said_of_films_that_are_missing_comes_back_with_a_data_set_that_has_them(
    store: Store,
) -> None:
    _add_profile(store, {MATRIX: 5.0, UNRATED: 1.5})
    with store.writing() as connection:
        set_mark(connection, -1, AMELIE, FilmMark.WATCHLIST, on=True, at=70)
        set_mark(connection, -1, MATRIX, FilmMark.HIDDEN, on=True, at=71)
        before = opinions_of(connection, -1)

    import_data_set(store, _other_reader(), replace=ReplacePolicy.REPLACE)
    with store.writing() as connection:
        assert opinions_of(connection, -1) == {100: Opinion(5.0, 77, ((FilmMark.HIDDEN, 71),))}
        rate(connection, -1, 100, 2.0, at=99)

    import_data_set(store, LibraryReader("again"), replace=ReplacePolicy.REPLACE)
    with store.reading() as connection:
        after = opinions_of(connection, -1)
        assert connection.scalar(text("SELECT count(*) FROM parked_opinion")) == 0
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    assert after == before | {MATRIX: Opinion(2.0, 99, ((FilmMark.HIDDEN, 71),))}


def test_a_profiles_ratings_do_not_count_for_the_films_of_the_data_set(store: Store) -> None:
    _add_profile(store, {MATRIX: 5.0})

    result = import_data_set(store, _other_reader(), replace=ReplacePolicy.REPLACE)

    assert (result.users, result.ratings) == (30, 15)
    with store.reading() as connection:
        assert search_movies(connection, "matrix")[0].ratings == 5


def test_a_failed_replacement_keeps_the_old_data_set(store: Store) -> None:
    broken = LibraryReader("broken", OTHER_FILMS, [(1, 100, 4.0, 1), (1, 100, 3.0, 2)])

    with pytest.raises(StoreError):
        import_data_set(store, broken, replace=ReplacePolicy.REPLACE)

    with store.reading() as connection:
        assert search_movies(connection, "toy story")
        assert [run.active for run in list_runs(connection)] == [True]
