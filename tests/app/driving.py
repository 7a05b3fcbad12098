"""How tests use the app as a person does: press keys, look at the screen, wait until something is there."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.events import Paste
from textual.pilot import Pilot

from movierec_tui.tui.app import MovieRecApp

SMALL = (80, 24)
WIDE = (120, 40)
TINY = (60, 20)

_PATIENCE = 120.0

_LONGEST_PAUSE = 0.1
"""Between two looks of somebody who waits for long, in seconds: looking takes time from what is waited for."""

_LOOKS = 4
"""How often the screen must be the same, a twentieth of a second between them, to have settled."""


class Person:
    """Someone in front of the app."""

    def __init__(self, app: MovieRecApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    def screen(self) -> str:
        """Everything that is on the screen now."""
        return "\n".join(self.screen_lines())

    async def press(self, *keys: str) -> None:
        """Presses keys, and lets the app answer."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Types text, letter by letter."""
        await self.press(*text)

    async def paste(self, text: str) -> None:
        """Pastes text, as people do with long paths."""
        self.app.post_message(Paste(text))
        await self.pilot.pause()

    async def becomes_new(self, name: str) -> None:
        """Creates a profile and rates as it from then on."""
        created = await self.app.library.change(lambda library: library.profiles.add(name))
        self.app.ratings.switch_profile(created.user_id)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits until `condition` holds."""
        end = time.monotonic() + _PATIENCE
        pause = 0.01
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"never came true; the screen was\n{self.screen()}")
            await self.pilot.pause(pause)
            pause = min(1.5 * pause, _LONGEST_PAUSE)

    async def sees(self, *texts: str) -> None:
        """Waits until all texts are on the screen."""
        try:
            await self.until(lambda: _has_all(self.screen(), texts))
        except AssertionError as error:
            missing = [text for text in texts if text not in self.screen()]
            raise AssertionError(f"never saw {missing}: {error}") from None

    async def no_longer_sees(self, text: str) -> None:
        """Waits until a text is gone."""
        await self.until(lambda: text not in self.screen())

    async def names_no_favourites(self) -> None:
        """Goes on without naming the three films that a new person is asked for first."""
        await self.sees("Name three films you love")
        await self.press("escape")

    async def settles(self) -> None:
        """Waits until nothing is read any more and the screen has stayed as it is for a while."""
        looks: list[list[Any]] = []
        while len(looks) < _LOOKS:
            await self.pilot.pause(0.05)
            strips: list[Any] = self.app.screen._compositor.render_strips()
            busy = any(not worker.is_finished for worker in self.app.workers)
            if busy or (looks and looks[-1] != strips):
                looks = []
            looks.append(strips)

    async def click(self, text: str) -> None:
        """Clicks on the first place where the text stands on the screen."""
        lines = self.screen_lines()
        for y, line in enumerate(lines):
            if text in line:
                await self.pilot.click(offset=(line.index(text) + 1, y))
                await self.pilot.pause()
                return
        raise AssertionError(f"{text!r} is not on the screen:\n" + "\n".join(lines))

    def screen_lines(self) -> list[str]:
        """The screen's cells as text, one string a line, so that an index is a column."""
        strips: list[Any] = self.app.screen._compositor.render_strips()
        return [strip.text for strip in strips]


def _has_all(screen: str, texts: Sequence[str]) -> bool:
    return all(text in screen for text in texts)


@asynccontextmanager
async def person_at(database: Path, size: tuple[int, int] = SMALL, *, searching: bool = True) -> AsyncIterator[Person]:
    """A person at the app on `database`, in a terminal of `size`; nothing is animated.

    Who has a list starts there; with `searching`, that person goes to the search first.
    """
    app = MovieRecApp(database)
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        person = Person(app, pilot)
        await person.until(lambda: app.status is not None or bool(app.screen.query("Toast")))
        await pilot.pause()
        if searching and app.current_mode == "for_you":
            await person.press("1")
        yield person
