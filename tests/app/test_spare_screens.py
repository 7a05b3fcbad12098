"""Screens that are made before they are opened look like those that are made when they are opened."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.screen import Screen
from textual.widgets import Select

from movierec_tui.tui import read_ahead
from movierec_tui.tui.screens.help import HelpScreen
from movierec_tui.tui.screens.movie import MovieScreen
from movierec_tui.tui.screens.quick_rate import QuickRateScreen
from movierec_tui.tui.screens.subject import SubjectScreen
from movierec_tui.tui.screens.training import TrainingScreen
from movierec_tui.tui.screens.user import UserScreen
from movierec_tui.tui.spare_screens import SpareScreens
from movierec_tui.tui.theme import LIGHT
from tests.app.driving import SMALL, WIDE, Person, person_at
from tests.library import MATRIX

Cells = list[list[tuple[str, object]]]


def spare_of(person: Person, kind: type[SubjectScreen]) -> SubjectScreen | None:
    """The screen that waits to be opened, once all its parts are there."""
    spare = person.app.get_screen(kind.__name__) if person.app.is_screen_installed(kind.__name__) else None
    return spare if isinstance(spare, SubjectScreen) and spare.ready else None


async def open_first_film(
    person: Person, wait: Callable[[Person], Awaitable[None]], meanwhile: Callable[[Person], Awaitable[None]]
) -> None:
    await person.sees("Popular films")
    await person.press("escape", "down", "up")
    await wait(person)
    await meanwhile(person)
    await person.press("enter")
    await person.sees("Nearest films", "ratings")
    await person.settles()


def cells(person: Person) -> Cells:
    """All that is on the screen, with its colours."""
    strips = person.app.screen._compositor.render_strips()
    return [[(segment.text, segment.style) for segment in strip] for strip in strips]


async def nothing(_person: Person) -> None:
    """Leaves everything as it is."""


async def until_it_is_made(person: Person) -> None:
    await person.until(lambda: spare_of(person, MovieScreen) is not None)


async def smaller(person: Person) -> None:
    await person.pilot.resize_terminal(*SMALL)
    await person.pilot.pause()


async def light(person: Person) -> None:
    person.app.theme = LIGHT.name
    await person.pilot.pause()


async def with_stars(person: Person) -> None:
    if person.app.profile is None:
        person.app.create_profile("Ann")
    await person.until(lambda: person.app.profile is not None)
    person.app.rate(MATRIX, 4.5)
    await person.until(lambda: MATRIX in person.app.opinions)
    await person.settles()


SHORT = 0.01


@pytest.fixture
def short_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the row under the cursor would open is read and made as soon as nothing else is to be done."""
    monkeypatch.setattr(read_ahead, "REST_SECONDS", SHORT)


