"""Tags of every layout are cleaned, counted once a user, and weighted by what they tell."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data.errors import DataSetError
from data.readers import open_data_set
from data.tags import TAGS_OF_A_FILM, clean_tag, film_tags
from tests.data.tiny_sets import csv_files, ml_10m, write_folder


def said(*rows: tuple[int, int, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["user_id", "movie_id", "tag"])


def tags_of(frame: pd.DataFrame, movie_id: int) -> list[str]:
    return frame[frame["movie_id"] == movie_id]["tag"].tolist()


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("  Time  Travel! ", "time travel"),
        ("“Film_Noir”", "film noir"),
        ("Erlend's DVDs", None),
        ("In Netflix queue", None),
        ("70/100", None),
        ("1999", None),
        ("\x1b[31mred", "31mred"),
        ("x" * 41, None),
        ("", None),
    ],
)
def test_a_tag_is_cleaned_or_left_out(typed: str, tag: str | None) -> None:
    assert clean_tag(typed) == tag


def test_spellings_are_one_tag_and_the_most_used_is_shown() -> None:
    tags = film_tags([said((1, 7, "Sci-Fi"), (2, 7, "sci-fi"), (3, 7, "scifi"), (4, 8, "zombie"), (5, 8, "zombies"))])

    assert tags_of(tags, 7) == ["sci-fi"]
    assert len(tags_of(tags, 8)) == 1


def test_what_many_users_say_of_few_films_tells_most() -> None:
    common = [(user, film, "funny") for user in range(1, 9) for film in range(1, 9)]
    tags = film_tags([said(*common, (1, 1, "heist"), (2, 1, "heist"), (3, 1, "heist"), (3, 1, "heist"), (4, 1, "odd"))])

    assert tags_of(tags, 1) == ["heist", "odd", "funny"]
    assert tags["weight"].between(0, 1).all()


def test_a_film_keeps_the_tags_that_tell_most() -> None:
    tags = film_tags([said(*((user, 1, f"word {chr(97 + user % 26) * (1 + user // 26)}") for user in range(60)))])

    assert len(tags) == TAGS_OF_A_FILM


def test_the_genome_counts_what_is_relevant_and_rare(tmp_path: Path) -> None:
    scores = {1: (0.9, 0.9, 0.0), 2: (0.9, 0.0, 0.1), 30: (0.8, 0.1, 0.0)}
    rows = [f"{film},{tag},{value}" for film, values in scores.items() for tag, value in enumerate(values, start=1)]
    files = csv_files() | {
        "genome-tags.csv": b"tagId,tag\n1,original\n2,cyberpunk\n3,nothing\n",
        "genome-scores.csv": "\n".join(["movieId,tagId,relevance", *rows, "999,1,1.0"]).encode(),
    }
    with open_data_set(write_folder(tmp_path / "set", files)) as reader:
        tags = reader.tags()

    assert tags_of(tags, 1)[0] == "cyberpunk"
    assert 999 not in set(tags["movie_id"])


def test_the_tags_of_csv_files_and_of_10m_are_read_and_leave_the_data_set_the_same(tmp_path: Path) -> None:
    for name, files, tagged in (
        ("ml-latest", csv_files(), {"tags.csv": b'userId,movieId,tag,timestamp\n7,1,"bullet, time",1\n7,999,gone,1\n'}),
        ("ml-10m", ml_10m(), {"tags.dat": b"7::1::bullet, time::1\n7::999::gone::1\n"}),
    ):
        untagged = {file: content for file, content in files.items() if not file.startswith("tags")}
        with open_data_set(write_folder(tmp_path / name, untagged)) as plain:
            fingerprint = plain.fingerprint
            assert plain.tags().empty
        with open_data_set(write_folder(tmp_path / "tagged" / name, files | tagged)) as reader:
            assert reader.tags()["tag"].tolist() == ["bullet, time"]
            assert reader.fingerprint == fingerprint


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tags.csv", b"userId,movieId,words\n7,1,a\n"),
        ("tags.csv", b"userId,movieId,tag,timestamp\nx,1,fun,1\n"),
        ("tags.csv", b"userId,movieId,tag,timestamp\n7,1,\xff\xfe,1\n"),
        ("tags.csv", b""),
    ],
)
def test_a_broken_file_of_tags_gives_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    with (
        open_data_set(write_folder(tmp_path / "set", csv_files() | {name: content})) as reader,
        pytest.raises(DataSetError, match=r"^tags.csv cannot be read as tags \(.+\); fix or remove the file\.$"),
    ):
        reader.tags()
