from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.errors import StoreError
from db.store import sql as module
from db.store.sql import run_select
from tests.library import MATRIX, STAR_WARS, library_ratings


def test_rows_come_as_dictionaries(library_file: Path) -> None:
    assert run_select(library_file, "SELECT movie_id, title FROM movie WHERE movie_id = 1") == [
        {"movie_id": MATRIX, "title": "Matrix, The (1999)"}
    ]


def test_a_final_semicolon_is_welcome(library_file: Path) -> None:
    assert run_select(library_file, "SELECT 1 AS one;") == [{"one": 1}]


def test_similar_films_can_be_asked_for(library_file: Path) -> None:
    rows = run_select(
        library_file,
        "select a.movie_id, cosine(a.vector, b.vector) as c from active_movie_feature a, active_movie_feature b"
        f" where b.movie_id = {STAR_WARS} order by c desc limit 3",
    )

    assert rows[0]["movie_id"] == STAR_WARS
    assert rows[0]["c"] == pytest.approx(1.0)


def test_titles_can_be_searched(library_file: Path) -> None:
    rows = run_select(library_file, "SELECT rowid FROM movie_title_fts WHERE movie_title_fts MATCH 'matrix'")

    assert len(rows) == 1


def test_no_more_rows_than_the_limit_are_given(library_file: Path) -> None:
    assert len(run_select(library_file, "SELECT * FROM rating", limit=7)) == 7
    assert run_select(library_file, "SELECT * FROM rating", limit=0) == []


def test_columns_of_one_name_are_told_apart(library_file: Path) -> None:
    rows = run_select(library_file, "SELECT 1 AS n, 2 AS n, 3 AS n_2")

    assert rows == [{"n": 1, "n_2": 2, "n_2_2": 3}]


def test_every_value_fits_into_json(library_file: Path) -> None:
    rows = run_select(library_file, "SELECT 9e999 AS big, x'0001ff' AS blob, CAST(x'ff' AS TEXT) AS text, NULL AS none")

    assert rows == [{"big": "inf", "blob": "<3 bytes>", "text": "\ufffd", "none": None}]
    json.dumps(rows, allow_nan=False)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from rating",
        "DELETE FROM rating RETURNING *",
        "UPDATE movie SET title = ''",
        "INSERT INTO genre (name) VALUES ('x')",
        "DROP TABLE rating",
        "CREATE TABLE x (y)",
        "CREATE TEMP TABLE x (y)",
        "ATTACH 'elsewhere.db' AS elsewhere",
        "VACUUM",
        "VACUUM INTO 'elsewhere.db'",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "BEGIN IMMEDIATE",
        "SELECT load_extension('x')",
        "INSERT INTO movie_title_fts (movie_title_fts) VALUES ('delete-all')",
    ],
)
def test_nothing_can_be_changed(
    library_file: Path, statement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(StoreError, match="Only reading is allowed here: write a SELECT"):
        run_select(library_file, statement)

    assert list(tmp_path.iterdir()) == []
    assert run_select(library_file, "SELECT count(*) AS n FROM rating") == [{"n": len(library_ratings())}]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("SELECT nonsense", "no such column: nonsense"),
        ("SELEKT 1", "syntax error"),
        ("SELECT 1; SELECT 2", "one statement at a time"),
        ("", "write a SELECT"),
        ("-- nothing", "write a SELECT"),
        ("SELECT '\0'", "null character"),
        ("SELECT '\ud800'", "could not be run"),
        ("SELECT ?", "could not be run"),
        ("SELECT zeroblob(1000000000)", "too big"),
    ],
)
def test_a_wrong_statement_is_explained(library_file: Path, statement: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        run_select(library_file, statement)


def test_a_query_without_end_is_stopped(library_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIME_LIMIT_SECONDS", 0.1)

    with pytest.raises(StoreError, match="longer than"):
        run_select(
            library_file,
            "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT sum(n) FROM t",
        )


def test_a_result_has_a_largest_size(library_file: Path) -> None:
    query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT printf('%.*c', 5000000, 'a') FROM n"

    with pytest.raises(StoreError, match="larger than 64 MiB"):
        run_select(library_file, query)


def test_a_schema_can_be_looked_at(library_file: Path) -> None:
    names = [row["name"] for row in run_select(library_file, "PRAGMA table_info(movie)")]

    assert names[:3] == ["movie_id", "title", "display_title"]


def test_without_a_database_it_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="movierec-tui setup"):
        run_select(tmp_path / "nothing.db", "SELECT 1")

    assert list(tmp_path.iterdir()) == []


def test_another_programs_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("buy milk")

    with pytest.raises(StoreError, match="not a database"):
        run_select(path, "SELECT 1")
