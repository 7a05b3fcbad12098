"""Training: its options, its progress with a live curve, and the runs that came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Select, Static

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
from movierec_tui.jobs.state import CurveSample, JobState
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.widgets.curve import LearningCurve
from movierec_tui.tui.widgets.job_line import JobLine
from movierec_tui.tui.widgets.run_columns import run_columns
from movierec_tui.tui.widgets.table import ChoiceTable, RowTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from db.rows import CurvePoint, RunRow
    from movierec_tui.library.answers import LibraryStatus

MOST_EPOCHS = 10_000
GREATEST_SEED = 2**31 - 1
MOST_COMPARED = 4
CURVE_TITLE = Content.assemble("RMSE ", ("•• train", "$secondary"), " ", ("━━ held out", "$accent"))


class TrainingScreen(BaseScreen):
    """Options and curve above, progress between, runs below. The job itself lives in the app."""

    CONTEXT = Context.TRAINING
    AUTO_FOCUS = "#runs"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.TRAINING)

    def __init__(self) -> None:
        super().__init__()
        self._chosen: list[int] = []
        self._machine = device_words()

    def compose_body(self) -> ComposeResult:
        """Options, curve, progress, runs."""
        key_of = self.movierec.key_of
        with Horizontal(id="upper"):
            with VerticalScroll(id="options", classes="panel", can_focus=False) as options:
                options.border_title = "Training"
                yield from _option(
                    "Model",
                    Select(
                        [(name.value, name) for name in ModelName],
                        value=DEFAULT_MODEL,
                        allow_blank=False,
                        id="model",
                        compact=True,
                    ),
                    MODEL_SUMMARIES[DEFAULT_MODEL],
                )
                yield from _option(
                    "Preset",
                    Select(
                        [(preset.value, preset) for preset in Preset],
                        value=Preset.FULL,
                        allow_blank=False,
                        id="preset",
                        compact=True,
                    ),
                    PRESET_SUMMARIES[Preset.FULL],
                )
                yield from _option(
                    "Epochs",
                    Input(placeholder="the preset's", id="epochs", compact=True, restrict=r"[0-9]*"),
                    "passes over all the ratings",
                )
                yield from _option(
                    "Seed",
                    Input("0", id="seed", compact=True, restrict=r"[0-9]*"),
                    "the same seed, the same model",
                )
                yield from _option(
                    "Device",
                    Select(
                        [(device.value, device) for device in Device],
                        value=Device.AUTO,
                        allow_blank=False,
                        id="device",
                        compact=True,
                    ),
                    "auto takes CUDA where there is any",
                )
                with Horizontal(id="start-line"):
                    yield Button(f"Start training ({key_of('training.start')})", id="start", compact=True)
                    yield Static(id="estimate", markup=False)
            with Vertical(id="curve-panel", classes="panel") as curve:
                curve.border_title = CURVE_TITLE
                yield LearningCurve()
        yield JobLine(
            f"{key_of('training.cancel')} cancels; the rest of the app can be used meanwhile",
            f"Press {key_of('training.start')} to start again.",
        )
        with Vertical(id="runs-panel", classes="panel") as runs:
            runs.border_title = "Runs"
            yield ChoiceTable(run_columns(self._is_chosen), key=lambda run: run.run_id, id="runs")

    def on_mount(self) -> None:
        """Follows the job and the active run."""
        self._estimate()
        self.watch(self.app, "job", self._job_changed)
        self.watch(self.app, "status", self._status_changed)

    @property
    def runs(self) -> RowTable[RunRow]:
        """The list of runs."""
        return self.query_one("#runs", RowTable)

    @property
    def line(self) -> JobLine:
        """Progress and errors."""
        return self.query_one(JobLine)

    @property
    def _training_now(self) -> bool:
        return self.movierec.job is not None and self.movierec.job.running

    # Runs

    def _status_changed(self, _standing: LibraryStatus | None) -> None:
        self._load_runs()
        self._tell_way_back()

    def _load_runs(self) -> None:
        self.load("runs", lambda library: library.runs(), self._draw_runs, self.runs.show_trouble)

    def _draw_runs(self, runs: Iterable[RunRow]) -> None:
        rows = tuple(runs)
        there = {run.run_id for run in rows}
        self._chosen = [run_id for run_id in self._chosen if run_id in there]
        self.runs.update_rows(
            rows, f"No run yet. Press {self.movierec.key_of('training.start')} to train the first one."
        )
        self._estimate()

    @on(RowTable.Highlighted, "#runs")
    def _run_highlighted(self, event: RowTable.Highlighted) -> None:
        self.refresh_bindings()
        run: RunRow | None = event.row
        if self._training_now:
            return
        if run is None:
            self._draw_curve(())
        else:
            self.load("curve", lambda library: library.curve(run.run_id), self._draw_curve, self._no_curve)

    def _draw_curve(self, points: Iterable[CurvePoint]) -> None:
        if not self._training_now:
            self.query_one(LearningCurve).samples = tuple(
                CurveSample(point.step, point.train_loss, point.val_rmse) for point in points
            )

    def _no_curve(self, sentence: str) -> None:
        self.line.trouble = sentence

    @on(RowTable.Opened, "#runs")
    def action_activate_run(self) -> None:
        """Lets the run under the cursor answer."""
        run = self.runs.current
        if run is not None and self._may_activate(run):
            self._change_runs(run.run_id, f"Run {run.run_id} answers now.")

    def _change_runs(self, run_id: int, done: str) -> None:
        self.load(
            "change",
            lambda library: library.activate_run(run_id),
            lambda _none: self._changed(done),
            self._refused,
        )

    def _changed(self, done: str) -> None:
        self.movierec.say(done)
        self.movierec.refresh_status()
        self._load_runs()

    def _refused(self, sentence: str) -> None:
        self.movierec.complain(sentence)

    def action_delete_run(self) -> None:
        """Deletes the run under the cursor, after a question."""
        run = self.runs.current
        if run is None:
            return
        self.movierec.ask(
            f"Run {run.run_id} and its features will be deleted.",
            "Delete",
            "Keep",
            lambda: self.load(
                "change",
                lambda library: library.delete_run(run.run_id),
                lambda _none: self._changed(f"Run {run.run_id} is deleted."),
                self._refused,
            ),
        )

    # Comparing

    def _is_chosen(self, run_id: int) -> bool:
        return run_id in self._chosen

    def action_mark_run(self) -> None:
        """Chooses the run under the cursor for comparing, or no longer; the oldest choice gives way to a fifth."""
        run = self.runs.current
        if run is None or run.status != "ready":
            return
        if run.run_id in self._chosen:
            self._chosen.remove(run.run_id)
        else:
            self._chosen = [*self._chosen, run.run_id][-MOST_COMPARED:]
        self.runs.refresh()
        self.refresh_bindings()
        self.query_one("#runs-panel").border_subtitle = (
            f"{len(self._chosen)} ticked · {self.movierec.key_of('training.compare')} compares"
            if self._chosen
            else ""
        )

    def action_compare_runs(self) -> None:
        """The chosen runs side by side; of fewer than two, the one under the cursor beside the active one."""
        from movierec_tui.tui.screens.compare import CompareScreen  # noqa: PLC0415

        run_ids = self._to_compare()
        if len(run_ids) < 2:
            key_of = self.movierec.key_of
            self.movierec.say(
                f"Tick two runs with {key_of('training.mark')} first; "
                f"then {key_of('training.compare')} shows them side by side."
            )
            return
        self.app.push_screen(CompareScreen(run_ids))

    def _to_compare(self) -> list[int]:
        """The chosen runs in order of their numbers, the active one first: it is the measure of the others."""
        ready = {run.run_id: run for run in self.runs.rows if run.status == "ready"}
        chosen = [run_id for run_id in self._chosen if run_id in ready]
        if len(chosen) < 2:
            active = [run_id for run_id, run in ready.items() if run.active]
            under = [] if self.runs.current is None else [self.runs.current.run_id]
            chosen = list(dict.fromkeys([*active, *chosen, *under]))
        return sorted(
            (run_id for run_id in chosen if run_id in ready), key=lambda run_id: not ready[run_id].active
        )

    @staticmethod
    def _may_activate(run: RunRow) -> bool:
        return run.status == "ready" and not run.active

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Only what makes sense now."""
        run = self.runs.current if self.is_mounted else None
        allowed = {
            "start_training": not self._training_now,
            "cancel_training": self._training_now,
            "mark_run": run is not None and run.status == "ready",
            "compare_runs": run is not None and len(self._to_compare()) > 1,
            "activate_run": run is not None and self._may_activate(run),
            "delete_run": run is not None and not run.active and run.status != "building",
        }
        return allowed.get(action, True)

    def action_focus_runs(self) -> None:
        """To the list of runs."""
        self.runs.focus()

    # Training

    @on(Button.Pressed, "#start")
    def action_start_training(self) -> None:
        """Starts with what the options say."""
        options = self._options()
        if options is not None:
            self.line.trouble = ""
            self.movierec.jobs.start_training(options)

    def action_cancel_training(self) -> None:
        """Ends the training; nothing of it is kept."""
        self.movierec.jobs.cancel()

    @on(Input.Changed, "#epochs")
    @on(Select.Changed, "#device")
    def _option_changed(self) -> None:
        self._estimate()

    def _estimate(self) -> None:
        """How long it will take, beside the button and, with the reason, in the line below."""
        if not self.is_mounted:
            return
        epochs = self.query_one("#epochs", Input).value
        options = TrainOptions(
            model=ModelName(str(self.query_one("#model", Select).value)),
            device=Device(str(self.query_one("#device", Select).value)),
            epochs=int(epochs) if epochs else None,
            preset=self._preset,
        )
        status = self.movierec.status
        data_set = None if status is None else status.data_set
        guess = estimate(self.runs.rows, options, data_set)
        self.query_one("#estimate", Static).update(guess.short)
        expected = (
            guess.because if guess.seconds is None else f"A training takes {guess.short}, {guess.because}"
        )
        warning = None if data_set is None else memory_warning(cost_of(data_set, options))
        last = f"This machine has {self._machine}." if warning is None else warning
        self.line.idle = f"No training is running. {expected}\n{last}"

    def _tell_way_back(self) -> None:
        """After a training, which key goes to the run before, and which one back to the new."""
        other = self.movierec.jobs.other_run
        self.line.after_success = (
            "" if other is None else f"{self.movierec.key_of('app.jobs.other_run')} goes back to run {other}."
        )

    def _options(self) -> TrainOptions | None:
        epochs = self.query_one("#epochs", Input).value
        seed = self.query_one("#seed", Input).value or "0"
        if epochs and not 1 <= int(epochs) <= MOST_EPOCHS:
            self.line.trouble = f"Epochs go from 1 to {MOST_EPOCHS:,}; leave the box empty for the preset's."
            return None
        if int(seed) > GREATEST_SEED:
            self.line.trouble = f"A seed is at most {GREATEST_SEED:,}."
            return None
        model = self.query_one("#model", Select).value
        device = self.query_one("#device", Select).value
        return TrainOptions(
            model=ModelName(str(model)),
            seed=int(seed),
            device=Device(str(device)),
            epochs=int(epochs) if epochs else None,
            preset=self._preset,
        )

    @property
    def _preset(self) -> Preset:
        return Preset(str(self.query_one("#preset", Select).value))

    def _job_changed(self, job: JobState | None) -> None:
        self.line.job = job
        self._tell_way_back()
        busy = job is not None and job.running
        for widget in self.query("#options Select, #options Input, #options Button"):
            widget.disabled = busy
        if job is not None and job.samples:
            self.query_one(LearningCurve).samples = job.samples
        self.refresh_bindings()

    @on(Select.Changed, "#model")
    def _model_chosen(self, event: Select.Changed) -> None:
        self.query_one("#model-note", Static).update(MODEL_SUMMARIES[ModelName(str(event.value))])
        self._estimate()

    @on(Select.Changed, "#preset")
    def _preset_chosen(self) -> None:
        self.query_one("#preset-note", Static).update(PRESET_SUMMARIES[self._preset])
        self._estimate()

    def step_back(self) -> bool:
        """From an option to the list of runs."""
        if not self.runs.has_focus:
            self.runs.focus()
            return True
        return False


def _option(name: str, control: Widget, note: str) -> ComposeResult:
    """A named control, and a line that explains it."""
    with Horizontal(classes="option"):
        yield Label(name)
        yield control
    yield Static(note, id=f"{control.id}-note", classes="note", markup=False)
