from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.search.query import parse_query


@pytest.mark.parametrize(
    ("text", "words", "years", "genres"),
    [
        ("the matrix", ("the", "matrix"), None, ()),
        ("1990s", (), (1990, 1999), ()),
        ("1990's comedy", ("comedy",), (1990, 1999), ()),
        ("1990-1999", (), (1990, 1999), ()),
        ("1999-1990", (), (1990, 1999), ()),
        ("1990–1995 crime", ("crime",), (1990, 1995), ()),
        ("year:1999", (), (1999, 1999), ()),
        ("YEAR:1990s", (), (1990, 1999), ()),
        ("matrix year:1998-2000", ("matrix",), (1998, 2000), ()),
        ("genre:comedy", (), None, ("comedy",)),
        ("Genre:Sci-Fi star", ("star",), None, ("scifi",)),
        ("genre:crime genre:drama 1970s", (), (1970, 1979), ("crime", "drama")),
        ("genre:", (), None, ()),
        ("year:", (), None, ()),
        ("year:soon", ("year", "soon"), None, ()),
        ("2001: a space odyssey", ("2001", "a", "space", "odyssey"), None, ()),
        ("1984", ("1984",), None, ()),
        ("3000", ("3000",), None, ()),
        ("Matrix, The", ("the", "matrix"), None, ()),
        ("", (), None, ()),
        ("\0\t\n", (), None, ()),
    ],
)
def test_words_years_and_genres_are_told_apart(
    text: str, words: tuple[str, ...], years: tuple[int, int] | None, genres: tuple[str, ...]
) -> None:
    query = parse_query(text)

    assert (query.words, query.years, query.genres) == (words, years, genres)


@pytest.mark.parametrize(
    ("text", "other_text", "other_years"),
    [
        ("matrix 1999", "matrix", (1999, 1999)),
        ("Matrix, The (1999)", "The Matrix", (1999, 1999)),
        ("1984", "", (1984, 1984)),
        ("2001 odyssey 1968", "2001 odyssey", (1968, 1968)),
        ("matrix", None, None),
        ("matrix 1999 1990s", None, None),
    ],
)
def test_a_lone_year_has_a_second_reading(
    text: str, other_text: str | None, other_years: tuple[int, int] | None
) -> None:
    query = parse_query(text)

    assert (query.other_text, query.other_years) == (other_text, other_years)


def test_a_very_long_text_is_cut() -> None:
    assert len(parse_query("x " * 10_000).words) <= 16
    assert len(parse_query("x" * 10_000).text) <= 200


@settings(derandomize=True, deadline=None)
@given(st.text())
def test_any_text_can_be_parsed(text: str) -> None:
    query = parse_query(text)

    assert all(query.words)
    assert query.years is None or query.years[0] <= query.years[1]
