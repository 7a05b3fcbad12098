"""What a screen asks for at once is drawn at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import sleep

from movierec_tui.app import MovieRecApp
from movierec_tui.library import Library
from movierec_tui.screens.room import RoomScreen


def after(seconds: float, answer: str, _library: Library) -> str:
    sleep(seconds)
    return answer


async def test_an_answer_waits_a_moment_for_the_others(tmp_path: Path) -> None:
    app = MovieRecApp(tmp_path / "movierec.db")
    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, RoomScreen)
        drawn: list[str] = []
        screen.load("quick", partial(after, 0.0, "quick"), drawn.append, drawn.append)
        screen.load("slow", partial(after, 0.01, "slow"), drawn.append, drawn.append)
        while len(drawn) < 2:
            await pilot.pause(0.02)
        assert drawn == ["quick", "slow"]


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
        assert drawn == ["new", "other"]
