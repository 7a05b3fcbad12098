"""Saves a picture: asks for a file, and has it drawn in a child process."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Input, Static

from db.errors import StoreError
from movierec_tui.drawing.pictures import PictureRequest, checked_path, unused_path
from movierec_tui.paths import short_path
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.dialog import Dialog
from movierec_tui.tui.services import Services, services
from movierec_tui.wording.text import safe_text


class PictureFileDialog(Dialog[Path | None]):
    """Gives a path that ends with .svg or .png, or None after Esc. An existing file takes a second Enter."""

    AUTO_FOCUS = "#picture-path"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.PICTURE)
    DEFAULT_CSS = """
    PictureFileDialog {
        & > Vertical { width: 72; padding: 1 2; }
        & #picture-note { height: 2; color: $ink-muted; padding: 0 1; }
        & #picture-note.-trouble { color: $text-error; }
    }
    """

    def __init__(self, request: PictureRequest) -> None:
        super().__init__()
        self._request = request
        self._confirmed: Path | None = None

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = f"Save the {self._request.kind} as a picture"
            yield Input(
                unused_path(Path.cwd(), self._request.kind).name,
                id="picture-path",
                select_on_focus=False,
                classes="framed",
            )
            yield Static(id="picture-note", markup=False)
            key_of = self.movierec.key_of
            save, cancel = key_of("picture.take"), key_of("picture.leave")
            with Horizontal(classes="buttons"):
                yield Button(f"Save ({save})", id="save", compact=True)
                yield Button(f"Cancel ({cancel})", id="cancel", compact=True)

    def on_mount(self) -> None:
        """The cursor is at the end, next to the kind of picture."""
        box = self.query_one(Input)
        box.cursor_position = len(box.value)
        self._tell("")

    @on(Input.Changed)
    def _typed(self) -> None:
        self._confirmed = None
        self._tell("")

    @on(Input.Submitted)
    @on(Button.Pressed, "#save")
    def action_take(self) -> None:
        try:
            path = checked_path(Path(self.query_one(Input).value.strip()))
        except (StoreError, OSError, RuntimeError, ValueError) as error:
            self._tell(str(error), trouble=True)
            return
        if path.exists() and path != self._confirmed:
            self._confirmed = path
            self._tell(f"{path.name} exists already; Enter again replaces it.", trouble=True)
            return
        self.dismiss(path)

    def _tell(self, sentence: str, *, trouble: bool = False) -> None:
        note = self.query_one("#picture-note", Static)
        note.update(Content(safe_text(sentence or f"In {short_path(Path.cwd())}. End the name with .svg or .png.")))
        note.set_class(trouble, "-trouble")


def ask_for_picture(screen: Screen[Any], request: PictureRequest) -> None:
    """Asks for a path, and draws the picture there, dark or light as the app is, while the app goes on."""
    in_theme = replace(request, dark=screen.app.current_theme.dark)

    def chosen(path: Path | None) -> None:
        if path is not None:
            services(screen).start(partial(_written, services(screen), in_theme, path), "picture")

    screen.app.push_screen(PictureFileDialog(request), chosen)


async def _written(app: Services, request: PictureRequest, path: Path) -> None:
    from engine.events import DoneEvent  # noqa: PLC0415
    from movierec_tui.jobs.children import JobFailed, picture_command, start_job  # noqa: PLC0415

    app.say("Drawing the picture. You can go on meanwhile.")
    try:
        async with start_job(picture_command(app.library.database, request, path)) as job:
            async for event in job.events():
                if isinstance(event, DoneEvent):
                    app.say(f"Saved as {event.result['path']}.")
    except JobFailed as failure:
        if not failure.cancelled:
            app.complain(str(failure), title="The picture was not saved")
