"""The app as its screens and widgets see it. They know these protocols, never the app's class.

`services(node)` gives the app of any screen or widget.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.dom import DOMNode

if TYPE_CHECKING:
    from textual.worker import Worker

    from db.personal.profiles import Profile
    from movierec_tui.config import Choices
    from movierec_tui.jobs.state import JobState
    from movierec_tui.library.answers import LibraryStatus
    from movierec_tui.tui.job_runner import JobRunner
    from movierec_tui.tui.keys.key_map import KeyMap
    from movierec_tui.tui.library_access import LibraryAccess
    from movierec_tui.tui.ratings import Opinions, RatingChange, Ratings


class KeyNames(Protocol):
    """How keys are called in sentences."""

    key_map: KeyMap

    def key_of(self, action_id: str) -> str: ...


class FilmActions(KeyNames, Protocol):
    """Who rates, what they say of films, and changing that. Screens watch the three attributes.

    Attributes:
        profile: None while nobody is chosen.
        opinions: all that the profile says of films, by film id; a new mapping after every change.
        last_change: the last change of opinion.
    """

    profile: Profile | None
    opinions: Opinions
    last_change: RatingChange | None
    ratings: Ratings


class Work(Protocol):
    """What runs beside the screens, and goes on when one is closed."""

    def start(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> Worker[None]: ...


class Notices(Protocol):
    """Messages and questions on top of any screen; all text is plain."""

    def say(self, sentence: str, *, title: str = "", seconds: float | None = None) -> None: ...
    def complain(self, sentence: str, *, title: str = "") -> None: ...
    def report_defect(self, event: Worker.StateChanged) -> None: ...
    def ask(
        self,
        question: str,
        yes: str,
        no: str,
        then: Callable[[], None],
        keep_both: tuple[str, Callable[[], None]] | None = None,
    ) -> None: ...


class Navigation(Protocol):
    """Going places."""

    def go(self, mode: str) -> None: ...
    def open_movie(self, movie_id: int) -> None: ...
    def open_user(self, user_id: int) -> None: ...
    def open_page(self, address: str) -> None: ...
    def open_database(self, path: Path) -> None: ...
    def rate_first_films(self) -> None: ...


class Services(FilmActions, Work, Notices, Navigation, Protocol):
    """Everything that a screen may ask of the app.

    Attributes:
        status: the data set and the run in use; None until the database is open. Screens watch it.
        job: the job that runs, or the last one that ended. Screens watch it.
        choices: how the person wants the app to look.
        library: asks the database and the model.
        jobs: starts and cancels trainings and set-ups.
    """

    status: LibraryStatus | None
    job: JobState | None
    choices: Choices
    library: LibraryAccess
    jobs: JobRunner

    def choose(self, choices: Choices) -> None: ...
    def refresh_status(self) -> None: ...


def services(node: DOMNode) -> Services:
    """The app of a screen or widget."""
    return cast("Services", node.app)
