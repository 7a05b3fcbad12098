"""The command palette: finds every command and every film by its name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.fuzzy import FuzzySearch
from textual.screen import Screen
from textual.widgets import Input, Static

from db.errors import StoreError
from movierec_tui.tui.keys.actions import ACTION_OF_ID, Action, Context, actions_for, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.dialog import ClickAway
from movierec_tui.tui.services import services
from movierec_tui.tui.widgets.cells import matched, muted
from movierec_tui.tui.widgets.key_bar import KeyBar
from movierec_tui.tui.widgets.table import Column, FollowingTable, RowTable
from movierec_tui.wording.text import film_title

FILMS = 6
_FIND = "find"
_ABOUT_CELLS = 40
_WIDE = 88
"""The width with room for what every command does; narrower, only the command under the cursor is explained."""
_FILMS_SECONDS = 0.03
"""How long the commands wait for the films, to be shown together."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, or a film to open.

    Attributes:
        name: what it is found by.
        about: what it does, in a sentence.
        key: its own key.
        run: does it.
        spans: the parts of the name that match, as (start, end), in order.
    """

    name: str
    about: str
    key: str
    run: Callable[[], object]
    spans: tuple[tuple[int, int], ...] = ()


class CommandBox(Input):
    """The box to type into; its other keys move through the list below."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.COMMANDS)


class Palette(ClickAway):
    """A box and what it finds: commands with that text, then films, then commands with those letters.

    Args:
        beneath: the screen whose commands are offered.
    """

    AUTO_FOCUS = "CommandBox"
    DEFAULT_CSS = """
    Palette {
        align: center top;
        & > Vertical {
            width: 108;
            height: 84%;
            margin: 1 0 0 0;
        }
        & CommandBox { background: $surface; margin: 0 1 1 1; }
        & FollowingTable { background: $surface; }
        & #about { height: 1; padding: 0 2; color: $ink-muted; }
        &.-narrow #about { height: 2; }
    }
    """

    table: getters.query_one[FollowingTable[Command]] = getters.query_one(FollowingTable)

    def __init__(self, beneath: Screen[object]) -> None:
        super().__init__()
        self._commands = commands_on(beneath)

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Commands"
            yield CommandBox(placeholder="A command or a film", compact=True)
            yield FollowingTable(
                [
                    Column("Command", lambda row: matched(row.name, row.spans), width=24, flex=2),
                    Column("What it does", lambda row: muted(row.about), width=_ABOUT_CELLS, flex=3, rank=1),
                    Column("Key", lambda row: muted(row.key), width=6, align="right"),
                ],
                key=lambda row: row.name,
            )
            yield Static(id="about", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        self.table.show(self._commands, asked_for="")

    def on_resize(self) -> None:
        self.query_one("#about", Static).display = self.app.size.width < _WIDE

    @on(RowTable.Highlighted)
    def _highlighted(self, event: RowTable.Highlighted) -> None:
        event.stop()
        self.query_one("#about", Static).update("" if event.row is None else event.row.about, layout=False)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.run_worker(self._find(event.value.strip()), group=_FIND, exclusive=True, exit_on_error=False)

    async def _find(self, text: str) -> None:
        if not text:
            self.table.show(self._commands, asked_for="")
            return
        sure, unsure = matching(self._commands, text)
        reading = asyncio.create_task(self._films(text))
        await asyncio.wait({reading}, timeout=_FILMS_SECONDS)
        if not reading.done():
            self.table.show([*sure, *unsure], asked_for=text if sure else None)  # else a film comes first
        none = f"No command or film is called “{text}”."
        self.table.show([*sure, *await reading, *unsure], none, asked_for=text)

    async def _films(self, text: str) -> list[Command]:
        try:
            found = await self.movierec.library.read(lambda library: library.search(text, FILMS))
        except StoreError:
            # The screen beneath says what is wrong; commands are found all the same.
            return []
        opens = self.movierec.open_movie
        return [Command(film_title(film), "Opens the film.", "", partial(opens, film.movie_id)) for film in found]

    def action_take(self) -> None:
        self.table.open_found(self.query_one(CommandBox).value.strip())

    @on(RowTable.Opened)
    def _taken(self, event: RowTable.Opened) -> None:
        event.stop()
        # The palette must be gone first: a command that goes back would only close it.
        app = self.app
        self.dismiss()
        app.call_later(event.row.run)

    def action_move(self, rows: int) -> None:
        self.table.cursor += rows

    def action_page(self, pages: int) -> None:
        self.table.action_page(pages)


def commands_on(screen: Screen[object]) -> list[Command]:
    """The actions of the widget with the focus, then the screen's, then those that work everywhere."""
    return [
        Command(
            action.title,
            action.help,
            services(screen).key_map.shown(action),
            partial(screen.app.run_action, action.command, node),
        )
        for action, node in _doable(screen)
        if action.title
    ]


def matching(commands: Sequence[Command], text: str) -> tuple[list[Command], list[Command]]:
    """The commands whose name contains the text, and those with its letters in this order; best first."""
    search = FuzzySearch(case_sensitive=False)
    whole: list[tuple[bool, Command]] = []
    loose: list[tuple[float, Command]] = []
    for command in commands:
        start = command.name.lower().find(text.lower())
        if start >= 0:
            found = replace(command, spans=((start, start + len(text)),))
            whole.append((start > 0 and command.name[start - 1].isalnum(), found))
            continue
        score, places = search.match(text, command.name)
        if score > 0:
            loose.append((-score, replace(command, spans=_spans(places))))
    whole.sort(key=itemgetter(0))
    loose.sort(key=itemgetter(0))
    return [command for _within, command in whole], [command for _score, command in loose]


def _spans(places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Neighbouring letters joined to one part."""
    spans: list[tuple[int, int]] = []
    for place in places:
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return tuple(spans)


def _doable(screen: Screen[object]) -> Iterator[tuple[Action, DOMNode]]:
    own = (screen.CONTEXT, *screen.MORE_CONTEXTS) if isinstance(screen, BaseScreen) else ()
    doable: dict[str, tuple[Action, DOMNode]] = {}
    for active in screen.active_bindings.values():
        action = ACTION_OF_ID.get(active.binding.id or "")
        if action is not None and action.context not in (*own, Context.EVERYWHERE):
            doable.setdefault(action.id, (action, active.node))
    doable |= {action.id: (action, screen) for action in actions_for(*own)}
    doable |= {action.id: (action, screen.app) for action in actions_for(Context.EVERYWHERE)}
    yield from doable.values()
