"""Runs long work in child processes, so that a crash or a kill leaves app and data whole.

A child prints the lines of `engine.events`. `start_job` follows one without blocking an event loop,
`run_blocking` follows one to its end; both raise `JobFailed` with a sentence where there is no result. No child
outlives its parent: it ends when its standard input closes.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO

from engine.events import DoneEvent, Event, FailedEvent, from_line
from engine.options import Ordering, TrainOptions
from movierec_tui.config import child_environment
from movierec_tui.drawing.pictures import PictureRequest

GRACE_SECONDS = 5.0
"""How long a child may take to roll back after it was asked to stop."""

LEAST_VOTES = 1000
"""At IMDb, of films that enriching adds unless it is told otherwise."""

_LONGEST_LINE = 1 << 20
_TAIL_BYTES = 8192


class JobFailed(Exception):  # noqa: N818  (reads as what happened to the job)
    """A job ended without a result.

    Attributes:
        cancelled: whether it was asked to stop.
        details: the last lines that the child wrote, for a bug report.
    """

    def __init__(self, message: str, *, cancelled: bool = False, details: str = "") -> None:
        super().__init__(message)
        self.cancelled = cancelled
        self.details = details


def train_command(db: Path, options: TrainOptions, events_folder: Path | None = None) -> list[str]:
    """The child that trains on the database's ratings and publishes a run; may write TensorBoard's event files."""
    command = python_module("engine.train", "--db", str(db), *_training_arguments(options))
    return command if events_folder is None else [*command, "--tensorboard", str(events_folder)]


def ingest_command(db: Path, source: str, *, replace: bool = False) -> list[str]:
    """The child that imports a data set: a catalogue name, downloaded first, or the path of a zip or folder."""
    command = python_module("movierec_tui.jobs.ingest", "--db", str(db), "--source", source)
    return [*command, "--replace"] if replace else command


def enrich_command(db: Path, folder: Path | None, min_votes: int = LEAST_VOTES) -> list[str]:
    """The child that enriches the data set with IMDb's files, from a folder or downloaded first."""
    command = python_module("movierec_tui.jobs.enrich", "--db", str(db), "--min-votes", str(min_votes))
    return command if folder is None else [*command, "--folder", str(folder)]


def evaluate_command(db: Path, train: Path, test: Path, options: TrainOptions, order: Ordering) -> list[str]:
    """The child that trains on one file of ratings and scores another; films and users come from the database."""
    what = ("--train", str(train), "--test", str(test), "--order", order.value)
    return python_module("engine.evaluate", "--db", str(db), *what, *_training_arguments(options))


def picture_command(db: Path, request: PictureRequest, out: Path) -> list[str]:
    """The child that draws a picture to a file."""
    words = ("--db", str(db), "--out", str(out), "--request", request.as_json())
    return python_module("movierec_tui.drawing.pictures", *words)


def _training_arguments(options: TrainOptions) -> list[str]:
    return [word for name, value in options.as_config().items() for word in (f"--{name}", str(value))]


