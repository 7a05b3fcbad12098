"""The app's way to the library: it is opened once, asked in threads, and changed one thing after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from textual.app import App
from textual.worker import Worker, WorkerState

from movierec_tui.tui.read_ahead import ReadAhead
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from movierec_tui.library import Library

T = TypeVar("T")
Severity = Literal["information", "warning", "error"]


PATIENCE_SECONDS = 0.008
"""How long the app stands still for an answer: half a frame of a terminal."""

_THREADS = 6


def _open_library(path: Path) -> Library:
    from movierec_tui.library import Library  # noqa: PLC0415  (SQLAlchemy and numpy would delay the first screen)

    return Library.open(path)


def _close(opening: asyncio.Task[Library] | None) -> None:
    """Closes a library that has been opened."""
    if opening is not None and opening.done() and opening.exception() is None:
        opening.result().close()


class LibraryApp(App[None]):
    """An app over one database.

    Attributes:
        ahead: what has been read of the film or user that the row under the cursor would open.
    """

    def __init__(self, database: Path) -> None:
        super().__init__()
        self.database = database
        self._opening: asyncio.Task[Library] | None = None
        self._changing = asyncio.Lock()
        self._threads = ThreadPoolExecutor(_THREADS, "library")
        self.ahead = ReadAhead(self.read)

    async def on_unmount(self) -> None:
        """Closes the database."""
        self.ahead.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)
        _close(self._opening)

    async def read(self, question: Callable[[Library], T]) -> T:
        """Lets `question` ask the library in a thread, and gives its answer.

        Most answers are there within a few milliseconds, for which the app waits: if it drew meanwhile, the two
        threads would take turns with the interpreter, and both would be late.

        Raises:
            StoreError: the database cannot be used, or does not hold what was asked for.
            EngineError: there is no model to ask.
        """
        library = await self._library()
        answer = self._threads.submit(question, library)
        with suppress(TimeoutError):
            return answer.result(PATIENCE_SECONDS)
        return await asyncio.wrap_future(answer)

    async def change(self, change: Callable[[Library], T]) -> T:
        """The same for what changes the database: changes happen one after the other, in the order of the calls.

        Raises:
            StoreError: the change is refused, or the database cannot be used.
        """
        async with self._changing:
            try:
                return await self.read(change)
            finally:
                self.ahead.read_anew()

    async def change_library(self, path: Path) -> None:
        """Opens another database, and closes this one once it is open. Changes on their way come first.

        Raises:
            StoreError: the other one cannot be used; this one stays.
        """
        async with self._changing:
            opening = asyncio.create_task(asyncio.to_thread(_open_library, path))
            await opening
            before, self._opening, self.database = self._opening, opening, path
        self.ahead.expect(())
        _close(before)

    async def _library(self) -> Library:
        if self._opening is None or (self._opening.done() and self._opening.exception() is not None):
            self._opening = asyncio.create_task(asyncio.to_thread(_open_library, self.database))
        return await asyncio.shield(self._opening)

    def tell_defect(self, event: Worker.StateChanged) -> None:
        """Shows that a worker ended with an error that nobody foresaw, rather than nothing at all."""
        if event.state is WorkerState.ERROR:
            self.say(f"Something went wrong: {event.worker.error}", severity="error")

    def say(self, sentence: str, *, severity: Severity = "information", title: str = "") -> None:
        """Shows a notice; the sentence is plain text."""
        self.notify(safe_text(sentence), title=title, severity=severity, markup=False)
