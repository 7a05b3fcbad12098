"""Turns training progress into events for the parent process and points of the run's training curve."""

from __future__ import annotations

import time

from db.rows import CurvePoint
from engine.child_process import Emit
from engine.events import ProgressEvent
from engine.problem import OnProgress, TrainingProgress

SECONDS_BETWEEN_EVENTS = 0.1


class ProgressReporter:
    """Emits progress with the remaining time: at most ten times a second, and always at the end of an epoch.

    Args:
        emit: gets the events.
        watch: gets every `TrainingProgress`, however fast they come.

    Attributes:
        curve: one point for each epoch that was validated.
    """

    def __init__(self, emit: Emit, watch: OnProgress = lambda _progress: None) -> None:
        self.curve: list[CurvePoint] = []
        self._emit = emit
        self._watch = watch
        self._started = time.perf_counter()
        self._last = 0.0
        self._total = 0

    def __call__(self, progress: TrainingProgress) -> None:
        self._total = progress.total
        self._watch(progress)
        if progress.epoch is not None and progress.train_loss is not None and progress.val_rmse is not None:
            self.curve.append(CurvePoint(progress.done, progress.epoch, progress.train_loss, progress.val_rmse))
        now = time.perf_counter()
        if progress.val_rmse is None and now - self._last < SECONDS_BETWEEN_EVENTS:
            return
        self._last = now
        per_step = (now - self._started) / progress.done
        self._emit(
            ProgressEvent(
                phase="ratings" if progress.epoch is not None else "lists",
                done=progress.done,
                total=progress.total,
                eta_seconds=round(per_step * (progress.total - progress.done), 1),
                epoch=progress.epoch,
                train_loss=progress.train_loss,
                val_rmse=progress.val_rmse,
            )
        )

    def storing(self) -> None:
        """Completes the count, as training may stop early, and says that the run is being stored."""
        self._emit(ProgressEvent(phase="store", done=self._total, total=self._total, eta_seconds=0.0))
