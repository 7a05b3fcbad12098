"""Training in the app, with the real trainer on a tiny library."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from movierec_tui.jobs.state import Outcome
from movierec_tui.tui.widgets.curve import LearningCurve
from tests.app.driving import SMALL, TINY, WIDE, Person, person_at

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])

ENDLESS = 10_000


async def go_to_training(person: Person) -> None:
    await person.sees("Popular films")
    await person.press("escape", "4")
    await person.sees("Start training", "● 2", "0.950")


async def start(person: Person, epochs: int) -> None:
    person.app.screen.query_one("#epochs", Input).value = str(epochs)
    await person.press("s")


def outcome(person: Person) -> Outcome | None:
    return None if person.app.job is None else person.app.job.outcome


@SIZES
async def test_options_runs_and_the_curve_of_the_chosen_run_are_shown(
    database: Path, size: tuple[int, int]
) -> None:
    async with person_at(database, size) as person:
        await go_to_training(person)
        await person.sees("Model", "Epochs", "Seed", "Device", "active", "ready", "No training is running.")
        await person.until(lambda: len(person.app.screen.query_one(LearningCurve).samples) == 3)


async def test_a_training_is_shown_to_its_end_and_one_key_goes_back_to_the_old_run_and_again_to_the_new(
    database: Path,
) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        await start(person, 2)
        await person.sees("x cancels")
        await person.until(lambda: outcome(person) is Outcome.DONE)
        await person.sees(
            "● 3", "tiny · run 3", "✓ Run 3 answers now", "RMSE 0.950 → ", "B goes back to run 2."
        )
        assert person.app.status is not None
        assert person.app.status.run is not None
        assert person.app.status.run.run_id == 3
        assert person.app.job is not None
        assert any(sample.val_rmse is not None for sample in person.app.job.samples)
        await person.press("1", "escape", "B")
        await person.sees("tiny · run 2")
        await person.press("4")
        await person.sees("● 2", "B goes back to run 3.")
        await person.press("B")
        await person.sees("tiny · run 3", "● 3")


async def test_the_rest_of_the_app_can_be_used_while_training_and_cancelling_leaves_the_active_run(
    database: Path,
) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        await start(person, ENDLESS)
        await person.until(lambda: person.app.job is not None and person.app.job.epoch is not None)
        await person.press("1", "slash")
        await person.type("matrix")
        await person.press("enter")
        await person.sees("The Matrix (1999)", "Similarity", "%")
        await person.press("4")
        await person.sees("x cancels", "epoch")
        await person.press("x")
        await person.until(lambda: outcome(person) is Outcome.CANCELLED)
        await person.sees("Cancelled", "● 2", "tiny · run 2")


async def test_quitting_while_training_says_what_that_means(database: Path) -> None:
    async with person_at(database) as person:
        await go_to_training(person)
        await start(person, ENDLESS)
        await person.sees("x cancels")
        await person.press("q")
        await person.sees("Quitting cancels it")
        await person.press("n")
        await person.no_longer_sees("Quitting cancels it")
        assert outcome(person) is Outcome.RUNNING
        await person.press("ctrl+q", "y")
        await person.until(lambda: not person.app.is_running)
        assert outcome(person) is Outcome.CANCELLED


async def test_an_older_run_can_be_activated(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        await person.press("down", "enter")
        await person.sees("● 1", "tiny · run 1", "Run 1 answers now.")


async def test_a_run_is_deleted_after_a_question_and_never_the_active_one(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        await person.press("d")
        assert "will be deleted" not in person.screen()
        await person.press("down", "d")
        await person.sees("Run 1 and its features will be deleted.")
        await person.press("y")
        await person.sees("Run 1 is deleted.")
        await person.until(lambda: "ready" not in person.screen())


@pytest.mark.parametrize(
    ("box", "value", "sentence"),
    [
        ("#epochs", "0", "Epochs go from 1"),
        ("#epochs", "99999", "Epochs go from 1"),
        ("#seed", "9" * 12, "A seed is"),
    ],
)
async def test_an_option_out_of_range_is_said_and_nothing_starts(
    database: Path, box: str, value: str, sentence: str
) -> None:
    async with person_at(database) as person:
        await go_to_training(person)
        person.app.screen.query_one(box, Input).value = value
        await person.press("s")
        await person.sees(sentence)
        assert person.app.job is None


async def test_a_training_that_cannot_work_is_one_sentence(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        person.app.library.database = database.with_name("other.db")
        await person.press("s")
        await person.until(lambda: outcome(person) is Outcome.FAILED)
        await person.sees("✗", "Press s to start again.")
        assert "Traceback" not in person.screen()


async def test_runs_can_be_read_on_a_tiny_screen(database: Path) -> None:
    async with person_at(database, TINY) as person:
        await person.sees("Popular films")
        await person.press("escape", "4")
        await person.sees("RMSE", "active", "s Start")
