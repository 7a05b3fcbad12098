"""Filters that a person keeps under names: to use, save and delete."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from movierec_tui.library.answers import unreadable_words
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.list_dialog import ListDialog
from movierec_tui.tui.screens.question import NameDialog
from movierec_tui.tui.widgets.cells import muted, plain
from movierec_tui.tui.widgets.columns import Column
from movierec_tui.tui.widgets.table import RowTable
from movierec_tui.wording.list_requests import request_words
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from movierec_tui.library.answers import ListRequest, SavedRequest

EVERY_FILM = "every film, no filters"


def in_words(request: ListRequest) -> str:
    """The whole request in one line."""
    return " · ".join(request_words(request)) or EVERY_FILM


class SavedFiltersScreen(ListDialog["SavedRequest", "ListRequest | None"]):
    """The saved filters, each in words; gives the one that was chosen.

    Args:
        user_id: whose filters.
        request: what can be saved.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.SAVED)

    def __init__(self, user_id: int, request: ListRequest) -> None:
        super().__init__(
            "Saved filters",
            [
                Column("Name", lambda row: plain(row.name), width=14, flex=1),
                Column(
                    "Filters",
                    lambda row: muted("cannot be read" if row.request is None else in_words(row.request)),
                    width=20,
                    flex=2,
                ),
            ],
            key=lambda row: row.name,
        )
        self._user_id = user_id
        self._request = request

    def on_mount(self) -> None:
        self.note(f"{self.movierec.key_of('saved.new')} saves what the list shows now: {in_words(self._request)}")
        self._read(None)

    def _read(self, wanted: str | None) -> None:
        """Lists the filters, the cursor on those called `wanted` where there are some."""
        self.do(lambda library: library.lists.saved(self._user_id), partial(self._show, wanted))

    def _show(self, wanted: str | None, kept: tuple[SavedRequest, ...]) -> None:
        self.show_things(kept, "Nothing is saved yet.")
        unreadable = [safe_text(saved.name) for saved in kept if saved.request is None]
        if unreadable:
            delete = self.movierec.key_of("saved.delete")
            self.tell(f"{unreadable_words(unreadable)} {delete} deletes the one under the cursor.")
        places = [place for place, saved in enumerate(kept) if saved.name == wanted]
        if places:
            self.things.cursor = places[0]

    @on(RowTable.Opened, "#things")
    def _chosen(self, event: RowTable.Opened) -> None:
        if event.row.request is not None:
            self.dismiss(event.row.request)

    def action_new(self) -> None:
        """Asks for a name to save the filters under; a name that is there already is replaced."""

        async def save(name: str) -> None:
            await self.movierec.library.change(lambda library: library.lists.save(self._user_id, name, self._request))

        self.app.push_screen(NameDialog("A name for these filters", "Save", save), self._read)

    def action_delete(self) -> None:
        saved = self.things.current
        if saved is not None:
            question = f"Delete the filters “{safe_text(saved.name)}”?"
            self.movierec.ask(question, "Delete", "Keep", partial(self._delete, saved.name))

    def _delete(self, name: str) -> None:
        self.do(lambda library: library.lists.forget(self._user_id, name), lambda _none: self._read(None))

    def action_close(self) -> None:
        self.dismiss(None)
