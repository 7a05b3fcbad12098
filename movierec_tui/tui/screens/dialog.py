"""What dialogs have in common, and those that ask for a yes or no, for a name, or for a choice from a short list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from db.errors import StoreError
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import LibraryScreen
from movierec_tui.tui.services import services
from movierec_tui.tui.widgets.key_bar import KeyBar
from movierec_tui.tui.widgets.table import ChoiceTable, Column, RowTable
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

A = TypeVar("A")


class Dialog(LibraryScreen[A], ModalScreen[A]):
    """A frame, its only child, over the screen beneath."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > Vertical, & > VerticalScroll {
            max-width: 96%;
            height: auto;
            max-height: 92%;
            border: round $border;
            border-title-color: $accent;
            border-subtitle-color: $ink-muted;
            background: $surface;
        }
        & KeyBar { dock: none; }
        & .buttons { height: auto; align-horizontal: right; margin: 1 0 0 0; }
        & .buttons Button { margin: 0 0 0 2; }
        & #trouble { height: auto; padding: 0 2; color: $text-error; display: none; }
        & #trouble.-shown { display: block; }
    }
    """

    def tell(self, sentence: str) -> None:
        """Shows what is wrong in the line "trouble"; an empty sentence hides the line."""
        trouble = self.query_one("#trouble", Static)
        if sentence or trouble.has_class("-shown"):
            trouble.update(Content(safe_text(sentence)))
            trouble.set_class(bool(sentence), "-shown")

    @on(Button.Pressed, "#cancel")
    def action_close(self) -> None:
        self.dismiss(None)


class ClickAway(Dialog[None]):
    """A dialog that the mouse closes, too."""

    def on_click(self, event: events.Click) -> None:
        """Closes, unless the click was inside the frame; its lower edge says how to close it."""
        frame = next(child.region for child in self.children if isinstance(child, Vertical | VerticalScroll))
        if not frame.shrink((0, 0, 1, 0)).contains_point(event.screen_offset):
            event.stop()
            self.dismiss(None)


class FilmsOverScreen(ClickAway):
    """A large frame around a table of films; Enter closes it and opens the film."""

    DEFAULT_CSS = """
    FilmsOverScreen > Vertical { width: 84; height: 30; }
    """

    def ways_out(self, close: str) -> str:
        """The words on the frame's lower edge; `close` is the action that closes it."""
        return f"{self.movierec.key_of('list.open')} opens · {self.movierec.key_of(close)} closes"

    @on(RowTable.Opened)
    def _opened(self, event: RowTable.Opened) -> None:
        app = self.app
        self.dismiss()
        app.call_later(services(app).open_movie, event.row.movie.movie_id)


R = TypeVar("R")
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

    def show_things(self, rows: Sequence[R], empty: str, wanted: Hashable = None) -> None:
        """Shows the rows in as many lines as they need, the cursor on the one with the key `wanted` if it is there."""
        self.things.update_rows(rows, empty)
        self._fit()
        self.things.go_to(wanted)

    @property
    def most_lines(self) -> int:
        """The list's largest height, heading included, which leaves room for the keys below it."""
        return max(3, min(14, self.app.size.height - 10))

    @on(events.Resize)
    def _fit(self) -> None:
        # A max-height would limit the list, but not the room that the frame keeps for it.
        self.things.styles.height = min(max(5, len(self.things.rows) + 1), self.most_lines)

    @on(RowTable.Opened, "#things")
    def _opened(self, event: RowTable.Opened) -> None:
        self.take(event.row)

    def take(self, row: Any) -> None:
        """What Enter does with a row; as it is here, the row is the result."""
        self.dismiss(row)

    def note(self, sentence: str) -> None:
        self.query_one("#note", Static).update(Content(safe_text(sentence)))

    def note_switches(self, *switches: tuple[str, bool, str]) -> None:
        """Shows settings below the list: the action that turns each on and off, whether it is on, and its words."""
        key_of = self.movierec.key_of
        lines = (
            Content.assemble((key_of(action_id), "bold $accent"), (f" {'☑' if is_on else '☐'} {words}", "$foreground"))
            for action_id, is_on, words in switches
        )
        self.query_one("#note", Static).update(Content("\n").join(lines))

    def do(self, what: Callable[[Library], D], then: Callable[[D], None]) -> None:
        """Reads or changes in a thread and goes on with `then`; an error is shown in place of the list, or below it."""

        def done(answer: D) -> None:
            self.tell("")
            then(answer)

        def failed(sentence: str) -> None:
            show = self.tell if self.things.answered else self.things.show_trouble
            show(sentence)

        self.load("changes", what, done, failed, changes=True)


