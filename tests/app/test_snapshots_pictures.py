"""What the pictures of taste look like. After a wanted change: `pytest FILE --snapshot-update`."""

from __future__ import annotations

from pathlib import Path

import pytest

from movierec_tui.tui.widgets.run_curves import RunCurves
from tests.app.driving import SMALL, TINY, Person
from tests.app.test_snapshots import SIZES, THEMES, Act, Compare, compared
from tests.app.test_snapshots_for_you import with_ann


@pytest.fixture
def anns(database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ann's database; she works in the root folder, whose name is the same everywhere."""
    monkeypatch.chdir("/")
    return with_ann(database)


async def film_map(person: Person) -> None:
    await person.sees("Popular films", "ann")
    await person.press("escape", "M")
    await person.sees("Map of films", "zoom 1×", "★ rated by you", "The Matrix (1999)")


async def near_map(person: Person) -> None:
    await film_map(person)
    await person.press("plus", "plus", "right")
    await person.sees("zoom 2×")


async def horror_on_the_map(person: Person) -> None:
    await film_map(person)
    await person.press(*"ggggggg")
    await person.sees("[▼ Horror]", "▼ [REC]")


async def finding(person: Person) -> None:
    await film_map(person)
    await person.press("slash")
    await person.type("toy")
    await person.sees("1 of 1", "Toy Story (1995)")


async def taste(person: Person) -> None:
    await person.sees("Popular films", "ann")
    await person.press("escape", "T")
    await person.sees("3 rated", "most above", "★")


async def taste_beside_others(person: Person) -> None:
    await taste(person)
    await person.press("v", "n")
    await person.sees("what others gave", "★")


async def compare(person: Person) -> None:
    await person.sees("Popular films", "ann")
    await person.press("escape", "4")
    await person.sees("● 2", "0.950")
    await person.press("space", "down", "space", "c")
    await person.sees("Beside run 2", "the same", "held-out ratings, so")
    await person.until(lambda: len(person.app.screen.query_one(RunCurves).curves) == 2)


async def file_of_a_picture(person: Person) -> None:
    await film_map(person)
    await person.press("E")
    await person.sees("The map as a picture", "film-map.svg")


async def wrong_file(person: Person) -> None:
    await file_of_a_picture(person)
    await person.press("backspace", "enter")
    await person.sees("does not say what kind of picture")


SCREENS: list[Act] = [film_map, taste, compare]
STATES: list[Act] = [
    *SCREENS,
    near_map,
    horror_on_the_map,
    finding,
    taste_beside_others,
    file_of_a_picture,
    wrong_file,
]


@SIZES
@THEMES
@pytest.mark.parametrize("act", STATES, ids=lambda act: act.__name__)
@pytest.mark.usefixtures("utc")
def test_each_picture(snap_compare: Compare, anns: Path, act: Act, size: tuple[int, int], theme: str) -> None:
    assert compared(snap_compare, anns, size, act, theme=theme)


@pytest.mark.parametrize("act", [*SCREENS, finding], ids=lambda act: act.__name__)
@pytest.mark.usefixtures("utc")
def test_each_picture_on_a_tiny_terminal(snap_compare: Compare, anns: Path, act: Act) -> None:
    assert compared(snap_compare, anns, TINY, act)


@pytest.mark.parametrize("act", [film_map, taste], ids=lambda act: act.__name__)
@pytest.mark.usefixtures("utc")
def test_in_the_terminals_own_colours(snap_compare: Compare, anns: Path, act: Act) -> None:
    assert compared(snap_compare, anns, SMALL, act, theme="ansi-dark")


async def no_model(person: Person) -> None:
    await person.until(lambda: person.app.current_mode == "data")
    person.app.action_map()
    await person.sees("No trained model yet")


@SIZES
@THEMES
def test_without_a_model(snap_compare: Compare, untrained: Path, theme: str, size: tuple[int, int]) -> None:
    assert compared(snap_compare, untrained, size, no_model, theme=theme)