@pytest.fixture
def no_rest(short_rest: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """So are all other screens that a key goes to."""
    monkeypatch.setattr(read_ahead, "LONG_REST_SECONDS", SHORT)


@pytest.mark.parametrize("meanwhile", [nothing, smaller, light, with_stars])
@pytest.mark.usefixtures("short_rest")
async def test_a_film_looks_the_same(
    database: Path, meanwhile: Callable[[Person], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with person_at(database, WIDE) as person:
        await open_first_film(person, until_it_is_made, meanwhile)
        made_ahead = cells(person)

    monkeypatch.setattr(SpareScreens, "prepare", lambda _self, _kind: None)
    async with person_at(database, WIDE) as person:
        await open_first_film(person, nothing, meanwhile)
        assert spare_of(person, MovieScreen) is None
        assert cells(person) == made_ahead


@pytest.mark.usefixtures("short_rest")
async def test_the_screen_that_waits_is_the_one_that_is_opened(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("escape", "down")
        await person.until(lambda: spare_of(person, MovieScreen) is not None)
        spare = spare_of(person, MovieScreen)
        await person.press("enter")
        assert person.app.screen is spare
        await person.press("escape")
        await person.until(lambda: not person.app.passing)


@pytest.mark.usefixtures("short_rest")
async def test_every_film_has_a_screen_of_its_own(database: Path) -> None:
    async with person_at(database) as person:
        opened = []
        await person.sees("Popular films")
        await person.press("escape", "down")
        for _ in range(3):
            await person.until(lambda: spare_of(person, MovieScreen) is not None)
            await person.press("enter")
            opened.append(person.app.screen)
            await person.press("tab")
            await person.sees("Nearest films ·")
        assert len(set(opened)) == 3
        assert [screen for screen in person.app.screen_stack if isinstance(screen, MovieScreen)] == opened


@pytest.mark.usefixtures("short_rest")
async def test_so_has_a_user(database: Path) -> None:
    async with person_at(database) as person:
        await person.press("escape", "3")
        await person.sees("Users")
        await person.until(lambda: spare_of(person, UserScreen) is not None)
        spare = spare_of(person, UserScreen)
        await person.press("enter")
        assert person.app.screen is spare
        await person.sees("Recommended · best match first")


@pytest.mark.usefixtures("short_rest")
async def test_a_screen_that_waits_marks_the_place_that_it_is_opened_from(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        await person.press("escape", "down")
        await person.until(lambda: spare_of(person, MovieScreen) is not None)
        await person.press("3")
        await person.sees("Users · 1")
        person.app.open_movie(MATRIX)
        await person.sees("The Matrix (1999)")
        marked = [text.strip() for text, style in cells(person)[0] if getattr(style, "bold", False)]
        assert "3 Users" in marked
        assert "1 Search" not in marked


async def test_a_film_is_opened_before_its_screen_is_made(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        person.app.open_movie(MATRIX)
        await person.sees("The Matrix (1999)")


@pytest.mark.parametrize("key", ["ctrl+p", "question_mark"])
@pytest.mark.parametrize("meanwhile", [nothing, smaller, light])
async def test_what_is_opened_again_looks_as_if_it_were_new(
    database: Path,
    key: str,
    meanwhile: Callable[[Person], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A cursor that blinks looks otherwise now and then.
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    seen = []
    for times in (1, 3):
        async with person_at(database, WIDE) as person:
            await person.sees("Popular films")
            await person.press("escape", "down", "up")
            for _ in range(times - 1):
                await person.press(key)
                await person.until(lambda: len(person.app.screen_stack) == 2)
                if key == "ctrl+p":
                    await person.type("quit")
                await person.press("escape")
                await person.until(lambda: len(person.app.screen_stack) == 1)
            await meanwhile(person)
            await person.press(key)
            await person.sees("Keys" if key == "question_mark" else "Commands")
            await person.settles()
            seen.append(cells(person))
    assert seen[0] == seen[1]


MAIN_SCREENS = {"2": "ForYouScreen", "3": "UsersScreen", "4": "TrainingScreen", "5": "DataSetScreen"}
PASSING_SCREENS = {"M": "MapScreen", "T": "TasteScreen", "R": "QuickRateScreen"}


def all_are_made(person: Person) -> bool:
    """Whether each screen that a key goes to waits with all its parts."""
    app = person.app
    names = [*MAIN_SCREENS.values(), *PASSING_SCREENS.values()]
    return all(app.is_screen_installed(name) and app.get_screen(name).is_mounted for name in names)


@pytest.mark.parametrize("meanwhile", [nothing, smaller, light, with_stars])
@pytest.mark.usefixtures("short_rest")
async def test_main_screens_that_were_made_before_look_the_same(
    database: Path,
    meanwhile: Callable[[Person], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    seen: list[dict[str, Cells]] = []
    for rest in (SHORT, 3600.0):
        monkeypatch.setattr(read_ahead, "LONG_REST_SECONDS", rest)
        async with person_at(Path(shutil.copy(database, tmp_path / "copy.db")), WIDE) as person:
            await person.sees("Popular films")
            await person.press("escape", "down")
            if rest < 1:
                await person.until(lambda: all_are_made(person))
            await meanwhile(person)
            looks = {}
            for key, name in MAIN_SCREENS.items():
                assert person.app.is_screen_installed(name) == (rest < 1)
                await person.press(key)
                await person.settles()
                looks[key] = cells(person)
            seen.append(looks)
    assert seen[0] == seen[1]


@pytest.mark.parametrize("key", PASSING_SCREENS)
@pytest.mark.parametrize("meanwhile", [nothing, smaller, light, with_stars])
@pytest.mark.usefixtures("short_rest")
async def test_other_screens_that_were_made_before_look_the_same(
    database: Path,
    key: str,
    meanwhile: Callable[[Person], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    seen = []
    for rest in (SHORT, 3600.0):
        monkeypatch.setattr(read_ahead, "LONG_REST_SECONDS", rest)
        async with person_at(Path(shutil.copy(database, tmp_path / "copy.db")), WIDE) as person:
            await person.sees("Popular films")
            person.app.create_profile("Ann")
            await person.until(lambda: person.app.profile is not None)
            await person.press("escape", "down")
            if rest < 1:
                await person.until(lambda: all_are_made(person))
            await person.press("3")
            await meanwhile(person)
            assert person.app.is_screen_installed(PASSING_SCREENS[key]) == (rest < 1)
            await person.press(key)
            await person.until(lambda: type(person.app.screen).__name__ == PASSING_SCREENS[key])
            await person.settles()
            seen.append(cells(person))
    assert seen[0] == seen[1]


@pytest.mark.usefixtures("no_rest")
async def test_an_undone_rating_is_not_what_rating_begins_with(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        person.app.create_profile("Ann")
        await person.until(lambda: person.app.profile is not None)
        await person.press("escape", "down")
        await person.until(lambda: all_are_made(person))
        person.app.rate(MATRIX, 4.5)
        await person.until(lambda: MATRIX in person.app.opinions)
        person.app.undo()
        await person.until(lambda: MATRIX not in person.app.opinions)
        await person.press("R")
        await person.sees("0 of about")
        await person.until(lambda: asked(person) is not None)
        assert asked(person) != MATRIX


def asked(person: Person) -> int | None:
    """The film that is asked about."""
    screen = person.app.screen
    assert isinstance(screen, QuickRateScreen)
    return None if screen.asked is None else screen.asked.movie_id


@pytest.mark.parametrize("key", MAIN_SCREENS)
@pytest.mark.usefixtures("no_rest")
async def test_a_main_screen_that_waits_is_the_one_that_is_shown(database: Path, key: str) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("escape")
        await person.until(lambda: all_are_made(person))
        waiting = person.app.get_screen(MAIN_SCREENS[key])
        await person.press(key)
        assert person.app.screen is waiting
        await person.press("1", key)
        assert person.app.screen is waiting


@pytest.mark.usefixtures("no_rest")
async def test_another_database_shows_none_that_was_made_for_this_one(database: Path) -> None:
    other = Path(shutil.copy(database, database.with_name("other.db")))
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("escape")
        await person.until(lambda: all_are_made(person))
        waiting = [person.app.get_screen(name) for name in MAIN_SCREENS.values()]
        person.app.open_database(other)
        await person.until(lambda: person.app.database == other and person.app.current_mode == "search")
        for key in ("2", "3", "4"):
            await person.press(key)
            assert person.app.screen not in waiting
        assert not [screen for screen in waiting[:3] if screen.is_running]


@pytest.mark.usefixtures("short_rest")
async def test_short_rests_make_only_what_the_row_would_open(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("escape")
        for _ in range(4):
            await person.press("down")
            await person.pilot.pause(0.1)
        await person.until(lambda: person.app.is_screen_installed("MovieScreen"))
        others = ("Palette", "HelpScreen", *MAIN_SCREENS.values(), *PASSING_SCREENS.values())
        assert not [name for name in others if person.app.is_screen_installed(name)]


@pytest.mark.usefixtures("short_rest")
@pytest.mark.parametrize("key", PASSING_SCREENS)
async def test_what_was_opened_last_waits_to_be_opened_again(anns: Path, key: str) -> None:
    async with person_at(anns) as person:
        await person.sees("Popular films")
        await person.press("escape", "down", key)
        opened = person.app.screen
        assert type(opened).__name__ == PASSING_SCREENS[key]
        await person.press("escape")
        name = PASSING_SCREENS[key]
        await person.until(
            lambda: person.app.is_screen_installed(name) and person.app.get_screen(name).is_mounted
        )
        waiting = person.app.get_screen(name)
        assert waiting is not opened
        await person.press(key)
        assert person.app.screen is waiting


@pytest.mark.parametrize("kinds", [(TrainingScreen, HelpScreen), (HelpScreen, TrainingScreen)])
async def test_whoever_ends_the_app_waits_until_all_screens_are_made(
    database: Path, kinds: tuple[type[Screen[None]], type[Screen[None]]]
) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        spares = person.app._spares
        for kind in kinds:
            spares.prepare(kind)
        making = [spares.making]
        await spares.all_made()
        making.append(spares.making)
        assert making == [True, False]
        assert spares.kept(TrainingScreen).query_one("#model", Select).is_mounted
        assert spares.kept(HelpScreen).is_mounted


async def test_whoever_ends_the_app_waits_for_a_screen_that_was_opened_while_it_was_made(
    database: Path,
) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        spares = person.app._spares
        spares.prepare(TrainingScreen)
        screen = spares.take(TrainingScreen)
        assert spares.making
        await spares.all_made()
        assert screen.query_one("#model", Select).is_mounted
        assert not spares.making
