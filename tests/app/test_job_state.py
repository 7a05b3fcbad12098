from __future__ import annotations

from engine.events import DoneEvent, ProgressEvent, StartEvent
from movierec_tui.jobs.state import SET_UP, TRAINING, JobState, Outcome
from movierec_tui.tui.widgets.curves import training_lines


def progress(done: int, total: int = 100, **more: float) -> ProgressEvent:
    return ProgressEvent(phase="train", done=done, total=total, **more)  # type: ignore[arg-type]


def test_a_set_up_is_one_bar_over_both_its_parts() -> None:
    state = JobState("Setting up", SET_UP).after(StartEvent(job="ingest", total=100))
    half = state.after(progress(50))
    assert half.fraction == 0.2
    second = half.after(DoneEvent(result={"movies": 3})).next_stage()
    assert second.fraction == 0.4
    assert second.phase == "Training"
    assert second.after(progress(50)).fraction == 0.7


def test_progress_never_goes_back() -> None:
    state = JobState("Training", TRAINING).after(progress(60)).after(progress(40))
    assert state.fraction == 0.6


def test_an_unknown_total_moves_nothing() -> None:
    assert JobState("Training", TRAINING).after(progress(5, total=0)).fraction == 0


def test_losses_become_a_curve_in_stars() -> None:
    first = progress(1, epoch=1, train_loss=0.81, val_rmse=1.0)
    state = JobState("Training", TRAINING).after(first).after(progress(2))
    assert [line.points for line in training_lines(state.samples)] == [((1, 0.9),), ((1, 1.0),)]


def test_the_end_is_told() -> None:
    state = JobState("Training", TRAINING).after(progress(10))
    assert state.running
    assert state.ended(Outcome.DONE).fraction == 1.0
    failed = state.ended(Outcome.FAILED, "The disk is full.")
    assert not failed.running
    assert (failed.fraction, failed.message) == (0.1, "The disk is full.")
