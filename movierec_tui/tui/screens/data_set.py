"""The first start, and every later change of data set: choose, accept the licence, watch it being set up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from data.catalogue import CATALOGUE, CatalogueEntry
from engine.options import TrainOptions
from movierec_tui.jobs.children import ingest_command, train_command
from movierec_tui.jobs.state import SET_UP, JobState, Outcome
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.widgets.cells import count, muted, plain
from movierec_tui.tui.widgets.columns import Align, Column
from movierec_tui.tui.widgets.inputs import PathInput
from movierec_tui.tui.widgets.job_line import JobLine
from movierec_tui.tui.widgets.table import ChoiceTable, RowTable
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.store.data_sets import DatabaseFile
    from movierec_tui.library.answers import LibraryStatus

WELCOME = "Welcome. movierec learns from film ratings. Choose a data set to begin."


class DataSetScreen(BaseScreen):
    """The catalogue, the licence of the entry under the cursor, a box for an own file, and the progress."""

    CONTEXT = Context.DATA
    AUTO_FOCUS = "#catalogue"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.DATA)

    def compose_body(self) -> ComposeResult:
        """From top to bottom: where one stands, what to choose, what it asks, how far it is."""
        key_of = self.movierec.key_of
        yield Static(WELCOME, id="lead", markup=False)
        with Horizontal(id="choice"):
            with Vertical(id="catalogue-panel", classes="panel") as panel:
                panel.border_title = "Data sets"
                yield ChoiceTable(
                    [
                        Column("Name", lambda entry: plain(entry.title), width=25, flex=1),
                        Column(
                            "Ratings",
                            lambda entry: count(entry.ratings),
                            width=10,
                            align=Align.RIGHT,
                            rank=1,
                        ),
                        Column(
                            "Films", lambda entry: count(entry.movies), width=6, align=Align.RIGHT, rank=3
                        ),
                        Column("Users", lambda entry: count(entry.users), width=7, align=Align.RIGHT, rank=4),
                        Column(
                            "Download",
                            lambda entry: muted(f"{entry.download_mib:.1f} MiB"),
                            width=9,
                            align=Align.RIGHT,
                            rank=2,
                        ),
                    ],
                    key=lambda entry: entry.name,
                    id="catalogue",
                )
            with Vertical(id="licence-panel", classes="panel") as licence:
                licence.border_title = "Licence"
                licence.can_focus = False
                yield Static(id="licence", markup=False)
        with Horizontal(id="own"):
            yield Button("Accept and get it", id="accept", compact=True)
            yield PathInput(
                placeholder=f"or the path of your own zip or folder ({key_of('data.path')})",
                id="path",
                compact=True,
            )
        yield JobLine(
            f"{key_of('app.back')} cancels; nothing half-done stays",
            f"Press {key_of('choice.take')} to try again, choose another data set, or {key_of('data.path')} "
            "for a file of your own.",
        )

    def on_mount(self) -> None:
        """Shows the catalogue, and follows what the app knows."""
        self.catalogue.show(CATALOGUE)
        take = self.movierec.key_of("choice.take")
        self.line.idle = f"{take} accepts the licence, gets the data set and trains a first model on it."
        self.watch(self.app, "status", self._status_changed)
        self.watch(self.app, "job", self._job_changed)

    @property
    def catalogue(self) -> RowTable[CatalogueEntry]:
        """The list of data sets."""
        return self.query_one("#catalogue", RowTable)

    @property
    def line(self) -> JobLine:
        """Progress and errors."""
        return self.query_one(JobLine)

    def _status_changed(self, status: LibraryStatus | None) -> None:
        self.refresh_bindings()
        self._draw_lead(status, self.movierec.job)

    def _draw_lead(self, status: LibraryStatus | None, job: JobState | None) -> None:
        lead = self.query_one("#lead", Static)
        if job is not None and job.running:
            lead.update(Content(f"{job.title}. The other screens can be used meanwhile."))
            return
        if status is None or status.data_set is None:
            lead.update(WELCOME)
            return
        there = status.data_set
        holds = f"{safe_text(there.name)} is here ({there.movies:,} films, {there.users:,} users)"
        if status.run is None:
            lead.update(
                Content(f"{holds}; press {self.movierec.key_of('data.train')} to train a first model.")
            )
        else:
            lead.update(Content(f"{holds}; another one can replace it, or lie beside it."))

    def _job_changed(self, job: JobState | None) -> None:
        self.line.job = job
        self._draw_lead(self.movierec.status, job)
        busy = job is not None and job.running
        for name in ("#catalogue", "#path", "#accept"):
            self.query_one(name).disabled = busy
        self.refresh_bindings()
        if job is not None and not busy and self.is_current:
            self.catalogue.focus()
            if job.outcome is Outcome.DONE:
                self._go_on(job.other_database)

    def _go_on(self, beside: Path | None) -> None:
        """Offers to open what was set up beside; whoever is new here is asked for a name; others search."""
        if beside is not None:
            self.movierec.ask(
                f"{safe_text(beside.stem)} is ready, beside what is open now.",
                "Open",
                "Stay",
                partial(self.movierec.open_database, beside),
            )
        elif self.movierec.profile is None:
            self.movierec.go("for_you")
        else:
            self.movierec.focus_search()

    @on(RowTable.Highlighted, "#catalogue")
    def _highlighted(self, event: RowTable.Highlighted) -> None:
        entry: CatalogueEntry | None = event.row
        if entry is not None:
            demographics = (
                "" if entry.has_demographics else "\n\nIt says nothing about its users' age or occupation."
            )
            text = f"{entry.licence}{demographics}\n\nCite: {entry.citation}"
            self.query_one("#licence", Static).update(Content(text))
            accept = self.query_one("#accept", Button)
            accept.label = Content(f"Accept and get {entry.name}")
            accept.refresh(layout=True)
            self.line.trouble = ""

    # Doing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """A first training only where there is something to train on; nothing new while a job runs."""
        busy = self.movierec.job is not None and self.movierec.job.running
        if action == "train":
            status = self.movierec.status
            return not busy and status is not None and status.data_set is not None
        if action in {"accept", "focus_path"}:
            return not busy
        return True

    @on(RowTable.Opened, "#catalogue")
    @on(Button.Pressed, "#accept")
    def action_accept(self) -> None:
        """Gets the entry under the cursor and trains on it."""
        entry = self.catalogue.current
        if entry is not None:
            self._set_up(entry.name, entry.name)

    @on(Input.Submitted, "#path")
    def _path_given(self, event: Input.Submitted) -> None:
        path = self.query_one("#path", PathInput).path
        if not event.value.strip():
            self.line.trouble = "Write the path of a zip or folder, such as ~/Downloads/ml-1m.zip."
        elif not path.exists():
            self.line.trouble = f"There is no file or folder at {path}: check the path."
        else:
            self._set_up(path.name, str(path.resolve()))

    def _set_up(self, name: str, source: str) -> None:
        status = self.movierec.status
        there = None if status is None else status.data_set
        if there is None or there.name == source:
            self._begin(name, source)
            return
        self.movierec.ask(
            f"{safe_text(name)} will replace {safe_text(there.name)} and the runs trained on it, "
            "or lie beside it in a file of its own, with its own people.",
            "Replace",
            "Keep",
            lambda: self._begin(name, source, replace=True),
            ("Beside", lambda: self._begin_beside(name, source)),
        )

    def _begin(self, name: str, source: str, *, replace: bool = False) -> None:
        self.line.trouble = ""
        database = self.movierec.library.database
        ingest = ingest_command(database, source, replace=replace)
        self.movierec.jobs.start_job(
            f"Setting up {safe_text(name)}", SET_UP, [ingest, train_command(database, TrainOptions())]
        )

    def _begin_beside(self, name: str, source: str) -> None:
        self.load(
            "beside",
            lambda library: library.databases_in_folder(),
            lambda files: self._set_up_beside(name, source, files),
            self._cannot,
        )

    def _set_up_beside(self, name: str, source: str, files: Sequence[DatabaseFile]) -> None:
        data_set = name.removesuffix(".zip")
        there = next((file.path for file in files if file.data_set.name == data_set), None)
        if there is not None:
            self.movierec.say(f"{data_set} lies beside already, in {there.name}; it is opened as it is.")
            self.movierec.open_database(there)
            return
        from db.store.data_sets import unused_path  # noqa: PLC0415  (SQLAlchemy would delay a first start)

        self.line.trouble = ""
        file = unused_path(self.movierec.library.database, name)
        self.movierec.jobs.start_job(
            f"Setting up {safe_text(name)} beside",
            SET_UP,
            [ingest_command(file, source), train_command(file, TrainOptions())],
            file,
        )

    def _cannot(self, sentence: str) -> None:
        self.line.trouble = sentence

    def action_focus_path(self) -> None:
        """To the box for a path."""
        self.query_one("#path", Input).focus()

    def action_train(self) -> None:
        """Trains with the default options."""
        self.movierec.jobs.start_training(TrainOptions())

    def step_back(self) -> bool:
        """Cancels what runs; from the path box to the list."""
        job = self.movierec.job
        if job is not None and job.running:
            self.movierec.jobs.cancel()
            return True
        if self.query_one("#path", Input).has_focus:
            self.catalogue.focus()
            return True
        return False
