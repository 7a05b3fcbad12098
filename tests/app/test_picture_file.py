"""Saving a picture from the app: a child process draws it while the app goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from movierec_tui.drawing.pictures import Kind, PictureRequest
from tests.app.driving import WIDE, Person, person_at
from tests.app.test_film_map import open_map


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the person stands."""
    path = tmp_path / "pictures"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


def files_in(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


async def ask(person: Person) -> None:
    await open_map(person)
    await person.press("E")
    await person.sees("Save the map as a picture", "film-map.svg")


async def test_the_picture_is_written_by_a_child_and_its_place_is_told(database: Path, folder: Path) -> None:
    async with person_at(database, WIDE) as person:
        await ask(person)
        await person.press("enter")
        await person.until((folder / "film-map.svg").exists)
        await person.sees("Saved as")
    assert (folder / "film-map.svg").read_text("utf-8").startswith("<?xml")


async def test_esc_writes_nothing(database: Path, folder: Path) -> None:
    async with person_at(database) as person:
        await ask(person)
        await person.press("escape")
        await person.no_longer_sees("Save the map as a picture")
    assert files_in(folder) == []


async def test_a_name_without_a_kind_is_told_and_stays_to_be_mended(database: Path, folder: Path) -> None:
    async with person_at(database) as person:
        await ask(person)
        await person.press("backspace", "backspace", "backspace", "enter")
        await person.sees("does not say what kind of picture")
    assert files_in(folder) == []


async def test_a_file_that_is_there_takes_a_second_enter(database: Path, folder: Path) -> None:
    async with person_at(database) as person:
        await ask(person)
        (folder / "film-map.svg").write_text("mine")
        await person.press("enter")
        await person.sees("exists already; Enter again replaces it.")
        assert (folder / "film-map.svg").read_text() == "mine"
        await person.press("escape")
    assert (folder / "film-map.svg").read_text() == "mine"


def test_a_request_reaches_the_child_as_it_was() -> None:
    request = PictureRequest(Kind.MAP, user_id=-3, genre_group="Sci-fi", run_ids=(4, 5), dark=True)
    assert PictureRequest.from_json(request.as_json()) == request


async def test_the_app_never_loads_the_plotting_library(database: Path) -> None:
    loaded = {name for name in sys.modules if name.partition(".")[0] == "matplotlib"}
    async with person_at(database) as person:
        await ask(person)
    assert {name for name in sys.modules if name.partition(".")[0] == "matplotlib"} == loaded
