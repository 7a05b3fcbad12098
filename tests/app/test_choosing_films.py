"""Choosing films by typing: three that a new person loves, and several to find films like all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from movierec_tui.tui.screens.about_film import FilmsInCommonScreen
from movierec_tui.tui.screens.choosing_films import ChoosingFilmsDialog, FilmBox
from movierec_tui.tui.screens.quick_rate import QuickRateScreen
from movierec_tui.tui.widgets.table import RowTable
from tests.app.driving import TINY, WIDE, Person, person_at
from tests.library import MATRIX, STAR_WARS, TOY_STORY

SIZES = pytest.mark.parametrize("size", [TINY, WIDE], ids=["60x20", "120x40"])


async def take(person: Person, text: str, title: str) -> None:
    await person.type(text)
    await person.sees(title)
    await person.press("enter")
    await person.sees(f"✓ {title}")


async def new_person(person: Person) -> None:
    """Somebody without ratings, whom the screen for first ratings asks for favourites."""
    await person.press("escape", "P", "n")
    await person.sees("Name of the new profile")
    await person.type("Zoe")
    await person.press("enter")
    await person.sees("Name three films you love")


@SIZES
async def test_a_new_person_names_three_films_and_their_list_follows(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size) as person:
        await new_person(person)
        await take(person, "matrx", "The Matrix")
        await person.sees("⏎ Take", "esc Cancel")
        await take(person, "star wars", "Star Wars")
        await person.type("toy")
        await person.sees("Toy Story")
        await person.press("enter")
        await person.sees("3 of about 15")
        assert {film: said.rating for film, said in person.app.opinions.items()} == dict.fromkeys(
            (MATRIX, STAR_WARS, TOY_STORY), 5.0
        )
        assert isinstance(person.app.screen, QuickRateScreen)


async def test_who_names_fewer_goes_on_from_the_empty_box(anns: Path) -> None:
    async with person_at(anns) as person:
        await new_person(person)
        await take(person, "toy", "Toy Story")
        await take(person, "star wars", "Star Wars")
        await person.press("backspace")
        await person.no_longer_sees("✓ Star Wars")
        await person.press("enter")
        await person.until(lambda: set(person.app.opinions) == {TOY_STORY})


async def test_who_names_none_is_asked_about_films_and_not_again_for_favourites(anns: Path) -> None:
    async with person_at(anns) as person:
        await new_person(person)
        await person.type("toy")
        await person.press("escape")
        await person.sees("Rate films", "0 of about 15")
        assert isinstance(person.app.screen, QuickRateScreen)
        assert not person.app.opinions


async def test_enter_right_after_typing_takes_what_was_typed(anns: Path) -> None:
    async with person_at(anns) as person:
        await new_person(person)
        person.app.screen.query_one(FilmBox).value = "star wars"
        await person.app.run_action("screen.take")
        await person.sees("✓ Star Wars")


async def test_one_film_cannot_be_named_twice_and_an_unknown_one_not_at_all(anns: Path) -> None:
    async with person_at(anns) as person:
        await new_person(person)
        await take(person, "toy", "Toy Story")
        await person.type("toy")
        await person.until(lambda: bool(person.app.screen.query_one(RowTable).rows))
        await person.press("enter")
        await person.sees("Toy Story (1995) is chosen already.")
        await person.press("ctrl+u")
        await person.type("qqqzzz")
        await person.sees("No film is called “qqqzzz”.")
        await person.press("enter")
        assert isinstance(person.app.screen, ChoosingFilmsDialog)


@SIZES
async def test_films_like_several_are_listed_and_opened(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size) as person:
        await person.press("escape", "A")
        await person.sees("Films like several")
        await take(person, "matrix", "The Matrix")
        await take(person, "toy", "Toy Story")
        await person.press("enter")
        await person.sees("Like The Matrix (1999) and Toy Story (1995)", "Films like all of them", "Similarity")
        screen = person.app.screen
        assert isinstance(screen, FilmsInCommonScreen)
        shown = [near.item.movie_id for near in screen.table.rows]
        assert shown
        assert not {MATRIX, TOY_STORY} & set(shown)
        await person.press("enter")
        await person.sees("Nearest films")


async def test_from_a_films_own_screen_that_film_is_the_first(anns: Path) -> None:
    async with person_at(anns) as person:
        person.app.open_movie(STAR_WARS)
        await person.sees(f"id {STAR_WARS}")
        await person.press("A")
        await person.sees("✓ Star Wars (1977)")
        await person.press("escape")
        await person.sees("Nearest films")
