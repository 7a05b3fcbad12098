"""The official files, where they are at hand: every count, odd titles, and both sources of ml-100k."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data.archive import open_groups
from data.catalogue import find_entry
from data.readers import open_data_set
from data.titles import parse_title

pytestmark = pytest.mark.real_data

NAMES = ("ml-100k", "ml-1m", "ml-latest-small")


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_read(official_files: Path, name: str) -> None:
    with open_data_set(official_files / f"{name}.zip") as reader:
        ratings = sum(len(chunk) for chunk in reader.rating_chunks())
        movies, users = reader.movies(), reader.users()
        assert reader.name == name
    entry = find_entry(name)
    assert (ratings, len(movies), len(users)) == (entry.ratings, entry.movies, entry.users)
    assert users["occupation"].notna().all() == entry.has_demographics


@pytest.mark.parametrize("name", NAMES)
def test_every_title_is_taken_apart(official_files: Path, name: str) -> None:
    with open_data_set(official_files / f"{name}.zip") as reader:
        parsed = {title: parse_title(title) for title in reader.movies()["title"]}
    without_year = [title for title, parts in parsed.items() if parts.year is None]
    assert len(without_year) <= 20
    assert all(parts.display_title and parts.sort_title for parts in parsed.values())
    assert not [title for title, parts in parsed.items() if parts.display_title.endswith((", The", ", A", ", An"))]


def test_accents_are_right_in_every_encoding(official_files: Path) -> None:
    for name in NAMES:
        with open_data_set(official_files / f"{name}.zip") as reader:
            assert "Misérables, Les (1995)" in set(reader.movies()["title"])


def test_zip_and_folder_of_ml_100k_are_the_same_data(official_files: Path, tmp_path: Path) -> None:
    with open_groups(official_files / "ml-100k.zip") as (group, *_):
        for name in ("u.data", "u.item", "u.user", "u.genre"):
            (tmp_path / name).write_bytes(group.members[name].read())
    with open_data_set(official_files / "ml-100k.zip") as zipped, open_data_set(tmp_path) as folder:
        assert zipped.fingerprint == folder.fingerprint
        pd.testing.assert_frame_equal(zipped.movies(), folder.movies())
