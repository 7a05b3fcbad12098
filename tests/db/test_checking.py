"""What is wrong with a database is found, and what can be worked out again is repaired."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from db.checks.check import check
from db.checks.problems import DatabasePart, Problem
from db.checks.repair import repair
from db.errors import StoreError
from db.personal.opinions import opinions_of, rate
from db.personal.profiles import activate_profile, create_profile
from db.runs.model_runs import active_run, list_runs, start_run, training_lock
from db.search.films import search_movies
from db.store.database import Store, open_store
from tests.library import MATRIX, STAR_WARS, publish_random_run


def _change(store: Store, statements: str) -> None:
    """Changes the file behind the program's back."""
    connection = sqlite3.connect(store.path)
    connection.executescript(statements)
    connection.close()


@pytest.fixture
def lived_in(store: Store) -> Store:
    """The tiny library with a second run and a profile that said something."""
    publish_random_run(store, seed=1)
    with store.writing() as connection:
        ann = create_profile(connection, "Ann")
        activate_profile(connection, ann.user_id)
        rate(connection, ann.user_id, MATRIX, 4.5)
    return store


def test_a_whole_database_has_no_problems(lived_in: Store) -> None:
    assert check(lived_in) == []


def test_an_empty_database_has_no_problems(empty_store: Store) -> None:
    assert check(empty_store) == []


def test_progress_ends_at_its_total(store: Store) -> None:
    told: list[tuple[str, int, int]] = []

    check(store, lambda *progress: told.append(progress))

    assert told[-1] == ("check", len(DatabasePart), len(DatabasePart))
    assert [done for _, done, _ in told] == list(range(len(DatabasePart) + 1))


def test_checking_changes_nothing(lived_in: Store) -> None:
    lived_in.close()
    before = lived_in.path.read_bytes()

    check(lived_in)
    lived_in.close()

    assert lived_in.path.read_bytes() == before


