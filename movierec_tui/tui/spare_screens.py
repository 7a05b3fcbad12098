"""Screens that are made before anybody opens them: making one takes as long as drawing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen
    from textual.widget import AwaitMount

S = TypeVar("S", bound="Screen[None]")


class SpareScreens:
    """At most one screen of each kind, which nobody sees yet."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._spares: dict[type[Screen[None]], Screen[None]] = {}
        self._mounting: dict[Screen[None], AwaitMount] = {}

    def prepare(self, kind: type[Screen[None]]) -> bool:
        """Makes a screen, where there is none of this kind; whether it did."""
        missing = kind not in self._spares
        self.kept(kind)
        return missing

    def take(self, kind: type[S]) -> S:
        """A screen of this kind, a new one where none is ready; it is the caller's, to be shown and closed."""
        spare = self._spares.pop(kind, None)
        if not isinstance(spare, kind):
            return kind()
        self._app.uninstall_screen(spare)
        return spare

    def kept(self, kind: type[S]) -> S:
        """The one screen of this kind, which may be opened again after it was closed."""
        kept = self._spares.get(kind)
        if isinstance(kept, kind):
            return kept
        screen = kind()
        self._spares[kind] = screen
        self._app.install_screen(screen, kind.__name__)
        # What `push_screen` does first. There is no public way to do it without showing the screen.
        self._app._load_screen_css(screen)
        self._mounting = {made: parts for made, parts in self._mounting.items() if not made.is_mounted}
        _, self._mounting[screen] = self._app._get_screen(screen)
        return screen

    def drop(self, kind: type[Screen[None]]) -> None:
        """Forgets the screen of this kind, if there is one."""
        spare = self._spares.pop(kind, None)
        if spare is not None:
            self._app.uninstall_screen(spare)
            spare.remove()

    @property
    def making(self) -> bool:
        """Whether a screen is being made, also one that was taken since."""
        return any(not screen.is_mounted for screen in self._mounting)

    async def all_made(self) -> None:
        """Waits for the parts of all screens that are being made."""
        for screen, parts in list(self._mounting.items()):
            if not screen.is_mounted:
                await parts
