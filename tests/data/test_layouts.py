"""Every layout gives the same three tables, from a zip archive as from a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import DataSetError
from data.readers import open_data_set
from data.scale import HALF_STARS, WHOLE_STARS, RatingScale
from tests.data.tiny_sets import (
    HALF_STAR_ROWS,
    WHOLE_STAR_ROWS,
    Files,
    csv_files,
    ml_1m,
    ml_10m,
    ml_100k,
    recbole_100k,
    write_folder,
    write_zip,
)

LAYOUTS: dict[str, Callable[[], Files]] = {
    "ml-100k": ml_100k,
    "ml-1m": ml_1m,
    "ml-10m": ml_10m,
    "csv": csv_files,
    "recbole": recbole_100k,
}
every_layout = pytest.mark.parametrize("layout", LAYOUTS)


def read_ratings(path: Path, rows: int = 1_000_000) -> pd.DataFrame:
    with open_data_set(path) as reader:
        return pd.concat(list(reader.rating_chunks(rows)), ignore_index=True)


@every_layout
def test_movies_have_official_titles_genres_and_typed_ids(tmp_path: Path, layout: str) -> None:
    path = write_zip(tmp_path / "some.zip", LAYOUTS[layout](), inner="folder")
    with open_data_set(path) as reader:
        movies = reader.movies()
    expected = ["Matrix, The (1999)", "Amélie (2001)", "[REC] (2007)"]
    if layout == "ml-1m":
        expected[1] = "Amélie:: the film (2001)"
    assert movies["movie_id"].tolist() == [1, 2, 30]
    assert movies["title"].tolist() == expected
    assert movies["genres"].tolist() == [("Action", "Sci-Fi"), ("Romance",), ()]
    assert movies["movie_id"].dtype == np.int64
    assert movies["imdb_id"].dtype == movies["tmdb_id"].dtype == pd.Int64Dtype()


@every_layout
def test_ratings_keep_their_stars_and_times(tmp_path: Path, layout: str) -> None:
    ratings = read_ratings(write_folder(tmp_path / layout, LAYOUTS[layout]()))
    expected = HALF_STAR_ROWS if layout in ("ml-10m", "csv") else WHOLE_STAR_ROWS
    assert [tuple(row) for row in ratings.to_numpy().tolist()] == expected
    assert ratings.dtypes.astype(str).to_dict() == {
        "user_id": "int64",
        "movie_id": "int64",
        "rating": "float32",
        "rated_at": "int64",
    }


@every_layout
def test_small_chunks_give_the_same_ratings(tmp_path: Path, layout: str) -> None:
    path = write_folder(tmp_path / layout, LAYOUTS[layout]())
    pd.testing.assert_frame_equal(read_ratings(path, rows=2), read_ratings(path))


@every_layout
def test_zip_and_folder_have_the_same_fingerprint_and_other_data_another(tmp_path: Path, layout: str) -> None:
    files = LAYOUTS[layout]()
    folder, zipped = write_folder(tmp_path / "a", files), write_zip(tmp_path / "b.zip", files, inner="c")
    ratings = next(iter(files))
    other = write_folder(tmp_path / "d", files | {ratings: files[ratings].replace(b"880000001", b"880000009")})
    with open_data_set(folder) as one, open_data_set(zipped) as two, open_data_set(other) as three:
        assert one.fingerprint == two.fingerprint
        assert one.fingerprint != three.fingerprint


@every_layout
def test_windows_line_ends_and_byte_order_marks_change_nothing(tmp_path: Path, layout: str) -> None:
    files = LAYOUTS[layout]()
    plain = write_folder(tmp_path / "plain", files)
    marks = {
        name: b"" if layout in ("ml-100k", "ml-1m") and name.endswith(("item", "movies.dat")) else b"\xef\xbb\xbf"
        for name in files
    }
    windows = {name: marks[name] + text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for name, text in files.items()}
    with open_data_set(plain) as one, open_data_set(write_folder(tmp_path / "windows", windows)) as two:
        pd.testing.assert_frame_equal(one.movies(), two.movies())
        pd.testing.assert_frame_equal(one.users(), two.users())
        pd.testing.assert_frame_equal(next(one.rating_chunks()), next(two.rating_chunks()))


@pytest.mark.parametrize(
    ("layout", "name", "scale", "ages"),
    [
        ("ml-100k", "ml-100k", WHOLE_STARS, "years"),
        ("ml-1m", "ml-1m", WHOLE_STARS, "brackets"),
        ("ml-10m", "ml-10m", HALF_STARS, "none"),
        ("csv", "my-films", HALF_STARS, "none"),
        ("recbole", "ml-100k", WHOLE_STARS, "years"),
    ],
)
def test_a_data_set_knows_its_name_scale_and_kind_of_ages(
    tmp_path: Path, layout: str, name: str, scale: RatingScale, ages: str
) -> None:
    with open_data_set(write_folder(tmp_path / "my-films", LAYOUTS[layout]())) as reader:
        assert (reader.name, reader.scale, reader.ages) == (name, scale, ages)


def test_a_flat_csv_archive_is_named_after_itself_and_a_packed_folder_after_the_folder(
    tmp_path: Path,
) -> None:
    flat = write_zip(tmp_path / "flat.zip", csv_files())
    packed = write_zip(tmp_path / "packed.zip", csv_files(), inner="ml-latest-small")
    with open_data_set(flat) as one, open_data_set(packed) as two:
        assert (one.name, two.name) == ("flat", "ml-latest-small")


def test_a_folder_inside_the_given_folder_is_found(tmp_path: Path) -> None:
    write_folder(tmp_path / "outer" / "ml-1m", ml_1m())
    with open_data_set(tmp_path / "outer") as reader:
        assert reader.name == "ml-1m"


@pytest.mark.parametrize("layout", ["ml-100k", "recbole"])
def test_ml_100k_users_have_years_and_occupation(tmp_path: Path, layout: str) -> None:
    with open_data_set(write_folder(tmp_path / "x", LAYOUTS[layout]())) as reader:
        users = reader.users()
    assert users.to_numpy().tolist() == [[7, "M", 24, "technician"], [9, "F", 53, "other"]]


def test_ml_1m_users_have_age_codes_and_occupations_in_words(tmp_path: Path) -> None:
    with open_data_set(write_folder(tmp_path / "x", ml_1m())) as reader:
        users = reader.users()
    assert users.to_numpy().tolist() == [[7, "F", 1, "K-12 student"], [9, "M", 56, "self-employed"]]


def test_without_a_users_file_the_users_are_those_who_rated(tmp_path: Path) -> None:
    with open_data_set(write_folder(tmp_path / "x", csv_files())) as reader:
        users = reader.users()
    assert users["user_id"].tolist() == [7, 9]
    assert users[["gender", "occupation"]].isna().all(axis=None)
    assert users["age"].isna().all()


def test_links_are_numbers_and_missing_ones_stay_empty(tmp_path: Path) -> None:
    with open_data_set(write_folder(tmp_path / "x", csv_files())) as reader:
        movies = reader.movies()
    assert movies["imdb_id"].tolist() == [133093, 211915, pd.NA]
    assert movies["tmdb_id"].tolist() == [603, pd.NA, pd.NA]


def test_titles_that_look_like_missing_values_are_titles(tmp_path: Path) -> None:
    files = csv_files() | {"movies.csv": b"movieId,title,genres\n1,NA,\n2,null,Drama\n30,NaN,Drama\n"}
    with open_data_set(write_folder(tmp_path / "x", files)) as reader:
        assert reader.movies()["title"].tolist() == ["NA", "null", "NaN"]


def test_own_csv_columns_may_come_in_any_order_and_without_times(tmp_path: Path) -> None:
    files = csv_files() | {"ratings.csv": b"rating,note,movie_id,user_id\n4.5,good,30,7\n2,,1,8\n"}
    ratings = read_ratings(write_folder(tmp_path / "x", files))
    assert ratings.to_numpy().tolist() == [[7, 30, 4.5, 0], [8, 1, 2.0, 0]]


def test_ml_1m_converted_to_utf8_reads_as_well(tmp_path: Path) -> None:
    files = ml_1m()
    converted = files | {"movies.dat": files["movies.dat"].decode("latin-1").encode()}
    with open_data_set(write_folder(tmp_path / "x", converted)) as reader:
        assert reader.movies()["title"].tolist()[1] == "Amélie:: the film (2001)"


def test_the_row_count_hint_is_near_the_truth(tmp_path: Path) -> None:
    with open_data_set(write_folder(tmp_path / "x", csv_files())) as reader:
        assert 4 <= reader.rating_count_hint <= 7


def test_an_unknown_title_of_the_second_source_is_spelled_as_officially(tmp_path: Path) -> None:
    files = recbole_100k()
    files["ml-100k.item"] += b"31\tunkonwn\tunkonwn\tunknown\n"
    with open_data_set(write_folder(tmp_path / "x", files)) as reader:
        assert reader.movies()["title"].tolist()[-1] == "unknown"


@every_layout
def test_a_missing_file_is_named(tmp_path: Path, layout: str) -> None:
    files = LAYOUTS[layout]()
    second = list(files)[1]
    del files[second]
    with pytest.raises(DataSetError, match=f"lacks {second}"):
        open_data_set(write_folder(tmp_path / "x", files))


def test_a_folder_without_a_data_set_says_what_is_expected(tmp_path: Path) -> None:
    write_folder(tmp_path / "x", {"notes.txt": b"hello"})
    with pytest.raises(DataSetError, match=r"ratings\.csv and movies\.csv"):
        open_data_set(tmp_path / "x")


@pytest.mark.parametrize("name", ["missing.zip", "missing", "bad\0name"])
def test_a_path_where_nothing_is_gives_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataSetError):
        open_data_set(tmp_path / name)