def python_module(name: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours in a process of its own."""
    # -P: a folder named `data` or `engine` in the current folder must not be imported instead of ours.
    return [sys.executable, "-P", "-m", name, *arguments]


class ChildJob:
    """A running child; `start_job` starts and ends it."""

    def __init__(self, process: asyncio.subprocess.Process, errors: IO[bytes]) -> None:
        self._process = process
        self._errors = errors
        self._cancelled = False
        self._has_ended = False

    async def events(self) -> AsyncIterator[Event]:
        """The child's events as they come; the last one is a `DoneEvent`.

        Raises:
            JobFailed: the child failed, was cancelled, or died.
        """
        assert self._process.stdout is not None  # noqa: S101
        last_words = ""
        while not self._has_ended:
            try:
                line = await self._process.stdout.readline()
            except ValueError:  # longer than any event
                continue
            if not line:
                raise await self._sudden_end(last_words)
            text = line.decode("utf-8", errors="replace").strip()
            try:
                event = from_line(text)
            except (ValueError, KeyError, TypeError):
                last_words = text or last_words
                continue
            self._has_ended = isinstance(event, DoneEvent | FailedEvent)
            if isinstance(event, FailedEvent):
                raise JobFailed(event.message, cancelled=event.cancelled, details=_tail(self._errors))
            yield event

    async def _sudden_end(self, last_words: str) -> JobFailed:
        code = await self._process.wait()
        details = _tail(self._errors) or last_words[-_TAIL_BYTES:]
        if self._cancelled:
            return JobFailed("Cancelled; nothing is half-done.", cancelled=True, details=details)
        return JobFailed(_why_it_died(code, details), details=details)

    async def cancel(self) -> None:
        """Asks the child to roll back and end, and kills it when that takes too long.

        May be called at any time; a task that reads the events gets a cancelled `JobFailed`.
        """
        if self._process.returncode is not None:
            return
        self._cancelled = True
        with suppress(ProcessLookupError):
            self._process.terminate()
        await self._see_it_gone()

    async def end(self) -> None:
        """Waits until the child is gone; cancels it unless it has given its result."""
        if self._has_ended:
            await self._see_it_gone()
        else:
            await self.cancel()

    async def _see_it_gone(self) -> None:
        try:
            await asyncio.wait_for(self._process.wait(), GRACE_SECONDS)
        except TimeoutError:
            await self._kill()
        except asyncio.CancelledError:
            await self._kill()
            raise

    async def _kill(self) -> None:
        """Returns only once the child is gone, even when it is cancelled meanwhile."""
        cancelled: asyncio.CancelledError | None = None
        while self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
            try:
                await self._process.wait()
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is not None:
            raise cancelled


@asynccontextmanager
async def start_job(command: Sequence[str]) -> AsyncIterator[ChildJob]:
    """Starts a child, and cancels it at the end of the block if it still works.

    Raises:
        JobFailed: the child cannot be started.
    """
    with tempfile.TemporaryFile("a+b") as errors:
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                limit=_LONGEST_LINE,
                env=child_environment() | {"PYTHONIOENCODING": "utf-8"},
            )
        except OSError as error:
            raise JobFailed(f"The job could not be started: {error.strerror or error}.") from error
        job = ChildJob(process, errors)
        try:
            yield job
        finally:
            # Held open until here, as the child ends when it closes.
            assert process.stdin is not None  # noqa: S101
            try:
                await job.end()
            finally:
                process.stdin.close()


def run_blocking(command: Sequence[str], on_event: Callable[[Event], None]) -> DoneEvent:
    """Runs a child to its end and gives its result; `on_event` is called with every event.

    Any exception, Ctrl-C among them, ends the child first. Works within a running event loop, too, as notebooks have.

    Raises:
        JobFailed: the child failed, was cancelled, died, or cannot be started.
    """

    async def run() -> DoneEvent:
        async with start_job(command) as job:
            async for event in job.events():
                on_event(event)
                if isinstance(event, DoneEvent):
                    return event
        raise AssertionError("a job without a result raises")

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(run())
    return _run_in_thread(run)


def _run_in_thread(work: Callable[[], Coroutine[None, None, DoneEvent]]) -> DoneEvent:
    """Waits for work that has an event loop of its own; any exception meanwhile, Ctrl-C among them, cancels it."""
    tasks: list[asyncio.Task[DoneEvent]] = []

    async def run() -> DoneEvent:
        tasks.append(asyncio.create_task(work()))
        return await tasks[0]

    with ThreadPoolExecutor(1) as thread:
        result = thread.submit(asyncio.run, run())
        try:
            return result.result()
        except BaseException:
            if tasks and not result.done():
                tasks[0].get_loop().call_soon_threadsafe(tasks[0].cancel)
            raise


def _why_it_died(code: int, details: str) -> str:
    if code >= 0:
        last_line = details.splitlines()[-1].strip() if details else "it left no message"
        return f"The job ended unexpectedly with exit code {code}: {last_line}"
    known = {number.value: number.name for number in signal.Signals}
    name = known.get(-code, f"signal {-code}")
    if name == "SIGKILL":
        return (
            "The system killed the job (SIGKILL), most likely because memory ran out; nothing is half-done. "
            "Close other programs or take a smaller data set."
        )
    return f"The job was ended by {name}; nothing is half-done. Try it again."


def _tail(errors: IO[bytes]) -> str:
    length = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, length - _TAIL_BYTES))
    return errors.read().decode("utf-8", errors="replace").strip()
