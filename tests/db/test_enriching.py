"""IMDb's files tell more of films and add films; all of it or nothing, and again at any time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from data.errors import DataSetError
from data.personal import PersonalExport, PersonalRow, RowKind
from db.checks.check import check
from db.errors import StoreError
from db.importing.enriching import EnrichResult, enrich
from db.importing.importer import ReplacePolicy, import_data_set
from db.marks import FilmMark
from db.models import MovieStat
from db.movies import movie_details, movie_summaries
from db.personal.film_matching import FilmMatcher
from db.personal.import_undo import undo_import
from db.personal.imports import apply_plan, plan_import
from db.personal.opinions import opinions_of, rate, set_mark
from db.personal.profiles import create_profile, list_profiles
from db.rows import FilmSource
from db.runs.training_data import TrainingUsers, load_catalogue, load_ratings
from db.search.films import resolve_movie, search_movies
from db.store.data_sets import stored_data_set
from db.store.database import Store
from tests.data.imdb_files import Film, write_imdb
from tests.library import EMPIRE, FILMS, LEON, MATRIX, SPIDER_MAN, TOY_STORY, LibraryReader, publish_random_run

MATRIX_AT_IMDB = Film(
    133093,
    "The Matrix",
    1999,
    2_000_000,
    runtime=136,
    rating=8.7,
    directors=("Lana Wachowski", "Lilly Wachowski"),
    cast=("Keanu Reeves", "Carrie-Anne Moss"),
    akas=(("BR", "Matrix"), ("FR", "La Matrice")),
)
DUNE = Film(1160419, "Dune", 2021, 900_000, genres="Sci-Fi,Family,Biography", directors=("Denis Villeneuve",))
OBSCURE = Film(900, "Obscure Film", 2022, 1200)
DUNE_ID, OBSCURE_ID = 1_001_160_419, 1_000_000_900


def enriched(store: Store, folder: Path, films: Sequence[Film], min_votes: int = 1000) -> EnrichResult:
    return enrich(store, write_imdb(folder, films), min_votes)


@pytest.fixture
def linked(empty_store: Store) -> Store:
    """The tiny library, whose data set says the Matrix' IMDb number and no other."""
    import_data_set(empty_store, LibraryReader(imdb_ids={MATRIX: 133093}))
    return empty_store


def test_a_film_of_the_data_set_gets_what_imdb_knows(linked: Store, tmp_path: Path) -> None:
    result = enriched(linked, tmp_path, [MATRIX_AT_IMDB, DUNE])

    with linked.reading() as connection:
        film = movie_details(connection, MATRIX)
        data_set = stored_data_set(connection)
    assert (result.films_enriched, result.films_added, result.people) == (1, 1, 5)
    assert (film.runtime, film.imdb_rating, film.imdb_votes, film.source) == (136, 8.7, 2_000_000, FilmSource.DATA_SET)
    assert [person.name for person in film.directors] == ["Lana Wachowski", "Lilly Wachowski"]
    assert [person.name for person in film.cast] == ["Keanu Reeves", "Carrie-Anne Moss"]
    assert film.aliases == ("Matrix", "La Matrice")
    assert data_set is not None
    assert data_set.enriched_at is not None
    assert data_set.movies == len(FILMS)


def test_a_film_that_the_data_set_lacks_can_be_searched_rated_and_marked(linked: Store, tmp_path: Path) -> None:
    enriched(linked, tmp_path, [MATRIX_AT_IMDB, DUNE])

    with linked.writing() as connection:
        ann = create_profile(connection, "Ann").user_id
        rate(connection, ann, DUNE_ID, 4.5)
        set_mark(connection, ann, DUNE_ID, FilmMark.HIDDEN, on=True)
        film = movie_details(connection, DUNE_ID)
        assert search_movies(connection, "dune 2021")[0].movie_id == DUNE_ID
        assert resolve_movie(connection, str(DUNE_ID)).movie_id == DUNE_ID
        assert [hit.movie_id for hit in search_movies(connection, "la matrice")] == [MATRIX]
    assert (film.summary.title, film.summary.display_title, film.imdb_id) == ("Dune (2021)", "Dune", 1160419)
    assert film.summary.genres == ("Biography", "Children", "Sci-Fi")
    assert (film.source, film.summary.ratings) == (FilmSource.IMDB, 0)


