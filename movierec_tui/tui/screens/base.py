"""What every screen has in common: the two bars, how it asks the library, how it goes a step back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import Reactive
from textual.widget import Widget
from textual.worker import Worker

from data.errors import DataSetError
from db.errors import StoreError
from engine.errors import EngineError
from movierec_tui.tui.keys.actions import Context
from movierec_tui.tui.screens.drawn_once import DrawnOnce
from movierec_tui.tui.widgets.boxes import Ground
from movierec_tui.tui.widgets.key_bar import KeyBar
from movierec_tui.tui.widgets.rating_strip import RatingStrip
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.tui.widgets.top_bar import TopBar
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.worker import WorkType

    from db.rows import MovieSummary
    from movierec_tui.library import Library
    from movierec_tui.tui.app import MovieRecApp

T = TypeVar("T")

TOGETHER_SECONDS = 0.04
"""How long an answer waits for others that were asked for with it."""

_WIDTHS = [(0, "-narrow"), (76, "-normal"), (110, "-wide")]
_HEIGHTS = [(0, "-short"), (30, "-tall")]


def no_data(app: MovieRecApp) -> str:
    """What stands in a list while there is nothing at all."""
    return f"There is no data set yet. Press {app.key_of('go.data')} to choose one."


class BaseScreen(DrawnOnce[None], Ground):
    """A full screen between the bar of places and the bar of keys.

    Attributes:
        CONTEXT: whose actions apply here.
        MORE_CONTEXTS: whose actions apply here and on screens of the same kind.
    """

    CONTEXT: ClassVar[Context]
    MORE_CONTEXTS: ClassVar[tuple[Context, ...]] = ()
    # The widgets that gain and lose the focus are drawn anew by themselves, the rest of the screen need not be.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS

    def __init__(self) -> None:
        super().__init__()
        self._asking: set[str] = set()
        self._undrawn: dict[str, Callable[[], None]] = {}
        self._waiting: dict[str, Callable[[], None]] = {}
        self._drawing: Timer | None = None

    @property
    def is_current(self) -> bool:
        """Whether it is seen: not beneath another full screen, though Textual draws one that lies there, too."""
        return super().is_current and (self.app.screen is self or not isinstance(self.app.screen, BaseScreen))

    def compose(self) -> ComposeResult:
        """The two bars and the body between them."""
        self.take_size()
        yield TopBar()
        yield from self.compose_body()
        yield RatingStrip()
        yield KeyBar()

    def on_screen_resume(self) -> None:
        """Where the screen was there before, it asks what it put off, and its row may be opened again."""
        waiting, self._waiting = self._waiting, {}
        for ask in waiting.values():
            ask()
        if isinstance(self.focused, RowTable):
            self.movierec.read_ahead(self.focused)

    def compose_body(self) -> ComposeResult:
        """What the screen is about."""
        raise NotImplementedError

    def take_size(self) -> None:
        """The classes of the terminal's size before anything is laid out, which would be laid out again with them."""
        size, before = self.app.size, self.classes
        for room, steps in ((size.width, _WIDTHS), (size.height, _HEIGHTS)):
            fitting = max(step for step in steps if step[0] <= room)
            for step in steps:
                self.set_class(step == fitting, step[1], update=False)
        if self.classes != before:
            self.restyle()

    @property
    def movierec(self) -> MovieRecApp:
        """The app, as this screen's own kind."""
        return cast("MovieRecApp", self.app)

    def ask_rating(self, film: MovieSummary) -> None:
        """Asks for a film's stars in the line above the keys."""
        said = self.movierec.opinions.get(film.movie_id)
        self.query_one(RatingStrip).ask(film, None if said is None else said.rating)

    def tell(self, sentence: str) -> None:
        """Shows a sentence for a while, in the line above the keys."""
        self.query_one(RatingStrip).tell(Content.styled(safe_text(sentence), "$foreground"))

    def when_in_front(self, group: str, ask: Callable[[], None]) -> None:
        """Asks at once, or as soon as the screen is in front again; once for all that was put off meanwhile.

        Args:
            group: names what is being asked, for this screen.
            ask: asks it.
        """
        if self.is_active:
            self._waiting.pop(group, None)
            ask()
        else:
            self._waiting[group] = ask

    def load(
        self,
        group: str,
        question: Callable[[Library], T],
        draw: Callable[[T], None],
        trouble: Callable[[str], None],
    ) -> None:
        """Asks the library in a thread and draws the answer.

        A newer question of the same group makes an older one forgotten, so that a late answer draws nothing. Answers
        that come within a moment are drawn together, as each drawing costs more than most answers. One that was read
        ahead is drawn at once.

        Args:
            group: names what is being asked, for this screen.
            question: runs in a thread; reads only.
            draw: gets the answer, on the app's own thread.
            trouble: gets one sentence instead when there is no answer.
        """
        self._undrawn.pop(group, None)
        known = self.movierec.ahead.answer(question)
        if known is not None:
            self.workers.cancel_group(self, group)
            self._asking.discard(group)
            draw(known)
            return
        self._asking.add(group)
        work = cast("WorkType[None]", partial(self._load, group, question, draw, trouble))
        self.run_worker(work, group=group, exclusive=True, exit_on_error=False)

    async def _load(
        self,
        group: str,
        question: Callable[[Library], T],
        draw: Callable[[T], None],
        trouble: Callable[[str], None],
    ) -> None:
        try:
            answer = await self.movierec.read(question)
        except (StoreError, EngineError, DataSetError) as error:
            self._draw_soon(group, partial(trouble, str(error)))
        except Exception:
            self._asking.discard(group)
            raise
        else:
            self._draw_soon(group, partial(draw, answer))

    def _draw_soon(self, group: str, draw: Callable[[], None]) -> None:
        self._undrawn[group] = draw
        self._asking.discard(group)
        if not self._asking:
            self._draw_answers()
        elif self._drawing is None:
            self._drawing = self.set_timer(TOGETHER_SECONDS, self._draw_answers)

    def _draw_answers(self) -> None:
        if self._drawing is not None:
            self._drawing.stop()
            self._drawing = None
        answers, self._undrawn = self._undrawn, {}
        for draw in answers.values():
            draw()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A defect in a worker of this screen is shown."""
        self.movierec.tell_defect(event)

    def step_back(self) -> bool:
        """Undoes the last step within this screen; False when there is none, so that the screen is left."""
        return False
