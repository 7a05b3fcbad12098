"""What a screen asks for at once is drawn at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event
from time import sleep

import pytest

from movierec_tui.app import MovieRecApp
from movierec_tui.library import Library
from movierec_tui.screens import room
from movierec_tui.screens.room import RoomScreen


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
        assert isinstance(screen, RoomScreen)
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
        assert isinstance(screen, RoomScreen)
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
        assert isinstance(screen, RoomScreen)
        drawn: list[str] = []
        screen.load("other", partial(after, 0.3, "other"), drawn.append, drawn.append)
        screen.load("list", partial(after, 0.0, "old"), drawn.append, drawn.append)
        screen.load("list", partial(after, 0.0, "new"), drawn.append, drawn.append)
        while len(drawn) < 2:
            await pilot.pause(0.02)
        assert sorted(drawn) == ["new", "other"]