def test_films_without_a_number_are_found_by_title_and_year_and_not_added_again(store: Store, tmp_path: Path) -> None:
    spider = Film(145487, "Spider-Man", 2002, 900)
    namesake = Film(77, "The Matrix", 2019)
    spelled = Film(114709, "ToyStory", 1995)
    called = Film(110413, "Leon the Cleaner", 1994, akas=(("FR", "Léon"),))
    off_by_one = Film(80684, "The Empire Strikes Back", 1981)
    result = enriched(store, tmp_path, [MATRIX_AT_IMDB, spider, namesake, spelled, called, off_by_one])

    with store.reading() as connection:
        numbers = [movie_details(connection, film).imdb_id for film in (MATRIX, SPIDER_MAN, TOY_STORY, LEON, EMPIRE)]
    assert numbers == [133093, 145487, 114709, 110413, 80684]
    assert (result.films_enriched, result.films_added) == (5, 1)


def test_an_export_may_have_the_year_of_the_data_set_or_imdb_s(linked: Store, tmp_path: Path) -> None:
    enriched(linked, tmp_path, [replace(MATRIX_AT_IMDB, year=1998)])

    with linked.reading() as connection:
        matcher = FilmMatcher(connection)
    rows = [PersonalRow(1, "f.csv", 2, RowKind.SEEN, "The Matrix", year) for year in (1997, 1998, 1999, 2000)]
    assert [matcher.match(row).movie_id for row in rows] == [None, MATRIX, MATRIX, None]


def test_a_number_that_imdb_has_no_more_gives_way_to_title_and_year(empty_store: Store, tmp_path: Path) -> None:
    import_data_set(empty_store, LibraryReader(imdb_ids={MATRIX: 5}))

    result = enriched(empty_store, tmp_path, [MATRIX_AT_IMDB])

    assert (result.films_enriched, result.films_added) == (1, 0)


def test_doing_it_again_refreshes_and_keeps_films_of_which_somebody_said_something(
    linked: Store, tmp_path: Path
) -> None:
    other = Film(901, "Other Film", 2022)
    enriched(linked, tmp_path / "1", [MATRIX_AT_IMDB, DUNE, OBSCURE, other])
    with linked.writing() as connection:
        ann = create_profile(connection, "Ann").user_id
        rate(connection, ann, OBSCURE_ID, 2.0)

    result = enriched(linked, tmp_path / "2", [DUNE, Film(900, "Renamed", 2022, 1300), other], min_votes=50_000)

    with linked.reading() as connection:
        assert movie_details(connection, MATRIX).runtime is None
        assert list(movie_summaries(connection, [DUNE_ID, OBSCURE_ID, 1_000_000_901])) == [DUNE_ID, OBSCURE_ID]
        assert movie_details(connection, OBSCURE_ID).summary.display_title == "Renamed"
        assert search_movies(connection, "other film") == []
        assert opinions_of(connection, ann)[OBSCURE_ID].rating == 2.0
    assert result.films_added == 2
    assert check(linked) == []


def test_a_database_with_films_from_imdb_is_whole(linked: Store, tmp_path: Path) -> None:
    publish_random_run(linked)
    enriched(linked, tmp_path, [MATRIX_AT_IMDB, DUNE])
    publish_random_run(linked, seed=2)

    assert check(linked) == []


def test_models_learn_the_films_of_the_data_set_alone(linked: Store, tmp_path: Path) -> None:
    enriched(linked, tmp_path, [DUNE])
    with linked.writing() as connection:
        ann = create_profile(connection, "Ann").user_id
        rate(connection, ann, DUNE_ID, 5.0)
        rate(connection, ann, MATRIX, 4.0)
        catalogue = load_catalogue(connection, TrainingUsers.EVERYBODY)
        ratings = load_ratings(connection, catalogue)

    assert len(catalogue.movie_ids) == len(FILMS)
    own = ratings.user_index == list(catalogue.user_ids).index(ann)
    assert catalogue.movie_ids[ratings.movie_index[own]].tolist() == [MATRIX]


def test_a_film_with_many_votes_is_well_known_without_ratings(linked: Store, tmp_path: Path) -> None:
    rival = Film(500, "Dune Drifter", 2020, 1500)
    enriched(linked, tmp_path, [MATRIX_AT_IMDB, rival, DUNE, Film(501, "Dune World", 2021, 1400)])

    with linked.reading() as connection:
        popularity = dict(connection.execute(select(MovieStat.movie_id, MovieStat.popularity)).all())
        assert search_movies(connection, "dun")[0].movie_id == DUNE_ID
    assert popularity[DUNE_ID] == round(900_000 * popularity[MATRIX] / 2_000_000)


