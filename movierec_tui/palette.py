"""The command palette: every action that applies where one is, and every film by its title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode

from db.errors import StoreError
from movierec_tui.actions import Action, Context, actions_for, find_action
from movierec_tui.screens.modal import OverScreen
from movierec_tui.screens.room import RoomScreen
from movierec_tui.widgets.film_card import titled

if TYPE_CHECKING:
    from movierec_tui.app import MovieRecApp

FILMS = 6


class Palette(CommandPalette, OverScreen[None]):
    """The palette as Textual has it, drawn as our other dialogs are."""


@dataclass(frozen=True, slots=True)
class _Doable:
    """An action and the part of the app that does it."""

    action: Action
    node: DOMNode


class ActionProvider(Provider):
    """The registry's actions: those of what has the focus first, then the screen's, then those of everywhere."""

    async def discover(self) -> Hits:
        """Everything that can be done here."""
        for doable in self._doable():
            yield DiscoveryHit(
                doable.action.title, partial(self._run, doable), help=self._help(doable.action)
            )

    async def search(self, query: str) -> Hits:
        """The actions whose name holds the letters typed."""
        matcher = self.matcher(query)
        for doable in self._doable():
            action = doable.action
            score = matcher.match(action.title)
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(action.title),
                    partial(self._run, doable),
                    text=action.title,
                    help=self._help(action),
                )

    def _doable(self) -> Iterator[_Doable]:
        screen = self.screen
        own = (screen.CONTEXT, *screen.MORE_CONTEXTS) if isinstance(screen, RoomScreen) else ()
        doable: dict[str, _Doable] = {}
        for active in screen.active_bindings.values():
            action = find_action(active.binding.id or "")
            if action is not None and action.context not in (*own, Context.EVERYWHERE):
                doable.setdefault(action.id, _Doable(action, active.node))
        for action in actions_for(*own):
            doable[action.id] = _Doable(action, screen)
        for action in actions_for(Context.EVERYWHERE):
            doable[action.id] = _Doable(action, self.app)
        return (each for each in doable.values() if each.action.title)

    def _help(self, action: Action) -> str:
        key = cast("MovieRecApp", self.app).key_map.shown(action)
        return f"{key}  {action.help}"

    async def _run(self, doable: _Doable) -> None:
        # The palette itself must be gone first: for what goes back it would be the screen to leave.
        self.app.call_after_refresh(self.app.run_action, doable.action.command, doable.node)


class FilmProvider(Provider):
    """Opens a film from anywhere."""

    async def search(self, query: str) -> Hits:
        """The films that the letters may mean."""
        app = cast("MovieRecApp", self.app)
        try:
            found = await app.read(lambda library: library.search(query, FILMS))
        except StoreError:
            return
        for place, movie in enumerate(found):
            title = titled(movie)
            # Below the actions, in the search's own order.
            yield Hit(
                0.3 - place * 0.01,
                Content.assemble(("Film  ", "$ink-muted"), title),
                partial(app.open_movie, movie.movie_id),
                text=title,
            )
