"""Escape without a wait that one feels.

A terminal sends Escape as the byte that also begins arrows and function keys, so Textual's parser waits whether more
follows: for ESCDELAY, but its input thread looks at the clock only every 100 ms. Terminals that speak the Kitty
keyboard protocol send something else and need no wait; tmux and most others have none of it.
"""

from __future__ import annotations

import selectors
import sys
from types import SimpleNamespace

from textual import constants


class EscapeSelector(selectors.SelectSelector):
    """Waits for input; after some input only as long as the rest of a key may take.

    Args:
        seconds: after which nothing more of a key is expected.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds
        self._may_go_on = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """The files that can be read, once there are some or the time is over."""
        found = super().select(self._seconds if self._may_go_on else timeout)
        self._may_go_on = bool(found)
        return found


def notice_escape_soon() -> None:
    """Lets the input thread of Textual's driver for Linux and macOS wait with an `EscapeSelector`."""
    if sys.platform == "win32":
        return
    from textual.drivers import linux_driver  # noqa: PLC0415  (Windows cannot load it)

    def selector() -> EscapeSelector:
        return EscapeSelector(constants.ESCAPE_DELAY)

    linux_driver.selectors = SimpleNamespace(SelectSelector=selector, EVENT_READ=selectors.EVENT_READ)  # type: ignore[assignment, attr-defined]
