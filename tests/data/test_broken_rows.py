"""A broken row is an error that names the file and the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import DataSetError
from data.readers import open_data_set
from tests.data.tiny_sets import Files, csv_files, ml_1m, ml_10m, ml_100k, recbole_100k, write_folder


def read_all(path: Path) -> None:
    with open_data_set(path) as reader:
        reader.movies()
        reader.users()
        for _ in reader.rating_chunks():
            pass


def error_of(folder: Path, files: Files) -> str:
    with pytest.raises(DataSetError) as caught:
        read_all(write_folder(folder, files))
    return str(caught.value)


BROKEN_RATINGS = [
    (b"7::1::5", "4 fields"),
    (b"7::1::5::1::2", "fields"),
    (b"7:1:5:1", "fields"),
    (b"x::1::5::1", "user id 'x'"),
    (b"7::1.5::5::1", "movie id '1.5'"),
    (b"7::1::great::1", "rating 'great'"),
    (b"7::1::nan::1", "rating"),
    (b"7::1::inf::1", "rating"),
    (b"7::1::6::1", "off the scale"),
    (b"7::1::3.5::1", "off the scale"),
    (b"7::1::0::1", "off the scale"),
    (b"0::1::5::1", "user id 0"),
    (b"-7::1::5::1", "user id -7"),
    (b"7::99999999999999999999::5::1", "movie id"),
    (b"7::1::5::yesterday", "time 'yesterday'"),
    (b"7::1::5::-1", "time -1"),
    (b"7::1::5::", "time ''"),
    (b"7::4::5::1", "movie 4 is not among"),
    (b"8::1::5::1", "user 8 is not among"),
    (b"1::7::5::1", "movie 7 is not among"),
    (b"7::1\0::5::1", "movie id"),
    ("７::1::5::1".encode(), "user id"),
]


@pytest.mark.parametrize(("row", "problem"), BROKEN_RATINGS)
@pytest.mark.parametrize("place", [1, 3, 6])
def test_a_broken_rating_names_file_line_and_what_is_wrong(
    tmp_path: Path, row: bytes, problem: str, place: int
) -> None:
    files = ml_1m()
    lines = files["ratings.dat"].splitlines()
    lines.insert(place - 1, row)
    message = error_of(tmp_path / "x", files | {"ratings.dat": b"\n".join(lines) + b"\n"})
    assert message.startswith(f"ratings.dat, line {place}: ")
    assert problem in message


def test_lines_are_counted_with_the_header_and_empty_lines(tmp_path: Path) -> None:
    files = csv_files() | {"ratings.csv": b"userId,movieId,rating,timestamp\n7,1,4,1\n\n7,2,4.2,1\n"}
    assert error_of(tmp_path / "x", files).startswith("ratings.csv, line 4: ")


def test_a_truncated_last_line_is_named(tmp_path: Path) -> None:
    files = ml_100k()
    assert error_of(tmp_path / "x", files | {"u.data": files["u.data"][:-3]}).startswith("u.data, line 5: ")


def test_the_second_sources_lines_are_counted_with_its_header(tmp_path: Path) -> None:
    files = recbole_100k()
    message = error_of(tmp_path / "x", files | {"ml-100k.inter": files["ml-100k.inter"] + b"7\t1\n"})
    assert message.startswith("ml-100k.inter, line 7: ")


@pytest.mark.parametrize(
    ("file", "content", "start"),
    [
        ("movies.csv", b"movieId,title,genres\n1,A,x\n2,B\n", "movies.csv, line 3: 3 fields"),
        ("movies.csv", b"movieId,title,genres\n1,A,x\n1,B,x\n", "movies.csv, line 3: the id 1 was already"),
        ("movies.csv", b"movieId,title,genres\nfirst,A,x\n", "movies.csv, line 2: 'first' is not an id"),
        ("movies.csv", b"movieId,title,genres\n1, ,x\n", "movies.csv, line 2: the title is empty"),
        ("movies.csv", b"movieId,title,genres\n1,Am\xe9lie,x\n", "movies.csv, line 2: the text is not UTF-8"),
        ("movies.csv", b"movieId,title,genres\n1,A\0,x\n", "movies.csv, line 2: a NUL byte"),
        ("movies.csv", b'movieId,title,genres\n1,"A,x\n2,B,x\n', "movies.csv, line 3: the row is not CSV"),
        ("movies.csv", b"movieId,name,genres\n1,A,x\n", "movies.csv, line 1: the column title is missing"),
        ("movies.csv", "movieId,title,genres\n1,A,x\n".encode("utf-16"), "movies.csv is UTF-16"),
        ("movies.csv", b"", "movies.csv, line 1: the column movieId is missing"),
        ("movies.csv", b"movieId,title,genres\n", "movies.csv holds no rows"),
        ("links.csv", b"movieId,imdbId,tmdbId\n1,x,1\n", "links.csv, line 2: 'x' is not a whole number"),
        (
            "ratings.csv",
            b"userId,movieId,timestamp\n7,1,1\n",
            "ratings.csv, line 1: the column rating is missing",
        ),
        ("ratings.csv", b"userId,movieId,rating,timestamp\n", "ratings.csv holds no ratings"),
        ("ratings.csv", b"", "ratings.csv, line 1: the column userId is missing"),
        (
            "ratings.csv",
            b'userId,movieId,rating,timestamp\n7,"1,4,1\n',
            "ratings.csv, line 2: the row is not CSV",
        ),
        ("ratings.csv", b"userId,movieId,rating,timestamp\n7,1,4,1,9\n", "ratings.csv, line 2: 4 fields"),
        (
            "ratings.csv",
            b"userId,movieId,timestamp,rating\n7,1,4,964982703\n",
            "ratings.csv, line 2: the rating 9.64983e+08 is off the scale",
        ),
    ],
)
def test_broken_csv_files_are_named_with_their_line(tmp_path: Path, file: str, content: bytes, start: str) -> None:
    assert error_of(tmp_path / "x", csv_files() | {file: content}).startswith(start)


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("movies.csv", b"movieId,title,genres\n1,", b",x\n"),
        ("ratings.csv", b"userId,movieId,rating,timestamp\n7,", b",4,1\n"),
        ("links.csv", b"movieId,imdbId,tmdbId\n1,", b",1\n"),
    ],
)
def test_a_huge_field_is_named_with_its_line(tmp_path: Path, file: str, before: bytes, after: bytes) -> None:
    message = error_of(tmp_path / "x", csv_files() | {file: before + b"9" * 1_000_000 + after})
    assert message.startswith(f"{file}, line 2: the row is not CSV")
    assert len(message) < 200


@pytest.mark.parametrize(
    ("layout", "file", "row", "problem"),
    [
        ("ml-100k", "u.item", b"31|Short row\n", "24 fields"),
        ("ml-100k", "u.item", b"31|Flags|||" + b"|2" * 19 + b"\n", "genre flag"),
        ("ml-100k", "u.user", b"11|old|M|other|1\n", "age 'old'"),
        ("ml-100k", "u.user", b"7|24|M|other|1\n", "already given in line 1"),
        ("ml-1m", "users.dat", b"11::M::25::21::1\n", "occupation code '21'"),
        ("ml-1m", "movies.dat", b"31::No genres\n", "3 fields"),
        ("ml-1m", "movies.dat", b"0::Zero::Drama\n", "'0' is not an id"),
        ("ml-10m", "movies.dat", b"\n\n31::::Drama\n", "title is empty"),
    ],
)
def test_broken_movies_and_users_of_the_older_files_are_named_with_their_line(
    tmp_path: Path, layout: str, file: str, row: bytes, problem: str
) -> None:
    files = {"ml-100k": ml_100k, "ml-1m": ml_1m, "ml-10m": ml_10m}[layout]()
    line = (files[file] + row).count(b"\n")
    message = error_of(tmp_path / "x", files | {file: files[file] + row})
    assert message.startswith(f"{file}, line {line}: ")
    assert problem in message


def test_a_movies_file_without_rows_says_so(tmp_path: Path) -> None:
    assert "movies.dat holds no rows" in error_of(tmp_path / "x", ml_1m() | {"movies.dat": b""})


def test_a_rating_file_without_rows_says_so(tmp_path: Path) -> None:
    assert "u.data holds no ratings" in error_of(tmp_path / "x", ml_100k() | {"u.data": b""})


def test_own_users_are_checked_even_before_the_ratings_are_read(tmp_path: Path) -> None:
    files = csv_files() | {"ratings.csv": b"userId,movieId,rating,timestamp\n-1,1,4,1\n"}
    with (
        open_data_set(write_folder(tmp_path / "x", files)) as reader,
        pytest.raises(DataSetError, match=r"ratings\.csv, line 2: the user id -1"),
    ):
        reader.users()
