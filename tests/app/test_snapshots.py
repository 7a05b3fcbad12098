"""What each screen looks like. After a wanted change: `pytest tests/app/test_snapshots.py --snapshot-update`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from movierec_tui.tui.app import MovieRecApp
from tests.app.driving import SMALL, TINY, WIDE, Person
from tests.library import MATRIX, REC

Act = Callable[[Person], Awaitable[None]]


SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
THEMES = pytest.mark.parametrize("theme", ["movierec-dark", "movierec-light"], ids=["dark", "light"])


class Compare(Protocol):
    def __call__(
        self,
        app: MovieRecApp,
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[None]], Awaitable[None]],
    ) -> bool: ...


def compared(
    snap_compare: Compare, database: Path, size: tuple[int, int], act: Act, theme: str = "movierec-dark"
) -> bool:
    """Whether the screen after `act` is the one on file, with nothing blinking or moving."""
    app = MovieRecApp(database)
    app.animation_level = "none"
    app.theme = theme

    async def before(pilot: Pilot[None]) -> None:
        person = Person(app, pilot)
        await act(person)
        for box in app.screen.query(Input):
            box.cursor_blink = False
        await pilot.pause()

    return snap_compare(app, terminal_size=size, run_before=before)


async def popular(person: Person) -> None:
    await person.sees("Popular films", "The Matrix", "run 2")
    if person.app.screen.has_class("-wide"):
        await person.sees("Nearest films")


async def results(person: Person) -> None:
    await popular(person)
    await person.type("1999")
    await person.sees("2 films", "The Matrix")


async def no_results(person: Person) -> None:
    await popular(person)
    await person.type("qqqqzzzz")
    await person.sees("No film is called")


async def film(person: Person) -> None:
    await popular(person)
    person.app.open_movie(MATRIX)
    await person.sees("The Matrix (1999)", "Similarity", "█")


async def bracketed_film(person: Person) -> None:
    await popular(person)
    person.app.open_movie(REC)
    await person.sees("[REC] (2007)", "Similarity", "█")


async def users(person: Person) -> None:
    await popular(person)
    await person.press("escape", "3")
    await person.sees("Users · 1–30 of 30", "Occupation")


async def user(person: Person) -> None:
    await popular(person)
    person.app.open_user(7)
    await person.sees("User 7", "ratings, on average", "Predicted")
    if person.app.screen.has_class("-wide"):
        await person.sees("Rated · 6", "Similarity", "Rating ")


async def training(person: Person) -> None:
    await popular(person)
    await person.press("escape", "4")
    await person.sees("● 2", "No training is running.", "0.950")
    if not person.app.screen.has_class("-narrow"):
        await person.sees("•••")


async def first_start(person: Person) -> None:
    await person.sees("Welcome", "Free for research")
    await person.until(lambda: person.app.status is not None)


async def wrong_path(person: Person) -> None:
    await first_start(person)
    await person.press("p")
    await person.type("/no/such.zip")
    await person.press("enter")
    await person.sees("There is no file")


async def keys(person: Person) -> None:
    await film(person)
    await person.press("f1")
    await person.sees("Keys", "Film")


async def question(person: Person) -> None:
    await training(person)
    await person.press("down", "d")
    await person.sees("will be deleted")


STATES: list[Act] = [
    popular,
    results,
    film,
    users,
    user,
    training,
    no_results,
    bracketed_film,
    keys,
    question,
]


@SIZES
@THEMES
@pytest.mark.parametrize("act", STATES, ids=lambda act: act.__name__)
@pytest.mark.usefixtures("utc")
def test_each_screen(
    snap_compare: Compare, database: Path, act: Act, theme: str, size: tuple[int, int]
) -> None:
    assert compared(snap_compare, database, size, act, theme=theme)


@pytest.mark.parametrize("act", [popular, film, training], ids=lambda act: act.__name__)
@pytest.mark.usefixtures("utc")
def test_each_screen_on_a_tiny_terminal(snap_compare: Compare, database: Path, act: Act) -> None:
    assert compared(snap_compare, database, TINY, act)


@SIZES
@THEMES
@pytest.mark.parametrize("act", [first_start, wrong_path], ids=lambda act: act.__name__)
def test_the_first_start(
    snap_compare: Compare, nothing: Path, act: Act, theme: str, size: tuple[int, int]
) -> None:
    assert compared(snap_compare, nothing, size, act, theme=theme)
