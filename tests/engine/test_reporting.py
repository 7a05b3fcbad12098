from __future__ import annotations

import pytest

from db.rows import CurvePoint
from engine.events import Event, ProgressEvent
from engine.problem import TrainingProgress
from engine.reporting import ProgressReporter


def _report(*moments: TrainingProgress) -> tuple[ProgressReporter, list[ProgressEvent]]:
    events: list[Event] = []
    reporter = ProgressReporter(events.append)
    for moment in moments:
        reporter(moment)
    return reporter, [event for event in events if isinstance(event, ProgressEvent)]


def test_the_first_moment_and_each_epochs_end_are_told() -> None:
    moments = [
        TrainingProgress(step, 40, epoch=1 + step // 21, train_loss=1.0, val_rmse=1.1 if step % 20 == 0 else None)
        for step in range(1, 41)
    ]

    _, events = _report(*moments)

    assert events[0].done == 1
    assert {20, 40} <= {event.done for event in events}
    assert all(event.total == 40 for event in events)


def test_ten_thousand_quick_steps_do_not_flood_the_parent() -> None:
    _, events = _report(*(TrainingProgress(step, 10_000, 1, 1.0) for step in range(1, 10_001)))

    assert len(events) < 1000


def test_the_curve_has_the_epochs_ends_only() -> None:
    reporter, _ = _report(
        TrainingProgress(1, 4, 1, 2.0),
        TrainingProgress(2, 4, 1, 1.5, 1.2),
        TrainingProgress(3, 4, 2, 1.0),
        TrainingProgress(4, 4, 2, 0.5, 1.1),
    )

    assert reporter.curve == [CurvePoint(2, 1, 1.5, 1.2), CurvePoint(4, 2, 0.5, 1.1)]


def test_what_is_left_is_never_less_than_nothing_and_nothing_at_the_end() -> None:
    _, events = _report(*(TrainingProgress(step, 5, step, 1.0, 1.0) for step in range(1, 6)))

    assert all(event.eta_seconds is not None and event.eta_seconds >= 0 for event in events)
    assert events[-1].eta_seconds == 0


@pytest.mark.parametrize("stopped_at", [2, 4])
def test_storing_completes_the_count_even_after_an_early_stop(stopped_at: int) -> None:
    events: list[Event] = []
    reporter = ProgressReporter(events.append)
    reporter(TrainingProgress(stopped_at, 4, 1, 1.0, 1.0))
    reporter.storing()

    assert events[-1] == ProgressEvent(phase="store", done=4, total=4, eta_seconds=0.0)


def test_rating_epochs_and_list_sweeps_are_different_phases() -> None:
    _, rating = _report(TrainingProgress(1, 2, epoch=1, train_loss=1.0))
    _, lists = _report(TrainingProgress(2, 2))

    assert (rating[0].phase, lists[0].phase) == ("ratings", "lists")
