"""Frames over a screen that a click beside them, or on their lower edge, closes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events, on
from textual.containers import Vertical, VerticalScroll

from movierec_tui.tui.screens.modal import Modal
from movierec_tui.tui.widgets.table import RowTable

if TYPE_CHECKING:
    from movierec_tui.tui.app import MovieRecApp


class ClickAway(Modal[None]):
    """A frame, its only child, that is looked at and closed; where Esc closes, so does the mouse."""

    def on_click(self, event: events.Click) -> None:
        """Closes, unless the click was within the frame; its lower edge says how to close and does it."""
        frame = next(child.region for child in self.children if isinstance(child, Vertical | VerticalScroll))
        if not frame.shrink((0, 0, 1, 0)).contains_point(event.screen_offset):
            event.stop()
            self.dismiss(None)


class FilmsOverScreen(ClickAway):
    """A large frame around a table of rows about films; Enter closes it and opens the film."""

    DEFAULT_CSS = """
    FilmsOverScreen {
        align: center middle;
        & > Pane {
            width: 84;
            max-width: 96%;
            height: 30;
            max-height: 92%;
            border: round $border;
            border-title-color: $accent;
            border-subtitle-color: $ink-muted;
            background: $surface;
        }
    }
    """

    @property
    def movierec(self) -> MovieRecApp:
        """The app, as this frame's own kind."""
        return cast("MovieRecApp", self.app)

    def ways_out(self, close: str) -> str:
        """What the frame's lower edge says; `close` is the action that closes it."""
        return f"{self.movierec.key_of('list.open')} opens · {self.movierec.key_of(close)} closes"

    @on(RowTable.Opened)
    def _opened(self, event: RowTable.Opened) -> None:
        app = self.movierec
        self.dismiss()
        app.call_later(app.open_movie, event.row.movie.movie_id)
