"""What all full screens have in common: the bars around them, how they ask the library, how one goes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker, WorkType

from data.errors import DataSetError
from db.errors import StoreError
from engine.errors import EngineError
from movierec_tui.tui.keys.actions import Context
from movierec_tui.tui.services import Services, services, watch_app
from movierec_tui.tui.widgets.key_bar import KeyBar
from movierec_tui.tui.widgets.rating_strip import RatingStrip
from movierec_tui.tui.widgets.top_bar import TopBar
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

A = TypeVar("A")
T = TypeVar("T")


def no_data(app: Services) -> str:
    """What an empty list says while there is no data set."""
    return f"There is no data set yet. Press {app.key_of('go.data')} to choose one."


def not_enriched(app: Services, what: str = "People and runtimes are", them: str = "them") -> str:
    """What is said where people or runtimes are asked for and IMDb's files were not read; empty where they were."""
    data_set = None if app.status is None else app.status.data_set
    if data_set is None or data_set.enriched_at is not None:
        return ""
    way = f"{app.key_of('go.data')} and then {app.key_of('data.enrich')}"
    return f"{what} not known yet: {way} gets {them} from IMDb's files."


class LibraryScreen(Screen[A]):
    """A screen or dialog that asks the library. `A` is its result."""

    def __init__(self) -> None:
        # Textual adds these classes only after a first layout, so that all would be laid out and drawn twice.
        width, height = self.app.size
        breakpoints = ((width, self.app.HORIZONTAL_BREAKPOINTS), (height, self.app.VERTICAL_BREAKPOINTS))
        reached = [max(step for step in steps or () if step[0] <= cells) for cells, steps in breakpoints]
        super().__init__(classes=" ".join(name for _least, name in reached))

    @property
    def movierec(self) -> Services:
        return services(self)

    def load(
        self,
        group: str,
        question: Callable[[Library], T],
        show: Callable[[T], None],
        trouble: Callable[[str], None],
        *,
        delay: float = 0.0,
        changes: bool = False,
    ) -> None:
        """Asks the library in a thread and shows the answer. A newer question of the same group replaces an older one.

        Args:
            group: a name for what is asked, on this screen.
            question: runs in a thread; reads only, unless it `changes`.
            show: is called with the answer, on the app's thread.
            trouble: is called with one sentence instead if there is no answer.
            delay: how many seconds a newer question has to replace this one before it is asked.
            changes: whether it changes the database: it waits for other changes, and nothing replaces it.
        """

        async def loading() -> None:
            await asyncio.sleep(delay)
            library = self.movierec.library
            try:
                answer = await (library.change(question) if changes else library.read(question))
            except (StoreError, EngineError, DataSetError) as error:
                trouble(str(error))
            else:
                show(answer)

        work: WorkType[None] = loading
        self.run_worker(work, group=group, exclusive=not changes, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        self.movierec.report_error(event)


class BaseScreen(LibraryScreen[None]):
    """A full screen between the top bar and the key bar.

    Attributes:
        CONTEXT: the screen's own actions.
        MORE_CONTEXTS: actions that it shares with similar screens.
    """

    CONTEXT: ClassVar[Context]
    MORE_CONTEXTS: ClassVar[tuple[Context, ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        self._put_off: dict[str, Callable[[], None]] = {}

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield from self.compose_body()
        yield RatingStrip()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        raise NotImplementedError

    def tell(self, sentence: str) -> None:
        """Shows a sentence for a while, in the line above the keys."""
        self.query_one(RatingStrip).tell(Content.styled(safe_text(sentence), "$foreground"))

    def follow(self, name: str, ask: Callable[[], None], *, init: bool = True) -> None:
        """Calls `ask` whenever the app's attribute of this name changes; in the background, when the screen is back."""
        watch_app(self, name, ask, init=init, seen=True)

    def when_in_front(self, group: str, ask: Callable[[], None]) -> None:
        """Calls `ask` now, or once when the screen is in front again; the last one of a group counts."""
        if self.is_active:
            self._put_off.pop(group, None)
            ask()
        else:
            self._put_off[group] = ask

    def on_screen_resume(self) -> None:
        put_off, self._put_off = self._put_off, {}
        for ask in put_off.values():
            ask()

    def step_back(self) -> bool:
        """Goes back a step within this screen; False if there is none, so that the screen is left."""
        return False


NEIGHBOUR_STEPS = (5, 10, 20, 50, 100)
"""How many nearest films or users can be shown."""


class SubjectScreen(BaseScreen):
    """A screen about one film or user, with a `Static` named "heading".

    Attributes:
        neighbours: how many of the nearest ones it shows.
    """

    neighbours = NEIGHBOUR_STEPS[1]

    def show_heading(self, lines: Sequence[Content]) -> None:
        self.query_one("#heading", Static).update(Content("\n").join(lines))

    def show_missing(self, sentence: str) -> None:
        """Says above the lists why the film or user cannot be shown."""
        self.show_heading([Content.styled(safe_text(sentence), "$text-error")])

    def load_nearest(self) -> None:
        raise NotImplementedError

    def action_more_neighbours(self, steps: int) -> None:
        step = NEIGHBOUR_STEPS.index(self.neighbours) + steps
        if 0 <= step < len(NEIGHBOUR_STEPS):
            self.neighbours = NEIGHBOUR_STEPS[step]
            self.load_nearest()
