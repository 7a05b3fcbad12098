"""The app as its screens and widgets see it. They know this protocol, never the app's class.

`services(node)` gives the app of any screen or widget.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any, Protocol, cast
from weakref import WeakMethod

from textual.dom import DOMNode
from textual.worker import Worker

from movierec_tui.choices import Choices
from movierec_tui.tui.job_runner import JobRunner, JobScreens
from movierec_tui.tui.keys.key_map import KeyMap
from movierec_tui.tui.library_access import LibraryAccess
from movierec_tui.tui.ratings import Ratings, RatingState


class Services(JobScreens, RatingState, Protocol):
    """What a screen may ask of the app, with what the app keeps for jobs and ratings. All text is plain.

    The app's own docstring says what the attributes are.
    """

    choices: Choices
    key_map: KeyMap
    library: LibraryAccess
    ratings: Ratings
    jobs: JobRunner

    def choose(self, choices: Choices) -> None: ...
    def report_error(self, event: Worker.StateChanged) -> None: ...
    def ask(
        self,
        question: str,
        yes: str,
        no: str,
        then: Callable[[], None],
        keep_both: tuple[str, Callable[[], None]] | None = None,
    ) -> None: ...
    def open_movie(self, movie_id: int) -> None: ...
    def open_user(self, user_id: int) -> None: ...
    def open_page(self, address: str) -> None: ...
    def open_database(self, path: Path) -> None: ...
    def rate_first_films(self) -> None: ...


def services(node: DOMNode) -> Services:
    """The app of a screen or widget."""
    return cast("Services", node.app)


def watch_app(
    node: DOMNode, name: str, changed: Callable[..., object], *, init: bool = True, seen: bool = False
) -> None:
    """Calls `changed`, a method of `node`, when the app's attribute of this name changes, without keeping `node`.

    Watched with its own `watch`, a closed screen and all in it would stay until the attribute changes once more.
    `seen` puts the call off until `node`, a screen, is in front.
    """
    method = WeakMethod(changed)
    takes_value = bool(signature(changed).parameters)

    def call(value: object) -> None:
        alive: Any = method()
        if alive is None or not alive.__self__.is_attached:
            return
        if seen:
            alive.__self__.when_in_front(name, alive)
        else:
            alive(*(value,) * takes_value)

    node.app.watch(node.app, name, call, init=False)
    if init:
        call(getattr(node.app, name))
