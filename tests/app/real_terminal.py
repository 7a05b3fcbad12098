"""The program as people run it: in a terminal that sends signals, is suspended, and can be closed."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pyte

from tests.app.driving import SMALL

_PATIENCE = 60.0
_TICK = 0.05

_KEYBOARD_PROTOCOL = re.compile(rb"\x1b\[[<>=][0-9;]*u")
"""Terminals obey these; pyte would show them."""

_LAUNCH = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
if sys.argv[1] == "deaf":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
"""Makes the pseudo-terminal the program's own, which then gets its signals."""


class RealTerminal:
    """A terminal in which the app runs, and what it shows.

    Attributes:
        drawn: everything that the app wrote, as bytes.
    """

    def __init__(self, command: list[str], size: tuple[int, int], hears_hangup: bool, **env: str) -> None:
        self._ours, self._theirs = os.openpty()
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._attributes = termios.tcgetattr(self._theirs)
        left_out = {"COLUMNS", "LINES", "COLORTERM"}
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        self.process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, "hears" if hears_hangup else "deaf", *command],
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            start_new_session=True,
            env=kept | {"TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"} | env,
        )
        self.drawn = b""
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def lines(self) -> list[str]:
        """What the terminal shows."""
        return list(self._screen.display)

    def forget(self) -> None:
        """Clears the terminal, as if another program had drawn over it."""
        self.drawn = b""
        self._screen.reset()

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def until(self, condition: Callable[[], bool]) -> None:
        """Reads what the app draws until `condition` holds."""
        end = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise AssertionError("never came true; the screen was\n" + "\n".join(self.lines))
            self._read()

    def sees(self, *texts: str) -> None:
        self.until(lambda: all(text in "\n".join(self.lines) for text in texts))

    def _read(self) -> None:
        if self._ours < 0:
            time.sleep(_TICK)
        if self._ours < 0 or not select.select([self._ours], [], [], _TICK)[0]:
            return
        with suppress(OSError):
            output = os.read(self._ours, 1 << 16)
            self.drawn += output
            self._stream.feed(_KEYBOARD_PROTOCOL.sub(b"", output))

    def ends(self) -> int:
        """Waits until the app has ended; gives its exit code."""
        self.until(lambda: self.process.poll() is not None)
        self.read_all()
        return self.process.wait()

    def read_all(self) -> None:
        """Reads what is left of an app that ended or is suspended."""
        while select.select([self._ours], [], [], 0)[0]:
            self._read()

    @property
    def is_restored(self) -> bool:
        """Whether line mode, echo, the normal screen and the cursor are back."""
        back = b"\x1b[?1049l" in self.drawn and b"\x1b[?25h" in self.drawn
        return back and termios.tcgetattr(self._theirs) == self._attributes

    @property
    def is_suspended(self) -> bool:
        found, status = os.waitpid(self.process.pid, os.WNOHANG | os.WUNTRACED)
        return found != 0 and os.WIFSTOPPED(status)

    def close_window(self) -> None:
        """Closes the terminal; the app reads nothing but its end from now on."""
        os.close(self._ours)
        self._ours = -1

    def clean_up(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for fd in (self._ours, self._theirs):
            with suppress(OSError):
                os.close(fd)


@contextmanager
def app_in_terminal(
    database: Path,
    *options: str,
    size: tuple[int, int] = SMALL,
    hears_hangup: bool = True,
    env: Mapping[str, str] | None = None,
) -> Iterator[RealTerminal]:
    """The program on `database`; without `hears_hangup` it is started as under `trap '' HUP` or nohup."""
    command = ["-m", "movierec_tui", "--db", str(database), *options]
    terminal = RealTerminal(command, size, hears_hangup, **(env or {}))
    try:
        yield terminal
    finally:
        terminal.clean_up()
