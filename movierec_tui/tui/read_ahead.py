"""Answers that are read before anybody asks: for what the row under the cursor would open.

Whoever rests on a row reads it, and in that time its film or user can be read, too. What is opened then stands there
with the first drawing of its screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from data.errors import DataSetError
from db.errors import StoreError
from engine.errors import EngineError

if TYPE_CHECKING:
    from movierec_tui.tui.questions import Question

REST_SECONDS = 0.15
"""How long the cursor rests on a row before it is read ahead: longer than between two keys of somebody who scrolls."""

LONG_REST_SECONDS = 1.0
"""How long nobody presses a key before the screens are made that they may go to: a key waits until one is made."""

KEPT_ROWS = 8
"""For whoever goes back to the row that they came from."""


async def _nothing(_elsewhere: bool) -> bool:
    """Where nothing is to be made."""
    return False


class ReadAhead:
    """The answers for the last few rows.

    Args:
        read: asks the library in a thread.
    """

    def __init__(self, read: Callable[[Question], Awaitable[Any]]) -> None:
        self._read = read
        self._questions: tuple[Question, ...] = ()
        self._make_room: Callable[[bool], Awaitable[bool]] = _nothing
        self._rows: dict[tuple[Question, ...], dict[Question, Any]] = {}
        self._rest: asyncio.TimerHandle | None = None
        self._reading: asyncio.Task[None] | None = None

    def expect(
        self, questions: tuple[Question, ...], make_room: Callable[[bool], Awaitable[bool]] = _nothing
    ) -> None:
        """Reads the answers to these as soon as the cursor has rested for a while. Needs a running event loop.

        Args:
            questions: what is going to be asked.
            make_room: makes the screen that is going to show the answers, or one that was opened before, or, told so,
                any other one that may be opened; whether it did.
        """
        self._make_room = make_room
        if questions != self._questions:
            self._questions = questions
            self.put_off()

    def read_anew(self) -> None:
        """Forgets what was read, as it may no longer be true, and reads it again after another rest."""
        self._rows = {}
        self.put_off()

    def put_off(self) -> None:
        """Lets whatever comes now go first, such as the answer to a key, and goes on after the next rest."""
        self.stop()
        if self._questions:
            self._rest = asyncio.get_running_loop().call_later(REST_SECONDS, self._start)

    def stop(self) -> None:
        """Reads no further; what has been read stays."""
        if self._rest is not None:
            self._rest.cancel()
        if self._reading is not None:
            self._reading.cancel()

    def answer(self, question: Question) -> Any | None:
        """The answer to a question; None where it was not read."""
        return next((answers[question] for answers in self._rows.values() if question in answers), None)

    def _start(self) -> None:
        self._reading = asyncio.create_task(self._use_rest(self._questions))

    async def _use_rest(self, questions: tuple[Question, ...]) -> None:
        await self._make_room(False)
        await self._read_all(questions)
        await asyncio.sleep(LONG_REST_SECONDS)
        made = True
        while made:
            made = await self._make_room(True)
            await asyncio.sleep(REST_SECONDS)

    async def _read_all(self, questions: tuple[Question, ...]) -> None:
        answers = self._rows.pop(questions, {})
        self._rows[questions] = answers
        while len(self._rows) > KEPT_ROWS:
            del self._rows[next(iter(self._rows))]
        # One after the other: threads that read at the same time hold up each other and the keys.
        for question in questions:
            if question in answers:
                continue
            try:
                answers[question] = await self._read(question)
            except (StoreError, EngineError, DataSetError):
                # Whoever opens the screen asks again, and is told.
                continue
