"""Whatever bytes a file holds, it is read or refused with a DataSetError; what was written comes back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DataSetError
from data.readers import open_data_set, read_ratings_file
from tests.data.tiny_sets import (
    Files,
    csv_files,
    ml_1m,
    ml_10m,
    ml_100k,
    recbole_100k,
    write_folder,
    write_zip,
)

MAKERS: dict[str, Callable[[], Files]] = {
    "ml-100k": ml_100k,
    "ml-1m": ml_1m,
    "ml-10m": ml_10m,
    "csv": csv_files,
    "recbole": recbole_100k,
}
PIECES = [b"::", b"\t", b",", b"|", b'"', b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"1", b"7", b"4.5",
          b"5", b"-1", b"nan", b"1e999", b"9" * 25, b"x", b" ", b"true", b"", b"\x85", b"0x10", b"1_0"]  # fmt: skip
soup = st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join)


def read_everything(path: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame] | None:
    try:
        with open_data_set(path) as reader:
            ratings = pd.concat(list(reader.rating_chunks(2)), ignore_index=True)
            return reader.movies(), reader.users(), ratings
    except DataSetError:
        return None


@pytest.mark.parametrize("layout", MAKERS)
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_file_with_something_wild_inside_is_read_or_refused(layout: str, data: st.DataObject) -> None:
    files = MAKERS[layout]()
    name = data.draw(st.sampled_from(sorted(files)))
    content = files[name]
    place = data.draw(st.integers(0, len(content)))
    removed = data.draw(st.integers(0, 4))
    files[name] = content[:place] + data.draw(soup) + content[place + removed :]
    with tempfile.TemporaryDirectory() as folder:
        result = read_everything(write_folder(Path(folder), files))
    if result is not None:
        movies, users, ratings = result
        assert ratings["movie_id"].isin(movies["movie_id"]).all()
        assert ratings["user_id"].isin(users["user_id"]).all()
        assert ratings["rating"].between(0.5, 5).all()
        assert not ratings.duplicated(["user_id", "movie_id"]).any()


@pytest.mark.parametrize("layout", MAKERS)
@given(st.data())
@settings(max_examples=25, deadline=None)
def test_a_zip_archive_with_changed_bytes_is_read_or_refused(layout: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_zip(Path(folder) / "x.zip", MAKERS[layout](), inner="y")
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))])
        read_everything(path)


@given(soup)
@settings(max_examples=100, deadline=None)
def test_a_rating_file_of_anything_is_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f"
        path.write_bytes(content)
        try:
            ratings = read_ratings_file(path)
        except DataSetError:
            return
    assert len(ratings)


titles = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(str.strip)
stars = st.integers(1, 10).map(lambda halves: halves / 2)
ids = st.integers(1, 2**53)


@given(st.dictionaries(ids, titles, min_size=1, max_size=5), st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_written_as_csv_comes_back(movies: dict[int, str], data: st.DataObject) -> None:
    rows = data.draw(
        st.dictionaries(
            st.tuples(ids, st.sampled_from(sorted(movies))),
            st.tuples(stars, st.integers(0, 2**40)),
            min_size=1,
            max_size=8,
        )
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pd.DataFrame({"movieId": movies.keys(), "title": movies.values(), "genres": "Drama"}).to_csv(
            folder / "movies.csv", index=False
        )
        table = [(user, movie, rating, time) for (user, movie), (rating, time) in rows.items()]
        pd.DataFrame(table, columns=["userId", "movieId", "rating", "timestamp"]).to_csv(
            folder / "ratings.csv", index=False
        )
        with open_data_set(folder) as reader:
            read = reader.movies()
            ratings = pd.concat(list(reader.rating_chunks(3)))
    assert dict(zip(read["movie_id"], read["title"], strict=True)) == {
        movie: title.strip() for movie, title in movies.items()
    }
    assert sorted(ratings.itertuples(index=False, name=None)) == sorted(table)
