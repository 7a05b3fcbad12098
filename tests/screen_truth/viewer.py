"""Somebody who presses keys at the real program and reads every cell of its terminal."""

from __future__ import annotations

import codecs
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time
from functools import lru_cache

import pyte
from pyte.screens import Char

from bench.terminal import Terminal

Cells = list[list[Char]]

QUIET_SECONDS = 0.2
"""The app rests when it has drawn and computed nothing for so long; longer than its pauses before it reads."""

_PATIENCE_SECONDS = 40.0
_TEXT_SECONDS = 4.0
"""A text that is not there for so long may be there and not be drawn."""
_PAUSE_SECONDS = 0.1
"""Between two keys of somebody who types quickly."""
_TICK_SECONDS = 0.025

_NOTICE_FRESH_SECONDS = 2.5
"""A notice stands for five seconds at least: one that is younger does not vanish between two looks."""
_NOTICE_LEAST_SECONDS = 4.5
"""Each notice stands for so long at least, also by a clock that is a little slow."""
_NOTICE_SECONDS = 7.0
"""No notice stands longer."""

_TOLD = re.compile("u undo|Undone")
"""The line that tells what was rated or marked, and vanishes by itself."""
_NOTICE_EDGE = "▌"
"""The left edge of Textual's notices, which vanish by themselves; each has three lines at least."""

_JUMPING = "Jump: "
_FOCUS_LOST_AND_BACK = "\x1b[O\x1b[I"

_STYLE_OR_PLACE = re.compile(r"\x1b\[([0-9;]*)([mH])")

_UNPAINTED = "\uf8ff"
"""Stands in each cell before a full redraw; nothing that the app draws."""

