"""IMDb's files are read as a stream; broken ones end in a sentence."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from data.errors import DataSetError
from data.imdb.titles import FILE_NAMES, LONGEST_TITLE, ImdbFilms, read_films
from tests.data.imdb_files import HEADERS, Film, write_imdb

DUNE = Film(
    1160419,
    "Dune",
    2021,
    900_000,
    original="Dune: Part One",
    runtime=155,
    genres="Action,Adventure,Sci-Fi",
    rating=8.0,
    directors=("Denis Villeneuve",),
    cast=("Timothée Chalamet", "Zendaya", "Oscar Isaac", "Jason Momoa", "Stellan Skarsgård", "Josh Brolin"),
    akas=(
        ("US", "Dune"),
        ("DE", "Dune - Der Wüstenplanet"),
        ("JP", "砂の惑星"),
        ("FR", "dune, première partie"),
    ),
)


def read(folder: Path, *films: Film, wanted: tuple[int, ...] = (), min_votes: int = 1000) -> ImdbFilms:
    return read_films(write_imdb(folder, films), wanted, min_votes, 2026)


def test_a_film_comes_with_all_that_is_told_of_it(tmp_path: Path) -> None:
    found = read(tmp_path, DUNE)

    film = found.titles[1160419]
    assert (film.title, film.original_title, film.year, film.runtime) == ("Dune", "Dune: Part One", 2021, 155)
    assert (film.rating, film.votes, film.genres) == (8.0, 900_000, ("Action", "Adventure", "Sci-Fi"))
    assert [found.people[number] for number in film.directors] == ["Denis Villeneuve"]
    assert [found.people[number] for _, number in film.cast] == list(DUNE.cast[:5])
    assert film.other_titles == ["Dune - Der Wüstenplanet", "dune, première partie"]


def test_films_with_too_few_votes_series_pornography_and_films_to_come_are_left_out(tmp_path: Path) -> None:
    films = (
        Film(1, "Few", 2020, 999),
        Film(2, "None", 2020, None),
        Film(3, "Series", 2020, kind="tvSeries"),
        Film(4, "Adult", 2020, adult=1),
        Film(5, "Next", 2027),
        Film(6, "Undated", r"\N"),
        Film(7, "Absurd", 99999),
        Film(8, "On television", 2020, kind="tvMovie"),
    )
    assert list(read(tmp_path, *films).titles) == [8]


def test_a_title_that_is_wanted_comes_whatever_it_is(tmp_path: Path) -> None:
    found = read(tmp_path, Film(3, "Series", r"\N", None, kind="tvMiniSeries", runtime=r"\N"), wanted=(3, 9))

    assert (found.titles[3].year, found.titles[3].runtime, found.titles[3].rating) == (None, None, None)
    assert not found.titles[3].is_film


def test_quotes_control_characters_and_endless_titles_are_titles_of_one_line(tmp_path: Path) -> None:
    found = read(tmp_path, Film(1, '"Quoted', 2020), Film(2, "\x1b[31mRed\x07", 2020), Film(3, "x" * 10_000, 2020))

    assert found.titles[1].title == '"Quoted'
    assert found.titles[2].title == "[31mRed"
    assert found.titles[3].title == "x" * LONGEST_TITLE


@pytest.mark.parametrize("name", FILE_NAMES)
def test_a_file_that_is_cut_off_is_named(tmp_path: Path, name: str) -> None:
    files = write_imdb(tmp_path, [DUNE])
    content = files[name].read_bytes()
    for broken in (content[: len(content) // 2], b"", b"<html>no</html>", content[:-9] + b"\0" * 9):
        files[name].write_bytes(broken)
        with pytest.raises(DataSetError, match=rf"{name} .+\.$"):
            read_films(files, (), 1000, 2026)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("title.ratings.tsv.gz", "numVotes"),
        ("title.basics.tsv.gz", "isAdult"),
        ("title.crew.tsv.gz", "directors"),
        ("title.principals.tsv.gz", "category"),
        ("name.basics.tsv.gz", "primaryName"),
        ("title.akas.tsv.gz", "region"),
    ],
)
def test_a_missing_column_is_named(tmp_path: Path, name: str, column: str) -> None:
    files = write_imdb(tmp_path, [DUNE])
    text = gzip.decompress(files[name].read_bytes()).decode()
    files[name].write_bytes(gzip.compress(text.replace(column, "other", 1).encode()))

    with pytest.raises(DataSetError, match=f"^{name} is not in IMDb's layout: the column {column} is missing"):
        read_films(files, (), 1000, 2026)


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    files = write_imdb(tmp_path, [DUNE])
    header = HEADERS["title.ratings.tsv.gz"].encode()
    files["title.ratings.tsv.gz"].write_bytes(gzip.compress(header + b"\n" + bytes(40 * 2**20), compresslevel=1))

    tracemalloc.start()
    try:
        with pytest.raises(DataSetError, match="is not in IMDb's layout"):
            read_films(files, (), 1000, 2026)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 20 * 2**20


def test_a_row_with_too_few_cells_is_named(tmp_path: Path) -> None:
    files = write_imdb(tmp_path, [DUNE], {"title.ratings.tsv.gz": ["tt0000009\t5.0"]})

    with pytest.raises(DataSetError, match="the row of 'tt0000009' has 2 cells"):
        read_films(files, (), 1000, 2026)


def test_where_nothing_is_known_nothing_is_given(tmp_path: Path) -> None:
    nothing = {name: ["\t".join([r"\N"] * len(header.split("\t")))] for name, header in HEADERS.items()}

    assert not read_films(write_imdb(tmp_path, [], nothing), (1,), 0, 2026).titles
