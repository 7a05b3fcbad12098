"""The command palette: whatever can be done, and every film, by its name."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input
from textual.worker import Worker

from db.errors import StoreError
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.palette import Command, matching, opens
from movierec_tui.tui.screens.click_away import ClickAway
from movierec_tui.tui.widgets.boxes import Frame, Words
from movierec_tui.tui.widgets.cells import cut_end, matched, muted
from movierec_tui.tui.widgets.columns import Align, Column
from movierec_tui.tui.widgets.key_bar import KeyBar
from movierec_tui.tui.widgets.table import RowTable

if TYPE_CHECKING:
    from movierec_tui.tui.app import MovieRecApp

FILMS = 6
_FIND = "find"
_ABOUT_CELLS = 40
_WIDE = 88
"""From how many columns on there is room for what each command does; below, only that of one command is told."""
_FILMS_SECONDS = 0.03
"""How long the commands wait for the films, to be drawn with them."""


class CommandBox(Input):
    """Where one types what one looks for; its other keys are those of the list below."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.COMMANDS)


class CommandTable(RowTable[Command], can_focus=False):
    """What was found. The focus stays in the box, and the cursor looks as if it were here."""

    def _state(self, index: int) -> str:
        return "cursor" if index == self.cursor else super()._state(index)


class Palette(ClickAway):
    """A box and what it finds: first the commands that hold the text, then films, then what is only like it.

    It is made once, and told whenever it is opened what can be done.
    """

    AUTO_FOCUS = "CommandBox"
    DEFAULT_CSS = """
    Palette {
        align: center top;
        & > Frame {
            width: 108;
            max-width: 96%;
            height: 84%;
            margin: 1 0 0 0;
            border: round $border;
            border-title-color: $accent;
            background: $surface;
        }
        & CommandBox { background: $surface; margin: 0 1 1 1; }
        & CommandTable { background: $surface; }
        & #about { height: 1; padding: 0 2; color: $ink-muted; }
        & KeyBar { dock: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._commands: Sequence[Command] = ()

    def compose(self) -> ComposeResult:
        """Box, list, keys."""
        with Frame() as frame:
            frame.border_title = "Commands"
            yield CommandBox(placeholder="What to do, or a film", compact=True)
            yield CommandTable(
                [
                    Column("Command", lambda row: matched(row.name, row.spans), width=24, flex=2),
                    Column("What it does", lambda row: muted(row.about), width=_ABOUT_CELLS, flex=3, rank=1),
                    Column("Key", lambda row: muted(row.key), width=6, align=Align.RIGHT),
                ],
                key=lambda row: row.name,
            )
            yield Words(id="about")
            yield KeyBar()

    def on_mount(self) -> None:
        """Shows everything that can be done."""
        self.table.show(self._commands)

    def offer(self, commands: Sequence[Command]) -> None:
        """Says what can be done, before the palette is opened."""
        self._commands = commands
        if self.is_mounted:
            self.table.show(commands)
            self.table.drawn_by_layout()

    def on_screen_suspend(self) -> None:
        """Begins anew when it is opened again."""
        self.workers.cancel_group(self, _FIND)
        with self.prevent(Input.Changed):
            self.query_one(CommandBox).value = ""
        self.table.show(self._commands)

    @property
    def movierec(self) -> MovieRecApp:
        """The app, as the palette's own kind."""
        return cast("MovieRecApp", self.app)

    @property
    def table(self) -> CommandTable:
        """What was found."""
        return self.query_one(CommandTable)

    def on_resize(self) -> None:
        """Tells in a line what would else stand in a column."""
        self.query_one("#about", Words).display = self.app.size.width < _WIDE

    @on(RowTable.Highlighted)
    def _highlighted(self, event: RowTable.Highlighted) -> None:
        event.stop()
        about = self.query_one("#about", Words)
        words = "" if event.row is None else event.row.about
        about.update(Content(cut_end(words, about.size.width or len(words))))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.run_worker(self._find(event.value.strip()), group=_FIND, exclusive=True, exit_on_error=False)

    async def _find(self, text: str) -> None:
        if not text:
            self.table.show(self._commands)
            return
        sure, unsure = matching(self._commands, text)
        reading = asyncio.create_task(self._films(text))
        await asyncio.wait({reading}, timeout=_FILMS_SECONDS)
        if not reading.done():
            self.table.show([*sure, *unsure])
        self.table.show([*sure, *await reading, *unsure], f"Nothing is called “{text}”.")

    async def _films(self, text: str) -> list[Command]:
        try:
            found = await self.movierec.read(lambda library: library.search(text, FILMS))
        except StoreError:
            # What is wrong stands on the screen beneath; commands are there all the same.
            return []
        return [opens(self.movierec, movie) for movie in found]

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A defect in the search is shown."""
        self.movierec.tell_defect(event)

    def action_take(self) -> None:
        """Does what the cursor is on."""
        command = self.table.current
        if command is not None:
            self._take(command)

    @on(RowTable.Opened)
    def _clicked(self, event: RowTable.Opened) -> None:
        event.stop()
        self._take(event.row)

    def _take(self, command: Command) -> None:
        # The palette itself must be gone first: for what goes back it would be the screen to leave.
        app = self.movierec
        self.dismiss()
        app.call_later(command.run)

    def action_move(self, rows: int) -> None:
        """Moves the cursor."""
        self.table.cursor += rows

    def action_page(self, pages: int) -> None:
        """Moves the cursor by pages."""
        if pages < 0:
            self.table.action_page_up()
        else:
            self.table.action_page_down()

    def action_close(self) -> None:
        """Does nothing."""
        self.dismiss()
