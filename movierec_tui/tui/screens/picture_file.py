"""Asks for the file of a picture, has it drawn in a child process, and says where it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input

from db.errors import StoreError
from movierec_tui.drawing.pictures import PictureRequest, checked_path, unused_path
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.modal import Modal
from movierec_tui.tui.widgets.boxes import DialogButton, Pane, Words
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from movierec_tui.tui.app import MovieRecApp

_TITLES = {
    "map": "The map as a picture",
    "taste": "The taste as a picture",
    "curves": "The curves as a picture",
}


class PictureFileDialog(Modal[Path | None]):
    """Gives a path that ends with .svg or .png, or None after esc. A file that is there takes a second Enter."""

    AUTO_FOCUS = "#picture-path"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.PICTURE)
    DEFAULT_CSS = """
    PictureFileDialog {
        align: center middle;
        & > Pane {
            width: 72;
            max-width: 94%;
            height: auto;
            border: round $border;
            border-title-color: $accent;
            background: $surface;
            padding: 1 2;
        }
        & Input {
            height: 3;
            padding: 0 1;
            border: round $border-blurred;
            background: transparent;
            &:focus { border: round $border; }
        }
        & #picture-note { height: 2; color: $ink-muted; padding: 0 1; }
        & #picture-note.-trouble { color: $text-error; }
        & Horizontal { height: auto; align-horizontal: right; }
        & Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, request: PictureRequest) -> None:
        super().__init__()
        self._request = request
        self._confirmed: Path | None = None

    def compose(self) -> ComposeResult:
        """Box, what is wrong, buttons."""
        with Pane() as box:
            box.border_title = _TITLES[self._request.kind]
            yield Input(
                unused_path(Path.cwd(), self._request.kind).name, id="picture-path", select_on_focus=False
            )
            yield Words(id="picture-note", markup=False)
            key_of = cast("MovieRecApp", self.app).key_of
            save, cancel = key_of("picture.take"), key_of("picture.leave")
            with Horizontal():
                yield DialogButton(f"Save ({save})", id="save", compact=True)
                yield DialogButton(f"Cancel ({cancel})", id="cancel", compact=True)

    def on_mount(self) -> None:
        """The cursor stands at the end, where the kind of the picture is."""
        box = self.query_one(Input)
        box.cursor_position = len(box.value)
        self._tell("")

    @on(Input.Changed)
    def _typed(self) -> None:
        self._confirmed = None
        self._tell("")

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_take()

    @on(Button.Pressed, "#save")
    def action_take(self) -> None:
        """Gives the path where a picture can be there."""
        try:
            path = checked_path(Path(self.query_one(Input).value.strip()))
        except (StoreError, OSError, RuntimeError, ValueError) as error:
            self._tell(str(error), trouble=True)
            return
        if path.exists() and path != self._confirmed:
            self._confirmed = path
            self._tell(f"{path.name} is there already; Enter again replaces it.", trouble=True)
            return
        self.dismiss(path)

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Writes nothing."""
        self.dismiss(None)

    def _tell(self, sentence: str, *, trouble: bool = False) -> None:
        note = self.query_one("#picture-note", Words)
        note.update(
            Content(safe_text(sentence or f"In {Path.cwd()}; .svg or .png at the end says which kind."))
        )
        note.set_class(trouble, "-trouble")


def ask_for_picture(app: MovieRecApp, request: PictureRequest) -> None:
    """Asks for a path; a child process writes the picture there, and a notice says so."""

    def chosen(path: Path | None) -> None:
        if path is not None:
            app.run_worker(_written(app, request, path), group="picture", exit_on_error=False)

    app.push_screen(PictureFileDialog(request), chosen)


async def _written(app: MovieRecApp, request: PictureRequest, path: Path) -> None:
    from engine.events import DoneEvent  # noqa: PLC0415
    from movierec_tui.jobs.children import JobFailed, picture_command, start_job  # noqa: PLC0415

    app.say("Drawing the picture; the app can be used meanwhile.")
    try:
        async with start_job(picture_command(app.database, request, path)) as job:
            async for event in job.events():
                if isinstance(event, DoneEvent):
                    app.say(f"Written to {event.result['path']}.")
    except JobFailed as failure:
        if not failure.cancelled:
            app.say(str(failure), severity="error", title="No picture was written")
