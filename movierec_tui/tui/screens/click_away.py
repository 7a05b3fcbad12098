"""Frames to look at, which a click outside them, or on their lower edge, closes."""

from __future__ import annotations

from textual import events, on
from textual.containers import Vertical, VerticalScroll

from movierec_tui.tui.screens.dialog import Dialog
from movierec_tui.tui.services import services
from movierec_tui.tui.widgets.table import RowTable


class ClickAway(Dialog[None]):
    """A dialog that the mouse closes, too."""

    def on_click(self, event: events.Click) -> None:
        """Closes, unless the click was inside the frame; its lower edge says how to close it."""
        frame = next(child.region for child in self.children if isinstance(child, Vertical | VerticalScroll))
        if not frame.shrink((0, 0, 1, 0)).contains_point(event.screen_offset):
            event.stop()
            self.dismiss(None)


class FilmsOverScreen(ClickAway):
    """A large frame around a table of films; Enter closes it and opens the film."""

    DEFAULT_CSS = """
    FilmsOverScreen > Vertical { width: 84; height: 30; }
    """

    def ways_out(self, close: str) -> str:
        """The words on the frame's lower edge; `close` is the action that closes it."""
        return f"{self.movierec.key_of('list.open')} opens · {self.movierec.key_of(close)} closes"

    @on(RowTable.Opened)
    def _opened(self, event: RowTable.Opened) -> None:
        app = self.app
        self.dismiss()
        app.call_later(services(app).open_movie, event.row.movie.movie_id)
