"""What stands on a real terminal after each key is what the app would draw anew.

The app draws only what changed. What it forgets to draw stays on the terminal, where no look at its widgets finds it:
so the terminal's cells are compared before and after another size made the app draw everything.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import termios
from collections.abc import Sequence
from pathlib import Path

import pyte
import pytest

from bench.terminal import Terminal, running_app
from tests.app.driving import SMALL, WIDE
from tests.app.test_snapshots_for_you import with_ann

QUIET_SECONDS = 0.25
BETWEEN_KEYS_SECONDS = 0.1

ESCAPE, ENTER, TAB, BACK_TAB, DOWN, UP = "\x1b", "\r", "\t", "\x1b[Z", "\x1b[B", "\x1b[A"

JOURNEY: Sequence[Sequence[str]] = (
    ("matrix",),
    (ESCAPE, ESCAPE, DOWN, "r", "4", "w"),
    (ENTER, TAB, DOWN, "-", BACK_TAB),
    (ESCAPE, "2", DOWN, TAB, TAB, BACK_TAB),
    (BACK_TAB, "f", DOWN, "+"),
    (ESCAPE, "c", "]", "s", "r", "3"),
    ("3", DOWN, ENTER, TAB, ENTER),
    (ESCAPE, ESCAPE, "4", TAB),
    ("5", DOWN, "M", DOWN, "+"),
    (ESCAPE, "T", DOWN, ESCAPE, "1", "?", ESCAPE),
    ("C", DOWN, ENTER, ESCAPE),
    ("\x10", "m", "a"),
    ("\x7f", DOWN, ESCAPE, "M", "L", "g"),
    (DOWN, "+", "J", "-", UP),
)
"""Keys by key; after each group the terminal is looked at."""


class Watcher:
    """Somebody who reads every cell of the app's terminal."""

    def __init__(self, terminal: Terminal, size: tuple[int, int]) -> None:
        self._terminal = terminal
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)

    def wait(self, seconds: float = QUIET_SECONDS) -> None:
        """Reads until nothing has been drawn for so long."""
        fd = self._terminal.fd
        while select.select([fd], [], [], seconds)[0]:
            self._stream.feed(os.read(fd, 1 << 16))

    def press(self, keys: Sequence[str]) -> None:
        """Presses one key after the other, and waits for all that follows."""
        for key in keys:
            os.write(self._terminal.fd, key.encode())
            self.wait(BETWEEN_KEYS_SECONDS)
        self.wait()

    def resize(self, columns: int, lines: int) -> None:
        """Gives the terminal another size."""
        self._screen.resize(lines, columns)
        fcntl.ioctl(self._terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        os.kill(self._terminal.process, signal.SIGWINCH)
        self.wait()

    def cells(self) -> list[list[tuple[str, str, str, bool, bool]]]:
        """Each cell's character with its colours, whether it is bold and whether it is inverse."""
        screen = self._screen
        return [
            [
                (cell.data, cell.fg, cell.bg, cell.bold, cell.reverse)
                for cell in (screen.buffer[y][x] for x in range(screen.columns))
            ]
            for y in range(screen.lines)
        ]

    def text(self) -> str:
        """The characters alone."""
        return "\n".join(self._screen.display)


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])
def test_what_the_terminal_shows_is_what_would_be_drawn_anew(
    database: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    columns, lines = size
    # A cursor that blinks is drawn now and then.
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    with running_app(with_ann(database), size) as terminal:
        watcher = Watcher(terminal, size)
        while "The Matrix" not in watcher.text():
            watcher.wait()
        for keys in JOURNEY:
            watcher.press(keys)
            shown, text = watcher.cells(), watcher.text()
            watcher.resize(columns, lines - 1)
            watcher.resize(columns, lines)
            anew = watcher.cells()
            stale = [number for number in range(lines) if shown[number] != anew[number]]
            assert not stale, f"after {keys!r} the lines {stale} of\n{text}\nwould be\n{watcher.text()}"
