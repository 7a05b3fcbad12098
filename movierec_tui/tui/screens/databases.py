"""The databases in the same folder, to open one of them in place of the present one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from movierec_tui.tui.keys.actions import Context, binding_called, bindings_for
from movierec_tui.tui.screens.list_dialog import ListDialog
from movierec_tui.tui.widgets.cells import Cell, Ink, count, muted
from movierec_tui.tui.widgets.columns import Align, Column
from movierec_tui.tui.widgets.table import ChoiceTable, RowTable
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.store.data_sets import DatabaseFile


class DatabaseTable(ChoiceTable["DatabaseFile"]):
    """The databases; Enter opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [binding_called("choice.take", "Open")]


class DatabasesScreen(ListDialog["DatabaseFile", Path | None]):
    """Databases with their data sets, the open one marked; gives the file that was chosen."""

    TABLE = DatabaseTable
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.LIBRARIES)

    def __init__(self) -> None:
        super().__init__(
            "Data sets on this computer",
            [
                Column("Data set", self._marked_name, width=14, flex=2),
                Column("Ratings", lambda row: count(row.data_set.ratings), width=10, align=Align.RIGHT),
                Column("Films", lambda row: count(row.data_set.movies), width=6, align=Align.RIGHT, rank=3),
                Column("File", lambda row: muted(safe_text(row.path.name)), width=12, flex=1, rank=2),
            ],
            key=lambda row: row.path,
        )

    def _marked_name(self, row: DatabaseFile) -> Cell:
        here = row.path == self.movierec.library.database
        return (("● " if here else "  ", Ink.STAR), (safe_text(row.data_set.name), Ink.PLAIN))

    def on_mount(self) -> None:
        self.note(
            "Each has its own profiles, ratings and models. "
            f"To get another one, go to Data set ({self.movierec.key_of('go.data')})."
        )
        self.do(lambda library: library.databases_in_folder(), self._show)

    def _show(self, files: tuple[DatabaseFile, ...]) -> None:
        self.show_things(files, "There is no data set on this computer yet.")
        places = [place for place, file in enumerate(files) if file.path == self.movierec.library.database]
        if places:
            self.things.cursor = places[0]

    @on(RowTable.Opened, "#things")
    def _chosen(self, event: RowTable.Opened) -> None:
        self.dismiss(event.row.path)

    def action_close(self) -> None:
        self.dismiss(None)
