"""What was searched for last: to search again, or to forget."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.list_dialog import ListDialog
from movierec_tui.tui.widgets.cells import plain
from movierec_tui.tui.widgets.columns import Column
from movierec_tui.tui.widgets.table import RowTable

if TYPE_CHECKING:
    from movierec_tui.library.library import Library


class RecentSearchesScreen(ListDialog[str, "str | None"]):
    """The last searches, the newest first; gives the one that was taken."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.RECENT)

    def __init__(self) -> None:
        super().__init__(
            "Recent searches",
            [Column("Searched for", plain, width=20, flex=1)],
            key=lambda text: text,
        )

    def on_mount(self) -> None:
        self.note("Searches from which you opened a film; kept in your database only.")
        self.do(lambda library: library.searches.recent(), self._show)

    def _show(self, searches: tuple[str, ...]) -> None:
        self.show_things(searches, "No searches yet.")

    @on(RowTable.Opened, "#things")
    def _chosen(self, event: RowTable.Opened) -> None:
        self.dismiss(event.row)

    def action_forget(self) -> None:
        text = self.things.current
        if text is not None:
            self.do(lambda library: library.searches.forget(text), self._show)

    def action_forget_all(self) -> None:
        if self.things.rows:
            self.movierec.ask("Forget all recent searches?", "Forget", "Keep", self._forget_all)

    def _forget_all(self) -> None:
        def forget(library: Library) -> tuple[str, ...]:
            library.searches.forget_all()
            return ()

        self.do(forget, self._show)

    def action_close(self) -> None:
        self.dismiss(None)
