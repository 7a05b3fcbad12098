"""A child process's side of a job: it emits events, stops when asked to, and ends when its parent is gone."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from engine.errors import TrainingCancelledError
from engine.events import DoneEvent, Event, FailedEvent, to_line

Emit = Callable[[Event], None]

CANCELLED_EXIT = 130
_STOPPING = (signal.SIGTERM, signal.SIGINT, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))
"""SIGHUP comes with the end of a terminal, to its jobs and their children alike."""

ORPHAN_GRACE_SECONDS = 10.0
"""How long a child whose parent is gone may take to clean up, before it exits at once."""


class CancellableJob:
    """The job of this process: it sends events to the parent, and can be cancelled until it is sealed."""

    def __init__(self) -> None:
        self._asked_to_stop = False
        self._sealed = False

    def emit(self, event: Event) -> None:
        """Sends an event to the parent.

        Raises:
            TrainingCancelledError: the job was cancelled before it was sealed, or the parent is gone.
        """
        # An exception that `stop` raises inside a finaliser or a library's callback is lost there: raise it again here.
        if self._asked_to_stop and not self._sealed and not isinstance(event, DoneEvent):
            raise TrainingCancelledError("cancelled")
        _emit(event)

    def seal(self) -> None:
        """Makes the job impossible to cancel; call it just before the results are committed.

        Raises:
            TrainingCancelledError: it was cancelled before.
        """
        self._sealed = True
        if self._asked_to_stop:
            self._sealed = False
            raise TrainingCancelledError("cancelled")
        # While the interpreter shuts down, our handler is already gone, but an ignored signal stays ignored.
        for number in _STOPPING:
            signal.signal(number, signal.SIG_IGN)

    @property
    def sealed(self) -> bool:
        """Whether the job can no longer be cancelled."""
        return self._sealed

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """Handles SIGTERM, SIGINT and SIGHUP."""
        # A second signal would interrupt the clean-up itself.
        for number in _STOPPING:
            signal.signal(number, signal.SIG_IGN)
        if self._sealed:
            return
        self._asked_to_stop = True
        raise TrainingCancelledError("cancelled")


def run_job(work: Callable[[CancellableJob], None], expected: tuple[type[Exception], ...]) -> int:
    """Runs `work` as the whole job of a child process and gives the exit code.

    SIGTERM, SIGINT and SIGHUP raise `TrainingCancelledError` at the next bytecode of the main thread, so that `work`
    cleans up and an open transaction is rolled back. The same happens when our standard input closes, as it does when
    the parent dies.

    Args:
        work: gets the job, through which it sends events to the parent.
        expected: exceptions whose message is a sentence for people; they become a `FailedEvent`.
    """
    job = CancellableJob()
    for number in _STOPPING:
        # Under `nohup`, a job survives its terminal.
        if number in (signal.SIGTERM, signal.SIGINT) or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, job.stop)
    if not sys.stdin.isatty():
        watch = (job, sys.stdin.fileno())
        threading.Thread(target=_cancel_when_parent_is_gone, args=watch, daemon=True).start()
    try:
        work(job)
    except TrainingCancelledError:
        if job.sealed:
            return 0  # it is done; only the parent is gone
        _emit(FailedEvent(message="Cancelled; nothing was changed.", cancelled=True))
        return CANCELLED_EXIT
    except expected as error:
        _emit(FailedEvent(message=str(error)))
        return 1
    except MemoryError:
        _emit(FailedEvent(message="Not enough memory for this data set; close other programs or take a smaller one."))
        return 1
    return 0


def _emit(event: Event) -> None:
    try:
        sys.stdout.write(to_line(event) + "\n")
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise TrainingCancelledError("the parent process is gone") from error


def _cancel_when_parent_is_gone(job: CancellableJob, stdin: int) -> None:
    # Not sys.stdin.buffer: this thread would hold its lock, which breaks the interpreter's shutdown.
    while os.read(stdin, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    # A long call into a library delays the handler until it returns, and no parent is left to kill us.
    time.sleep(ORPHAN_GRACE_SECONDS)
    if not job.sealed:
        os._exit(CANCELLED_EXIT)
