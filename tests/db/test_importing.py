from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Connection, text

from db.importing.importer import import_data_set
from db.models import Base
from db.movies import movie_details, movie_summaries
from db.search.films import search_movies
from db.store.data_sets import stored_data_set
from db.store.database import Store, open_store
from tests.library import FILMS, MATRIX, REC, SLASH_B, SPACE_ODYSSEY, UNRATED, USERS, LibraryReader, library_ratings

RATINGS = library_ratings()


def _row_counts(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        return {
            name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0
            for name in (*Base.metadata.tables, "movie_title_fts", "movie_title_trigram")
        }


def test_the_result_counts_what_the_database_holds(empty_store: Store) -> None:
    result = import_data_set(empty_store, LibraryReader())

    counts = _row_counts(empty_store)
    assert (result.dataset, result.unchanged) == ("tiny", False)
    assert (result.movies, result.users, result.ratings) == (len(FILMS), USERS, len(RATINGS))
    assert (counts["movie"], counts["user"], counts["rating"]) == (len(FILMS), USERS, len(RATINGS))


def test_the_data_set_is_described(empty_store: Store) -> None:
    import_data_set(empty_store, LibraryReader())

    with empty_store.reading() as connection:
        data_set = stored_data_set(connection)
    assert data_set is not None
    assert (data_set.name, data_set.ages, data_set.scale.step) == ("tiny", "years", 1.0)
    assert (data_set.movies, data_set.users, data_set.ratings) == (len(FILMS), USERS, len(RATINGS))
    assert data_set.imported_at.endswith("+00:00")


def test_an_empty_database_says_that_it_holds_none(empty_store: Store) -> None:
    with empty_store.reading() as connection:
        assert stored_data_set(connection) is None


def test_importing_the_same_data_again_changes_nothing_and_says_so(store: Store) -> None:
    before = _row_counts(store)

    result = import_data_set(store, LibraryReader())

    assert result.unchanged
    assert (result.movies, result.ratings) == (len(FILMS), len(RATINGS))
    assert _row_counts(store) == before


def test_titles_are_taken_apart_and_kept_whole(store: Store) -> None:
    with store.reading() as connection:
        films = movie_summaries(connection, [MATRIX, REC, SLASH_B])

    assert [(film.title, film.display_title, film.year) for film in films.values()] == [
        ("Matrix, The (1999)", "The Matrix", 1999),
        ("[REC] (2007)", "[REC]", 2007),
        ("[/b] (1999)", "[/b]", 1999),
    ]


def test_films_have_their_own_statistics_rated_or_not(store: Store) -> None:
    stars = [rating for _, film, rating, _ in RATINGS if film == MATRIX]
    with store.reading() as connection:
        films = movie_summaries(connection, [MATRIX, UNRATED])

    assert films[MATRIX].ratings == len(stars)
    assert films[MATRIX].mean_rating == pytest.approx(sum(stars) / len(stars))
    assert (films[UNRATED].ratings, films[UNRATED].mean_rating) == (0, None)


def test_half_stars_and_times_survive(empty_store: Store) -> None:
    ratings = [(1, MATRIX, 3.5, 0), (2, MATRIX, 0.5, 1_700_000_000)]

    import_data_set(empty_store, LibraryReader(ratings=ratings))

    with empty_store.reading() as connection:
        assert connection.execute(text("SELECT * FROM rating")).all() == ratings


def test_imdb_and_tmdb_numbers_are_kept_where_known(empty_store: Store) -> None:
    import_data_set(empty_store, LibraryReader(imdb_ids={MATRIX: 133_093}))

    with empty_store.reading() as connection:
        assert movie_details(connection, MATRIX).imdb_id == 133_093
        assert movie_details(connection, REC).imdb_id is None


def test_progress_never_goes_back_and_ends_at_its_total(empty_store: Store) -> None:
    reports: list[tuple[str, int, int]] = []

    import_data_set(empty_store, LibraryReader(), lambda *report: reports.append(report))

    phases = list(dict.fromkeys(phase for phase, _, _ in reports))
    done = [done for _, done, _ in reports]
    assert phases == ["read", "import", "index"]
    assert len({total for _, _, total in reports}) == 1
    assert done == sorted(done)
    assert reports[-1][1] == reports[-1][2]


def test_a_wrong_guess_of_the_number_of_ratings_does_not_disturb_progress(empty_store: Store) -> None:
    class GuessingReader(LibraryReader):
        rating_count_hint = 10

    reports: list[tuple[str, int, int]] = []

    import_data_set(empty_store, GuessingReader(), lambda *report: reports.append(report))

    done = [done for _, done, _ in reports]
    assert done == sorted(done)
    assert done[-1] == reports[-1][2]


def test_a_killed_import_leaves_nothing_and_can_be_repeated(tmp_path: Path) -> None:
    path = tmp_path / "movies.db"
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.db.stalling_import", str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "half-way\n"
        child.kill()

    store = open_store(path)
    assert set(_row_counts(store).values()) == {0}
    assert import_data_set(store, LibraryReader()).ratings == len(RATINGS)
    store.close()


def test_an_import_that_is_stopped_at_the_last_moment_leaves_nothing(empty_store: Store) -> None:
    class StoppedError(Exception):
        pass

    def stop() -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        import_data_set(empty_store, LibraryReader(), before_commit=stop)

    assert set(_row_counts(empty_store).values()) == {0}


def test_the_last_moment_is_before_anyone_sees_the_data_set(empty_store: Store) -> None:
    seen: list[int] = []

    def look() -> None:
        with empty_store.reading() as connection:
            seen.append(connection.scalar(text("SELECT count(*) FROM rating")) or 0)

    import_data_set(empty_store, LibraryReader(), before_commit=look)

    assert seen == [0]


def test_readers_keep_their_view_during_an_import(empty_store: Store) -> None:
    seen: list[int] = []

    class WatchingReader(LibraryReader):
        def rating_chunks(self, rows: int = 1_000_000) -> Iterator[pd.DataFrame]:
            yield from super().rating_chunks(rows)
            with empty_store.reading() as connection:
                seen.append(connection.scalar(text("SELECT count(*) FROM movie")) or 0)

    import_data_set(empty_store, WatchingReader())

    assert seen == [0]


def test_foreign_keys_hold_after_an_import(store: Store) -> None:
    with store.reading() as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "counts"), [("ml-100k", (1682, 943, 100_000)), ("ml-latest-small", (9742, 610, 100_836))]
)
def test_official_files_are_imported_whole(
    empty_store: Store, real_data: Path, name: str, counts: tuple[int, int, int]
) -> None:
    from data.readers import open_data_set  # noqa: PLC0415

    with open_data_set(real_data / f"{name}.zip") as reader:
        result = import_data_set(empty_store, reader)

    assert (result.dataset, result.movies, result.users, result.ratings) == (name, *counts)
    with empty_store.reading() as connection:
        assert search_movies(connection, "toy story")[0].movie_id == 1


def test_tags_come_in_with_the_data_set(reading: Connection) -> None:
    tags = movie_details(reading, SPACE_ODYSSEY).tags

    assert [(one.tag, round(one.weight, 2)) for one in tags] == [("artificial intelligence", 0.7), ("sci-fi", 0.5)]


def test_importing_the_same_again_adds_tags_that_an_earlier_version_left_out(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("DELETE FROM movie_tag"))

    assert import_data_set(store, LibraryReader()).unchanged

    with store.reading() as connection:
        assert movie_details(connection, SPACE_ODYSSEY).tags
