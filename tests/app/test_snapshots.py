"""What screens and dialogs look like: each screen once in each size, each dialog once, some in the light theme, too.

After a wanted change: `pytest tests/app/test_snapshots.py --snapshot-update`, and a look at the new pictures.
"""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pytest
from sqlalchemy import text
from textual.pilot import Pilot
from textual.widgets import Input

from db.marks import FilmMark
from db.personal.opinions import rate, set_mark
from db.personal.profiles import activate_profile, create_profile
from db.store.database import open_store
from movierec_tui.tui.app import MovieRecApp
from tests.app.driving import SMALL, TINY, WIDE, Person
from tests.library import EMPIRE, LEON, REC, STAR_WARS, TOY_STORY

LARGE = (200, 50)
SIZES = {"60x20": TINY, "80x24": SMALL, "120x40": WIDE, "200x50": LARGE}
NOON = 1_740_830_400
"""When everything was said, so that the order of it is always the same."""

LETTERBOXD = """Date,Name,Year,Letterboxd URI,Rating
2024-01-02,The Matrix,1999,https://boxd.it/1,4.5
2024-01-03,Spider-Man,2002,https://boxd.it/3,3
2024-01-03,Parasite,2019,https://boxd.it/4,5
2024-01-03,,,https://boxd.it/5,3
"""

Steps = Sequence[tuple[Sequence[str], str]]
"""Keys to press, and a text that is on the screen afterwards."""

SCREENS: Mapping[str, Steps] = {
    "search": ((("1",), "Popular films"),),
    "results": ((("1", *"1999"), "2 films"),),
    "film": ((("1", *"matrix", "enter"), "Nearest films"),),
    "for_you": (),
    "filters": ((("f",), "Years"),),
    "together": ((("t",), "ben"), (("down", "space", "enter"), "for ann and ben")),
    "rate_films": ((("R",), "ann"),),
    "users": ((("3",), "of 32"),),
    "user": ((("3", "down", "down", "enter"), "User 1"),),
    "training": ((("4",), "0.950"),),
    "compare": ((("4",), "0.950"), (("space", "down", "space", "c"), "run 2")),
    "data_sets": ((("5",), "ml-latest-small"),),
    "map": ((("M",), "The Matrix"),),
    "taste": ((("T",), "Sci-Fi"),),
    "import": ((("i",), "Import for ann"), (("ctrl+u", *"ratings.csv", "enter"), "Matched")),
}
DIALOGS: Mapping[str, Steps] = {
    "help": ((("question_mark",), "Keys"),),
    "palette": ((("ctrl+p", *"map"), "Map of films"),),
    "jump": ((("ctrl+o",), "Jump"),),
    "profiles": ((("P",), "ben"),),
    "people": ((("t",), "ben"),),
    "appearance": ((("C",), "Movierec dark"),),
    "databases": ((("L",), "other.db"),),
    "saved_filters": ((("F", "n", "x", "enter"), "x"),),
    "name": ((("P", "n"), "Name of the new profile"),),
    "question": ((("4",), "0.950"), (("down", "d"), "Delete run")),
    "three_answers": ((("5", "enter"), "ml-latest-small"),),
    "export": ((("e",), "Export for ann"),),
    "picture": ((("M",), "The Matrix"), (("E",), "svg")),
    "why": ((("1", *"matrix", "enter"), "Nearest films"), (("e",), "Toy Story")),
    "both_rated": ((("3", "down", "down", "enter"), "User 1"), (("b",), "both")),
    "recent_searches": ((("1", *"matrix", "enter"), "Nearest films"), (("escape", "ctrl+r"), "Recent")),
    "rating_line": ((("r", "right"), "Rate"),),
    "which_film": ((("i",), "Import for ann"), (("ctrl+u", *"doubt.csv", "enter"), "Matched")),
}
LIGHT = ("search", "for_you", "film", "map", "taste", "training", "compare")


