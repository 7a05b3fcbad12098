"""Plain rating files for evaluation: three separators, with or without times and header."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import DataSetError
from data.readers import read_ratings_file


def rows_of(path: Path, content: str | bytes) -> list[list[float]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    rows: list[list[float]] = read_ratings_file(path).to_numpy().tolist()
    return rows


@pytest.mark.parametrize("separator", ["\t", ",", "::"])
@pytest.mark.parametrize("header", ["", "userId,movieId,rating,timestamp", "user,item,rating,timestamp", "a,b,c,d"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_separator_header_and_line_end_is_understood(
    tmp_path: Path, separator: str, header: str, end: str
) -> None:
    lines = [header] * bool(header) + ["1,10,4.5,99", "2,20,3,100"]
    content = end.join(line.replace(",", separator) for line in lines)
    assert rows_of(tmp_path / "f", content) == [[1, 10, 4.5, 99], [2, 20, 3, 100]]


@pytest.mark.parametrize("separator", ["\t", ",", "::"])
def test_times_may_be_left_out(tmp_path: Path, separator: str) -> None:
    assert rows_of(tmp_path / "f", separator.join("123") + "\n") == [[1, 2, 3, 0]]


def test_a_header_decides_the_order_of_columns(tmp_path: Path) -> None:
    assert rows_of(tmp_path / "f", "rating,movieId,userId\n5,10,1\n") == [[1, 10, 5, 0]]


def test_a_byte_order_mark_is_no_part_of_the_first_row(tmp_path: Path) -> None:
    assert rows_of(tmp_path / "f", b"\xef\xbb\xbf1,10,4\n") == [[1, 10, 4, 0]]


def test_any_finite_rating_is_taken(tmp_path: Path) -> None:
    assert rows_of(tmp_path / "f", "1,10,-7.25\n") == [[1, 10, -7.25, 0]]


def test_a_pair_rated_twice_has_its_newest_rating(tmp_path: Path) -> None:
    assert rows_of(tmp_path / "f", "1,10,5,200\n1,20,3,1\n1,10,1,100\n") == [[1, 10, 5, 200], [1, 20, 3, 1]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("1,10,4\n1,x,4\n", "f, line 2: the movie id 'x'"),
        ("userId,movieId,rating\n1,10,4\n1,10\n", "f, line 3: 3 fields"),
        ("1::10::4::1\n1::10::4\n", "f, line 2: 4 fields"),
        ("1,10,4\n1,10,inf\n", "f, line 2: the rating inf"),
        ("1 10 4\n", "f, line 1: user, movie and rating are expected"),
        ("1,10\n", "f, line 1: 3 or 4 fields"),
        ("1,10,4,5,6\n", "f, line 1: 3 or 4 fields"),
        ("", "f, line 1"),
        ("userId,movieId,rating\n", "f holds no ratings"),
        ("\0\0\0", "f, line 1"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(DataSetError) as caught:
        rows_of(tmp_path / "f", content)
    assert str(caught.value).startswith(message)


def test_a_missing_file_and_a_folder_give_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing", Path("bad\0name")):
        with pytest.raises(DataSetError):
            read_ratings_file(path)
