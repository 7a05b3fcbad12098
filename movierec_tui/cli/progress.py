"""Progress of a job on standard error: one live line in a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from engine.events import Event, ProgressEvent
from movierec_tui.cli.output import PLAIN
from movierec_tui.wording.text import duration, safe_text

_CLEAR_LINE = "\r\x1b[K"
_BAR_CELLS = 24
_PLAIN_STEP = 0.25


@contextmanager
def shown_progress(stream: TextIO | None = None) -> Iterator[ProgressLine]:
    """A follower for `run_blocking`; its live line is taken away at the end."""
    line = ProgressLine(stream or sys.stderr)
    try:
        yield line
    finally:
        line.close()


@dataclass(slots=True)
class ProgressLine:
    """Draws the progress events that it is called with; other events draw nothing."""

    stream: TextIO
    _phase: str = ""
    _next_share: float = 0.0

    def __call__(self, event: Event) -> None:
        if not isinstance(event, ProgressEvent):
            return
        if self.stream.isatty() and not PLAIN.get():
            self._draw(event)
        else:
            self._print_now_and_then(event)

    def close(self) -> None:
        """Takes the live line away."""
        if self.stream.isatty() and not PLAIN.get():
            self._write(_CLEAR_LINE)

    def _draw(self, event: ProgressEvent) -> None:
        filled = round(_BAR_CELLS * _share(event))
        bar = "█" * filled + "░" * (_BAR_CELLS - filled)
        width = shutil.get_terminal_size().columns - 1
        self._write(_CLEAR_LINE + f"{bar} {_describe(event)}"[:width])

    def _print_now_and_then(self, event: ProgressEvent) -> None:
        share = _share(event)
        if event.phase == self._phase and share < self._next_share:
            return
        self._phase = event.phase
        self._next_share = share + _PLAIN_STEP
        self._write(_describe(event) + "\n")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()


def _share(event: ProgressEvent) -> float:
    return min(1.0, event.done / event.total) if event.total > 0 else 0.0


def _describe(event: ProgressEvent) -> str:
    words = [f"{_share(event):4.0%} {safe_text(event.phase)}"]
    if event.epoch is not None:
        words.append(f"epoch {event.epoch}")
    if event.train_loss is not None:
        words.append(f"loss {event.train_loss:.3f}")
    if event.val_rmse is not None:
        words.append(f"validation RMSE {event.val_rmse:.3f}")
    if event.eta_seconds is not None and event.eta_seconds >= 1:
        words.append(f"{duration(event.eta_seconds)} left")
    return ", ".join(words)
