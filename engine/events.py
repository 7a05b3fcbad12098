"""Events that a child process sends to its parent: one JSON object a line on standard output.

This module alone defines the lines, for both sides; it needs only `json`.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class StartEvent:
    """The job begins. `total` counts the steps of the whole job, so that progress never goes back."""

    name: ClassVar[str] = "start"
    job: str
    total: int
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """`done` of `total` steps are finished.

    `train_loss` is the mean squared error in stars on training ratings, `val_rmse` the RMSE on held-out ones.
    """

    name: ClassVar[str] = "progress"
    phase: str
    done: int
    total: int
    eta_seconds: float | None = None
    epoch: int | None = None
    train_loss: float | None = None
    val_rmse: float | None = None


@dataclass(frozen=True, slots=True)
class DoneEvent:
    """The job's result, as the command line prints it."""

    name: ClassVar[str] = "done"
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FailedEvent:
    """The job failed or was cancelled; nothing is left half-written."""

    name: ClassVar[str] = "failed"
    message: str
    cancelled: bool = False


Event = StartEvent | ProgressEvent | DoneEvent | FailedEvent


def to_line(event: Event) -> str:
    """The event as one JSON line; the entries of `details` and `result` become fields of it."""
    fields = dataclasses.asdict(event)
    flat = fields.pop("details", {}) | fields.pop("result", {})
    return json.dumps({"event": event.name} | fields | flat, ensure_ascii=False)


def from_line(line: str) -> Event:
    """Parses a line that `to_line` made.

    Raises:
        ValueError: the line is not one of this module's events.
    """
    fields = json.loads(line)
    if not isinstance(fields, dict):
        raise ValueError(f"not an event: {line[:80]!r}")
    name = fields.pop("event", None)
    try:
        match name:
            case StartEvent.name:
                return StartEvent(job=fields.pop("job"), total=fields.pop("total"), details=fields)
            case ProgressEvent.name:
                return ProgressEvent(**fields)
            case DoneEvent.name:
                return DoneEvent(result=fields)
            case FailedEvent.name:
                return FailedEvent(**fields)
    except (KeyError, TypeError) as error:
        raise ValueError(f"not an event: {line[:80]!r}") from error
    raise ValueError(f"not an event: {line[:80]!r}")
