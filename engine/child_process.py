"""The child's side of a job: emit events, stop when asked, end when the parent is gone."""

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
"""How long a child whose parent is gone may take to unwind; then it ends where it stands, as after a kill."""


class Job:
    """A child process's job: it tells its parent events, and can be asked to stop until it is sealed."""

    def __init__(self) -> None:
        self._asked_to_stop = False
        self._sealed = False

    def emit(self, event: Event) -> None:
        """Tells the parent.

        Raises:
            TrainingCancelledError: the job was asked to stop and is not sealed, or nobody hears it.
        """
        # What `stop` raises inside a finaliser or a library's callback is swallowed there: it is raised again here.
        if self._asked_to_stop and not self._sealed and not isinstance(event, DoneEvent):
            raise TrainingCancelledError("cancelled")
        _emit(event)

    def seal(self) -> None:
        """From here on nothing cancels the job: call it just before what it did becomes lasting.

        Raises:
            TrainingCancelledError: it was asked to stop before.
        """
        self._sealed = True
        if self._asked_to_stop:
            self._sealed = False
            raise TrainingCancelledError("cancelled")
        # Our handler is gone before the interpreter has ended; what ignores a signal stays to the last.
        for number in _STOPPING:
            signal.signal(number, signal.SIG_IGN)

    @property
    def sealed(self) -> bool:
        """Whether what the job did is lasting."""
        return self._sealed

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """The signals' handler."""
        # A second signal while unwinding would break the clean-up itself.
        for number in _STOPPING:
            signal.signal(number, signal.SIG_IGN)
        if self._sealed:
            return
        self._asked_to_stop = True
        raise TrainingCancelledError("cancelled")


def run_job(work: Callable[[Job], None], expected: tuple[type[Exception], ...]) -> int:
    """Runs `work` as a child process's whole job and gives its exit code.

    SIGTERM, SIGINT and SIGHUP raise `TrainingCancelledError` at the next bytecode of the main thread, and so does the
    parent closing our standard input, as happens when it dies: `work` unwinds, and an open transaction rolls back.

    Args:
        work: gets the job, through which it emits events to the parent.
        expected: exceptions whose message is a sentence for the person; they become a `FailedEvent`.
    """
    job = Job()
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
            return 0  # it is done, and nobody hears it
        _emit(FailedEvent(message="Cancelled; nothing was changed.", cancelled=True))
        return CANCELLED_EXIT
    except expected as error:
        _emit(FailedEvent(message=str(error)))
        return 1
    except MemoryError:
        _emit(
            FailedEvent(
                message="Not enough memory for this data set; close other programs or take a smaller one."
            )
        )
        return 1
    return 0


def _emit(event: Event) -> None:
    try:
        sys.stdout.write(to_line(event) + "\n")
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise TrainingCancelledError("the parent process is gone") from error


def _cancel_when_parent_is_gone(job: Job, stdin: int) -> None:
    # Not sys.stdin.buffer: its lock, held by this waiting thread, would break the interpreter's exit.
    while os.read(stdin, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    # A single long computation hears the signal only at its end, and nobody is left to kill us.
    time.sleep(ORPHAN_GRACE_SECONDS)
    if not job.sealed:
        os._exit(CANCELLED_EXIT)
