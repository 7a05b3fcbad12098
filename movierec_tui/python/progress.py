"""The progress of a training, in a terminal or below a notebook's cell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self, TextIO

from engine.events import Event, ProgressEvent
from movierec_tui.wording.text import duration

_CELLS = 30


@dataclass(slots=True)
class ProgressBar:
    """One line that is written anew with every progress event; nowhere if `stream` is None."""

    stream: TextIO | None
    _longest: int = 0

    @classmethod
    @contextmanager
    def shown(cls, stream: TextIO, *, wanted: bool | None) -> Iterator[Self]:
        """A bar until the end of the block; None wants one in a terminal and in a notebook."""
        bar = cls(stream if (wanted is None and _is_watched(stream)) or wanted else None)
        try:
            yield bar
        finally:
            if bar._longest:
                bar._write("")
                stream.write("\r")
                stream.flush()

    def __call__(self, event: Event) -> None:
        if not isinstance(event, ProgressEvent) or event.total <= 0:
            return
        share = min(1.0, event.done / event.total)
        filled = round(_CELLS * share)
        left = f", {duration(event.eta_seconds)} left" if event.eta_seconds and event.eta_seconds >= 1 else ""
        self._write(f"{'█' * filled}{'░' * (_CELLS - filled)} {share:4.0%}{left}")

    def _write(self, text: str) -> None:
        if self.stream is None:
            return
        self._longest = max(self._longest, len(text))
        # Notebooks know no escape sequence that clears a line.
        self.stream.write("\r" + text.ljust(self._longest))
        self.stream.flush()


def _is_watched(stream: TextIO) -> bool:
    return stream.isatty() or "ipykernel" in sys.modules
