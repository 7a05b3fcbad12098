"""Looking for garbage while nobody waits.

Python looks through all objects now and then, and a running app has some 400,000: that holds it up for a tenth of a
second, mostly while it answers a key, as answers are what makes objects. So what has been looked through is set aside
(`gc.freeze`), what is new is looked through in the pause after a key, and everything in a longer pause. What is new is
set aside only when there is so much of it that the short search would take long, and not while something is open that
will be closed, such as a film: it becomes garbage soon, and would be found only by the search through everything.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from functools import partial
from typing import Protocol

PAUSE_SECONDS = 0.15
"""After the last key: as long as most answers take, and shorter than a person who reads them waits."""

LONG_PAUSE_SECONDS = 10.0
REST_SECONDS = 1.0
SHORT_PAUSES = 60
"""So many after a full search, a rest is long enough for the next one: there is some garbage by now."""

SET_ASIDE = 20_000
"""New objects that are looked through in some four milliseconds."""

FULL_THRESHOLD = 100
"""Middle collections before Python looks through everything by itself, for who leaves no pause at all."""


class Keeper(Protocol):
    """What holds most objects: the app."""

    @property
    def passing(self) -> bool:
        """Whether something is open that will be closed again."""

    def let_go(self) -> None:
        """Forgets what was closed."""


class PauseCollector:
    """Looks for garbage in the pauses between keys.

    Args:
        give_back: called when everything has been looked through, as memory is free then.
    """

    def __init__(self, give_back: Callable[[], None] = lambda: None) -> None:
        self._pause: asyncio.TimerHandle | None = None
        self._short_pauses = 0
        self._give_back = give_back

    def all_loaded(self) -> None:
        """Sets aside what there is now, most of which stays to the end."""
        gc.freeze()
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, FULL_THRESHOLD)

    def key_pressed(self, keeper: Keeper) -> None:
        """Puts the search off to the pause after this key. Needs a running event loop."""
        self._wait(PAUSE_SECONDS, partial(self._look_through_new, keeper))

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        if self._pause is not None:
            self._pause.cancel()
        self._pause = asyncio.get_running_loop().call_later(seconds, then)

    def _look_through_new(self, keeper: Keeper) -> None:
        keeper.let_go()
        gc.collect()
        if not keeper.passing and len(gc.get_objects()) > SET_ASIDE:
            gc.freeze()
        self._short_pauses += 1
        rest = LONG_PAUSE_SECONDS if self._short_pauses < SHORT_PAUSES else REST_SECONDS
        self._wait(rest, self._look_through_all)

    def _look_through_all(self) -> None:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._give_back()
        self._short_pauses = 0
        self._pause = None
