"""Rating films one by one: what is asked, what the keys say, and the list that grows."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.widgets import Static

from db.marks import FilmMark
from db.rows import MovieSummary
from movierec_tui.library.lists import Lists
from movierec_tui.tui.screens.quick_rate import QuickRateScreen
from movierec_tui.tui.widgets.table import RowTable
from tests.app.driving import TINY, WIDE, Person, person_at
from tests.library import STAR_WARS


async def rating(person: Person) -> QuickRateScreen:
    """The quick-rate screen with its first film."""
    await person.sees("Popular films", "Ann")
    await person.press("escape", "R")
    await person.sees("Rate films", "of about 15")
    screen = person.app.screen
    assert isinstance(screen, QuickRateScreen)
    await person.until(lambda: screen.asked is not None)
    return screen


async def says_something_of(person: Person, film: int) -> None:
    await person.until(lambda: film in person.app.opinions)


def asked(screen: QuickRateScreen) -> int:
    assert screen.asked is not None
    return screen.asked.movie_id


async def test_digits_rate_and_the_next_film_is_there(anns: Path) -> None:
    async with person_at(anns) as person:
        screen = await rating(person)
        first = asked(screen)
        await person.press("5")
        await person.sees("2 of about 15", "For Ann · after 2")
        assert asked(screen) != first
        assert person.app.opinions[first].rating == 5
        assert isinstance(person.app.screen, QuickRateScreen)


async def test_other_answers_are_kept_too(anns: Path) -> None:
    async with person_at(anns) as person:
        screen = await rating(person)
        for key, mark, words in (
            ("n", FilmMark.UNSEEN, "not seen"),
            ("s", FilmMark.SKIPPED, "skipped"),
            ("w", FilmMark.WATCHLIST, "watchlist"),
            ("space", FilmMark.SKIPPED, "skipped"),
            ("x", FilmMark.HIDDEN, "hidden"),
        ):
            film = asked(screen)
            await person.press(key)
            await says_something_of(person, film)
            assert person.app.opinions[film].has(mark)
            await person.sees(words)
            assert asked(screen) != film


async def test_half_a_star_goes_to_the_film_rated_last(anns: Path) -> None:
    async with person_at(anns) as person:
        screen = await rating(person)
        first = asked(screen)
        await person.press("4", "full_stop", "n")
        await person.until(lambda: len(person.app.opinions) == 3)
        assert person.app.opinions[first].rating == 4.5
        await person.press("full_stop")
        await person.until(lambda: person.app.opinions[first].rating == 4)


async def test_undo_asks_about_the_film_again(anns: Path) -> None:
    async with person_at(anns) as person:
        screen = await rating(person)
        first = asked(screen)
        await person.press("4")
        await person.until(lambda: first in person.app.opinions)
        second = asked(screen)
        await person.press("n")
        await person.until(lambda: second in person.app.opinions)
        await person.press("u")
        await person.until(lambda: asked(screen) == second)
        await person.press("u")
        await person.until(lambda: asked(screen) == first)
        assert list(person.app.opinions) == [STAR_WARS]


async def test_quick_fingers_lose_no_film_and_answer_none_twice(anns: Path) -> None:
    async with person_at(anns) as person:
        screen = await rating(person)
        await person.press("5", "4", "3")
        await person.until(lambda: len(person.app.opinions) == 4)
        await person.until(lambda: screen.asked is not None)
        assert asked(screen) not in person.app.opinions


async def test_a_key_before_the_first_film_rates_nothing_and_says_so(
    anns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = threading.Event()
    choose = Lists.next_to_rate

    def slowly(lists: Lists, user_id: int, count: int) -> tuple[MovieSummary, ...]:
        shown.wait(60)
        return choose(lists, user_id, count)

    monkeypatch.setattr(Lists, "next_to_rate", slowly)
    async with person_at(anns) as person:
        await person.sees("Popular films", "Ann")
        await person.press("escape", "R")
        await person.sees("Choosing the next film")
        await person.press("5")
        await person.sees("That key was not taken")
        shown.set()
        screen = person.app.screen
        assert isinstance(screen, QuickRateScreen)
        await person.until(lambda: screen.asked is not None)
        assert list(person.app.opinions) == [STAR_WARS]
        first = asked(screen)
        await person.press("2")
        await person.until(lambda: first in person.app.opinions)
        assert person.app.opinions[first].rating == 2


async def test_it_ends_when_every_film_was_asked_about(anns: Path) -> None:
    async with person_at(anns) as person:
        screen = await rating(person)
        for _ in range(11):
            await person.until(lambda: screen.asked is not None)
            await person.press("n")
        await person.sees("That was every well-known film.")
        await person.press("4")
        assert len(person.app.opinions) == 12


async def test_one_can_leave_and_come_back(anns: Path) -> None:
    async with person_at(anns) as person:
        screen = await rating(person)
        first = asked(screen)
        await person.press("4")
        await person.until(lambda: first in person.app.opinions)
        await person.press("escape")
        await person.sees("Popular films")
    async with person_at(anns) as person:
        screen = await rating(person)
        await person.sees("2 of about 15", "Your last answers")
        assert asked(screen) != first
        await person.until(lambda: len(str(screen.query_one("#recent", Static).content).splitlines()) == 2)


async def test_the_preview_never_lists_what_was_rated(anns: Path) -> None:
    async with person_at(anns) as person:
        screen = await rating(person)
        table = screen.query_one("#preview-table", RowTable)
        await person.until(lambda: len(table.rows) == 11)
        first = asked(screen)
        await person.press("4")
        await person.until(lambda: len(table.rows) == 10)
        assert first not in {row.movie.movie_id for row in table.rows}


async def test_without_a_profile_a_name_comes_first(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films", "run 2")
        await person.press("escape", "R")
        await person.sees("Who is rating?")
        await person.type("Bob")
        await person.press("enter")
        await person.names_no_favourites()
        await person.sees("Rate films", "0 of about 15", "by popularity")


async def test_without_a_model_films_are_asked_about_all_the_same(untrained: Path) -> None:
    async with person_at(untrained, WIDE) as person:
        await person.sees("no model")
        person.app.switch_mode("search")
        await person.press("escape", "R")
        await person.type("Bob")
        await person.press("enter")
        await person.names_no_favourites()
        await person.sees("0 of about 15", "There is no model yet. Press 4", "ratings")
        await person.press("3")
        await person.sees("1 of about 15")


async def test_a_tiny_screen_leaves_the_preview_out(anns: Path) -> None:
    async with person_at(anns, TINY) as person:
        await rating(person)
        await person.sees("haven't seen", "Your last answers")
        assert "For Ann" not in person.screen()
