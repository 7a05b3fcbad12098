"""Screens that are made before anybody opens them: making one takes as long as drawing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from textual.app import App

    from movierec_tui.screens.subject import SubjectScreen

S = TypeVar("S", bound="SubjectScreen")


class SpareScreens:
    """At most one screen of each kind, which nobody sees yet."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._spares: dict[type[SubjectScreen], SubjectScreen] = {}

    def prepare(self, kind: type[SubjectScreen]) -> None:
        """Makes a screen, where there is none of this kind."""
        if kind in self._spares:
            return
        spare = self._spares[kind] = kind()
        self._app.install_screen(spare, kind.__name__)
        # What `push_screen` does first. There is no public way to do it without showing the screen.
        self._app._load_screen_css(spare)
        self._app._get_screen(spare)

    def take(self, kind: type[S]) -> S:
        """A screen of this kind, a new one where none is ready; it is the caller's, to be pushed and closed."""
        spare = self._spares.get(kind)
        if not isinstance(spare, kind) or not spare.ready:
            return kind()
        del self._spares[kind]
        self._app.uninstall_screen(spare)
        return spare
