"""A terminal of 60 by 20 cells loses nothing that one needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from movierec_tui.tui.keys.actions import Context
from movierec_tui.tui.keys.key_map import KeyMap
from movierec_tui.tui.screens.help import help_text
from tests.app.driving import SMALL, TINY, WIDE, person_at
from tests.library import MATRIX


@pytest.mark.parametrize("width", [40, 52, 71])
def test_sentences_of_the_help_stay_in_their_column(width: int) -> None:
    lines = help_text([Context.FOR_YOU, Context.RECOMMENDATIONS], KeyMap(), width).plain.split("\n")
    sentences = [line for line in lines if line.startswith("  ")]
    assert sentences
    assert all(line[:13].strip() == "" or line[2] != " " for line in sentences)
    assert all(len(line) <= width for line in sentences)


async def test_the_chosen_option_is_always_told(anns: Path) -> None:
    async with person_at(anns, TINY) as person:
        await person.sees("Popular films")
        await person.press("escape", "2")
        await person.sees("Recommended")
        await person.press("e")
        for option in ("ratings", "watchlist", "hidden", "recommended", "ratings"):
            await person.sees(f"● {option}")
            await person.press("space")


async def test_a_films_heading_has_two_lines(database: Path) -> None:
    async with person_at(database, TINY) as person:
        await person.sees("Popular films")
        person.app.open_movie(MATRIX)
        await person.sees("The Matrix (1999)", "ratings")
        assert "ratings" in person.screen_lines()[2]
        assert f"id {MATRIX}" not in person.screen()


@pytest.mark.parametrize("size", [TINY, SMALL, WIDE])
async def test_a_long_list_leaves_room_for_the_keys_and_nothing_else(database: Path, size: tuple[int, int]) -> None:
    async with person_at(database) as person:
        await person.press("escape", "C")
        await person.sees("esc Close")
        await person.pilot.resize_terminal(*size)
        await person.settles()
        lines = person.screen_lines()
        keys = next(place for place, line in enumerate(lines) if "esc Close" in line)
        assert "╰─" in lines[keys + 1]


async def test_a_list_in_a_dialog_is_there_in_the_lowest_terminal(anns: Path) -> None:
    async with person_at(anns, (60, 8)) as person:
        await person.press("escape", "P")
        await person.sees("● Ann")
