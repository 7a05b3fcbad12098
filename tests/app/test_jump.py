"""Jump mode: a letter on each part of the screen."""

from __future__ import annotations

from pathlib import Path

from tests.app.driving import SMALL, TINY, WIDE, Person, person_at

WAYS = {
    "search": ("escape",),
    "for you": ("escape", "2"),
    "filters": ("escape", "2", "f"),
    "users": ("escape", "3"),
    "training": ("escape", "4"),
    "data set": ("escape", "5"),
    "film": ("down", "enter"),
    "user": ("escape", "3", "enter"),
    "taste": ("escape", "T"),
    "map": ("escape", "M"),
    "import": ("escape", "2", "i"),
    "export": ("escape", "2", "e"),
    "profiles": ("escape", "P"),
}
"""The keys from the start to each screen."""

LAID_OUT_BY_SIZE = ("search", "for you", "training", "film", "user")
"""Screens whose parts stand elsewhere in a larger or smaller window."""


async def go(person: Person, keys: tuple[str, ...]) -> None:
    await person.until(lambda: person.app.profile is not None)
    for key in keys:
        await person.press(key)
        await person.app.workers.wait_for_complete()
        await person.pilot.pause()


async def leave(person: Person) -> None:
    """Goes back to the search, whatever is open."""
    while len(person.app.screen_stack) > 1:
        await person.press("escape")
    await person.press("escape", "1")


async def letters_move_nothing(person: Person, name: str) -> None:
    before = person.screen_lines()
    screen = person.app.screen

    await person.press("ctrl+o")

    labels = list(person.app.screen.query(".letter"))
    assert labels, name
    with_letters = {label.region.y for label in labels}
    for y, (old, new) in enumerate(zip(before[:-1], person.screen_lines()[:-1], strict=True)):
        assert new == old or y in with_letters, (name, y)
    await person.press("escape")
    assert person.app.screen is screen, name
    assert person.screen_lines() == before, name


async def test_every_screen_has_letters_that_move_nothing(anns: Path) -> None:
    async with person_at(anns, SMALL) as person:
        for name, keys in WAYS.items():
            await go(person, keys)
            await letters_move_nothing(person, name)
            for size in (WIDE, TINY) if name in LAID_OUT_BY_SIZE else ():
                await person.pilot.resize_terminal(*size)
                await person.settles()
                await letters_move_nothing(person, f"{name} at {size}")
            await person.pilot.resize_terminal(*SMALL)
            await leave(person)


async def test_a_letter_puts_the_focus_there(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Star Wars")
        await person.press("ctrl+o", "s")
        assert person.app.focused is not None
        assert person.app.focused.id == "results"
        await person.press("ctrl+o", "a")
        assert person.app.focused.id == "query"


async def test_a_list_that_is_not_in_front_can_be_jumped_to(anns: Path) -> None:
    async with person_at(anns) as person:
        await go(person, ("escape", "2"))
        await person.press("ctrl+o", "s")
        await person.sees("● Rated")


async def test_the_mouse_takes_a_letter_and_leaves_beside_them(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Star Wars")
        await person.press("ctrl+o")
        await person.click(" s ")
        assert person.app.focused is not None
        assert person.app.focused.id == "results"
        await person.press("ctrl+o")
        await person.pilot.click(offset=(40, 20))
        await person.sees("? Help")


async def test_the_same_key_again_and_another_size_take_the_letters_away(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.sees("Star Wars")
        for leave in ("key", "size"):
            await person.press("ctrl+o")
            await person.sees("press a letter")
            if leave == "key":
                await person.press("ctrl+o")
            else:
                await person.pilot.resize_terminal(*WIDE)
            await person.no_longer_sees("press a letter")


async def test_a_screen_of_one_part_says_so(anns: Path) -> None:
    async with person_at(anns) as person:
        await go(person, ("escape", "R"))
        await person.press("ctrl+o")
        await person.sees("only one part")


async def test_nothing_to_jump_to_in_the_palette(anns: Path) -> None:
    async with person_at(anns) as person:
        await person.press("escape", "ctrl+p", "ctrl+o")
        assert "press a letter" not in person.screen()
