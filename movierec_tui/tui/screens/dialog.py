"""What dialogs have in common: a frame over the screen beneath, and what closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from textual import events, on
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.worker import Worker

from movierec_tui.tui.services import Services, services
from movierec_tui.tui.widgets.table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from textual.worker import WorkType

A = TypeVar("A")


class Dialog(ModalScreen[A]):
    """A frame, its only child, over the screen beneath. `A` is its result."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > Vertical, & > VerticalScroll {
            max-width: 96%;
            height: auto;
            max-height: 92%;
            border: round $border;
            border-title-color: $accent;
            border-subtitle-color: $ink-muted;
            background: $surface;
        }
        & KeyBar { dock: none; }
        & .buttons { height: auto; align-horizontal: right; margin: 1 0 0 0; }
        & .buttons Button { margin: 0 0 0 2; }
    }
    """

    @property
    def movierec(self) -> Services:
        return services(self)

    def start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Runs something that is cancelled when the dialog closes."""
        self.run_worker(cast("WorkType[None]", work), exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        self.movierec.report_error(event)


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
