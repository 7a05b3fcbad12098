"""Export: writes a person's ratings, lists or recommendations to a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Label, Static

from data.personal import FileFormat, RowKind
from movierec_tui.library.answers import ListRequest
from movierec_tui.paths import short_path
from movierec_tui.tui.keys.actions import Context, binding_called, bindings_for
from movierec_tui.tui.screens.dialog import Dialog
from movierec_tui.tui.widgets.fields import Fields, OptionLine
from movierec_tui.tui.widgets.inputs import PathInput
from movierec_tui.tui.widgets.key_bar import KeyBar
from movierec_tui.wording.text import counted, safe_text

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from movierec_tui.library.library import Library

_WHAT: tuple[tuple[str, tuple[RowKind, ...]], ...] = (
    ("ratings", (RowKind.RATING, RowKind.SEEN)),
    ("watchlist", (RowKind.WATCHLIST,)),
    ("hidden", (RowKind.HIDDEN,)),
    ("recommended", ()),
)
_FORMATS = (("CSV", FileFormat.CSV), ("Letterboxd", FileFormat.LETTERBOXD), ("JSON", FileFormat.JSON))


class ExportForm(Fields):
    """The fields; Enter exports."""

    BINDINGS: ClassVar[list[BindingType]] = [binding_called("fields.done", "Export")]


class ExportPath(PathInput):
    """The box for the file; Enter exports."""

    BINDINGS: ClassVar[list[BindingType]] = [binding_called("path.take", "Export")]


class ExportScreen(Dialog[None]):
    """Asks what to export, in which format, and where to.

    Args:
        profile: whose opinions and recommendations.
        request: which recommendations.
    """

    AUTO_FOCUS = "#what"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.EXPORT)
    DEFAULT_CSS = """
    ExportScreen {
        & > Fields { width: 72; padding: 1 0 0 0; }
        & OptionLine, & .field { margin: 0 2; }
        & Input { background: $panel; }
        & #trouble { display: block; margin: 1 2; padding: 0; }
    }
    """

    file = getters.query_one("#file", PathInput)

    def __init__(self, profile: Profile, request: ListRequest) -> None:
        super().__init__()
        self._profile, self._request = profile, request
        self._proposed = ""

    def compose(self) -> ComposeResult:
        with ExportForm(id="export") as fields:
            fields.border_title = Content(f"Export for {safe_text(self._profile.name)}")
            yield OptionLine("What", [name for name, _kinds in _WHAT], id="what")
            yield OptionLine("Format", [name for name, _format in _FORMATS], id="format")
            with Horizontal(classes="field"):
                yield Label("File")
                yield ExportPath(compact=True, id="file")
            yield Static(id="trouble", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        self._propose()

    def _chosen(self, name: str) -> int:
        return self.query_one(f"#{name}", OptionLine).chosen

    @on(OptionLine.Changed)
    def _propose(self) -> None:
        """Proposes a file name for what is exported, as long as nobody typed one."""
        self.tell("")
        if self.file.value != self._proposed:
            return
        what, ending = _WHAT[self._chosen("what")][0], "json" if self._format is FileFormat.JSON else "csv"
        letterboxd = "-letterboxd" if self._format is FileFormat.LETTERBOXD else ""
        person = "".join(c if c.isalnum() else "-" for c in self._profile.name.lower()).strip("-") or "profile"
        self._proposed = short_path(Path.cwd() / f"{person}-{what}{letterboxd}.{ending}")
        self.file.value = self._proposed
        self.file.cursor_position = len(self._proposed)

    @property
    def _format(self) -> FileFormat:
        return _FORMATS[self._chosen("format")][1]

    @on(Input.Changed, "#file")
    def _typed(self) -> None:
        self.tell("")

    @on(Fields.Done)
    def _done(self) -> None:
        if not self.file.value.strip():
            self.tell("Type the name of a file first.")
            return
        path = self.file.path
        if path.is_file():
            question = f"{safe_text(str(path))} exists already. Replace it?"
            self.movierec.ask(question, "Replace", "Keep", partial(self._write, path))
        else:
            self._write(path)

    def _write(self, path: Path) -> None:
        (name, kinds), file_format = _WHAT[self._chosen("what")], self._format
        user_id, request = self._profile.user_id, self._request

        def write(library: Library) -> int:
            if name != "recommended":
                return library.personal.export_opinions(user_id, kinds, path, file_format, replace=True)
            films = library.lists.recommend(user_id, request).films
            return library.personal.export_recommended(user_id, films, path, file_format, replace=True)

        self.load("export", write, partial(self._say_written, path), self.tell)

    def _say_written(self, path: Path, rows: int) -> None:
        self.movierec.say(f"{counted(rows, 'film')} in {path}", title="Exported")
        self.dismiss(None)