REPAIRABLE: dict[str, tuple[DatabasePart, str, str]] = {
    "fans": (DatabasePart.STATISTICS, "UPDATE movie_stat SET fans = fans + 1 WHERE movie_id = 1", "1 films"),
    "a count": (DatabasePart.STATISTICS, "UPDATE movie_stat SET ratings = 99 WHERE movie_id = 1", "1 films"),
    "a mean": (
        DatabasePart.STATISTICS,
        "UPDATE user_stat SET mean_rating = 1.0 WHERE user_id = 3",
        "1 users",
    ),
    "no statistics": (DatabasePart.STATISTICS, "DELETE FROM movie_stat; DELETE FROM user_stat", "12 films"),
    "statistics of nobody": (
        DatabasePart.KEYS,
        "PRAGMA foreign_keys = OFF; INSERT INTO user_stat VALUES (777, 1, 1.0)",
        "1 rows of user_stat",
    ),
    "a missing name": (DatabasePart.SEARCH, "DELETE FROM movie_name WHERE movie_id = 1", "names"),
    "a name of before": (
        DatabasePart.SEARCH,
        "UPDATE movie SET display_title = 'Matrix Reloaded' WHERE movie_id = 1",
        "names",
    ),
    "a word": (DatabasePart.SEARCH, "DELETE FROM title_word WHERE word = 'matrix'", "words of the titles"),
    "an empty index": (
        DatabasePart.SEARCH,
        "INSERT INTO movie_title_fts (movie_title_fts) VALUES ('delete-all')",
        "movie_title_fts",
    ),
    "a name too many in an index": (
        DatabasePart.SEARCH,
        "INSERT INTO movie_title_trigram (rowid, name) VALUES (999, 'ghost')",
        "movie_title_trigram",
    ),
    "a damaged index": (
        DatabasePart.SEARCH,
        "UPDATE movie_title_fts_data SET block = x'0102' WHERE id > 10",
        "search",
    ),
    "an empty index of films": (
        DatabasePart.SEARCH,
        "INSERT INTO movie_fts (movie_fts) VALUES ('delete-all')",
        "movie_fts",
    ),
    "a title that the index of films does not know": (
        DatabasePart.SEARCH,
        "UPDATE movie SET title = 'Matrix (1999)' WHERE movie_id = 1",
        "movie_fts",
    ),
    "no index of films": (DatabasePart.SEARCH, "DROP TABLE movie_fts", "search"),
    "a dead training": (
        DatabasePart.RUNS,
        (
            "INSERT INTO model_run (status, model, created, data_set, seed, device, config, metrics)"
            " VALUES ('building', 'classic', '2026', 'tiny', 0, 'cpu', '{}', '{}')"
        ),
        "no training is running",
    ),
    "a missing vector": (
        DatabasePart.RUNS,
        "DELETE FROM user_feature WHERE user_id = 3 AND run_id = 2",
        "for 1 users",
    ),
    "no vectors": (DatabasePart.RUNS, "DELETE FROM movie_feature WHERE run_id = 2", "for 12 films"),
    "a vector that is not finite": (
        DatabasePart.RUNS,
        f"UPDATE movie_feature SET vector = x'{'00' * 28}0000c07f' WHERE movie_id = 1 AND run_id = 2",
        "not finite",
    ),
    "a vector that is text": (
        DatabasePart.RUNS,
        "UPDATE movie_feature SET vector = 'vector' WHERE movie_id = 1 AND run_id = 2",
        "values that are not vectors",
    ),
    "an infinite bias": (
        DatabasePart.RUNS,
        "UPDATE user_feature SET bias = 9e999 WHERE user_id = 1 AND run_id = 2",
        "not finite",
    ),
    "a short vector": (
        DatabasePart.RUNS,
        "UPDATE user_feature SET vector = x'00000000' WHERE user_id = 1 AND run_id = 2",
        "lengths",
    ),
    "no whole numbers": (
        DatabasePart.RUNS,
        "UPDATE user_feature SET vector = zeroblob(31) WHERE run_id = 2",
        "lengths",
    ),
    "half a preference": (
        DatabasePart.RUNS,
        "UPDATE user_feature SET preference = x'0000807f' WHERE run_id = 2",
        "not finite",
    ),
    "a preference without bias": (
        DatabasePart.RUNS,
        "UPDATE user_feature SET preference = x'00000000' WHERE run_id = 2",
        "without their biases",
    ),
    "options that are no JSON": (
        DatabasePart.RUNS,
        "UPDATE model_run SET config = 'no' WHERE run_id = 2",
        "run 2",
    ),
    "vectors of a failed run": (
        DatabasePart.RUNS,
        (
            "DELETE FROM active_run; UPDATE model_run SET status = 'failed' WHERE run_id = 2;"
            "INSERT INTO active_run VALUES (1, 1)"
        ),
        "not ready, but has vectors",
    ),
    "an active run that failed": (
        DatabasePart.RUNS,
        (
            "UPDATE model_run SET status = 'failed' WHERE run_id = 2; DELETE FROM movie_feature WHERE run_id = 2;"
            "DELETE FROM user_feature WHERE run_id = 2"
        ),
        "active run 2 is not ready",
    ),
    "an active profile that is gone": (
        DatabasePart.SETTINGS,
        "UPDATE setting SET value = '-7' WHERE name = 'active_profile'",
        "'-7' does not exist",
    ),
    "a choice that is none": (
        DatabasePart.SETTINGS,
        "INSERT INTO setting VALUES ('train_with_profiles', 'maybe')",
        "'maybe'",
    ),
    "a filter that is no JSON": (
        DatabasePart.SETTINGS,
        "INSERT INTO saved_filter VALUES (-1, 'x', '[')",
        "saved filter",
    ),
    "a profile without a name": (DatabasePart.SETTINGS, "INSERT INTO user (user_id) VALUES (-2)", "no name"),
}


@pytest.mark.parametrize(("part", "statements", "words"), REPAIRABLE.values(), ids=list(REPAIRABLE))
def test_what_is_derived_is_found_broken_and_repaired(
    lived_in: Store, part: DatabasePart, statements: str, words: str
) -> None:
    _change(lived_in, statements)

    problems = [problem for problem in check(lived_in) if problem.part is part]
    assert words in problems[0].description
    assert all(problem.repairable for problem in problems)

    outcome = repair(lived_in)

    assert outcome.done
    assert outcome.left == ()
    assert check(lived_in) == []
    with lived_in.reading() as connection:
        assert opinions_of(connection, -1)[MATRIX].rating == 4.5
        assert search_movies(connection, "star wars")[0].movie_id == STAR_WARS
        assert active_run(connection) is not None


@pytest.mark.parametrize(
    ("statements", "part", "words"),
    [
        ("UPDATE rating SET rating = 7 WHERE user_id = 3", DatabasePart.RATINGS, "off its scale"),
        ("UPDATE rating SET rating = 3.3 WHERE user_id < 0", DatabasePart.RATINGS, "not half stars"),
        ("DELETE FROM rating WHERE user_id = 3", DatabasePart.RATINGS, "import it again with --replace"),
        (
            "PRAGMA foreign_keys = OFF; INSERT INTO rating VALUES (-1, 4711, 4.0, 0)",
            DatabasePart.KEYS,
            "belong to no movie",
        ),
    ],
)
def test_what_people_said_is_reported_and_never_touched(
    lived_in: Store, statements: str, part: DatabasePart, words: str
) -> None:
    _change(lived_in, statements)

    problems = [problem for problem in check(lived_in) if problem.part is part]
    assert words in problems[0].description
    assert not problems[0].repairable

    left = repair(lived_in).left
    assert problems[0] in left


