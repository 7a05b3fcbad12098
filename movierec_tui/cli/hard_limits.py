"""A process that ends itself where a query cannot be stopped: within one step, SQLite hears no interrupt."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from db.store.sql import TIME_LIMIT_SECONDS
from engine.memory import peak_memory_mib
from movierec_tui.cli.front import FAILURE, complain

MOST_MEMORY = 2**30
"""Bytes that a query may take on top of what the process has."""

_GRACE_SECONDS = 2.0
_SECONDS_BETWEEN_LOOKS = 0.02


@contextmanager
def hard_limits(
    seconds: float = TIME_LIMIT_SECONDS + _GRACE_SECONDS, memory: int = MOST_MEMORY, *, as_json: bool = False
) -> Iterator[None]:
    """Ends the process with a sentence if the block takes too long or too much memory; Ctrl-C ends it at once.

    Only for work that changes nothing.
    """
    done = threading.Event()
    limits = (time.monotonic() + seconds, _memory() + memory)
    guard = threading.Thread(target=_watch, args=(done, *limits, as_json), daemon=True)
    guard.start()
    in_main_thread = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_DFL) if in_main_thread else None
    try:
        yield
    finally:
        done.set()
        if before is not None:
            signal.signal(signal.SIGINT, before)
        guard.join()


def _watch(done: threading.Event, deadline: float, most_memory: float, as_json: bool) -> None:
    while not done.wait(_SECONDS_BETWEEN_LOOKS):
        if time.monotonic() > deadline:
            _end("The query ran too long and was stopped: narrow it down.", as_json)
        if _memory() > most_memory:
            _end("The query took too much memory and was stopped: ask for fewer or shorter values.", as_json)


def _memory() -> float:
    """The most memory that the process has had, in bytes; 0 where the system does not measure it."""
    return (peak_memory_mib() or 0.0) * 2**20


def _end(sentence: str, as_json: bool) -> None:
    complain("database", sentence, as_json)
    sys.stderr.flush()
    os._exit(FAILURE)
