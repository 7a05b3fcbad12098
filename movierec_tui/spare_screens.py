"""Screens that are made before anybody opens them: making one takes as long as drawing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

    from movierec_tui.screens.subject import SubjectScreen

S = TypeVar("S", bound="SubjectScreen")
K = TypeVar("K", bound="Screen[None]")


class SpareScreens:
    """At most one screen of each kind, which nobody sees yet."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._spares: dict[type[Screen[None]], Screen[None]] = {}

    def prepare(self, kind: type[SubjectScreen]) -> None:
        """Makes a screen, where there is none of this kind."""
        self.kept(kind)

    def take(self, kind: type[S]) -> S:
        """A screen of this kind, a new one where none is ready; it is the caller's, to be pushed and closed."""
        spare = self._spares.get(kind)
        if not isinstance(spare, kind) or not spare.ready:
            return kind()
        del self._spares[kind]
        self._app.uninstall_screen(spare)
        return spare

    def kept(self, kind: type[K]) -> K:
        """The one screen of this kind, which may be opened again after it was closed."""
        kept = self._spares.get(kind)
        if isinstance(kept, kind):
            return kept
        screen = kind()
        self._spares[kind] = screen
        self._app.install_screen(screen, kind.__name__)
        # What `push_screen` does first. There is no public way to do it without showing the screen.
        self._app._load_screen_css(screen)
        self._app._get_screen(screen)
        return screen
