"""The command palette: every action that applies where one is, and every film by its title."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from db.errors import StoreError
from movierec_tui.actions import Action, Context, actions_for
from movierec_tui.screens.room import RoomScreen
from movierec_tui.widgets.film_card import titled

if TYPE_CHECKING:
    from movierec_tui.app import MovieRecApp

FILMS = 6


class ActionProvider(Provider):
    """The registry's actions, those of the current screen first."""

    async def discover(self) -> Hits:
        """Everything that can be done here."""
        for action in self._actions():
            yield DiscoveryHit(action.title, partial(self._run, action), help=action.help)

    async def search(self, query: str) -> Hits:
        """The actions whose name holds the letters typed."""
        matcher = self.matcher(query)
        for action in self._actions():
            score = matcher.match(action.title)
            if score > 0:
                yield Hit(
                    score,
                    matcher.highlight(action.title),
                    partial(self._run, action),
                    text=action.title,
                    help=action.help,
                )

    def _actions(self) -> Iterator[Action]:
        screen = self.screen
        own = (screen.CONTEXT, *screen.MORE_CONTEXTS) if isinstance(screen, RoomScreen) else ()
        for context in (*own, Context.EVERYWHERE):
            for action in actions_for(context):
                if action.title:
                    yield action

    async def _run(self, action: Action) -> None:
        await self.screen.run_action(action.command)


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
