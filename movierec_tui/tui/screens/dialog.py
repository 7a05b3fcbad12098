"""What all dialogs have in common: a frame over the screen beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from textual.screen import ModalScreen
from textual.worker import Worker

from movierec_tui.tui.services import Services, services

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
        self.movierec.report_defect(event)