def test_parked_opinions_come_back_and_newer_ones_stay(linked: Store, tmp_path: Path) -> None:
    with linked.writing() as connection:
        ann = create_profile(connection, "Ann").user_id
        rate(connection, ann, MATRIX, 5.0)
        for film, year, stars in (("Dune", 2021, 4.0), ("The Matrix", 1999, 1.0), ("Never Made", 2020, 3.0)):
            connection.execute(
                text(
                    "INSERT INTO parked_opinion (user_id, kind, stars, noted_at, title, year)"
                    " VALUES (:user, 'rating', :stars, 9, :film, :year)"
                ),
                {"user": ann, "stars": stars, "film": film, "year": year},
            )

    enriched(linked, tmp_path, [MATRIX_AT_IMDB, DUNE])

    with linked.reading() as connection:
        opinions = opinions_of(connection, ann)
        parked = connection.scalars(text("SELECT title FROM parked_opinion")).all()
        (profile,) = list_profiles(connection)
    assert (opinions[DUNE_ID].rating, opinions[MATRIX].rating) == (4.0, 5.0)
    assert list(parked) == ["Never Made"]
    assert profile.ratings == 2


def test_undoing_an_import_takes_back_what_it_parked_and_what_came_back(linked: Store, tmp_path: Path) -> None:
    rows = tuple(
        PersonalRow(number, "ratings.csv", number, RowKind.RATING, title, year, stars=4.0, noted_at=9)
        for number, (title, year) in enumerate((("Dune", 2021), ("Never Made", 2020), ("The Matrix", 1999)), start=1)
    )
    with linked.writing() as connection:
        ann, bob = (create_profile(connection, name).user_id for name in ("Ann", "Bob"))
        for user_id in (ann, bob):
            apply_plan(connection, plan_import(connection, user_id, PersonalExport("Letterboxd", rows, ())))
    enriched(linked, tmp_path, [MATRIX_AT_IMDB, DUNE])

    with linked.writing() as connection:
        assert opinions_of(connection, ann).keys() == {MATRIX, DUNE_ID}
        undone = undo_import(connection, ann)
        assert opinions_of(connection, ann) == {}
        assert opinions_of(connection, bob).keys() == {MATRIX, DUNE_ID}
        parked = connection.execute(text("SELECT user_id, title FROM parked_opinion")).all()
    assert (undone.films, undone.parked) == (2, 1)
    assert parked == [(bob, "Never Made")]


def test_opinions_of_added_films_are_kept_through_another_data_set(linked: Store, tmp_path: Path) -> None:
    enriched(linked, tmp_path / "1", [DUNE])
    with linked.writing() as connection:
        ann = create_profile(connection, "Ann").user_id
        rate(connection, ann, DUNE_ID, 4.0)
    import_data_set(linked, LibraryReader("other"), replace=ReplacePolicy.REPLACE)
    with linked.reading() as connection:
        data_set = stored_data_set(connection)
        assert data_set is not None
        assert data_set.enriched_at is None
        assert opinions_of(connection, ann) == {}

    enriched(linked, tmp_path / "2", [DUNE])

    with linked.reading() as connection:
        assert opinions_of(connection, ann)[DUNE_ID].rating == 4.0


def test_what_fails_or_is_stopped_changes_nothing(linked: Store, tmp_path: Path) -> None:
    before = linked.path.read_bytes()

    def stop() -> None:
        raise KeyboardInterrupt

    files = write_imdb(tmp_path, [MATRIX_AT_IMDB, DUNE])
    with pytest.raises(KeyboardInterrupt):
        enrich(linked, files, 1000, before_commit=stop)
    files["title.akas.tsv.gz"].write_bytes(b"broken")
    with pytest.raises(DataSetError):
        enrich(linked, files, 1000)

    assert linked.path.read_bytes() == before
    with linked.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM movie")) == len(FILMS)


def test_without_a_data_set_there_is_nothing_to_enrich(empty_store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no data set to enrich"):
        enriched(empty_store, tmp_path, [DUNE])


def test_a_data_set_whose_ids_are_those_of_imdbs_films_is_refused(empty_store: Store, tmp_path: Path) -> None:
    import_data_set(
        empty_store, LibraryReader(films=((DUNE_ID, "Own Film (2001)", ()),), ratings=[(1, DUNE_ID, 4.0, 1)])
    )

    with pytest.raises(StoreError, match="number the films of your own files from 1"):
        enriched(empty_store, tmp_path, [DUNE])
