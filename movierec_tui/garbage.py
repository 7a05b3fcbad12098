"""Looking for garbage while nobody waits.

Python looks through all objects now and then, and a running app has some 400,000: that holds it up for a tenth of a
second, mostly while it answers a key, as answers are what makes objects. So what has been looked through is set aside
(`gc.freeze`), what is new is looked through in the pause after a key, and everything in a longer pause.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

PAUSE_SECONDS = 0.15
"""After the last key: as long as most answers take, and shorter than a person who reads them waits."""

LONG_PAUSE_SECONDS = 10.0
REST_SECONDS = 1.0
RESTS_AFTER = 60
"""So many short pauses after a full search, a rest is long enough for the next one: there is much garbage by now."""

SHORT_PAUSES = 400
"""After so many without a rest, everything is looked through in a short one."""

FULL_THRESHOLD = 100
"""Middle collections before Python looks through everything by itself, for who leaves no pause at all."""


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

    def key_pressed(self) -> None:
        """Puts the search off to the pause after this key. Needs a running event loop."""
        self._wait(PAUSE_SECONDS, self._look_through_new)

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        if self._pause is not None:
            self._pause.cancel()
        self._pause = asyncio.get_running_loop().call_later(seconds, then)

    def _look_through_new(self) -> None:
        self._short_pauses += 1
        if self._short_pauses >= SHORT_PAUSES:
            self._look_through_all()
            return
        gc.collect()
        gc.freeze()
        rest = LONG_PAUSE_SECONDS if self._short_pauses < RESTS_AFTER else REST_SECONDS
        self._wait(rest, self._look_through_all)

    def _look_through_all(self) -> None:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._give_back()
        self._short_pauses = 0
        self._pause = None
