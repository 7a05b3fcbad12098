"""The command palette: what it finds, and that it begins anew wherever it is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movierec_tui.tui.keys.actions import ACTIONS
from movierec_tui.tui.screens.palette import Command, Palette, matching
from movierec_tui.tui.widgets.table import FollowingTable
from tests.app.driving import TINY, WIDE, Person, person_at

letters = st.characters().filter(lambda letter: len(letter.lower()) == 1)
SIZES = pytest.mark.parametrize("size", [TINY, WIDE], ids=["60x20", "120x40"])


def command(name: str) -> Command:
    return Command(name, "", "", lambda: None)


def names(commands: list[Command]) -> list[str]:
    return [each.name for each in commands]


def found(text: str) -> tuple[list[str], list[str]]:
    whole, loose = matching([command(action.title) for action in ACTIONS if action.title], text)
    return names(whole), names(loose)


async def open_palette(person: Person, *keys: str) -> FollowingTable[Command]:
    await person.sees("Popular films")
    await person.press("escape", *keys, "ctrl+p")
    await person.sees("Commands", "Key")
    return person.app.screen.query_one(FollowingTable)


def test_what_holds_the_text_comes_before_what_has_its_letters() -> None:
    whole, loose = matching([command("Old jam"), command("Zoom in on the map"), command("m-a-p")], "map")
    assert (names(whole), names(loose)) == (["Zoom in on the map"], ["m-a-p"])


def test_a_word_that_begins_with_the_text_comes_first() -> None:
    whole, _loose = matching([command("Overrate"), command("Rate the film"), command("Pirate")], "rate")
    assert names(whole)[0] == "Rate the film"


def test_letters_of_several_words_find_a_command() -> None:
    assert "Go to Users" in found("gtu")[1]


@settings(derandomize=True, deadline=None)
@given(st.text(letters, min_size=1, max_size=12), st.lists(st.text(letters, max_size=30), max_size=8))
def test_marked_letters_are_those_that_were_typed(text: str, titles: list[str]) -> None:
    whole, loose = matching([command(title) for title in titles], text)
    for each in whole:
        ((start, end),) = each.spans
        assert each.name[start:end].lower() == text.lower()
    for each in loose:
        marked = "".join(each.name[start:end] for start, end in each.spans)
        assert marked.lower() == text.lower()
        assert all(start < end for start, end in each.spans)


@SIZES
async def test_it_says_what_each_command_does(anns: Path, size: tuple[int, int]) -> None:
    async with person_at(anns, size) as person:
        await open_palette(person)
        await person.type("go to us")
        await person.sees("Go to Users", "Shows the users of the data set.")
        await person.no_longer_sees("Go to Search")


async def test_it_begins_anew_and_offers_what_applies_where_it_is_opened(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        table = await open_palette(person)
        assert "Rate the film" in names(list(table.rows))
        await person.type("quit")
        await person.no_longer_sees("Rate the film")
        await person.press("escape", "4", "ctrl+p")
        await person.sees("Commands", "Go to Users")
        table = person.app.screen.query_one(FollowingTable)
        assert "Rate the film" not in names(list(table.rows))
        assert "Compare the ticked runs" in names(list(table.rows))
        assert "quit" not in person.screen_lines()[2]
        assert table.cursor == 0


async def test_arrows_and_pages_move_through_the_commands(anns: Path) -> None:
    async with person_at(anns) as person:
        table = await open_palette(person)
        await person.press("down", "down", "up")
        assert table.cursor == 1
        await person.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert table.cursor == len(table.rows) - 1
        await person.press("pageup")
        assert table.cursor < len(table.rows) - 1


async def test_a_click_does_it_and_a_click_beside_closes(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await open_palette(person)
        await person.click("Go to Users")
        await person.until(lambda: person.app.current_mode == "users")
        await person.press("ctrl+p")
        await person.sees("Commands", "Key")
        await person.pilot.click(offset=(1, 20))
        await person.until(lambda: not isinstance(person.app.screen, Palette))


async def test_it_says_that_nothing_has_this_name(anns: Path) -> None:
    async with person_at(anns) as person:
        await open_palette(person)
        await person.type("[b]qqzz")
        await person.sees("No command or film is called “[b]qqzz”.")
        await person.press("enter")
        assert isinstance(person.app.screen, Palette)


async def test_it_finds_commands_where_there_are_no_films(tmp_path: Path) -> None:
    async with person_at(tmp_path / "new.db", WIDE) as person:
        await person.sees("accepts the licence")
        await person.press("ctrl+p")
        await person.type("go to search")
        await person.sees("Shows Search.")
        await person.press("enter")
        await person.until(lambda: person.app.current_mode == "search")
