"""What the app's process is told before Textual is loaded and the first thread begins."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress

TEXTUAL_SETTINGS = {
    # An answer waits for the next frame, and twice where one widget's change makes another's: at the usual 60 frames
    # a second that is most of what a key takes.
    "TEXTUAL_FPS": "240",
    # How long a byte of Escape may be the beginning of another key. Terminals send such a key in one piece.
    "ESCDELAY": "25",
}
"""Read by Textual from the environment, in which a person may have other ones."""

_M_ARENA_MAX = -8
"""From glibc's malloc.h."""


def prepare_process() -> None:
    """Makes the app answer as soon as it can, and hold no more memory than it needs."""
    for name, value in TEXTUAL_SETTINGS.items():
        os.environ.setdefault(name, value)
    _use_one_heap()


def give_memory_back() -> None:
    """Gives the system what the heap keeps and does not use, where the C library is glibc."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _use_one_heap() -> None:
    """Lets all threads share one heap, where the C library is glibc; elsewhere nothing changes.

    Each thread would get a heap of its own, which keeps what it once needed: by the time that every screen was used,
    a tenth of the app's memory. Threads that share one wait for each other no more than Python lets them run together.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
