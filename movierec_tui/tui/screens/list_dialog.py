"""A dialog around a short list: profiles, themes, saved filters."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from data.errors import DataSetError
from db.errors import StoreError
from engine.errors import EngineError
from movierec_tui.tui.screens.dialog import Dialog
from movierec_tui.tui.widgets.columns import Column
from movierec_tui.tui.widgets.key_bar import KeyBar
from movierec_tui.tui.widgets.table import ChoiceTable
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

R = TypeVar("R")
A = TypeVar("A")
D = TypeVar("D")


class ListDialog(Dialog[A], Generic[R, A]):
    """A framed list with a note below it, a line for what is wrong, and the keys. `A` is the dialog's result.

    Args:
        title: of the frame.
        columns: of the list.
        key: identifies a row.

    Attributes:
        TABLE: the list's class; one of its own can say what Enter does there.
    """

    TABLE: ClassVar[type[ChoiceTable[Any]]] = ChoiceTable

    AUTO_FOCUS = "#things"
    DEFAULT_CSS = """
    ListDialog {
        & > Vertical { width: 64; }
        & #things { height: 5; background: $surface; }
        & #note { height: auto; margin: 1 0 0 0; padding: 0 2; color: $foreground; }
        & #trouble { height: auto; padding: 0 2; color: $text-error; display: none; }
        & #trouble.-shown { display: block; }
        & KeyBar { margin: 1 0 0 0; }
    }
    """

    things: getters.query_one[ChoiceTable[R]] = getters.query_one("#things", ChoiceTable)

    def __init__(self, title: str, columns: Sequence[Column[R]], key: Callable[[R], Hashable]) -> None:
        super().__init__()
        self._heading = title
        self._columns = columns
        self._key = key

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content(self._heading)
            yield self.TABLE(self._columns, key=self._key, id="things")
            yield Static(id="note", markup=False)
            yield Static(id="trouble", markup=False)
            yield KeyBar()

    def show_things(self, rows: Sequence[R], empty: str) -> None:
        """Shows the rows in as many lines as they need."""
        self.things.update_rows(rows, empty)
        self._fit()

    @property
    def most_lines(self) -> int:
        """The list's largest height, heading included, which leaves room for the keys below it."""
        return max(3, min(14, self.app.size.height - 10))

    @on(events.Resize)
    def _fit(self) -> None:
        # A max-height would limit the list, but not the room that the frame keeps for it.
        self.things.styles.height = min(max(5, len(self.things.rows) + 1), self.most_lines)

    def note(self, sentence: str) -> None:
        """Shows a sentence below the list."""
        self.query_one("#note", Static).update(Content(safe_text(sentence)))

    def tell(self, sentence: str) -> None:
        """Shows what is wrong; an empty sentence hides the line."""
        trouble = self.query_one("#trouble", Static)
        trouble.update(Content(safe_text(sentence)))
        trouble.set_class(bool(sentence), "-shown")

    def do(self, what: Callable[[Library], D], then: Callable[[D], None]) -> None:
        """Reads or changes in a thread and goes on with `then`; an error is shown in place of the list, or below it."""

        async def doing() -> None:
            await self._do(what, then)

        self.start(doing)

    async def _do(self, what: Callable[[Library], D], then: Callable[[D], None]) -> None:
        try:
            answer = await self.movierec.library.change(what)
        except (StoreError, EngineError, DataSetError) as error:
            if self.things.answered:
                self.tell(str(error))
            else:
                self.things.show_trouble(str(error))
        else:
            self.tell("")
            then(answer)