class Answer(Enum):
    """An answer; the values are the ids of the buttons."""

    YES = "yes"
    KEEP_BOTH = "keep-both"
    NO = "no"


class Question(Dialog[Answer]):
    """Asks, and gives the answer. Esc is no.

    Args:
        question: plain text.
        yes: the button's word for yes.
        no: the button's word for no.
        keep_both: the word of a third button; empty for none.
    """

    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.DIALOG)
    DEFAULT_CSS = """
    Question > Vertical { width: 60; padding: 1 2; }
    """

    def __init__(self, question: str, yes: str, no: str, keep_both: str = "") -> None:
        super().__init__()
        self._question, self._yes, self._keep_both, self._no = question, yes, keep_both, no

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, markup=False)
            key_of = self.movierec.key_of
            with Horizontal(classes="buttons"):
                yield Button(f"{self._yes} ({key_of('dialog.yes')})", id="yes", variant="error", compact=True)
                if self._keep_both:
                    yield Button(f"{self._keep_both} ({key_of('dialog.beside')})", id="keep-both", compact=True)
                yield Button(f"{self._no} ({key_of('dialog.no')})", id="no", compact=True)

    def on_mount(self) -> None:
        self.set_class(isinstance(self.app.screen_stack[-2], Dialog), "-over-dialog")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(Answer(event.button.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        return action != "answer" or parameters != (Answer.KEEP_BOTH.value,) or bool(self._keep_both)

    def action_answer(self, answer: str) -> None:
        self.dismiss(Answer(answer))


LONGEST = 40


class NameDialog(Dialog[str | None]):
    """Gives the name once `use` has accepted it, or None after Esc.

    Args:
        question: one line above the box.
        button: what Enter does, in a word.
        use: is called with the name; a StoreError is shown below the box, and the dialog stays.
        initial: what is in the box at first, selected.
        placeholder: what the empty box says.
        longest: how many characters the box takes.
    """

    AUTO_FOCUS = "#name"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.NAME)
    DEFAULT_CSS = """
    NameDialog {
        & > Vertical { width: 52; padding: 1 2; }
        & #name { margin: 1 0 0 0; }
    }
    """

    def __init__(
        self,
        question: str,
        button: str,
        use: Callable[[str], Awaitable[None]],
        initial: str = "",
        placeholder: str = "Name",
        longest: int = LONGEST,
    ) -> None:
        super().__init__()
        self._placeholder, self._longest = placeholder, longest
        self._question, self._button, self._use, self._initial = question, button, use, initial

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, markup=False)
            yield Input(
                self._initial,
                placeholder=self._placeholder,
                max_length=self._longest,
                id="name",
                classes="framed",
            )
            yield Static(id="trouble", markup=False)
            cancel = self.movierec.key_of("name.cancel")
            with Horizontal(classes="buttons"):
                yield Button(f"{self._button} (⏎)", id="use", compact=True)
                yield Button(f"Cancel ({cancel})", id="cancel", compact=True)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.tell("")

    @on(Input.Submitted)
    @on(Button.Pressed, "#use")
    async def _take(self) -> None:
        name = self.query_one(Input).value.strip()
        if not name:
            self.tell("Type a name first.")
            return
        try:
            await self._use(name)
        except StoreError as error:
            self.tell(str(error))
        else:
            self.dismiss(name)
