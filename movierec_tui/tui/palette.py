"""What the palette finds by its name: every action that applies where one is, and every film."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.fuzzy import FuzzySearch
from textual.screen import Screen

from movierec_tui.tui.keys.actions import Action, Context, actions_for, find_action
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.widgets.film_card import titled

if TYPE_CHECKING:
    from db.rows import MovieSummary
    from movierec_tui.tui.app import MovieRecApp


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done.

    Attributes:
        name: what it is found by.
        about: what it does, in a sentence.
        key: the key that does it, too.
        run: does it.
        spans: the parts of the name, as (start, end) in order, that somebody looks for.
    """

    name: str
    about: str
    key: str
    run: Callable[[], object]
    spans: tuple[tuple[int, int], ...] = ()


def commands_on(app: MovieRecApp, screen: Screen[object]) -> list[Command]:
    """The registry's actions: those of what has the focus first, then the screen's, then those of everywhere."""
    return [
        Command(
            action.title,
            action.help,
            app.key_map.shown(action),
            partial(app.run_action, action.command, node),
        )
        for action, node in _doable(app, screen)
        if action.title
    ]


def opens(app: MovieRecApp, movie: MovieSummary) -> Command:
    """Opens a film."""
    return Command(titled(movie), "Opens the film.", "", partial(app.open_movie, movie.movie_id))


def matching(commands: Sequence[Command], text: str) -> tuple[list[Command], list[Command]]:
    """The commands whose name holds the text, and those that have its letters in this order; the best first."""
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
    """Letters beside each other as one part."""
    spans: list[tuple[int, int]] = []
    for place in places:
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return tuple(spans)


def _doable(app: MovieRecApp, screen: Screen[object]) -> Iterator[tuple[Action, DOMNode]]:
    own = (screen.CONTEXT, *screen.MORE_CONTEXTS) if isinstance(screen, BaseScreen) else ()
    doable: dict[str, tuple[Action, DOMNode]] = {}
    for active in screen.active_bindings.values():
        action = find_action(active.binding.id or "")
        if action is not None and action.context not in (*own, Context.EVERYWHERE):
            doable.setdefault(action.id, (action, active.node))
    doable |= {action.id: (action, screen) for action in actions_for(*own)}
    doable |= {action.id: (action, app) for action in actions_for(Context.EVERYWHERE)}
    yield from doable.values()
