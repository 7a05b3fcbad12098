"""The first start, and every later change of data set: choose one, accept its licence, watch it being set up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from data.catalogue import CATALOGUE, CatalogueEntry
from engine.options import TrainOptions
from movierec_tui.jobs.children import enrich_command, ingest_command, train_command
from movierec_tui.jobs.estimates import set_up_words
from movierec_tui.jobs.state import ENRICHING, SET_UP, JobState, Outcome
from movierec_tui.library.answers import LibraryStatus
from movierec_tui.tui.keys.actions import Context, binding_called, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.dialog import ListDialog
from movierec_tui.tui.services import watch_app
from movierec_tui.tui.widgets.cells import Cell, count, marked, muted
from movierec_tui.tui.widgets.inputs import PathInput
from movierec_tui.tui.widgets.job_line import JobLine
from movierec_tui.tui.widgets.list_columns import local_time
from movierec_tui.tui.widgets.table import ChoiceTable, Column, RowTable
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
                Column("Data set", self._marked_name, width=17, flex=2),
                Column("Ratings", lambda row: count(row.data_set.ratings), width=10, align="right"),
                Column("Films", lambda row: count(row.data_set.movies), width=6, align="right", rank=3),
                Column("File", lambda row: muted(safe_text(row.path.name)), width=12, flex=1, rank=2),
            ],
            key=lambda row: row.path,
        )

    def _marked_name(self, row: DatabaseFile) -> Cell:
        return marked(row.data_set.name, here=row.path == self.movierec.library.database)

    def on_mount(self) -> None:
        self.note(
            "Each has its own profiles, ratings and models. "
            f"To get another one, go to Data set ({self.movierec.key_of('go.data')})."
        )
        self.do(lambda library: library.databases_in_folder(), self._show)

    def _show(self, files: tuple[DatabaseFile, ...]) -> None:
        self.show_things(files, "There is no data set on this computer yet.", self.movierec.library.database)

    def take(self, row: DatabaseFile) -> None:
        self.dismiss(row.path)


_FIRST = "ml-latest-small"
"""Of the small data sets the one with the newest films."""

WELCOME = "Welcome. movierec learns from film ratings. Choose a data set to begin."


class Catalogue(ChoiceTable[CatalogueEntry]):
    """The data sets that can be downloaded."""

    BINDINGS: ClassVar[list[BindingType]] = [binding_called("choice.take", "Accept and get")]


class DataSetScreen(BaseScreen):
    """The catalogue, the licence of the data set under the cursor, a box for a file of one's own, and the progress."""

    CONTEXT = Context.DATA
    AUTO_FOCUS = "#catalogue"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.DATA)

    catalogue: getters.query_one[RowTable[CatalogueEntry]] = getters.query_one("#catalogue", RowTable)
    line = getters.query_one(JobLine)

    def __init__(self) -> None:
        super().__init__()
        self._set_up_here = False

    def compose_body(self) -> ComposeResult:
        yield Static(WELCOME, id="lead", markup=False)
        with Horizontal(id="choice"):
            with Vertical(id="catalogue-panel", classes="panel") as panel:
                panel.border_title = "Data sets"
                yield Catalogue(
                    [
                        Column("Name", self._marked_title, width=31, flex=1),
                        Column("Ratings", lambda entry: count(entry.ratings), 10, align="right", rank=1),
                        Column("Films", lambda entry: count(entry.movies), 6, align="right", rank=3),
                        Column("Users", lambda entry: count(entry.users), 7, align="right", rank=4),
                        Column("Download", lambda row: muted(f"{row.download_mib:.1f} MiB"), 9, align="right", rank=2),
                    ],
                    key=lambda entry: entry.name,
                    id="catalogue",
                )
            with VerticalScroll(id="licence-panel", classes="panel", can_focus=True) as licence:
                licence.border_title = "About it, and its licence"
                yield Static(id="licence", markup=False)
        with Horizontal(id="own"):
            yield Button("Accept and get it", id="accept", compact=True)
            yield PathInput(placeholder="or your own zip or folder", id="path", compact=True)
        yield JobLine()

    def _marked_title(self, entry: CatalogueEntry) -> Cell:
        status = self.movierec.status
        held = None if status is None or status.data_set is None else status.data_set.name
        return marked(entry.title, here=entry.name == held)

    def on_mount(self) -> None:
        key_of = self.movierec.key_of
        self.catalogue.show(sorted(CATALOGUE, key=lambda entry: entry.name != _FIRST))
        back, cancel = key_of("app.back"), key_of("data.cancel")
        self.line.while_running = f"The other screens can be used meanwhile ({back}); {cancel} cancels."
        watch_app(self, "status", self._status_changed)
        watch_app(self, "job", self._job_changed)

    def _status_changed(self, status: LibraryStatus | None) -> None:
        self.refresh_bindings()
        self._show_lead(status, self.movierec.job)
        key_of = self.movierec.key_of
        idle = f"{key_of('choice.take')} accepts the licence, gets the data and trains a model."
        if status is not None and status.data_set is not None:
            enriched, enrich = status.data_set.enriched_at, key_of("data.enrich")
            idle += (
                f"\nNot enriched: {enrich} adds directors, cast, newer films."
                if enriched is None
                else f"\nEnriched from IMDb on {local_time(enriched)[:10]}; {enrich} renews that."
            )
        self.line.idle = idle
        self.catalogue.refresh()

    def _show_lead(self, status: LibraryStatus | None, job: JobState | None) -> None:
        if job is not None and job.running:
            words = f"{job.title} …"
        elif status is None or status.data_set is None:
            words = WELCOME
        else:
            held = status.data_set
            words = f"{safe_text(held.name)} is open ({held.movies:,} films, {held.users:,} users). "
            words += (
                f"Press {self.movierec.key_of('data.train')} to train a first model."
                if status.run is None
                else "Another one can replace it, or be kept alongside it."
            )
        self.query_one("#lead", Static).update(Content(words))

    def _job_changed(self, job: JobState | None) -> None:
        self.line.job = job
        self._show_lead(self.movierec.status, job)
        for name in ("#catalogue", "#path", "#accept"):
            self.query_one(name).disabled = self.movierec.jobs.running
        self.refresh_bindings()
        if job is not None and not job.running:
            self.line.way_on = self._way_on(job)
            if self.is_current and self.focused is None:
                self.catalogue.focus()
            if job.outcome is Outcome.DONE and self._set_up_here and self.is_current:
                self._go_on(job.other_database)
            self._set_up_here = False

    def _way_on(self, job: JobState) -> str:
        key_of = self.movierec.key_of
        if job.stages == ENRICHING:
            return f"Press {key_of('data.enrich')} to try again."
        if job.stage > 0 and job.other_database is None:
            return f"Press {key_of('data.train')} to train."
        take, path = key_of("choice.take"), key_of("data.path")
        return f"Press {take} to try again, choose another data set, or {path} for a file of your own."

    def _go_on(self, other_database: Path | None) -> None:
        """Shows the list of the new data set, or offers to open it if it is in a file of its own."""
        if other_database is None:
            self.app.switch_mode("for_you")
            return
        self.movierec.ask(
            f"{safe_text(other_database.stem)} is ready. Open it now?",
            "Open",
            "Stay",
            partial(self.movierec.open_database, other_database),
        )

    @on(RowTable.Highlighted, "#catalogue")
    def _show_licence(self, event: RowTable.Highlighted) -> None:
        entry: CatalogueEntry | None = event.row
        if entry is None:
            return
        no_demographics = "\n\nIt says nothing about its users' age or occupation."
        licence = entry.licence if entry.has_demographics else f"{entry.licence}{no_demographics}"
        text = f"{set_up_words(entry)}\n{licence}\n\nCite: {entry.citation}"
        self.query_one("#licence", Static).update(Content(text))
        accept = self.query_one("#accept", Button)
        accept.label = Content(f"Accept and get {entry.name}")
        accept.refresh(layout=True)
        self.line.trouble = ""

    # Doing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        status, running = self.movierec.status, self.movierec.jobs.running
        has_data_set = status is not None and status.data_set is not None
        allowed = {
            "accept": not running,
            "focus_path": not running,
            "train": not running and has_data_set,
            "enrich": not running and has_data_set,
            "cancel_job": running,
        }
        return allowed.get(action, True)

    @on(RowTable.Opened, "#catalogue")
    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Gets the data set under the cursor and trains on it."""
        entry = self.catalogue.current
        if entry is not None:
            self._set_up(entry.name, entry.name)

    @on(Input.Submitted, "#path")
    def _path_given(self, event: Input.Submitted) -> None:
        path = self.query_one("#path", PathInput).path
        if not event.value.strip():
            self.line.trouble = "Type the path of a zip or folder, such as ~/Downloads/ml-1m.zip."
        elif not path.exists():
            self.line.trouble = f"There is no file or folder at {path}: check the path."
        elif (path / "title.basics.tsv.gz").exists() and self.check_action("enrich", ()):
            self.action_enrich(path.resolve())
        else:
            self._set_up(path.name, str(path.resolve()))

    def _set_up(self, name: str, source: str) -> None:
        status = self.movierec.status
        held = None if status is None else status.data_set
        if held is None or held.name == source:
            self._start(name, source)
            return
        self.movierec.ask(
            f"{safe_text(name)} can replace {safe_text(held.name)} and the runs trained on it. Or keep both: the new "
            "one gets a file of its own, with its own profiles.",
            "Replace",
            "Cancel",
            lambda: self._start(name, source, replace=True),
            ("Keep both", lambda: self._keep_both(name, source)),
        )

    def _start(self, name: str, source: str, other_database: Path | None = None, *, replace: bool = False) -> None:
        self.line.trouble = ""
        self._set_up_here = True
        database = other_database or self.movierec.library.database
        ingest = ingest_command(database, source, replace=replace)
        commands = [ingest, train_command(database, TrainOptions())]
        self.movierec.jobs.start_job(f"Setting up {safe_text(name)}", SET_UP, commands, other_database)

    def _keep_both(self, name: str, source: str) -> None:
        self.load(
            "databases",
            lambda library: library.databases_in_folder(),
            lambda files: self._set_up_alongside(name, source, files),
            self.line.show_trouble,
        )

    def _set_up_alongside(self, name: str, source: str, files: Sequence[DatabaseFile]) -> None:
        data_set = name.removesuffix(".zip")
        there = next((file.path for file in files if file.data_set.name == data_set), None)
        if there is not None:
            self.movierec.say(f"{data_set} is in {there.name} already, so that is opened.")
            self.movierec.open_database(there)
            return
        from db.store.data_sets import unused_path  # noqa: PLC0415  (SQLAlchemy would delay a first start)

        self._start(name, source, unused_path(self.movierec.library.database, name))

    def action_focus_path(self) -> None:
        self.query_one("#path", Input).focus()

    def action_train(self) -> None:
        """Trains with the default options."""
        self.movierec.jobs.start_training(TrainOptions())

    def action_enrich(self, folder: Path | None = None) -> None:
        """Enriches the films with IMDb's files; what the folder lacks is downloaded, once IMDb's terms are accepted."""
        from movierec_tui.jobs.enrich import terms  # noqa: PLC0415  (a first start has no use for it)

        def start() -> None:
            self.line.trouble = ""
            command = enrich_command(self.movierec.library.database, folder)
            self.movierec.jobs.start_job("Enriching the films", ENRICHING, [command])

        to_accept = terms(folder)
        if to_accept:
            self.movierec.ask(to_accept, "Accept and get them", "Cancel", start)
        else:
            start()

    def action_cancel_job(self) -> None:
        self.movierec.jobs.ask_to_cancel()

    def step_back(self) -> bool:
        """From the path box, or the licence, to the list."""
        if self.focused is None or self.focused is self.catalogue:
            return False
        self.catalogue.focus()
        return True
