"""Each screen while it reads, with nothing to show, and with a database that fails; full ones are in other files.

After a wanted change: `pytest tests/app/test_snapshots_states.py --snapshot-update`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from db.errors import StoreError
from db.rows import MovieSummary, UserSummary
from movierec_tui.library import ListRequest
from movierec_tui.tui.app import MovieRecApp
from movierec_tui.tui.screens.both_rated import BothRatedScreen
from movierec_tui.tui.screens.choosing_people import ChoosingPeopleScreen, Someone
from movierec_tui.tui.screens.compare import CompareScreen
from movierec_tui.tui.screens.recent_searches import RecentSearchesScreen
from movierec_tui.tui.screens.saved_filters import SavedFiltersScreen
from movierec_tui.tui.screens.together import TogetherScreen
from movierec_tui.tui.screens.why import WhyScreen
from tests.app.driving import WIDE, Person, person_at
from tests.app.test_snapshots import SIZES
from tests.app.test_snapshots_for_you import with_ann
from tests.library import MATRIX

Open = Callable[[MovieRecApp], object]

READS_FOR_SECONDS = 0.5
"""Longer than a list waits before it says that it is being read."""

PEOPLE = (Someone(7, "User 7", 20), Someone(8, "User 8", 20))

SCREENS: dict[str, Open] = {
    "search": lambda app: app.action_focus_search(),
    "for_you": lambda app: app.switch_mode("for_you"),
    "users": lambda app: app.switch_mode("users"),
    "training": lambda app: app.switch_mode("training"),
    "data": lambda app: app.switch_mode("data"),
    "film": lambda app: app.open_movie(MATRIX),
    "user": lambda app: app.open_user(7),
    "quick_rate": lambda app: app.action_quick_rate(),
    "film_map": lambda app: app.action_map(),
    "taste": lambda app: app.open_taste(7),
    "compare": lambda app: app.push_screen(CompareScreen((1, 2))),
    "together": lambda app: app.push_screen(TogetherScreen(PEOPLE, ListRequest())),
}
_MATRIX = MovieSummary(MATRIX, "Matrix, The (1999)", "The Matrix", 1999, ("Action", "Sci-Fi"), 12, 4.25)
_SEVEN, _EIGHT = (
    UserSummary(
        user_id,
        name=None,
        gender=None,
        age=None,
        age_group=None,
        occupation=None,
        ratings=20,
        mean_rating=3.5,
    )
    for user_id in (7, 8)
)
DIALOGS: dict[str, Open] = {
    "profiles": lambda app: app.action_profiles(),
    "libraries": lambda app: app.action_libraries(),
    "recent": lambda app: app.push_screen(RecentSearchesScreen()),
    "saved": lambda app: app.push_screen(SavedFiltersScreen(-1, ListRequest())),
    "people": lambda app: app.push_screen(ChoosingPeopleScreen(PEOPLE)),
    "why": lambda app: app.push_screen(WhyScreen(-1, _MATRIX)),
    "both": lambda app: app.push_screen(BothRatedScreen(_SEVEN, _EIGHT)),
}
"""The dialogs that ask the database."""

EMPTY = ["search", "for_you", "users", "training", "film_map", "taste"]
"""The screens that open before there is a data set, besides the one that offers data sets, which is full then."""


@asynccontextmanager
async def ann_at(database: Path, size: tuple[int, int]) -> AsyncIterator[Person]:
    """A person at the app in which Ann rates, with everything read that the first screen shows."""
    async with person_at(with_ann(database), size) as person:
        await person.sees("The Matrix", "ann · 3 rated")
        await person.until(
            lambda: any("Nobody Rated" in line and "★★★★½ 4.5" in line for line in person.screen_lines())
        )
        if size == WIDE:
            # Beside the list, the film under the cursor.
            await person.sees("Nearest films", "0.")
        yield person


@pytest.fixture
def pictures(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Pictures on file, one for each theme."""
    return snapshot.use_extension(SVGImageExtension)


async def compare_both_themes(person: Person, pictures: SnapshotAssertion) -> None:
    """Compares what is on the screen with what is on file, in the dark and in the light."""
    for box in person.app.screen.query(Input):
        box.cursor_blink = False
    for theme in ("movierec-dark", "movierec-light"):
        person.app.theme = theme
        await person.pilot.pause()
        await person.pilot.pause()
        assert person.app.export_screenshot(title="") == pictures(name=theme)


@SIZES
@pytest.mark.parametrize("name", [name for name in (*SCREENS, *DIALOGS) if name != "search"])
@pytest.mark.usefixtures("utc")
async def test_while_it_reads(
    pictures: SnapshotAssertion,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    size: tuple[int, int],
) -> None:
    """A screen opens at once and says that it reads, as long as the database does not answer."""

    async def waits(_app: MovieRecApp, _question: object) -> Any:
        await asyncio.Event().wait()

    async with ann_at(database, size) as person:
        with monkeypatch.context() as patched:
            patched.setattr(MovieRecApp, "read", waits)
            (SCREENS | DIALOGS)[name](person.app)
            await person.pilot.pause(READS_FOR_SECONDS)
            await compare_both_themes(person, pictures)
            person.app.workers.cancel_all()


@SIZES
async def test_the_first_screen_while_it_reads(
    pictures: SnapshotAssertion, database: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    async def waits(_app: MovieRecApp, _question: object) -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(MovieRecApp, "read", waits)
    async with person_at(database, size) as person:
        await person.pilot.pause(READS_FOR_SECONDS)
        await compare_both_themes(person, pictures)
        person.app.workers.cancel_all()


@SIZES
@pytest.mark.parametrize("name", [*SCREENS, *DIALOGS])
@pytest.mark.usefixtures("utc")
async def test_when_the_database_fails(
    pictures: SnapshotAssertion,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    size: tuple[int, int],
) -> None:
    """Every screen says what is wrong in place of what it would show."""
    sentence = "The database cannot be read: disk I/O error."

    async def fails(_app: MovieRecApp, _question: object) -> Any:
        raise StoreError(sentence)

    async with ann_at(database, size) as person:
        monkeypatch.setattr(MovieRecApp, "read", fails)
        (SCREENS | DIALOGS)[name](person.app)
        if name == "search":
            await person.type("toy")
        if name != "data":
            await person.sees("disk I/O error")
        await person.pilot.pause(READS_FOR_SECONDS)
        await compare_both_themes(person, pictures)


@SIZES
@pytest.mark.parametrize("name", EMPTY)
@pytest.mark.usefixtures("utc")
async def test_before_there_is_a_data_set(
    pictures: SnapshotAssertion, nothing: Path, name: str, size: tuple[int, int]
) -> None:
    """A list that has nothing to show says what to do first."""
    async with person_at(nothing, size) as person:
        await person.until(lambda: person.app.status is not None)
        SCREENS[name](person.app)
        await person.pilot.pause(READS_FOR_SECONDS)
        await compare_both_themes(person, pictures)
