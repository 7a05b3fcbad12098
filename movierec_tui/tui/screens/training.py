"""Training: its options, its progress with a live curve, and the runs so far."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, TypeVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Select, Static

from db.rows import CurvePoint, RunRow
from engine.options import (
    DEFAULT_MODEL,
    MODEL_SUMMARIES,
    PRESET_SUMMARIES,
    Device,
    ModelName,
    Preset,
    TrainOptions,
)
from movierec_tui.jobs.estimates import cost_of, device_words, estimate, memory_warning
from movierec_tui.jobs.state import JobState, Outcome
from movierec_tui.library.answers import RunWithCurve
from movierec_tui.tui.keys.actions import Context, binding_called, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.services import watch_app
from movierec_tui.tui.widgets.job_line import JobLine
from movierec_tui.tui.widgets.list_columns import run_columns
from movierec_tui.tui.widgets.table import ChoiceTable, RowTable

O = TypeVar("O", bound=StrEnum)  # noqa: E741

MOST_EPOCHS = 10_000
GREATEST_SEED = 2**31 - 1
MOST_COMPARED = 4


class RunTable(ChoiceTable["RunRow"]):
    """The runs; Enter puts one to use."""

    BINDINGS: ClassVar[list[BindingType]] = [binding_called("choice.take", "Use")]


class TrainingScreen(BaseScreen):
    """Options and curve above, progress between, runs below. The job itself lives in the app."""

    CONTEXT = Context.TRAINING
    AUTO_FOCUS = "#runs"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.TRAINING)

    runs: getters.query_one[RowTable[RunRow]] = getters.query_one("#runs", RowTable)
    line = getters.query_one(JobLine)

    def __init__(self) -> None:
        super().__init__()
        self._ticked: list[int] = []
        self._go_to_run: int | None = None
        self._machine = device_words()

    def compose_body(self) -> ComposeResult:
        from movierec_tui.tui.widgets.curves import TRAINING_LEGEND, CurvePlot  # noqa: PLC0415  (imports plotext)

        with Horizontal(id="upper"):
            with VerticalScroll(id="options", classes="panel", can_focus=False) as options:
                options.border_title = "Training"
                yield from _option("Model", _select("model", DEFAULT_MODEL), MODEL_SUMMARIES[DEFAULT_MODEL])
                yield from _option("Preset", _select("preset", Preset.FULL), PRESET_SUMMARIES[Preset.FULL])
                epochs = Input(placeholder="from the preset", id="epochs", compact=True, restrict=r"[0-9]*")
                yield from _option("Epochs", epochs, "passes over all ratings")
                seed = Input("0", id="seed", compact=True, restrict=r"[0-9]*")
                yield from _option("Seed", seed, "the same seed gives the same model")
                yield from _option("Device", _select("device", Device.AUTO), "auto uses CUDA if there is a GPU")
                with Horizontal(id="start-line"):
                    start_key = self.movierec.key_of("training.start")
                    yield Button(f"Start training ({start_key})", id="start", compact=True)
                    yield Static(id="estimate", markup=False)
            with Vertical(id="curve-panel", classes="panel") as curve:
                curve.border_subtitle = TRAINING_LEGEND
                yield CurvePlot()
        yield JobLine()
        with Vertical(id="runs-panel", classes="panel") as runs:
            runs.border_title = "Runs"
            yield RunTable(run_columns(self._is_ticked), key=lambda run: run.run_id, id="runs")

    def on_mount(self) -> None:
        key_of = self.movierec.key_of
        self.line.while_running = f"The other screens can be used meanwhile; {key_of('training.cancel')} cancels."
        self.line.way_on = f"Press {key_of('training.start')} to start again."
        self._estimate()
        watch_app(self, "job", self._job_changed)
        watch_app(self, "status", self._load_runs)
        self.follow("database_version", self._load_runs, init=False)  # another process may have trained or deleted runs

    @property
    def _curve_is_live(self) -> bool:
        job = self.movierec.job
        return job is not None and job.running and bool(job.samples)

    # Runs

    def _load_runs(self) -> None:
        self.load("runs", lambda library: library.runs(), self._show_runs, self.runs.show_trouble)

    def _show_runs(self, runs: Sequence[RunRow]) -> None:
        ids = [run.run_id for run in runs]
        self._ticked = [run_id for run_id in self._ticked if run_id in ids]
        self.runs.set_columns(run_columns(self._is_ticked, runs))
        start_key = self.movierec.key_of("training.start")
        self.runs.update_rows(runs, f"There are no runs yet. Press {start_key} to train the first one.")
        if self._go_to_run in ids:
            self.runs.cursor = ids.index(self._go_to_run)
            self._go_to_run = None
        self._show_ways()
        self._estimate()

    def _show_ways(self) -> None:
        """In the frame of the runs: how to compare those that are ticked, or to switch after a training."""
        key_of, other = self.movierec.key_of, self.movierec.jobs.other_run
        ways = ""
        if self._ticked:
            ways = f"{len(self._ticked)} ticked · {key_of('training.compare')} compares"
        elif other is not None:
            ways = f"{key_of('app.other_run')} switches to run {other}"
        self.query_one("#runs-panel").border_subtitle = ways

    @on(RowTable.Highlighted, "#runs")
    def _run_highlighted(self, event: RowTable.Highlighted) -> None:
        self.refresh_bindings()
        run: RunRow | None = event.row
        if self._curve_is_live:
            return
        if run is None:
            self._show_curve("", ())
            return

        def show(curves: Sequence[RunWithCurve]) -> None:
            if not self._curve_is_live:
                self._show_curve(f"Run {run.run_id} · RMSE", curves[0].points)

        self.load("curve", lambda library: library.pictures.curves([run.run_id]), show, self.line.show_trouble)

    def _show_curve(self, title: str, points: Sequence[CurvePoint]) -> None:
        from movierec_tui.tui.widgets.curves import CurvePlot, training_lines  # noqa: PLC0415

        self.query_one("#curve-panel").border_title = title
        self.query_one(CurvePlot).lines = training_lines(points)

    @on(RowTable.Opened, "#runs")
    def action_activate_run(self) -> None:
        run = self.runs.current
        if run is not None and _can_be_used(run):
            self.movierec.jobs.use_run(run.run_id)

    def action_delete_run(self) -> None:
        run = self.runs.current
        if run is None:
            return

        def deleted(_run: RunRow) -> None:
            self.movierec.say(f"Run {run.run_id} is deleted.")
            self._load_runs()

        self.movierec.ask(
            f"Delete run {run.run_id}, with all that it learned?",
            "Delete",
            "Keep",
            lambda: self.load(
                "delete",
                lambda library: library.delete_run(run.run_id),
                deleted,
                self.movierec.complain,
                changes=True,
            ),
        )

    # Comparing

    def _is_ticked(self, run_id: int) -> bool:
        return run_id in self._ticked

    def action_mark_run(self) -> None:
        """Ticks the run under the cursor, or unticks it; the oldest of five ticks goes."""
        run = self.runs.current
        if run is None or run.status != "ready":
            return
        if run.run_id in self._ticked:
            self._ticked.remove(run.run_id)
        else:
            self._ticked = [*self._ticked, run.run_id][-MOST_COMPARED:]
        self.runs.refresh()
        self.refresh_bindings()
        self._show_ways()

    def action_compare_runs(self) -> None:
        """Compares the ticked runs; if fewer than two are ticked, the one under the cursor with the one in use."""
        from movierec_tui.tui.screens.compare import CompareScreen  # noqa: PLC0415

        run_ids = self._to_compare()
        if len(run_ids) > 1:
            self.app.push_screen(CompareScreen(run_ids))
            return
        tick, compare = map(self.movierec.key_of, ("training.mark", "training.compare"))
        self.movierec.say(f"Tick two runs with {tick}, then compare them with {compare}.")

    def _to_compare(self) -> list[int]:
        """The runs to compare, the one in use first and the others by number."""
        ready = {run.run_id: run for run in self.runs.rows if run.status == "ready"}
        wanted = [run_id for run_id in self._ticked if run_id in ready]
        if len(wanted) < 2:
            in_use = [run_id for run_id, run in ready.items() if run.active]
            under_cursor = [] if self.runs.current is None else [self.runs.current.run_id]
            wanted = [run_id for run_id in {*in_use, *wanted, *under_cursor} if run_id in ready]
        return sorted(wanted, key=lambda run_id: (not ready[run_id].active, run_id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        run = self.runs.current if self.is_mounted else None
        allowed = {
            "start_training": not self.movierec.jobs.running,
            "cancel_training": self.movierec.jobs.running,
            "mark_run": run is not None and run.status == "ready",
            "compare_runs": run is not None and len(self._to_compare()) > 1,
            "activate_run": run is not None and _can_be_used(run),
            "delete_run": run is not None and not run.active and run.status != "building",
        }
        return allowed.get(action, True)

    def action_focus_runs(self) -> None:
        self.runs.focus()

    # Training

    @on(Button.Pressed, "#start")
    def action_start_training(self) -> None:
        """Starts with the options of the form, or says what is wrong with them."""
        options = self._options()
        if (options.epochs is not None and options.epochs < 1) or (options.epochs or 0) > MOST_EPOCHS:
            trouble = f"Epochs go from 1 to {MOST_EPOCHS:,}. Leave the box empty to use the preset's."
        elif options.seed > GREATEST_SEED:
            trouble = f"A seed is at most {GREATEST_SEED:,}."
        else:
            trouble = ""
            self.movierec.jobs.start_training(options)
        self.line.trouble = trouble

    def action_cancel_training(self) -> None:
        self.movierec.jobs.ask_to_cancel()

    def _options(self) -> TrainOptions:
        epochs = self.query_one("#epochs", Input).value
        return TrainOptions(
            model=self._chosen("model", ModelName),
            seed=int(self.query_one("#seed", Input).value or "0"),
            device=self._chosen("device", Device),
            epochs=int(epochs) if epochs else None,
            preset=self._chosen("preset", Preset),
        )

    def _chosen(self, name: str, kind: type[O]) -> O:
        return kind(str(self.query_one(f"#{name}", Select).value))

    @on(Input.Changed)
    @on(Select.Changed)
    def _option_changed(self) -> None:
        self.query_one("#model-note", Static).update(MODEL_SUMMARIES[self._chosen("model", ModelName)])
        self.query_one("#preset-note", Static).update(PRESET_SUMMARIES[self._chosen("preset", Preset)])
        self._estimate()

    def _estimate(self) -> None:
        """How long a training will take: next to the button, and with the reason in the line below."""
        if not self.is_mounted:
            return
        status, options = self.movierec.status, self._options()
        data_set = None if status is None else status.data_set
        guess = estimate(self.runs.rows, options, data_set)
        self.query_one("#estimate", Static).update(guess.short)
        time = guess.because if guess.seconds is None else f"A training takes {guess.short}, {guess.because}"
        warning = None if data_set is None else memory_warning(cost_of(data_set, options))
        self.line.idle = f"{time}\n{warning or f'This computer has {self._machine}.'}"

    def _job_changed(self, job: JobState | None) -> None:
        before, self.line.job = self.line.job, job
        for widget in self.query("#options Select, #options Input, #options Button"):
            widget.disabled = self.movierec.jobs.running
        self.refresh_bindings()
        if job is None:
            self._show_ways()
        elif self._curve_is_live:
            self._show_curve("Training now · RMSE", job.samples)
        elif before is not None and before.running:
            if job.outcome is Outcome.DONE and job.other_database is None:
                self._go_to_run = job.result.get("run_id")
            self._load_runs()

    def step_back(self) -> bool:
        """From an option to the list of runs."""
        if self.runs.has_focus:
            return False
        self.runs.focus()
        return True


def _can_be_used(run: RunRow) -> bool:
    return run.status == "ready" and not run.active


def _select(name: str, chosen: O) -> Select[O]:
    """A drop-down list of all values of an enumeration."""
    choices = [(value.value, value) for value in type(chosen)]
    return Select(choices, value=chosen, allow_blank=False, id=name, compact=True)


def _option(name: str, control: Widget, note: str) -> ComposeResult:
    """A named control, and a line that explains it."""
    with Horizontal(classes="option"):
        yield Label(name)
        yield control
    yield Static(note, id=f"{control.id}-note", classes="note", markup=False)