_KEYS = {
    # As terminals with the kitty protocol send it: together with the key pressed right after it, it is not Alt.
    "esc": "\x1b[27u",
    "enter": "\r",
    "tab": "\t",
    "⇧tab": "\x1b[Z",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pgup": "\x1b[5~",
    "pgdn": "\x1b[6~",
    "delete": "\x1b[3~",
    "space": " ",
    "back": "\x7f",
} | {f"^{letter}": chr(ord(letter) & 0x1F) for letter in "abcdefghijklmnopqrstuvwxyz"}
_SIZE = re.compile(r"(\d+)x(\d+)")


class QuickScreen(pyte.Screen):
    """The emulator's screen; plain text that fits its line is written cell by cell, and nothing else is thought of."""

    def draw(self, data: str) -> None:
        cursor = self.cursor
        if data.isascii() and data.isprintable() and cursor.x + len(data) <= self.columns:
            cells = _cells_of(cursor.attrs, data)
            self.buffer[cursor.y].update(zip(range(cursor.x, cursor.x + len(data)), cells, strict=True))
            cursor.x += len(data)
        else:
            super().draw(data)


@lru_cache(maxsize=10_000)
def _cells_of(style: Char, text: str) -> tuple[Char, ...]:
    return tuple(style._replace(data=char) for char in text)


class QuickStream(pyte.Stream):
    """The emulator's stream; the two sequences that apps write all the time pass by its parser, which is slow."""

    def __init__(self, screen: pyte.Screen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._styles: dict[tuple[Char, str], Char] = {}

    def feed_bytes(self, output: bytes) -> None:
        """Takes what was written to the terminal; it may end within a character or a sequence."""
        # Text, a sequence's numbers, its last letter, text, ...
        text, *parts = _STYLE_OR_PLACE.split(self._decode(output))
        self.feed(text)
        for numbers, kind, after in zip(parts[0::3], parts[1::3], parts[2::3], strict=True):
            if kind == "H":
                self._screen.cursor_position(*_values(numbers))
            else:
                self._style(numbers)
            if after:
                self.feed(after)

    def _style(self, numbers: str) -> None:
        cursor = self._screen.cursor
        key = cursor.attrs, numbers
        if (style := self._styles.get(key)) is None:
            self._screen.select_graphic_rendition(*_values(numbers))
            style = self._styles[key] = cursor.attrs
        cursor.attrs = style


def _values(numbers: str) -> list[int]:
    return [int(number or 0) for number in numbers.split(";")]


class Viewer:
    """Reads what the app draws into the cells of an emulated terminal.

    Attributes:
        differences: what full redraws have changed, each with the keys until then and both screens.
    """

    def __init__(self, terminal: Terminal, size: tuple[int, int]) -> None:
        self._terminal = terminal
        self._screen = QuickScreen(*size)
        self._stream = QuickStream(self._screen)
        self._busy_last = time.monotonic()
        self.differences: list[str] = []
        self._pressed: list[str] = []
        self._notices_since = self._notice_seen = self._looked = -_NOTICE_SECONDS

    @property
    def text(self) -> str:
        """The characters on the terminal, a row a line."""
        return _text(self._cells())

    @property
    def shows_notice(self) -> bool:
        """Whether something stands there that vanishes by itself."""
        text = self.text
        if _TOLD.search(text):
            return True
        heights = [0] * self._screen.columns
        for line in text.split("\n"):
            heights = [above + 1 if cell == _NOTICE_EDGE else 0 for above, cell in zip(heights, line, strict=False)]
            if 3 in heights:
                return True
        return False

    def press(self, keys: str) -> None:
        """Presses one key, or several that are joined by `·`, the next one as soon as the app has taken the last one.

        Args:
            keys: names of keys, characters, words to type, sizes that the terminal takes (`100x30`), texts to click on
                (`@Users`), or `…` to wait until what vanishes by itself is gone.
        """
        self._pressed.append(keys)
        for number, key in enumerate(keys.split("·")):
            self._rest(_TICK_SECONDS if number else _PAUSE_SECONDS)
            if size := _SIZE.fullmatch(key):
                columns, lines = int(size[1]), int(size[2])
                self._screen.resize(lines, columns)
                self._tell_size(columns, lines)
            elif key[0] == "@" and len(key) > 1:
                self._click(key[1:])
            elif key == "…":
                self._let_notices_go(fresh_seconds=0)
            else:
                self._send(_KEYS.get(key, key))

    def rest(self) -> None:
        """Reads until the app has neither drawn nor been at work for a while."""
        self._rest(QUIET_SECONDS)

    def sees(self, text: str) -> None:
        """Waits until `text` is on the terminal and the app rests; after a while redraws, as it may only not be drawn.

        Raises:
            AssertionError: it never is.
        """
        start = time.monotonic()
        is_redrawn = False
        self.rest()
        while text not in self.text:
            self._expect_before(start + _PATIENCE_SECONDS, f"{text!r} is never there")
            if not is_redrawn and time.monotonic() - start > _TEXT_SECONDS:
                self.redraw()
                is_redrawn = True
            self.rest()

    def redraw(self) -> None:
        """Makes the app draw everything anew.

        If that is not what it showed before, the app had forgotten to draw something, or had drawn it wrongly:
        `differences` tells.
        """
        self._let_notices_go(_NOTICE_FRESH_SECONDS)
        shown, shows_notice = self._cells(), self.shows_notice
        is_left_over = time.monotonic() - self._notices_since > _NOTICE_SECONDS
        self._draw_every_cell()
        self._busy_last = time.monotonic()
        while (redrawn := self._cells()) != shown and time.monotonic() - self._busy_last < QUIET_SECONDS:
            self._is_busy()
        is_over = time.monotonic() - self._notices_since > _NOTICE_LEAST_SECONDS
        if shows_notice and not self.shows_notice and is_over and not is_left_over:
            # On a machine with much to do, it came to its end while we looked.
            self.redraw()
        else:
            self._compare(shown, redrawn)

    def suspend_and_continue(self) -> None:
        """Suspends the app by its key (`^z`) and continues it, as a shell does with `fg`; it shows the same then."""
        self.rest()
        shown = self._cells()
        self.press("^z")
        end = time.monotonic() + _PATIENCE_SECONDS
        while not self._terminal.is_suspended():
            self._output()
            self._expect_before(end, "the app is not suspended")
        while self._output():
            pass
        # Meanwhile the terminal shows something else.
        self._forget_all_cells()
        os.kill(self._terminal.process, signal.SIGCONT)
        while _UNPAINTED in self.text:
            self._read()
            self._expect_before(end, f"after a suspension each {_UNPAINTED} is left out")
        self.rest()
        self._compare(shown, self._cells())

    def _compare(self, shown: Cells, redrawn: Cells) -> None:
        if redrawn != shown:
            lines = _differing_lines(shown, redrawn)
            self.differences.append(
                self._report(f"a full redraw changes these lines\n{lines}\nof\n{_text(shown)}\nwhich becomes")
            )

    def _forget_all_cells(self) -> None:
        for line in range(self._screen.lines):
            for column in range(self._screen.columns):
                self._screen.buffer[line][column] = Char(_UNPAINTED)

    def _draw_every_cell(self) -> None:
        """Makes the app draw every cell.

        A terminal that is a column wider for a moment does that, and changes nothing else: another number of lines
        scrolls lists, a terminal that loses the focus closes the line for a rating, and for the same size again, or
        after a suspension, Textual draws nothing. Only jump mode ends with the size, and not with the focus.
        """
        columns, lines = self._screen.columns, self._screen.lines
        end = time.monotonic() + _PATIENCE_SECONDS
        is_jumping = _JUMPING in self.text
        if not is_jumping:
            self._tell_size(columns + 1, lines)
            while not self._output():
                self._expect_before(end, "another size is not drawn")
            while self._output() or self._terminal.is_at_work():
                self._expect_before(end, "another size is drawn for ever")
        self._forget_all_cells()
        if is_jumping:
            self._send(_FOCUS_LOST_AND_BACK)
        else:
            self._tell_size(columns, lines)
        while _UNPAINTED in self.text:
            self._read()
            self._expect_before(end, f"a full redraw leaves out each {_UNPAINTED}")

    def _let_notices_go(self, fresh_seconds: float) -> None:
        """What vanishes between two looks would be taken for a difference."""
        end = time.monotonic() + _NOTICE_SECONDS
        while self.shows_notice and self._notices_since + fresh_seconds < time.monotonic() < end:
            self.rest()

    def _rest(self, seconds: float) -> None:
        """Reads until the app has been quiet for so long, the time before the call counted."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while self._is_busy() or time.monotonic() - self._busy_last < seconds:
            self._expect_before(end, "the app never rests")
        if self.shows_notice:
            # A dialog may have hidden it for a while; it is no younger afterwards.
            if time.monotonic() - self._notice_seen > _NOTICE_SECONDS:
                self._notices_since = self._looked  # it may be as old as that
            self._notice_seen = time.monotonic()
        self._looked = time.monotonic()

    def _is_busy(self) -> bool:
        """Whether the app draws or computes; what it draws is read."""
        is_busy = self._read() or self._terminal.is_at_work()
        if is_busy:
            self._busy_last = time.monotonic()
        return is_busy

    def _read(self) -> bool:
        output = self._output()
        self._stream.feed_bytes(output)
        if output:
            self._busy_last = time.monotonic()
        return bool(output)

    def _output(self) -> bytes:
        """What the app draws now; nothing where it draws nothing for a tick."""
        if not select.select([self._terminal.fd], [], [], _TICK_SECONDS)[0]:
            return b""
        try:
            return os.read(self._terminal.fd, 1 << 16)
        except OSError:
            raise AssertionError(self._report("the app has ended")) from None

    def _send(self, text: str) -> None:
        self._busy_last = time.monotonic()
        os.write(self._terminal.fd, text.encode())

    def _click(self, text: str) -> None:
        for y, line in enumerate(self.text.split("\n"), 1):
            if (x := line.find(text) + 1) > 0:
                self._send(f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m")
                return
        raise AssertionError(self._report(f"{text!r} is not there to be clicked on"))

    def _tell_size(self, columns: int, lines: int) -> None:
        self._busy_last = time.monotonic()
        # The kernel sends SIGWINCH.
        fcntl.ioctl(self._terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def _cells(self) -> Cells:
        columns, buffer = range(self._screen.columns), self._screen.buffer
        return [[line[column] for column in columns] for line in (buffer[y] for y in range(self._screen.lines))]

    def _expect_before(self, end: float, trouble: str) -> None:
        if time.monotonic() > end:
            raise AssertionError(self._report(trouble))

    def _report(self, what: str) -> str:
        return f"After the keys {' '.join(self._pressed)}\n{what}\n{self.text}"


def _text(cells: Cells) -> str:
    return "\n".join("".join(cell.data for cell in line) for line in cells)


def _differing_lines(shown: Cells, redrawn: Cells) -> str:
    """The lines that differ, each as it was shown and as it is drawn anew."""
    found: list[str] = []
    for number, (old, new) in enumerate(zip(shown, redrawn, strict=True)):
        if old == new:
            continue
        found.append(f"{number:3} {_text([old])}\n    {_text([new])}")
        if _text([old]) == _text([new]):
            differing = [
                (column, *both) for column, both in enumerate(zip(old, new, strict=True)) if both[0] != both[1]
            ]
            found.append(f"    in other colours at {len(differing)} columns, first {differing[0]}")
    return "\n".join(found)
