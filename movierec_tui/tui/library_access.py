"""How the app asks the library: in threads, so that it goes on drawing, and changes one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

T = TypeVar("T")


def _open(path: Path) -> Library:
    from movierec_tui.library.library import Library  # noqa: PLC0415  (SQLAlchemy and numpy would delay the first screen)

    return Library.open(path)


def _answer(question: Callable[[Library], T], library: Library) -> T:
    with library.explained():
        return question(library)


class LibraryAccess:
    """The library on one `database`, a file that is opened at the first question."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._opening: asyncio.Task[Library] | None = None
        self._changing = asyncio.Lock()

    async def read(self, question: Callable[[Library], T]) -> T:
        """The answer of `question`, which runs in a thread.

        Raises:
            StoreError: the database cannot be used, or does not hold what was asked for.
            EngineError: there is no model to ask.
        """
        library = await self._library()
        return await asyncio.to_thread(_answer, question, library)

    async def change(self, change: Callable[[Library], T]) -> T:
        """The same for what changes the database; changes happen in the order of the calls.

        Raises:
            StoreError: the change is refused, or the database cannot be used.
        """
        async with self._changing:
            return await self.read(change)

    async def switch(self, path: Path) -> None:
        """Opens another database, and closes this one after its last change.

        Raises:
            StoreError: the other one cannot be used; this one stays.
        """
        async with self._changing:
            opening = asyncio.create_task(asyncio.to_thread(_open, path))
            await opening
            self.close()
            self._opening, self.database = opening, path

    def close(self) -> None:
        opening = self._opening
        if opening is not None and opening.done() and not opening.cancelled() and opening.exception() is None:
            opening.result().close()

    async def _library(self) -> Library:
        if self._opening is None or (self._opening.done() and self._opening.exception() is not None):
            self._opening = asyncio.create_task(asyncio.to_thread(_open, self.database))
        return await asyncio.shield(self._opening)
