"""How far a job is: pure data, so that any screen can show it at any time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any

from db.rows import CurvePoint, RunRow
from engine.events import DoneEvent, Event, ProgressEvent, StartEvent
from movierec_tui.wording.run_comparison import metric_changes
from movierec_tui.wording.text import counted

_PHASES: dict[str, str] = {
    "download": "Downloading",
    "read": "Reading the files",
    "import": "Importing ratings",
    "index": "Building the search index",
    "imdb": "Reading IMDb's files",
    "enrich": "Adding to the films",
    "train": "Training",
    "ratings": "Learning ratings",
    "lists": "Learning lists",
    "store": "Storing the run",
    "backup": "Copying",
    "check": "Checking",
}


def phase_words(phase: str) -> str:
    """What a child does in a phase, in words."""
    return _PHASES.get(phase, phase.capitalize())


class Outcome(Enum):
    """Whether a job runs, or how it ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Stage:
    """One child process of a job, and its share of the whole job, from 0 to 1."""

    title: str
    share: float


TRAINING = (Stage("Training", 1.0),)

SET_UP = (Stage("Getting the data set", 0.4), Stage("Training", 0.6))
"""The shares are what the two take with ml-100k."""

ENRICHING = (Stage("Enriching the films", 1.0),)


@dataclass(frozen=True, slots=True)
class JobState:
    """A job from its start to its end. Every method gives a new state; `fraction` never goes back.

    Attributes:
        title: what the job is, for notices.
        stages: its child processes in order.
        stage: the index of the one that runs.
        phase: what happens now, in words.
        fraction: how much of the whole job is done, 0 to 1.
        eta_seconds: seconds left of the current stage, where the child knows them.
        samples: the training curve so far.
        device: what trains, once the child has said so.
        outcome: running, or how it ended.
        message: what the job achieved, or why it failed.
        result: of the last stage.
        other_database: the database that it works on, where that is not the open one.
    """

    title: str
    stages: tuple[Stage, ...]
    stage: int = 0
    phase: str = "Starting"
    fraction: float = 0.0
    eta_seconds: float | None = None
    epoch: int | None = None
    samples: tuple[CurvePoint, ...] = ()
    device: str = ""
    outcome: Outcome = Outcome.RUNNING
    message: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    other_database: Path | None = None

    @property
    def running(self) -> bool:
        return self.outcome is Outcome.RUNNING

    def after(self, event: Event) -> JobState:
        match event:
            case StartEvent(details=details):
                device = str(details.get("device", ""))
                return replace(self, phase=self.stages[self.stage].title, eta_seconds=None, device=device)
            case ProgressEvent():
                return self._after_progress(event)
            case DoneEvent(result=result):
                return replace(self, result=result, fraction=self._overall(1.0), eta_seconds=None)
            case _:
                return self

    def next_stage(self) -> JobState:
        stage = self.stage + 1
        return replace(self, stage=stage, phase=self.stages[stage].title, eta_seconds=None)

    def ended(self, outcome: Outcome, message: str = "") -> JobState:
        fraction = 1.0 if outcome is Outcome.DONE else self.fraction
        return replace(self, outcome=outcome, message=message, fraction=fraction, eta_seconds=None)

    def _after_progress(self, event: ProgressEvent) -> JobState:
        samples = self.samples
        if event.epoch is not None and event.train_loss is not None:
            samples = (*samples, CurvePoint(event.done, event.epoch, event.train_loss, event.val_rmse))
        return replace(
            self,
            phase=phase_words(event.phase),
            fraction=self._overall(min(1.0, event.done / event.total) if event.total > 0 else 0.0),
            eta_seconds=event.eta_seconds,
            epoch=event.epoch if event.epoch is not None else self.epoch,
            samples=samples,
        )

    def _overall(self, within_stage: float) -> float:
        before = sum(stage.share for stage in self.stages[: self.stage])
        reached = before + self.stages[self.stage].share * within_stage
        return max(self.fraction, min(1.0, reached))


def enriched_words(result: dict[str, Any]) -> str:
    """What enriching achieved."""
    enriched, added, people = (result[key] for key in ("films_enriched", "films_added", "people"))
    return (
        f"{counted(enriched, 'film')} of the data set enriched, {counted(added, 'film')} from IMDb added,"
        f" {counted(people, 'person', 'people')}."
    )


def finished_run(result: dict[str, Any], before: RunRow | None) -> str:
    """What a training achieved: how good the run is, compared with the one in use before, and which is used now."""
    run_id, metrics = result.get("run_id"), result.get("metrics", {})
    if before is None:
        error = metrics.get("mae")
        quality = "" if error is None else f": on average, predictions miss by {error:.2f} stars"
        return f"Run {run_id} is now in use{quality}."
    changes = metric_changes(before.metrics, metrics)
    if result.get("activated", True):
        return f"Run {run_id} is now in use{changes and ': '}{changes}."
    return f"Run {run_id} is ready, and run {before.run_id} stays in use, as it is better{changes and ': '}{changes}."
