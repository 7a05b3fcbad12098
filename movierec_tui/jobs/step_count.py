"""One count of steps for a job of several parts, which never goes back."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from data.progress import Progress
from engine.child_process import Emit
from engine.events import ProgressEvent

TOTAL_STEPS = 1000
_ETA_AFTER_SECONDS = 1.0
_ETA_AFTER_STEPS = TOTAL_STEPS // 50


@dataclass(slots=True)
class StepCount:
    """Maps the progress of each part onto one count that never goes back."""

    emit: Emit
    _started: float = field(default_factory=time.monotonic)
    _phase: str = ""
    _done: int = 0

    def within(self, first: int, last: int) -> Progress:
        """Progress of a part that takes the steps from `first` to `last`."""

        def progress(phase: str, done: int, total: int) -> None:
            share = min(1.0, done / total) if total > 0 else 0.0
            self._report(phase, max(self._done, first + int(share * (last - first))))

        return progress

    def _report(self, phase: str, done: int) -> None:
        if (phase, done) == (self._phase, self._done):
            return
        self._phase, self._done = phase, done
        elapsed = time.monotonic() - self._started
        eta = None
        if done >= _ETA_AFTER_STEPS and elapsed >= _ETA_AFTER_SECONDS:
            eta = round(elapsed * (TOTAL_STEPS - done) / done, 1)
        self.emit(ProgressEvent(phase=phase, done=done, total=TOTAL_STEPS, eta_seconds=eta))
