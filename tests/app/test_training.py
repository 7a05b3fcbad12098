"""Training in the app, with the real trainer on a tiny library."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from textual.widgets import Input

from db.store.database import open_store
from movierec_tui.jobs.state import TRAINING, Outcome
from movierec_tui.library.library import Library
from movierec_tui.tui.widgets.curves import CurvePlot
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
async def test_options_runs_and_the_curve_of_the_chosen_run_are_shown(database: Path, size: tuple[int, int]) -> None:
    async with person_at(database, size) as person:
        await go_to_training(person)
        await person.sees("Model", "Epochs", "Seed", "Device", "in use", "ready", "A training takes", "Run 2 · RMSE")
        await person.until(lambda: len(person.app.screen.query_one(CurvePlot).lines) == 2)


async def test_a_training_is_shown_to_its_end_and_one_key_goes_back_to_the_old_run_and_again_to_the_new(
    database: Path,
) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        await start(person, 2)
        await person.sees("x cancels")
        await person.until(lambda: outcome(person) is Outcome.DONE)
        await person.sees("● 3", "tiny · run 3", "✓ Run 3 ", "RMSE 0.950 → ", "B switches back.", "Run 3 · RMSE")
        await person.sees("B switches to run 2")
        assert person.app.status is not None
        assert person.app.status.run is not None
        assert person.app.status.run.run_id == 3
        assert person.app.job is not None
        assert any(sample.val_rmse is not None for sample in person.app.job.samples)
        await person.press("1", "escape", "B")
        await person.sees("tiny · run 2")
        await person.press("4")
        await person.sees("● 2", "B switches to run 3")
        await person.no_longer_sees("✓ Run 3")
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
        await person.sees("Cancel? Training is", "Nothing of it")
        await person.press("n")
        assert outcome(person) is Outcome.RUNNING
        await person.press("x", "y")
        await person.until(lambda: outcome(person) is Outcome.CANCELLED)
        await person.sees("Cancelled", "● 2", "tiny · run 2")


async def test_quitting_while_training_says_what_that_means(database: Path) -> None:
    async with person_at(database) as person:
        await go_to_training(person)
        await start(person, ENDLESS)
        await person.sees("x cancels")
        await person.press("q")
        await person.sees("If you quit")
        await person.press("n")
        await person.no_longer_sees("If you quit")
        assert outcome(person) is Outcome.RUNNING
        await person.press("ctrl+q", "y")
        await person.until(lambda: not person.app.is_running)
        assert outcome(person) is Outcome.CANCELLED


async def test_an_older_run_can_be_activated(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        await person.press("down", "enter")
        await person.sees("● 1", "tiny · run 1", "Run 1 is now in use.")


async def test_a_run_is_deleted_after_a_question_and_never_the_active_one(database: Path) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        await person.press("d")
        assert "Delete run" not in person.screen()
        await person.press("down", "d")
        await person.sees("Delete run 1")
        await person.press("y")
        await person.sees("Run 1 is deleted.")
        await person.until(lambda: "ready" not in person.screen())


@pytest.mark.parametrize(
    ("box", "value", "sentence"), [("#epochs", "0", "Epochs go from 1"), ("#seed", "9" * 12, "A seed is")]
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
        await person.sees("RMSE", "in use", "s Start")


def a_training_that_gives(result: dict[str, object]) -> list[str]:
    """A child process that ends at once, as a training does."""
    line = json.dumps({"event": "done"} | result)
    return [sys.executable, "-c", f"print({line!r})"]


async def test_a_new_run_that_is_worse_is_shown_with_its_figures_and_one_key_puts_it_to_use(
    database: Path,
) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        metrics = {"rmse": 0.94, "ndcg@10": 0.1, "mae": 0.7}
        worse = a_training_that_gives({"run_id": 1, "activated": False, "metrics": metrics})
        person.app.jobs.start_job("Training", TRAINING, [worse])
        await person.sees("Run 1 is ready but not in use: nDCG@10 0.100 instead of 0.200. B puts it to use.")
        await person.sees("tiny · run 2", "Run 1 · RMSE")
        await person.press("B")
        await person.sees("tiny · run 1", "Run 1 is now in use. B switches back.")
        person.app.clear_notifications()
        await person.no_longer_sees("but not in use")


async def test_another_run_put_to_use_here_or_elsewhere_ends_what_the_last_training_said(
    database: Path,
) -> None:
    async with person_at(database, WIDE) as person:
        await go_to_training(person)
        better = a_training_that_gives({"run_id": 2, "metrics": {"rmse": 0.9}})
        person.app.jobs.start_job("Training", TRAINING, [better])
        await person.sees("✓ Run 2")
        library = Library.open(database)
        library.activate_run(1)
        library.close()
        await person.sees("tiny · run 1", "● 1")
        await person.no_longer_sees("✓ Run 2")


async def test_options_that_differ_between_runs_stay_in_the_table(database: Path) -> None:
    store = open_store(database)
    with store.writing() as connection:
        config = json.dumps({"model": "classic", "preset": "fast", "epochs": 3})
        connection.execute(text("UPDATE model_run SET config = :config WHERE run_id = 1"), {"config": config})
    store.close()
    async with person_at(database) as person:
        await go_to_training(person)
        await person.sees("Preset", "full", "fast")
        assert "Device " not in next(line for line in person.screen_lines() if "nDCG@10" in line)
        await person.press("c", "down", "c")
        await person.sees("Compared with run 2", "Preset")
