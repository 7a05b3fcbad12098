"""Rating any film by key, the marks, undo, and the profile that all of this belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key

from db.marks import FilmMark
from db.personal.opinions import opinions_of
from db.rows import Opinion
from db.store.database import open_store
from movierec_tui.tui.ratings import with_half
from movierec_tui.tui.widgets.film_table import FilmTable
from tests.app.driving import TINY, WIDE, Person, person_at
from tests.library import MATRIX, STAR_WARS

SIZES = pytest.mark.parametrize("size", [TINY, WIDE], ids=["60x20", "120x40"])


def said(database: Path, user_id: int = -1) -> dict[int, Opinion]:
    store = open_store(database)
    with store.reading() as connection:
        opinions = opinions_of(connection, user_id)
    store.close()
    return opinions


def stars(person: Person, movie_id: int) -> float | None:
    opinion = person.app.opinions.get(movie_id)
    return None if opinion is None else opinion.rating


async def at_the_matrix(person: Person) -> None:
    """The cursor on the first result, the focus in the list."""
    await person.type("matrix")
    await person.sees("1 film")
    await person.press("down")


@SIZES
async def test_two_keys_rate_the_film_under_the_cursor(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size) as person:
        await person.sees("Popular films", "Ann")
        await at_the_matrix(person)
        await person.press("r")
        await person.sees("Rate  The Matrix", "1–5 stars")
        await person.press("5")
        await person.sees("The Matrix (1999)  ★★★★★", "u undoes")
        assert stars(person, MATRIX) == 5
    assert said(anns)[MATRIX].rating == 5


async def test_the_top_bar_and_the_list_follow(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await person.sees("Ann · 1 rated", "You")
        await at_the_matrix(person)
        await person.press("r", "2")
        await person.sees("Ann · 2 rated")
        await person.until(lambda: any("The Matrix" in line and "★★ " in line for line in person.screen_lines()))


async def test_arrows_change_by_half_a_star_and_enter_takes_them(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await at_the_matrix(person)
        await person.press("r", "right")
        await person.sees("★★★☆☆ 3 ")
        await person.press("right", "right", "left", "right", "enter")
        await person.until(lambda: stars(person, MATRIX) == 4)
        await person.press("r", "left", "enter")
        await person.until(lambda: stars(person, MATRIX) == 3.5)


async def test_escape_leaves_a_rating_as_it_was(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await at_the_matrix(person)
        await person.press("r", "right", "escape")
        await person.no_longer_sees("Rate  The Matrix")
        assert stars(person, MATRIX) is None
        assert person.app.focused is not None
        assert person.app.focused.id == "results"


async def test_nought_takes_a_rating_back(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await at_the_matrix(person)
        await person.press("r", "4")
        await person.until(lambda: stars(person, MATRIX) == 4)
        await person.press("r", "0")
        await person.sees("rating removed")
    assert MATRIX not in said(anns)


async def test_a_full_stop_adds_half_a_star_and_takes_it_away(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await at_the_matrix(person)
        await person.press("r", "4", "full_stop")
        await person.until(lambda: stars(person, MATRIX) == 4.5)
        await person.press("full_stop")
        await person.until(lambda: stars(person, MATRIX) == 4)


async def test_a_full_stop_on_a_film_without_stars_asks_for_them(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await at_the_matrix(person)
        await person.press("full_stop")
        await person.sees("Rate  The Matrix")


@pytest.mark.parametrize(("before", "after"), [(1, 1.5), (4, 4.5), (4.5, 4), (5, 4.5), (0.5, 1), (1.5, 1)])
def test_half_a_star_more_or_less(before: float, after: float) -> None:
    assert with_half(float(before)) == after


async def test_watchlist_and_hiding_are_one_key_each(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await at_the_matrix(person)
        await person.press("w")
        await person.sees("on your watchlist")
        await person.press("x")
        await person.sees("hidden from your lists")
        assert person.app.opinions[MATRIX].has(FilmMark.HIDDEN)
        assert not person.app.opinions[MATRIX].has(FilmMark.WATCHLIST)
        await person.press("x")
        await person.sees("no longer hidden")
        assert MATRIX not in person.app.opinions


async def test_undo_goes_back_step_by_step(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await at_the_matrix(person)
        await person.press("r", "3", "r", "5", "w")
        await person.sees("on your watchlist")
        await person.press("u")
        await person.sees("Undone:  The Matrix (1999)  removed from your watchlist")
        await person.press("u")
        await person.sees("Undone:  The Matrix (1999)  ★★★")
        await person.press("u")
        await person.sees("rating removed")
        await person.press("u")
        await person.sees("There is nothing to undo.")
    assert said(anns) == {STAR_WARS: said(anns)[STAR_WARS]}


async def test_keys_are_text_in_the_search_box(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await person.type("wx.r5u")
        await person.sees("No film is called “wx.r5u”")
        assert list(person.app.opinions) == [STAR_WARS]


async def test_the_first_rating_asks_who_rates(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await at_the_matrix(person)
        await person.press("r")
        await person.sees("Who is rating?")
        await person.type("Bob")
        await person.press("enter")
        await person.sees("Rate  The Matrix (1999)", "Bob · 0 rated")
        await person.press("4")
        await person.sees("Bob · 1 rated")
    assert said(database)[MATRIX].rating == 4


async def test_a_name_that_cannot_be_used_is_said_where_it_was_typed(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await at_the_matrix(person)
        await person.press("w")
        await person.sees("Who is rating?")
        await person.type("42")
        await person.press("enter")
        await person.sees("42 is a number")
        await person.press("x", "enter")
        await person.sees("42x · 0 rated", "on your watchlist")


async def test_nobody_has_nothing_to_undo(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("escape", "u")
        await person.sees("Nobody is rating yet")


async def test_undo_never_reaches_into_another_profile(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await at_the_matrix(person)
        await person.press("r", "3")
        await person.until(lambda: stars(person, MATRIX) == 3)
        await person.becomes_new("Bob")
        await person.sees("Bob · 0 rated")
        await person.press("u")
        await person.sees("There is nothing to undo.")
    assert said(anns)[MATRIX].rating == 3


async def test_the_profile_is_remembered(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Ann · 1 rated")
        await person.becomes_new("Bob")
        await person.sees("Bob · 0 rated")
        person.app.ratings.switch_profile(-1)
        await person.sees("Ann · 1 rated")
    async with person_at(anns) as person:
        await person.sees("Ann · 1 rated")
        assert stars(person, STAR_WARS) == 4


async def test_the_theme_is_remembered(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films")
        await person.press("ctrl+t")
        assert person.app.theme == "movierec-light"
    async with person_at(anns) as person:
        assert person.app.theme == "movierec-light"


async def test_a_broken_file_of_choices_is_no_trouble(anns: Path, tmp_path: Path) -> None:
    for text in ("{", "[]", '{"theme": 3}', '{"theme": "no such theme"}'):
        choices = tmp_path / "state" / "movierec-tui" / "choices.json"
        choices.parent.mkdir(parents=True, exist_ok=True)
        choices.write_text(text)
        async with person_at(anns) as person:
            assert person.app.theme == "movierec-dark"


async def test_a_key_pressed_before_the_database_is_open_waits_for_it(anns: Path) -> None:
    async with person_at(anns) as person:
        person.app.ratings.with_profile(person.app.action_quick_rate)
        await person.sees("Rate films", "1 of about 15")


async def test_stars_may_follow_the_question_before_it_is_drawn(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await at_the_matrix(person)
        for key in ("r", "4", "full_stop"):
            person.app.post_message(Key(key, None))
        await person.until(lambda: stars(person, MATRIX) == 4.5)
        assert person.app.current_mode == "search"


async def test_half_a_star_is_for_the_film_just_rated_though_the_list_moved_on(anns: Path) -> None:
    async with person_at(anns, searching=False) as person:
        await person.sees("Recommended", "Predicted")
        table = person.app.screen.query_one("#recommended-table", FilmTable)
        await person.until(lambda: table.film is not None)
        assert table.film is not None
        rated = table.film.movie_id
        await person.press("r", "4")
        await person.until(lambda: table.film is not None and table.film.movie_id != rated)
        await person.press("full_stop")
        await person.until(lambda: stars(person, rated) == 4.5)
        await person.press("full_stop")
        await person.until(lambda: stars(person, rated) == 4)
        assert len(person.app.opinions) == 2


async def test_half_a_star_is_for_the_film_under_the_cursor_once_something_else_is_told(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await at_the_matrix(person)
        await person.press("r", "4")
        await person.sees("The Matrix (1999)  ★★★★")
        await person.press("w")
        await person.sees("on your watchlist")
        await person.press("full_stop")
        await person.until(lambda: stars(person, MATRIX) == 4.5)
        await person.press("u")
        await person.sees("Undone")


async def test_the_keys_of_the_list_do_nothing_while_stars_are_asked_for(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await person.press("escape", "down")
        await person.press("r")
        await person.sees("Rate  ")
        before = dict(person.app.opinions)
        await person.press("w", "x", "g", "G", "r")
        await person.sees("1–5 stars")
        assert person.app.opinions == before
