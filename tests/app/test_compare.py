"""Runs side by side, and the way back to the run before a training."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input, Select

from engine.options import ModelName
from movierec_tui.tui.widgets.curves import CurvePlot
from tests.app.driving import WIDE, person_at
from tests.app.test_training import go_to_training


async def test_ticked_runs_are_shown_side_by_side(database: Path) -> None:
    async with person_at(database) as person:
        await person.sees("Popular films")
        await person.press("escape", "4")
        await person.sees("in use", "RMSE")
        await person.press("space", "down", "space")
        await person.sees("2 ticked · c compares")
        await person.press("c")
        await person.sees("Compared with run 2", "Run 2 ●", "Run 1", "0.950", "the same")
        await person.until(lambda: len(person.app.screen.query_one(CurvePlot).lines) == 2)
        await person.press("c")
        await person.sees("2 ticked · c compares")


async def test_without_ticks_the_run_under_the_cursor_is_put_beside_the_active_one(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        await person.press("down", "c")
        await person.sees("Compared with run 2", "Run 1", "other held-out ratings")
        await person.press("escape")
        await person.sees("Start training")


async def test_a_tick_is_taken_off_again(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        await person.press("space")
        await person.sees("● 2 ✓", "1 ticked")
        await person.press("space")
        await person.no_longer_sees("✓")


async def test_the_time_a_training_takes_and_the_machine_are_told_before_it_starts(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        await person.sees("roughly ", "guessed from the size of the data.", "This computer has")
        person.app.screen.query_one("#model", Select).value = ModelName.CLASSIC
        epochs = person.app.screen.query_one("#epochs", Input)
        epochs.value = "3"
        await person.sees("about 1 s", "the average of runs 2, 1.")
        epochs.value = "6"
        await person.sees("about 2 s", "scaled from run 2, which had 3 epochs.")


async def test_without_a_training_there_is_no_way_back(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        await person.press("B")
        await person.sees("There is no training to go back from")
