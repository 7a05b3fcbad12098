"""The training as the app runs it: a process of its own that can be cancelled or killed at any moment."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from db.store.database import open_store
from engine.events import DoneEvent, FailedEvent, ProgressEvent, StartEvent
from engine.options import Device, ModelName, TrainOptions
from engine.train import main, train_database
from tests.engine.child import Child, brief_training, endless_training, running, running_unheard
from tests.engine.runs import (
    PREVIOUS_RUN,
    active_run_id,
    assert_only_the_previous_run_counts,
    feature_rows,
    stored_runs,
)
from tests.library import FILMS, USERS

CANCELLED = FailedEvent("Cancelled; nothing was changed.", cancelled=True)


def _wait_for(child: Child, phase: str) -> None:
    while True:
        event = child.next_event()
        if isinstance(event, ProgressEvent) and event.phase == phase:
            return


def test_a_training_from_start_to_end(database: Path) -> None:
    with running(brief_training(database, "--seed", "3")) as child:
        ended = child.ended()

    assert (ended.code, ended.errors) == (0, "")
    assert isinstance(ended.events[0], StartEvent)
    assert all(isinstance(event, ProgressEvent) for event in ended.events[1:-1])
    assert isinstance(ended.events[-1], DoneEvent)
    assert ended.result["run_id"] == active_run_id(database) == 2
    assert feature_rows(database, 2) == len(FILMS) + USERS
    assert stored_runs(database)[0].seed == 3


def test_a_second_training_is_refused_with_a_sentence_and_sigterm_cancels_the_first(database: Path) -> None:
    with running(endless_training(database)) as first:
        _wait_for(first, "ratings")
        first.process.send_signal(signal.SIGSTOP)
        with running(brief_training(database)) as second:
            assert second.ended().failure == FailedEvent(
                "Another training is going on in this database; wait until it is done, or cancel it."
            )
        first.process.send_signal(signal.SIGCONT)
        first.process.terminate()
        assert first.ended().failure == CANCELLED

    assert_only_the_previous_run_counts(database, "cancelled")


def test_a_training_ends_when_its_parent_is_gone(database: Path) -> None:
    with running(endless_training(database)) as child:
        _wait_for(child, "ratings")
        child.leave()
        assert child.ended().failure == CANCELLED

    assert_only_the_previous_run_counts(database, "cancelled")


def test_sigterm_before_anything_has_begun_changes_nothing(database: Path) -> None:
    with running(brief_training(database)) as child:
        child.process.terminate()
        assert child.ended().events in ([], [CANCELLED])

    assert [run.run_id for run in stored_runs(database)] == [PREVIOUS_RUN]
    assert active_run_id(database) == PREVIOUS_RUN


def test_sigterm_while_features_are_stored_stores_none(database: Path) -> None:
    """The training cannot store anything as long as we write: when it is asked to stop, it is at that."""
    store = open_store(database)
    with running_unheard(brief_training(database)) as child:
        while len(stored_runs(database)) == 1:
            time.sleep(0.1)
        with store.writing():
            _wait_for(child, "store")
            child.process.terminate()
        assert child.ended().failure == CANCELLED
    store.close()

    assert_only_the_previous_run_counts(database, "cancelled")


def test_a_killed_training_is_marked_as_failed_by_the_next_one(database: Path) -> None:
    with running(endless_training(database)) as child:
        _wait_for(child, "ratings")
        child.process.kill()
        assert child.ended().code == -signal.SIGKILL

    assert stored_runs(database)[0].status == "building"
    assert active_run_id(database) == PREVIOUS_RUN

    options = TrainOptions(model=ModelName.CLASSIC, device=Device.CPU, epochs=1)
    train_database(database, options, lambda _event: None)

    newest, killed, previous = stored_runs(database)
    assert (newest.status, newest.active) == ("ready", True)
    assert (killed.status, killed.message) == ("failed", "The training process ended before it was done.")
    assert feature_rows(database, killed.run_id) == 0
    assert previous.run_id == PREVIOUS_RUN


def test_an_error_is_the_last_event_and_one_sentence(tmp_path: Path) -> None:
    with running(brief_training(tmp_path / "empty.db")) as child:
        ended = child.ended()

    assert ended.failure.message.startswith("There is no data set to train on;")
    assert not ended.failure.cancelled
    assert (ended.code, ended.errors) == (1, "")


def test_sigterm_after_a_run_is_published_comes_too_late(database: Path) -> None:
    """The run is there when the child is asked to stop, whether it has said so already or not."""
    with running_unheard(brief_training(database)) as child:
        _wait_for(child, "store")
        while active_run_id(database) == PREVIOUS_RUN:
            time.sleep(0.005)
        child.process.terminate()
        ended = child.ended()

    assert isinstance(ended.events[-1], DoneEvent)
    assert (ended.code, ended.result["run_id"]) == (0, 2)
    assert [run.status for run in stored_runs(database)] == ["ready", "ready"]


@pytest.mark.parametrize(("option", "value"), [("--epochs", "0"), ("--epochs", "many"), ("--seed", "-1")])
def test_numbers_that_no_training_can_have_are_refused(
    database: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--db", str(database), option, value])

    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert f"argument {option}: {value!r} is not a whole number of" in told.err


def test_an_unknown_model_is_refused_with_a_sentence(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--db", str(database), "--model", "psychic"])

    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert "argument --model: invalid ModelName value: 'psychic'" in told.err
