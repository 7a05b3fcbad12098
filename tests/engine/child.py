"""Child processes of the engine, run as the app runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from engine.events import DoneEvent, Event, FailedEvent, from_line


@dataclass(frozen=True)
class Ended:
    """How a child ended, and what it said."""

    code: int
    events: list[Event]
    errors: str

    @property
    def result(self) -> dict[str, Any]:
        """What it has to show at the end."""
        last = self.events[-1]
        assert isinstance(last, DoneEvent), (last, self.errors)
        return last.result

    @property
    def failure(self) -> FailedEvent:
        """Why there is no result."""
        last = self.events[-1]
        assert isinstance(last, FailedEvent), (last, self.errors)
        return last


class Child:
    """A running child process with a parent at its standard input.

    Args:
        process: with a pipe at each of its standard streams.
        lines: where its events can be read.
    """

    def __init__(self, process: subprocess.Popen[str], lines: IO[str]) -> None:
        self.process = process
        self._lines = lines
        self._events: list[Event] = []

    def next_event(self) -> Event:
        """Waits for the next event."""
        line = self._lines.readline()
        while line == "\n":
            line = self._lines.readline()
        assert line, "the child ended early"
        self._events.append(from_line(line))
        return self._events[-1]

    def leave(self) -> None:
        """Does what the death of its parent does to a child's standard input."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def ended(self) -> Ended:
        """Waits for the end, with standard input left as it is."""
        assert self.process.stderr is not None
        self._events += [from_line(line) for line in self._lines if line != "\n"]
        errors = self.process.stderr.read()
        return Ended(self.process.wait(), self._events, errors)


def module(name: str, *arguments: str | Path) -> list[str]:
    """The command of one of our modules."""
    return [sys.executable, "-P", "-m", name, *map(str, arguments)]


def brief_training(database: Path, *more: str) -> list[str]:
    """Trains the model whose process is ready soonest, for two sweeps."""
    brief = ("--model", "bayesian", "--device", "cpu", "--epochs", "2")
    return module("engine.train", "--db", database, *brief, *more)


def endless_training(database: Path) -> list[str]:
    """Trains a model that has no reason to stop, for as many epochs as nobody waits for."""
    return module("engine.train", "--db", database, "--model", "bayesian", "--device", "cpu", "--epochs", "1000000")


@contextmanager
def running(command: Sequence[str]) -> Iterator[Child]:
    """Starts a child; whatever happens, nothing is left running."""
    with _started(command, subprocess.PIPE) as process:
        assert process.stdout is not None
        yield Child(process, process.stdout)


@contextmanager
def running_unheard(command: Sequence[str]) -> Iterator[Child]:
    """Starts a child whose first event stays with it until an event is asked for: until then it cannot go on."""
    reading_end, writing_end = _full_pipe()
    with os.fdopen(reading_end, encoding="utf-8") as lines, _started(command, writing_end) as process:
        os.close(writing_end)
        yield Child(process, lines)


@contextmanager
def _started(command: Sequence[str], stdout: int) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=stdout, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _full_pipe() -> tuple[int, int]:
    """A pipe (reading end, writing end) into which nothing fits until it is read; it is full of empty lines."""
    reading_end, writing_end = os.pipe()
    os.set_blocking(writing_end, False)
    try:
        while True:
            os.write(writing_end, b"\n")
    except BlockingIOError:
        os.set_blocking(writing_end, True)
    return reading_end, writing_end
