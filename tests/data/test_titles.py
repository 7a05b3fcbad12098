"""Official titles are taken apart as a person would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.titles import ParsedTitle, parse_title


@pytest.mark.parametrize(
    ("title", "display", "year", "aliases"),
    [
        ("Matrix, The (1999)", "The Matrix", 1999, ()),
        ("City of Lost Children, The (1995)", "The City of Lost Children", 1995, ()),
        (
            "Shanghai Triad (Yao a yao yao dao waipo qiao) (1995)",
            "Shanghai Triad",
            1995,
            ("Yao a yao yao dao waipo qiao",),
        ),
        ("Seven (a.k.a. Se7en) (1995)", "Seven", 1995, ("Se7en",)),
        (
            "Léon: The Professional (a.k.a. The Professional) (Léon) (1994)",
            "Léon: The Professional",
            1994,
            ("The Professional", "Léon"),
        ),
        (
            "Amelie (Fabuleux destin d'Amélie Poulain, Le) (2001)",
            "Amelie",
            2001,
            ("Le Fabuleux destin d'Amélie Poulain",),
        ),
        ("Postman, The (Postino, Il) (1994)", "The Postman", 1994, ("Il Postino",)),
        ("Avventura, L' (Adventure, The) (1960)", "L'Avventura", 1960, ("The Adventure",)),
        ("Hard 8 (a.k.a. Sydney, a.k.a. Hard Eight) (1996)", "Hard 8", 1996, ("Sydney", "Hard Eight")),
        (
            "European Vacation (aka National Lampoon's) (1985)",
            "European Vacation",
            1985,
            ("National Lampoon's",),
        ),
        (
            "Asterix in America (a.k.a Asterix Conquers) (1994)",
            "Asterix in America",
            1994,
            ("Asterix Conquers",),
        ),
        ("Vitelloni, I (1953)", "I Vitelloni", 1953, ()),
        ("Me, Myself, I (2000)", "Me, Myself, I", 2000, ()),
        ("Crow, The: Wicked Prayer (2005)", "The Crow: Wicked Prayer", 2005, ()),
        ("Good, The Bad and The Ugly, The (1966)", "The Good, The Bad and The Ugly", 1966, ()),
        ("Monsters, Inc. (2001)", "Monsters, Inc.", 2001, ()),
        ("[REC] (2007)", "[REC]", 2007, ()),
        ("[/b] (1999)", "[/b]", 1999, ()),
        ("(500) Days of Summer (2009)", "(500) Days of Summer", 2009, ()),
        ("Evangelion: 3.0 You Can (Not) Redo (2012)", "Evangelion: 3.0 You Can (Not) Redo", 2012, ()),
        (
            "Birdman: Or (The Unexpected Virtue of Ignorance) (2014)",
            "Birdman: Or (The Unexpected Virtue of Ignorance)",
            2014,
            (),
        ),
        ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", 1968, ()),
        ("1984 (1956)", "1984", 1956, ()),
        ("2046 (2004)", "2046", 2004, ()),
        ("Fargo (1996) ", "Fargo", 1996, ()),
        ("Babylon 5", "Babylon 5", None, ()),
        ("Ready Player One", "Ready Player One", None, ()),
        ("unknown", "unknown", None, ()),
        ("(1999)", "(1999)", None, ()),
        ("Associate, The (L'Associe)(1982)", "The Associate", 1982, ("L'Associe",)),
        ("The Expanse (2015–)", "The Expanse", 2015, ()),
        ("Dexter (2006-2013)", "Dexter", 2006, ()),
        ("Friends (1994– )", "Friends", 1994, ()),
        ("Land Before Time III (1995) (V)", "Land Before Time III", 1995, ()),
        ("Slingshot, The (Kådisbellan ) (1993)", "The Slingshot", 1993, ("Kådisbellan",)),
        (
            "And God Created Woman (Et Dieu&#8230;Créa) (1956)",
            "And God Created Woman",
            1956,
            ("Et Dieu…Créa",),
        ),
        ("Brüno (Bruno) (2009)", "Brüno", 2009, ()),
        ("千と千尋の神隠し (2001)", "千と千尋の神隠し", 2001, ()),
    ],
)
def test_titles_are_taken_apart(title: str, display: str, year: int | None, aliases: tuple[str, ...]) -> None:
    parsed = parse_title(title)
    assert (parsed.display_title, parsed.year, parsed.aliases) == (display, year, aliases)


@pytest.mark.parametrize(
    ("title", "sort_title"),
    [
        ("Matrix, The (1999)", "matrix"),
        ("The Hunger Games (2012)", "hunger games"),
        ("A Bug's Life (1998)", "bugs life"),
        ("Avventura, L' (1960)", "avventura"),
        ("Another Day", "another day"),
        ("European Vacation (1985)", "european vacation"),
        ("Léon: The Professional (1994)", "leon the professional"),
        ("$ (Dollars) (1971)", "$"),
    ],
)
def test_titles_are_sorted_without_their_article(title: str, sort_title: str) -> None:
    assert parse_title(title).sort_title == sort_title


@given(st.text(max_size=200))
def test_any_text_is_a_title(title: str) -> None:
    parsed = parse_title(title)
    assert bool(parsed.display_title) == bool(title.split())
    assert parsed.year is None or 1870 <= parsed.year < 2100


@given(st.text(alphabet="(),: aThe19L'ik.", max_size=120))
def test_any_mixture_of_brackets_and_articles_is_a_title(title: str) -> None:
    assert isinstance(parse_title(title), ParsedTitle)


@given(st.from_regex(r"[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}){0,3}", fullmatch=True), st.integers(1900, 2099))
def test_what_the_official_form_puts_behind_comes_back_in_front(name: str, year: int) -> None:
    assert parse_title(f"{name}, The ({year})") == ParsedTitle(f"The {name}", year, name.lower(), ())


def test_long_titles_of_brackets_take_no_time() -> None:
    for title in ("(" * 20_000, ")" * 20_000, "()" * 2_000, "a, the" * 5_000, " " * 20_000 + ")"):
        parse_title(title)
