"""docs/keys.md, and that each action can be reached by a key and by the palette."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.keys_page import keys_page
from movierec_tui.tui.keys.actions import ACTIONS, Action, Context
from tests.app.driving import WIDE, person_at

PAGE = Path(__file__).parents[2] / "docs" / "keys.md"

WITHOUT_PALETTE = {
    Context.QUERY,
    Context.MAP_QUERY,
    Context.NAME,
    Context.PATH,
    Context.PICTURE,
    Context.FIELDS,
    Context.GENRES,
    Context.OPTION,
    Context.LIST,
    Context.CHOICE,
    Context.STARS,
    Context.STRIP,
    Context.ABOUT_FILM,
    Context.WHY,
    Context.BOTH,
    Context.PROFILES,
    Context.SAVED,
    Context.LIBRARIES,
    Context.RECENT,
    Context.PEOPLE,
    Context.WHICH_FILM,
    Context.SCALE,
    Context.CHOOSING_FILMS,
    Context.EXPORT,
    Context.LOOKS,
    Context.COMMANDS,
    Context.JUMP,
    Context.DIALOG,
}
"""Boxes, forms and lists, where keys move and choose, and dialogs, which show all their keys and nothing else."""

ONLY_A_KEY = {
    "app.palette",
    "app.quit_anywhere",
    "app.interrupt",
    "app.suspend",
    "search.box",
    "movie.to_lists",
    "movie.to_you",
    "import.lists",
    "compare.close",
    "map.open",
    *(f"{what}_{side}" for what in ("map.pan",) for side in ("left", "right", "up", "down")),
    *(f"{what}.{side}" for what in ("map", "taste_grid") for side in ("left", "right", "up", "down")),
    "taste_grid.films",
}
"""What moves the cursor or the window, goes back, belongs to the terminal, or is the palette itself."""


def test_the_page_of_keys_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8").rstrip("\n") == keys_page().rstrip("\n"), (
        "write it again: python -m bench.keys_page > docs/keys.md"
    )


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_has_a_key_and_what_is_more_than_moving_has_a_name_in_the_palette(
    action: Action,
) -> None:
    assert all(action.keys.split(","))
    only_a_key = action.context in WITHOUT_PALETTE or action.id in ONLY_A_KEY
    assert bool(action.title) != only_a_key


async def test_the_palette_does_what_belongs_to_the_film_under_the_cursor(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await person.type("matrix")
        await person.sees("1999")
        await person.press("down", "ctrl+p")
        await person.type("rate the film")
        await person.sees("then 1 to 5")
        await person.press("enter")
        await person.sees("The Matrix", "☆☆☆☆☆")


async def test_the_palette_does_what_belongs_to_the_screen(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await person.press("escape", "2", "ctrl+p")
        await person.type("filter the rec")
        await person.sees("Opens or closes the filters")
        await person.press("enter")
        await person.sees("Rated by at least")


async def test_the_palette_tells_the_keys(anns: Path) -> None:
    async with person_at(anns, WIDE) as person:
        await person.press("escape", "ctrl+p")
        await person.type("map of films")
        await person.until(
            lambda: any(
                "Map of films  " in line and " M " in line and "Shows the map of films" in line
                for line in person.screen_lines()
            )
        )