class Compare(Protocol):
    def __call__(
        self,
        app: MovieRecApp,
        *,
        terminal_size: tuple[int, int],
        run_before: Callable[[Pilot[None]], Awaitable[None]],
    ) -> bool: ...


@pytest.fixture(scope="module")
def anns_home(templates: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with ann, who rates now, and ben in a database; another database beside it; and exports; to be copied."""
    home = tmp_path_factory.mktemp("anns")
    store = open_store(Path(shutil.copy(templates / "trained.db", home / "movierec.db")))
    with store.writing() as connection:
        ann = create_profile(connection, "ann").user_id
        create_profile(connection, "ben")
        activate_profile(connection, ann)
        for hour, (film, stars) in enumerate(((STAR_WARS, 5), (EMPIRE, 4.5), (TOY_STORY, 2))):
            rate(connection, ann, film, stars, NOON + hour)
        set_mark(connection, ann, LEON, FilmMark.WATCHLIST, on=True, at=NOON)
        set_mark(connection, ann, REC, FilmMark.HIDDEN, on=True, at=NOON)
    store.close()
    other = open_store(Path(shutil.copy(templates / "untrained.db", home / "other.db")))
    with other.writing() as connection:
        connection.execute(text("UPDATE data_set SET name = 'another'"))
    other.close()
    (home / "home").mkdir()
    (home / "home" / "ratings.csv").write_text(LETTERBOXD, encoding="utf-8")
    (home / "home" / "doubt.csv").write_text(LETTERBOXD.replace("The Matrix", "The Matrx"), encoding="utf-8")
    return home


@pytest.fixture
def anns(anns_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database of ann, who works in her home folder."""
    shutil.copytree(anns_home, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path / "home")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "movierec.db"


def compared(
    snap_compare: Compare, database: Path, size: tuple[int, int], steps: Steps, theme: str = "movierec-dark"
) -> bool:
    """Whether the screen after the steps is the one on file."""
    app = MovieRecApp(database)
    app.animation_level = "none"
    app.theme = theme

    async def before(pilot: Pilot[None]) -> None:
        person = Person(app, pilot)
        await person.until(lambda: app.status is not None)
        await person.settles()
        for keys, seen in steps:
            for key in keys:
                await person.press(key)
            await person.sees(seen)
            await person.settles()
        for box in app.screen.query(Input):
            box.cursor_blink = False
        await pilot.pause()

    return snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.usefixtures("utc")
def test_each_screen(snap_compare: Compare, anns: Path, screen: str, size: str) -> None:
    assert compared(snap_compare, anns, SIZES[size], SCREENS[screen])


@pytest.mark.parametrize("dialog", DIALOGS)
@pytest.mark.usefixtures("utc")
def test_each_dialog(snap_compare: Compare, anns: Path, dialog: str) -> None:
    assert compared(snap_compare, anns, SMALL, DIALOGS[dialog])


@pytest.mark.parametrize("screen", LIGHT)
@pytest.mark.usefixtures("utc")
def test_screens_with_colours_of_their_own_in_the_light_theme(snap_compare: Compare, anns: Path, screen: str) -> None:
    assert compared(snap_compare, anns, WIDE, SCREENS[screen], theme="movierec-light")


@pytest.mark.parametrize("size", SIZES)
def test_the_first_start(snap_compare: Compare, nothing: Path, size: str) -> None:
    assert compared(snap_compare, nothing, SIZES[size], ())


@pytest.mark.parametrize("size", ["60x20", "80x24", "120x40"])
def test_a_welcome_for_somebody_without_a_name(snap_compare: Compare, database: Path, size: str) -> None:
    assert compared(snap_compare, database, SIZES[size], ((("escape", "2"), "name"),))


def test_without_a_model(snap_compare: Compare, untrained: Path) -> None:
    assert compared(snap_compare, untrained, SMALL, ())
