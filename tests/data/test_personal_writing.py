"""Lists of films as files: whole, safe in spreadsheets, and read back as they were."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataSetError
from data.personal import (
    ExportRow,
    FileFormat,
    RowKind,
    format_of,
    read_personal_export,
    rows_as_text,
    write_rows,
)
from data.personal.cells import guarded, title_text, unguarded

RATED = ExportRow(RowKind.RATING, 2571, "The Matrix", "Matrix, The (1999)", 1999, 133093, 603, 4.5, 1_700_000_000)
SEEN = ExportRow(RowKind.SEEN, 4973, "Amélie", "Amelie (Amélie) (2001)", 2001, 211915, None, None, 1_700_000_001)
TO_SEE = ExportRow(RowKind.WATCHLIST, 7, "[REC], 2", "[REC], 2", None)
HIDDEN = ExportRow(RowKind.HIDDEN, 8, "-30-", "-30- (1959)", 1959)
ADVISED = ExportRow(
    RowKind.RECOMMENDATION, 9, "Heat", "Heat (1995)", 1995, 113277, 949, predicted_rating=4.2, score=-0.5
)


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_our_csv_has_title_year_and_ids(tmp_path: Path) -> None:
    assert write_rows(tmp_path / "x.csv", [RATED, TO_SEE], FileFormat.CSV) == 2

    assert read_table(tmp_path / "x.csv") == [
        {"kind": "rating", "movie_id": "2571", "title": "The Matrix", "source_title": "Matrix, The (1999)",
         "year": "1999", "imdb_id": "tt0133093", "tmdb_id": "603", "rating": "4.5",
         "rated_at": "2023-11-14T22:13:20Z", "marked_at": "", "tag": ""},
        {"kind": "watchlist", "movie_id": "7", "title": "[REC], 2", "source_title": "[REC], 2", "year": "",
         "imdb_id": "", "tmdb_id": "", "rating": "", "rated_at": "", "marked_at": "", "tag": ""},
    ]  # fmt: skip


def test_recommendations_have_predicted_stars_and_score(tmp_path: Path) -> None:
    write_rows(tmp_path / "x.csv", [ADVISED], FileFormat.CSV)
    (row,) = read_table(tmp_path / "x.csv")
    assert (row["title"], row["predicted_rating"], row["score"]) == ("Heat", "4.2", "-0.5")

    (row,) = json.loads(rows_as_text([ADVISED], FileFormat.JSON))["rows"]
    assert (row["imdb_id"], row["predicted_rating"], row["score"]) == ("tt0113277", 4.2, -0.5)


def test_json_names_the_profile(tmp_path: Path) -> None:
    write_rows(tmp_path / "x.json", [RATED], FileFormat.JSON, "Zoë")
    content = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))

    assert content["name"] == "Zoë"
    assert content["rows"][0]["rated_at"] == "2023-11-14T22:13:20Z"
    assert "score" not in content["rows"][0]


def test_files_of_earlier_versions_are_read(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(
        "kind,title,year,imdb_id,tmdb_id,movie_id,stars,date\n"
        "rating,The Matrix,1999,tt0133093,603,2571,4.5,2023-11-14T22:13:20Z\n"
        "watchlist,Heat,1995,,,6,,2023-11-14T22:13:21Z\n"
    )
    rows = [
        {"kind": "rating", "title": "The Matrix", "year": 1999, "stars": 4.5, "date": "2023-11-14T22:13:20Z"},
        {"kind": "watchlist", "title": "Heat", "year": 1995, "stars": None, "date": "2023-11-14T22:13:21Z"},
    ]
    content = {"format": "movierec-tui personal list", "version": 1, "profile": "Zoë", "rows": rows}
    (tmp_path / "x.json").write_text(json.dumps(content))

    for name in ("x.csv", "x.json"):
        export = read_personal_export(tmp_path / name)

        assert (export.source, export.left_out) == ("movierec-tui", ())
        assert [(row.kind, row.title, row.stars, row.noted_at) for row in export.rows] == [
            (RowKind.RATING, "The Matrix", 4.5, 1_700_000_000),
            (RowKind.WATCHLIST, "Heat", None, 1_700_000_001),
        ]


def test_letterboxd_gets_the_columns_that_its_importer_reads(tmp_path: Path) -> None:
    write_rows(tmp_path / "x.csv", [RATED, SEEN], FileFormat.LETTERBOXD)

    assert read_table(tmp_path / "x.csv") == [
        {"Title": "The Matrix", "Year": "1999", "imdbID": "tt0133093", "tmdbID": "603", "Rating": "4.5",
         "WatchedDate": "2023-11-14"},
        {"Title": "Amélie", "Year": "2001", "imdbID": "tt0211915", "tmdbID": "", "Rating": "",
         "WatchedDate": "2023-11-14"},
    ]  # fmt: skip


def test_a_watchlist_for_letterboxd_does_not_say_watched(tmp_path: Path) -> None:
    write_rows(tmp_path / "watchlist.csv", [TO_SEE, ADVISED], FileFormat.LETTERBOXD)

    assert list(read_table(tmp_path / "watchlist.csv")[0]) == ["Title", "Year", "imdbID", "tmdbID"]
    assert [row.kind for row in read_personal_export(tmp_path / "watchlist.csv").rows] == [RowKind.WATCHLIST] * 2


@pytest.mark.parametrize("rows", [[RATED, TO_SEE], [HIDDEN], [RATED, HIDDEN]])
def test_letterboxd_is_not_given_what_it_would_misread(tmp_path: Path, rows: list[ExportRow]) -> None:
    with pytest.raises(DataSetError, match="Letterboxd"):
        write_rows(tmp_path / "x.csv", rows, FileFormat.LETTERBOXD)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("file_format", [FileFormat.CSV, FileFormat.JSON])
def test_what_was_written_is_read_back(tmp_path: Path, file_format: FileFormat) -> None:
    rows = [RATED, SEEN, TO_SEE, HIDDEN, ADVISED]
    write_rows(tmp_path / "x", rows, file_format)

    export = read_personal_export(tmp_path / "x")

    assert export.source == "movierec-tui"
    assert [row.reason for row in export.left_out] == ["a recommendation"]
    assert [
        (row.kind, row.movie_id, row.title, row.year, row.imdb_id, row.tmdb_id, row.stars, row.noted_at)
        for row in export.rows
    ] == [
        (row.kind, row.movie_id, row.title, row.year, row.imdb_id, row.tmdb_id, row.stars, row.noted_at)
        for row in rows[:4]
    ]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-30-", "@home", "\tx", "\rx", "'=x", "''-", "＝1"])
@pytest.mark.parametrize("file_format", [FileFormat.CSV, FileFormat.LETTERBOXD])
def test_no_cell_is_a_formula(tmp_path: Path, title: str, file_format: FileFormat) -> None:
    write_rows(tmp_path / "x.csv", [ExportRow(RowKind.RATING, 1, title, title, 2000, stars=3.0)], file_format)

    (row,) = read_table(tmp_path / "x.csv")
    assert (row.get("title") or row["Title"]) == f"'{title}"
    assert read_personal_export(tmp_path / "x.csv").rows[0].title == title_text(title)


@pytest.mark.parametrize("title", ["'71", "'night, Mother", "Ocean's Eleven", "a=b", ""])
def test_other_apostrophes_are_left_alone(title: str) -> None:
    assert guarded(title) == unguarded(title) == title


@given(st.text(st.sampled_from("'=+-@\t\rab "), max_size=6))
def test_a_guarded_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


names = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(title_text)


@given(
    st.lists(
        st.builds(
            ExportRow,
            kind=st.sampled_from([RowKind.RATING]),
            movie_id=st.integers(1, 10**9),
            title=names,
            source_title=names,
            year=st.none() | st.integers(1870, 2099),
            imdb_id=st.none() | st.integers(1, 10**10 - 1),
            tmdb_id=st.none() | st.integers(1, 10**9),
            stars=st.integers(1, 10).map(lambda halves: halves / 2),
            noted_at=st.integers(0, 2**33),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([FileFormat.CSV, FileFormat.JSON]),
)
@settings(max_examples=100, deadline=None)
def test_any_list_is_read_back(rows: list[ExportRow], file_format: FileFormat) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_rows(Path(folder) / "x", rows, file_format)
        read = read_personal_export(Path(folder) / "x").rows
    assert [(row.title, row.year, row.imdb_id, row.tmdb_id, row.stars, row.noted_at) for row in read] == [
        (title_text(row.title), row.year, row.imdb_id, row.tmdb_id, row.stars, row.noted_at) for row in rows
    ]


def test_a_file_is_replaced_as_a_whole_and_only_where_that_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("old")
    path.chmod(0o640)

    with pytest.raises(DataSetError, match="exists already: add --force"):
        write_rows(path, [RATED], FileFormat.CSV)
    assert path.read_text() == "old"
    write_rows(path, [RATED], FileFormat.CSV, replace=True)

    assert [file.name for file in tmp_path.iterdir()] == ["x.csv"]
    assert path.read_text(encoding="utf-8").startswith("kind,movie_id,title,")
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["films.db", "films.db-wal", "films.db-shm", "films.db-journal", "link.csv"])
def test_a_database_and_what_belongs_to_it_are_never_replaced(tmp_path: Path, name: str) -> None:
    with closing(sqlite3.connect(tmp_path / "films.db")) as database:
        database.execute("CREATE TABLE t (x)")
    (tmp_path / "link.csv").symlink_to(tmp_path / "films.db")
    before = (tmp_path / "films.db").read_bytes()

    with pytest.raises(DataSetError, match="is a database or belongs to one"):
        write_rows(tmp_path / name, [RATED], FileFormat.CSV, replace=True)

    assert (tmp_path / "films.db").read_bytes() == before


def test_a_link_is_neither_followed_nor_replaced(tmp_path: Path) -> None:
    for target in ("there.csv", "missing.csv"):
        link = tmp_path / f"to-{target}"
        link.symlink_to(tmp_path / target)
        (tmp_path / "there.csv").write_text("old")

        with pytest.raises(DataSetError, match="is a link"):
            write_rows(link, [RATED], FileFormat.CSV, replace=True)

        assert link.is_symlink()
    assert (tmp_path / "there.csv").read_text() == "old"
    assert not (tmp_path / "missing.csv").exists()


def test_what_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    bad = {
        tmp_path: "is a folder: name a file in it",
        tmp_path / "none" / "x.csv": "cannot be written: no such file or directory",
        tmp_path / "file" / "x.csv": "cannot be written: not a directory",
        tmp_path / "pipe": "is no ordinary file",
        Path("/dev/null"): "is no ordinary file",
        Path("/dev/stdout"): "is no ordinary file|is a link",
        tmp_path / "a\0b": "cannot be written",
        tmp_path / ("x" * 300): "cannot be written",
    }
    for path, message in bad.items():
        with pytest.raises(DataSetError, match=message):
            write_rows(path, [RATED], FileFormat.CSV)


def test_the_ending_tells_the_format() -> None:
    assert format_of(Path("a.JSON")) is FileFormat.JSON
    assert format_of(Path("a.csv")) is format_of(Path("a")) is FileFormat.CSV
