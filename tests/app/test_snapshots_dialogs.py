"""What dialogs look like. After a wanted change: `pytest tests/app/test_snapshots_dialogs.py --snapshot-update`."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.app.driving import Person
from tests.app.test_snapshots import SIZES, THEMES, Act, Compare, compared, popular
from tests.library import build_library


@pytest.fixture
def two_data_sets(database: Path) -> Path:
    """The usual database, and another one beside."""
    store = build_library(database.with_name("other.db"))
    with store.writing() as connection:
        connection.execute(text("UPDATE data_set SET name = 'another'"))
    store.close()
    return database


async def libraries(person: Person) -> None:
    await popular(person)
    await person.press("escape", "L")
    await person.sees("Data sets here", "● tiny", "another", "other.db")


async def looks(person: Person) -> None:
    await popular(person)
    await person.press("escape", "C")
    await person.sees("How it looks", "Movierec dark", "m ☐")


async def jump(person: Person) -> None:
    await popular(person)
    await person.press("escape", "ctrl+o")
    await person.until(lambda: type(person.app.screen).__name__ == "JumpScreen")
    await person.pilot.pause()


async def replace_or_beside(person: Person) -> None:
    await popular(person)
    await person.press("escape", "5", "enter")
    await person.sees("ml-100k will replace tiny", "Beside (b)")


async def recent_searches(person: Person) -> None:
    await popular(person)
    await person.type("matrix")
    await person.press("enter")
    await person.sees("Nearest films")
    await person.press("escape", "ctrl+r")
    await person.sees("Recent searches", "matrix")


async def palette(person: Person) -> None:
    await popular(person)
    await person.press("ctrl+p")
    await person.type("map")
    await person.sees("Map of films")
    await person.settles()


DIALOGS: list[Act] = [libraries, looks, jump, replace_or_beside, recent_searches, palette]


@SIZES
@THEMES
@pytest.mark.parametrize("act", DIALOGS, ids=lambda act: act.__name__)
def test_each_dialog(
    snap_compare: Compare, two_data_sets: Path, act: Act, theme: str, size: tuple[int, int]
) -> None:
    assert compared(snap_compare, two_data_sets, size, act, theme=theme)
