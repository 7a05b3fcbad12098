from __future__ import annotations

from pathlib import Path

import pytest

from movierec_tui.library.library import Library
from movierec_tui.tui.screens.quick_rate import QuickRateScreen
from tests.app.driving import TINY, WIDE, Person, person_at
from tests.library import MATRIX, STAR_WARS

SIZES = pytest.mark.parametrize("size", [TINY, WIDE], ids=["60x20", "120x40"])


@pytest.fixture
def peopled(database: Path) -> Path:
    """Ann has rated two films, Ben none; Ben rates."""
    library = Library.open(database)
    ann = library.profiles.create("Ann")
    library.profiles.rate(ann.user_id, MATRIX, 4.0)
    library.profiles.rate(ann.user_id, STAR_WARS, 5.0)
    library.profiles.create("Ben")
    library.close()
    return database


async def open_profiles(person: Person) -> None:
    await person.sees("Popular films", "Ben")
    await person.press("escape", "P")
    await person.sees("Profiles", "Ann", "profiles, too")


@SIZES
async def test_profiles_are_listed_with_what_they_said(peopled: Path, size: tuple[int, int]) -> None:
    async with person_at(peopled, size) as person:
        await open_profiles(person)
        await person.sees("● Ben", "Rated", "n New", "e Rename")


async def test_enter_lets_another_one_rate(peopled: Path) -> None:
    async with person_at(peopled) as person:
        await open_profiles(person)
        await person.press("up", "enter")
        await person.until(lambda: person.app.profile is not None and person.app.profile.name == "Ann")
        assert set(person.app.opinions) == {MATRIX, STAR_WARS}
        await person.no_longer_sees("profiles, too")


@SIZES
async def test_a_new_profile_goes_on_to_its_first_films(peopled: Path, size: tuple[int, int]) -> None:
    async with person_at(peopled, size) as person:
        await open_profiles(person)
        await person.press("n")
        await person.type("Cleo")
        await person.press("enter")
        await person.names_no_favourites()
        await person.sees("Rate films", "0 of about 15")
        assert person.app.profile is not None
        assert person.app.profile.name == "Cleo"
        await person.press("escape")
        await person.sees("films for Cleo", "by popularity")


async def test_a_new_profile_made_while_rating_is_asked_about_its_own_films(peopled: Path) -> None:
    async with person_at(peopled) as person:
        await person.sees("Popular films", "Ben")
        await person.press("escape", "R")
        await person.names_no_favourites()
        await person.sees("0 of about 15")
        screen = person.app.screen
        assert isinstance(screen, QuickRateScreen)
        await person.until(lambda: screen.asked is not None)
        await person.press("4")
        await person.sees("1 of about 15", "★★★★")
        await person.press("P", "n")
        await person.type("Cleo")
        await person.press("enter")
        await person.names_no_favourites()
        await person.sees("0 of about 15")
        await person.until(lambda: screen.asked is not None)
        assert person.app.screen is screen
        assert "★★★★" not in person.screen().partition("Your last answers")[2]
        await person.press("5")
        await person.sees("1 of about 15")
        assert [said.rating for said in person.app.opinions.values()] == [5]


@pytest.mark.parametrize("name", ["ann", "12"], ids=["taken", "a number"])
async def test_a_name_that_will_not_do_is_told_in_the_dialog(peopled: Path, name: str) -> None:
    async with person_at(peopled) as person:
        await open_profiles(person)
        await person.press("n")
        await person.type(name)
        await person.press("enter")
        await person.sees("choose")
        await person.press("escape", "escape")
        assert person.app.profile is not None
        assert person.app.profile.name == "Ben"


async def test_renaming(peopled: Path) -> None:
    async with person_at(peopled) as person:
        await open_profiles(person)
        await person.press("e")
        await person.sees("name for Ben")
        await person.type("Benno")
        await person.press("enter")
        await person.sees("● Benno")


async def test_deleting_asks_first_and_says_what_goes(peopled: Path) -> None:
    async with person_at(peopled) as person:
        await open_profiles(person)
        await person.press("up", "d")
        await person.sees("with 2 ratings")
        await person.press("n")
        await person.sees("Ann")
        await person.press("d", "y")
        await person.no_longer_sees("Ann")
        await person.sees("● Ben")


async def test_deleting_the_last_one_leaves_an_invitation(peopled: Path) -> None:
    async with person_at(peopled) as person:
        await open_profiles(person)
        await person.press("d", "y")
        await person.no_longer_sees("Ben")
        await person.press("d", "y")
        await person.sees("Press n and type a name.")
        await person.press("e", "d", "enter")
        await person.sees("Press n and type a name.")
        await person.press("escape", "2")
        await person.sees("Films for you")


async def test_the_setting_of_the_next_training_is_kept(peopled: Path) -> None:
    async with person_at(peopled) as person:
        await open_profiles(person)
        before = "☑" in person.screen()
        await person.press("t")
        await person.until(lambda: ("☑" in person.screen()) != before)
    library = Library.open(peopled)
    assert library.profiles.trains_with_profiles() != before
    library.close()
