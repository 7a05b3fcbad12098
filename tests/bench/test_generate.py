"""Synthetic data sets are what they promise to be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.generate import Size, size_like_ml_32m, write_data_set
from data.readers import open_data_set

SIZE = Size(ratings=20_000, users=300, movies=500)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("synthetic")
    write_data_set(path, SIZE, seed=3)
    return path


def test_it_is_a_data_set_of_the_official_layout(folder: Path) -> None:
    with open_data_set(folder) as reader:
        ratings = next(iter(reader.rating_chunks()))
        assert (len(reader.movies()), len(reader.users()), len(ratings)) == (500, 300, 20_000)
        assert set(ratings["rating"].unique()) <= {half / 2 for half in range(1, 11)}
        assert not ratings.duplicated(["user_id", "movie_id"]).any()
        assert ratings["user_id"].is_monotonic_increasing


def test_one_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_data_set(tmp_path, SIZE, seed=3)

    for name in ("ratings.csv", "movies.csv", "links.csv"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_another_seed_gives_others(folder: Path, tmp_path: Path) -> None:
    write_data_set(tmp_path, SIZE, seed=4)

    assert (tmp_path / "ratings.csv").read_bytes() != (folder / "ratings.csv").read_bytes()


def test_the_noise_floor_is_what_the_truth_reaches(tmp_path: Path) -> None:
    told = write_data_set(tmp_path, size_like_ml_32m(50_000), seed=0)

    assert told["noise_floor_rmse"] == pytest.approx(told["rmse_of_the_truth"], rel=0.01)
    assert 0.7 < float(told["noise_floor_rmse"]) < 0.85


def test_few_films_and_users_have_most_ratings(folder: Path) -> None:
    with open_data_set(folder) as reader:
        ratings = next(iter(reader.rating_chunks()))
    for column in ("user_id", "movie_id"):
        counts = np.sort(ratings[column].value_counts().to_numpy())[::-1]
        assert counts[: len(counts) // 10].sum() > 0.25 * counts.sum()


@pytest.mark.parametrize("size", [Size(10, 20, 30), Size(100_000, 10, 20)])
def test_what_cannot_be_is_refused(size: Size, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        write_data_set(tmp_path, size)
