from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rows import MovieSummary
from engine.options import MovieFilter
from movierec_tui.library.answers import Against, ListRequest, Reason, Recommended
from movierec_tui.tui.widgets.why import base_words, why_lines
from movierec_tui.wording.list_requests import (
    names_meant,
    request_words,
    runtime_meant,
    runtime_typed,
    since_meant,
    tilt_words,
    tilted_by,
    years_back,
    years_meant,
    years_written,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1994", (1994, 1994)),
        (" 1990s ", (1990, 1999)),
        ("1985-1994", (1985, 1994)),
        ("1985 – 1994", (1985, 1994)),
    ],
)
def test_years_are_read_as_people_write_them(typed: str, meant: tuple[int, int]) -> None:
    assert years_meant(typed) == meant


@pytest.mark.parametrize("typed", ["", "19", "nineties", "1994s-", "1999-1990", "99999"])
def test_other_texts_are_no_years(typed: str) -> None:
    with pytest.raises(ValueError, match="write"):
        years_meant(typed)


@given(st.integers(1000, 9990), st.integers(0, 9))
def test_years_that_are_written_are_read_again(first: int, more: int) -> None:
    assert years_meant(years_written((first, first + more))) == (first, first + more)


@given(st.text(max_size=12))
def test_no_text_is_a_crash(text: str) -> None:
    try:
        first, last = years_meant(text)
    except ValueError:
        return
    assert first <= last


def test_a_wish_is_told_in_words() -> None:
    films = MovieFilter(genres=("Comedy", "Drama"), exclude_genres=("Horror",), years=(1990, 1999), min_ratings=20)
    request = ListRequest(films=films, with_watchlist=True, rewatch=True, familiarity=-0.25, surprise=7)
    assert request_words(request) == (
        "1990s",
        "comedy or drama, not horror",
        "20+ ratings",
        "watchlist too",
        "rated films too",
        "a little adventurous",
        "random picks",
    )
    assert request_words(ListRequest()) == ()
    assert request_words(ListRequest(only_watchlist=True)) == ("from the watchlist",)


def test_the_slider_in_words() -> None:
    assert tilt_words(0) == ""
    assert tilt_words(1) == "very familiar"
    assert tilt_words(-0.5) == "adventurous"
    assert tilted_by(0.9, -1) == 1
    assert tilted_by(0, 1) == -0.25


# Why

FILM = MovieSummary(1, "Alien (1979)", "Alien", 1979, ("Horror",), 100, 4.0)


CUBE = MovieSummary(2, "Cube (1997)", "Cube", 1997, ("Horror",), 10, 3.0)


def recommended(
    base: float, *shares: float, others: float = 0.0, against: float = 0.0, opposing: int = 1
) -> Recommended:
    reasons = tuple(Reason(FILM, 5.0, share) for share in shares)
    opposed = Against(Reason(CUBE, 2.0, against / opposing), opposing, against) if against else None
    return Recommended(FILM, 4.2, 0.4, base + sum(shares) + others, 1.0, base, reasons, others, opposed)


@pytest.mark.parametrize("roomy", [True, False])
def test_shares_are_parts_of_what_the_ratings_add(roomy: bool) -> None:
    text = "\n".join(line.plain for line in why_lines(recommended(0.2, 0.4, 0.2, others=0.2), 70, 20, roomy=roomy))
    assert "50%" in text
    assert text.count("25%") == 2
    assert "Your other ratings" in text
    assert "Its match: 80% your taste, 20% popularity." in text.replace("\n", " ")


def test_what_speaks_against_a_film_is_told_beside_what_speaks_for_it() -> None:
    film = recommended(0.2, 0.3, 0.1, others=-0.1, against=-0.2, opposing=3)
    text = "\n".join(line.plain for line in why_lines(film, 100, 20, roomy=True))
    shares = [int(share) for share in re.findall(r"^ *(\d+)%", text, re.MULTILINE)]
    assert shares == [60, 20, 20]
    assert "−" not in text
    assert "Cube (1997) and 2 others lower it by 40%." in text


@pytest.mark.parametrize(
    ("film", "words"),
    [
        ((0.1, 0.2), "Cube (1997) lowers it by 50%."),
        ((0.9, 0.2), "Cube (1997) outweighs all that."),
        ((0.1,), "Cube (1997) speaks against it."),
    ],
)
def test_however_much_speaks_against_a_film_no_share_is_above_all(film: tuple[float, ...], words: str) -> None:
    less, *shares = film
    told = recommended(0.5, *shares, others=-less, against=-less)
    text = "\n".join(line.plain for line in why_lines(told, 100, 20, roomy=True))
    assert words in text
    assert all(int(share) <= 100 for share in re.findall(r"(\d+)%", text))


def test_where_there_is_little_room_fewer_films_are_named_and_none_is_lost() -> None:
    film = recommended(0.2, 0.4, 0.2, 0.1, others=-0.1, against=-0.4, opposing=3)
    lines = [line.plain for line in why_lines(film, 76, 5, roomy=False)]
    assert [line.split()[0] for line in lines[:3]] == ["40%", "20%", "40%"]
    assert "Your other ratings" in lines[2]
    assert lines[3] == "Cube (1997) and 2 others lower it by 40%."
    assert lines[4] == "Its match: 75% your taste, 25% popularity."


def test_without_anything_from_ratings_the_base_is_named() -> None:
    assert "your ratings don't cover it yet" in base_words(recommended(0.5))
    assert "add nothing" in base_words(recommended(0.5, 0.1, others=-0.3, against=-0.3))
    assert "alone" in base_words(recommended(-0.1, 0.4))


@given(
    st.floats(-2, 2),
    st.lists(st.floats(0.001, 2), max_size=3),
    st.floats(-2, 2),
    st.floats(-2, 0),
    st.integers(30, 120),
    st.booleans(),
)
def test_no_line_is_wider_than_the_card(
    base: float, shares: list[float], others: float, against: float, width: int, roomy: bool
) -> None:
    for line in why_lines(recommended(base, *shares, others=others, against=against), width, 12, roomy=roomy):
        assert line.cell_length <= width


@pytest.mark.parametrize("typed", ["90-120", "-90", "150-", "100"])
def test_a_runtime_is_written_as_it_was_typed(typed: str) -> None:
    assert runtime_typed(runtime_meant(typed)) == typed


def test_the_last_years_end_with_this_one() -> None:
    assert since_meant("1", 2020) == 2020
    assert since_meant("5", 2020) == 2016
    assert years_back(2016, 2020) == "5"


def test_commas_separate_names() -> None:
    assert names_meant(" kubrick, agnes varda ,,") == ("kubrick", "agnes varda")
