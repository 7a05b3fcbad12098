"""The job that may run beside the screens: a training, or the set-up of a data set, in a child process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.reactive import reactive
from textual.worker import Worker, WorkerState

from db.errors import StoreError
from movierec_tui.tui.profile_app import ProfileApp
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.rows import RunRow
    from engine.options import TrainOptions
    from movierec_tui.jobs.state import JobState, Stage

CANCELLED = "Cancelled; nothing half-done stays."
RESULT_SECONDS = 15.0
"""How long the result of a training is shown: longer than other notices, as it asks for a decision."""


class JobApp(ProfileApp):
    """One job at a time, and after a training the choice between the run before and the new one.

    Attributes:
        job: the training or set-up that runs, or the last one that ended.
    """

    job: reactive[JobState | None] = reactive(None, repaint=False)

    def __init__(self, database: Path) -> None:
        super().__init__(database)
        self._job_worker: Worker[None] | None = None
        self._runs_to_choose: tuple[int, int] | None = None

    def refresh_status(self) -> None:
        """Looks which data set and which active run there are, as a job may have changed both."""
        raise NotImplementedError

    def key_of(self, action_id: str) -> str:
        """An action's key as sentences name it."""
        raise NotImplementedError

    def forget_job(self) -> None:
        """Neither a job nor a choice between runs: both were of another database."""
        self._runs_to_choose = self.job = None

    def start_training(self, options: TrainOptions) -> None:
        """Trains a run that becomes the active one."""
        from movierec_tui.jobs.children import train_command  # noqa: PLC0415
        from movierec_tui.jobs.state import TRAINING  # noqa: PLC0415

        self.start_job("Training", TRAINING, [train_command(self.database, options)])

    @property
    def other_run(self) -> int | None:
        """After a training: the run that answered before, or the new one once the old one answers again."""
        active = None if self.status is None or self.status.run is None else self.status.run.run_id
        if self._runs_to_choose is None or active not in self._runs_to_choose:
            return None
        old, new = self._runs_to_choose
        return old if active == new else new

    def action_other_run(self) -> None:
        """Lets the run before the training answer again, or the new one."""
        if self.other_run is None:
            training = self.key_of("go.training")
            self.say(
                f"There is no training to take back; the training screen ({training}) activates any run."
            )
        else:
            self._activate(self.other_run)

    @work(group="other run", exclusive=True, exit_on_error=False)
    async def _activate(self, run_id: int) -> None:
        try:
            await self.change(lambda library: library.activate_run(run_id))
        except StoreError as error:
            self.say(str(error), severity="error")
            return
        self.say(f"Run {run_id} answers now. {self.key_of('app.other_run')} changes it back.")
        self.refresh_status()

    def cancel_job(self) -> None:
        """Ends the child process; nothing half-written stays."""
        if self._job_worker is not None and self.job is not None and self.job.running:
            self._job_worker.cancel()

    def start_job(
        self,
        title: str,
        stages: Sequence[Stage],
        commands: Sequence[Sequence[str]],
        beside: Path | None = None,
    ) -> None:
        """Runs one child process after the other, one for each stage; `job` tells how far they are.

        Args:
            title: what the job is, for notices.
            stages: as many as commands.
            commands: of `movierec_tui.jobs.children`.
            beside: the database that they work on, where that is not the open one.
        """
        if self.job is not None and self.job.running:
            self.say(f"{self.job.title} still runs; wait for it or cancel it.", severity="warning")
            return
        from movierec_tui.jobs.state import JobState  # noqa: PLC0415

        self.job = JobState(title, tuple(stages), other_database=beside)
        self._job_worker = self._run_job(commands)

    @work(group="job", exclusive=True, exit_on_error=False)
    async def _run_job(self, commands: Sequence[Sequence[str]]) -> None:
        from movierec_tui.jobs.children import JobFailed, start_job  # noqa: PLC0415
        from movierec_tui.jobs.state import Outcome  # noqa: PLC0415

        assert self.job is not None  # noqa: S101
        # Where the job first brings a data set, the run before has nothing to do with the new one.
        before = None if self.status is None or len(commands) > 1 else self.status.run
        try:
            for number, command in enumerate(commands):
                if number > 0:
                    self.job = self.job.next_stage()
                    self.refresh_status()
                async with start_job(command) as job:
                    async for event in job.events():
                        self.job = self.job.after(event)
        except asyncio.CancelledError:
            self._job_was_cancelled()
            raise
        except JobFailed as failure:
            outcome = Outcome.CANCELLED if failure.cancelled else Outcome.FAILED
            self.job = self.job.ended(outcome, str(failure))
            if outcome is Outcome.FAILED:
                self.say(str(failure), severity="error", title=f"{self.job.title} failed")
        else:
            self._job_is_done(before)
        finally:
            self.refresh_status()

    def _job_is_done(self, before: RunRow | None) -> None:
        from movierec_tui.jobs.state import Outcome, finished_run  # noqa: PLC0415

        assert self.job is not None  # noqa: S101
        told, way_back = finished_run(self.job.result, before), ""
        if self.job.other_database is not None:
            file = self.job.other_database
            told = f"{file.stem} lies beside, in {file.name}; {self.key_of('app.libraries')} opens it."
        else:
            self._runs_to_choose = None
            new = self.job.result.get("run_id")
            if before is not None and isinstance(new, int):
                self._runs_to_choose = (before.run_id, new)
                way_back = f" {self.key_of('app.other_run')} goes back to run {before.run_id}."
        self.job = self.job.ended(Outcome.DONE, told)
        self.notify(safe_text(told + way_back), title="Done", timeout=RESULT_SECONDS, markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A defect in a worker is shown; a job that was cancelled before it began has ended, too."""
        self.tell_defect(event)
        if event.worker is self._job_worker and event.state is WorkerState.CANCELLED:
            self._job_was_cancelled()

    def _job_was_cancelled(self) -> None:
        from movierec_tui.jobs.state import Outcome  # noqa: PLC0415

        if self.job is not None and self.job.running:
            self.job = self.job.ended(Outcome.CANCELLED, CANCELLED)
