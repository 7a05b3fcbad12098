"""What a screen asks for at once is drawn at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from textual.app import App
from textual.screen import Screen
from textual.widgets import Input

from movierec_tui.library import Library
from movierec_tui.tui.app import MovieRecApp
from movierec_tui.tui.screens import base as room
from movierec_tui.tui.screens.base import BaseScreen
from tests.app.driving import WIDE, person_at


def after(seconds: float, answer: str, _library: Library) -> str:
    sleep(seconds)
    return answer


async def test_an_answer_waits_a_moment_for_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "TOGETHER_SECONDS", 60.0)
    app = MovieRecApp(tmp_path / "movierec.db")
    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, BaseScreen)
        answered: set[str] = set()
        drawn: list[tuple[str, set[str]]] = []

        def answer(seconds: float, name: str, library: Library) -> str:
            answered.add(after(seconds, name, library))
            return name

        def draw(name: str) -> None:
            drawn.append((name, set(answered)))

        screen.load("quick", partial(answer, 0.0, "quick"), draw, draw)
        screen.load("slow", partial(answer, 0.05, "slow"), draw, draw)
        while len(drawn) < 2:
            await pilot.pause(0.02)
        assert sorted(name for name, _answered in drawn) == ["quick", "slow"]
        assert all(known == {"quick", "slow"} for _name, known in drawn)


async def test_an_answer_waits_no_longer_than_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "TOGETHER_SECONDS", 0.001)
    app = MovieRecApp(tmp_path / "movierec.db")
    go_on = Event()
    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, BaseScreen)
        drawn: list[str] = []

        def late(_library: Library) -> str:
            go_on.wait()
            return "late"

        screen.load("late", late, drawn.append, drawn.append)
        screen.load("quick", partial(after, 0.0, "quick"), drawn.append, drawn.append)
        while not drawn:
            await pilot.pause(0.02)
        assert drawn == ["quick"]
        go_on.set()
        while len(drawn) < 2:
            await pilot.pause(0.02)
        assert drawn == ["quick", "late"]


async def test_an_answer_to_an_older_question_is_not_drawn(tmp_path: Path) -> None:
    app = MovieRecApp(tmp_path / "movierec.db")
    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, BaseScreen)
        drawn: list[str] = []
        screen.load("other", partial(after, 0.3, "other"), drawn.append, drawn.append)
        screen.load("list", partial(after, 0.0, "old"), drawn.append, drawn.append)
        screen.load("list", partial(after, 0.0, "new"), drawn.append, drawn.append)
        while len(drawn) < 2:
            await pilot.pause(0.02)
        assert sorted(drawn) == ["new", "other"]


@pytest.mark.parametrize(
    ("there", "key", "name"),
    [
        ([], "C", "AppearanceScreen"),
        (["P"], "n", "NameDialog"),
        (["P"], "d", "Question"),
        ([], "question_mark", "HelpScreen"),
        ([], "ctrl+p", "Palette"),
        (["T"], "E", "PictureFileDialog"),
        (["2"], "i", "ImportScreen"),
        (["2"], "e", "ExportScreen"),
    ],
)
async def test_what_is_opened_without_reading_is_drawn_once(
    anns: Path, monkeypatch: pytest.MonkeyPatch, there: Sequence[str], key: str, name: str
) -> None:
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _box: None)  # no cursor blinks
    drawn: list[str] = []
    display = App._display

    def noted(app: App[None], screen: Screen[object], drawing: object) -> None:
        if drawing is not None:
            drawn.append(type(screen).__name__)
        display(app, screen, drawing)  # type: ignore[arg-type]

    async with person_at(anns, WIDE) as person:
        await person.sees("Popular films")
        for earlier in ("escape", *there):
            await person.press(earlier)
            await person.settles()
        monkeypatch.setattr(App, "_display", noted)
        await person.press(key)
        await person.settles()
        assert drawn == [name]
