"""The real program in a pseudo-terminal: keys go in, what it draws comes out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

SMALL = (80, 24)
WIDE = (120, 40)
PATIENCE_SECONDS = 20.0
TITLE_CELLS = 12

_CONTROL = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()][0-9A-B]|\x1b[=>]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


@dataclass(frozen=True, slots=True)
class Burst:
    """An answer to a key, in milliseconds after the key.

    Attributes:
        first: when it began.
        last: when it ended.
        rest: when all ended that followed the answer after a pause.
    """

    first: float
    last: float
    rest: float


@dataclass
class Terminal:
    """The other end of the app's terminal."""

    process: int
    fd: int
    started: float
    _seen: bytearray = field(default_factory=bytearray)

    def type(self, text: str) -> None:
        """Presses keys; what was drawn before is forgotten."""
        self._seen.clear()
        os.write(self.fd, text.encode())

    def until(self, text: str) -> float:
        """The moment (`time.perf_counter`) at which `text` has been drawn.

        Raises:
            TimeoutError: it never was.
        """
        end = time.perf_counter() + PATIENCE_SECONDS
        while time.perf_counter() < end:
            if self._read(0.5) and text in _CONTROL.sub(b"", self._seen).decode(errors="replace"):
                return time.perf_counter()
        raise TimeoutError(f"{text!r} was never drawn")

    def burst(self, text: str, quiet: float, rest: float) -> Burst | None:
        """Presses keys and waits for the answer, then until the app rests; None where nothing was drawn at all.

        Args:
            text: the keys.
            quiet: a pause of so many seconds ends the answer.
            rest: a pause of so many seconds ends everything.
        """
        pressed = time.perf_counter()
        self.type(text)
        if not self._read(PATIENCE_SECONDS / 10):
            return None
        first = time.perf_counter()
        last = self._quiet_since(first, quiet)
        end = last
        if self._read(rest - quiet):
            end = self._quiet_since(time.perf_counter(), rest)
        return Burst(1000 * (first - pressed), 1000 * (last - pressed), 1000 * (end - pressed))

    def _quiet_since(self, last: float, quiet: float) -> float:
        while self._read(quiet):
            last = time.perf_counter()
        return last

    def rest(self, seconds: float) -> None:
        """Lets the app finish what it is drawing."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def memory_mib(self, kind: str = "VmRSS") -> float:
        """Resident memory of the app's process, or that part of it: `RssAnon`, `RssFile`."""
        lines = Path(f"/proc/{self.process}/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) / 1024

    def is_at_work(self) -> bool:
        """Whether a thread of the app computes, waits for a core or reads a file; without /proc not known, so no."""
        return any(state in {"R", "D"} for state in self._thread_states())

    def is_suspended(self) -> bool:
        """Whether the app is stopped, as it is by Ctrl+Z in a shell."""
        return "T" in self._thread_states()

    def _thread_states(self) -> Iterator[str]:
        for stat in Path(f"/proc/{self.process}/task").glob("*/stat"):
            # A thread may end meanwhile.
            with suppress(OSError):
                yield from stat.read_text("ascii", "replace").rpartition(")")[2].split()[:1]

    def _read(self, seconds: float) -> bool:
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        self._seen += os.read(self.fd, 1 << 16)
        return True


@contextmanager
def running_app(database: Path, size: tuple[int, int] = SMALL) -> Iterator[Terminal]:
    """The app in a terminal of its own, columns by lines, ended with the block."""
    with running_program([sys.executable, "-m", "movierec_tui", "--db", str(database)], size) as terminal:
        yield terminal


@contextmanager
def running_program(command: list[str], size: tuple[int, int] = SMALL) -> Iterator[Terminal]:
    """Any program in a terminal of its own, columns by lines, ended with the block."""
    started = time.perf_counter()
    process, fd = pty.fork()
    if process == 0:
        # The size must be there before the program looks for it.
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        # COLUMNS and LINES would be believed more than the terminal; readline sets them, too, past `os.environ`.
        kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
        os.execve(command[0], command, kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor"})  # noqa: S606
    try:
        yield Terminal(process, fd, started)
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(fd)


def drawn(title: str) -> str:
    """As much of a title as a narrow list surely shows."""
    return title[:TITLE_CELLS]