def test_a_training_that_goes_on_is_no_dead_one(store: Store) -> None:
    with store.writing() as connection:
        start_run(connection, "classic", "tiny", 0, "cpu", {})

    with training_lock(store.path):
        assert check(store) == []


def test_a_broken_active_run_makes_place_for_the_newest_whole_one(lived_in: Store) -> None:
    _change(lived_in, "DELETE FROM movie_feature WHERE run_id = 2")

    outcome = repair(lived_in)

    with lived_in.reading() as connection:
        assert [run.run_id for run in list_runs(connection)] == [1]
    assert outcome.done[0].startswith("Deleted run 2. Run 2 has no vectors for 12 films.")
    assert outcome.done[1] == "Run 1 is now in use."


def test_without_any_whole_run_training_is_named(store: Store) -> None:
    _change(store, "DELETE FROM movie_feature")

    assert repair(store).done[-1] == "No run is left to recommend from: `movierec-tui train` makes one."


def test_before_anything_is_repaired_the_database_is_backed_up(lived_in: Store) -> None:
    _change(lived_in, "DELETE FROM title_word")

    copy = repair(lived_in).copy

    assert copy is not None
    before = open_store(copy)
    assert [problem.part for problem in check(before)] == [DatabasePart.SEARCH]
    before.close()


def test_nothing_to_repair_needs_no_backup(lived_in: Store) -> None:
    assert repair(lived_in).copy is None


def _overwritten(store: Store, table: str, pages: Callable[[int], range]) -> None:
    """Damages pages of one table or index in the file."""
    with store.reading() as connection:
        (root,) = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    store.close()
    with store.path.open("r+b") as file:
        for page in pages(root):
            file.seek((page - 1) * size)
            file.write(b"\xa5" * size)


def test_damaged_pages_are_found_and_said(lived_in: Store) -> None:
    _overwritten(lived_in, "rating", lambda root: range(root, root + 1))

    problems = check(lived_in)

    assert problems[0].part is DatabasePart.FILE
    assert "damaged" in problems[0].description
    assert not problems[0].repairable


def test_damaged_pages_stay_a_problem_after_a_repair(lived_in: Store) -> None:
    _overwritten(lived_in, "rating", lambda root: range(root, root + 1))

    assert DatabasePart.FILE in {problem.part for problem in repair(lived_in).left}


def test_an_index_that_lacks_a_row_is_made_anew(lived_in: Store) -> None:
    _change(
        lived_in,
        "PRAGMA writable_schema = ON;"
        "UPDATE sqlite_master SET sql = sql || ' WHERE movie_id <> 1' WHERE name = 'ix_movie_year';"
        "PRAGMA writable_schema = RESET; REINDEX ix_movie_year;"
        "PRAGMA writable_schema = ON;"
        "UPDATE sqlite_master SET sql = replace(sql, ' WHERE movie_id <> 1', '') WHERE name = 'ix_movie_year'",
    )

    problems = check(lived_in)
    assert problems[0] == Problem(DatabasePart.FILE, problems[0].description)
    assert "ix_movie_year" in problems[0].description

    assert repair(lived_in).left == ()


def test_a_database_that_may_not_be_written_is_checked_and_not_repaired(lived_in: Store) -> None:
    lived_in.close()
    reading = Store(lived_in.path, read_only=True)

    assert check(reading) == []
    with pytest.raises(StoreError, match="may not be written"):
        repair(reading)
    reading.close()


def test_a_repair_waits_for_no_writer_for_ever(lived_in: Store, tmp_path: Path) -> None:
    _change(lived_in, "DELETE FROM title_word")
    impatient = open_store(lived_in.path, busy_timeout=0.05)

    with lived_in.writing(), pytest.raises(StoreError, match="in use by another process"):
        repair(impatient)
    impatient.close()

    assert list(tmp_path.glob("*.backup")) == []


def test_triggers_and_views_of_others_are_named(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER rename AFTER INSERT ON rating BEGIN UPDATE user SET name = 'x' WHERE user_id < 0; END"
        )
        connection.exec_driver_sql("CREATE VIEW mine AS SELECT 1")

    found = [problem.description for problem in check(store)]

    assert len(found) == 2
    assert found[0].startswith("The trigger 'rename' is none of movierec-tui's")
    assert found[1].startswith("The view 'mine' is none of movierec-tui's")


def test_values_of_a_wrong_kind_are_said(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE movie SET display_title = x'ff'")

    assert any("values of a wrong kind" in problem.description for problem in check(store))
