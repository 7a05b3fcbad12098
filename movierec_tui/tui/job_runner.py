"""The one job that may run behind the screens: a training, or the set-up of a data set, in child processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from textual.worker import Worker, WorkerState

from db.rows import RunRow
from engine.options import TrainOptions
from movierec_tui.jobs.state import ENRICHING, TRAINING, JobState, Outcome, Stage, enriched_words, finished_run
from movierec_tui.library.answers import LibraryStatus
from movierec_tui.tui.library_access import LibraryAccess
from movierec_tui.wording.run_comparison import MAIN_METRICS, verdict

CANCELLED = "Cancelled; nothing is half-done."
"""Not that nothing was changed: a job may have been done just before."""
DATA_STAYS = "Training cancelled; the data is imported."


class JobScreens(Protocol):
    """What the app keeps for `JobRunner`, and does for it."""

    job: JobState | None
    status: LibraryStatus | None

    def refresh_status(self) -> None: ...
    def key_of(self, action_id: str) -> str: ...
    def say(self, sentence: str, *, title: str = "", seconds: float | None = None) -> None: ...
    def complain(self, sentence: str, *, title: str = "") -> None: ...
    def ask(self, question: str, yes: str, no: str, then: Callable[[], None]) -> None: ...
    def start(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> Worker[None]: ...


class JobRunner:
    """Starts and cancels the job; after a training it switches between the old and the new run."""

    def __init__(self, app: JobScreens, library: LibraryAccess) -> None:
        self._app = app
        self._library = library
        self._worker: Worker[None] | None = None
        self._old_and_new_run: tuple[int, int] | None = None

    @property
    def running(self) -> bool:
        return self._app.job is not None and self._app.job.running

    def forget(self) -> None:
        """Forgets the last job and its runs, for another database."""
        self._old_and_new_run = self._app.job = None

    def start_training(self, options: TrainOptions) -> None:
        """Trains on the data set of the open database."""
        from movierec_tui.jobs.children import train_command  # noqa: PLC0415

        self.start_job("Training", TRAINING, [train_command(self._library.database, options)])

    def start_job(
        self,
        title: str,
        stages: Sequence[Stage],
        commands: Sequence[Sequence[str]],
        other_database: Path | None = None,
    ) -> None:
        """Runs one child process after the other, one for each stage; the app's `job` says how far they are.

        `title` is what the job is, for notices; `other_database` is the one that they fill, if that is not open.
        """
        if self.refuse_while_running():
            return
        self._app.job = JobState(title, tuple(stages), other_database=other_database)
        self._worker = self._app.start(partial(self._run, self._app.job, commands), "job")

    def refuse_while_running(self) -> bool:
        """Whether a job runs, which it then complains about."""
        job = self._app.job
        if job is None or not job.running:
            return False
        self._app.complain(f"{job.title} is still running: wait for it, or cancel it first.")
        return True

    def ask_to_cancel(self) -> None:
        """Cancels the job, after a question that says what would be lost."""
        job = self._app.job
        if job is None or not job.running:
            return
        lost = "The data is imported and stays." if job.stage > 0 else "Nothing of it would be kept."
        if job.stages == ENRICHING:
            lost = "The films would stay as they are; what is downloaded is kept for a day."
        question = f"Cancel? {job.title} is {job.fraction:.0%} done. {lost}"
        self._app.ask(question, "Cancel it", "Go on", self.cancel)

    def cancel(self) -> None:
        """Ends the child process; what it has not committed is lost."""
        if self._worker is not None and self.running:
            self._worker.cancel()

    async def _run(self, job: JobState, commands: Sequence[Sequence[str]]) -> None:
        from movierec_tui.jobs.children import JobFailed, start_job  # noqa: PLC0415

        # A run of the data set before has nothing to do with one of the data set that is imported first.
        before = None if self._app.status is None or len(commands) > 1 else self._app.status.run
        try:
            for number, command in enumerate(commands):
                if number > 0:
                    job = self._app.job = job.next_stage()
                    self._app.refresh_status()
                async with start_job(command) as child:
                    async for event in child.events():
                        job = self._app.job = job.after(event)
        except asyncio.CancelledError:
            self._end_cancelled(job)
            raise
        except JobFailed as failure:
            if failure.cancelled:
                self._end_cancelled(job)
            else:
                self._app.job = job.ended(Outcome.FAILED, str(failure))
                self._app.complain(str(failure), title=f"{job.title} failed")
        else:
            self._end_well(job, before)
        finally:
            self._app.refresh_status()

    def _end_cancelled(self, job: JobState) -> None:
        self._app.job = job.ended(Outcome.CANCELLED, DATA_STAYS if job.stage > 0 else CANCELLED)

    def _end_well(self, job: JobState, before: RunRow | None) -> None:
        if job.other_database is not None:
            open_key = self._app.key_of("app.libraries")
            message = f"{job.other_database.stem} is ready in {job.other_database.name}; {open_key} opens it."
        else:
            new, self._old_and_new_run = job.result.get("run_id"), None
            message = _finished_words(job, before)
            if before is not None and isinstance(new, int):
                self._old_and_new_run = (before.run_id, new)
                switches = "switches back" if was_activated(job) else "puts it to use"
                message += f" {self._app.key_of('app.other_run')} {switches}."
        self._app.job = job.ended(Outcome.DONE, message)
        self._app.say(message, title="Done", seconds=15)

    def worker_changed(self, event: Worker.StateChanged) -> None:
        """A job that was cancelled before it began has ended, too."""
        ended = event.worker is self._worker and event.state is WorkerState.CANCELLED
        if ended and self._app.job is not None and self._app.job.running:
            self._end_cancelled(self._app.job)

    # The old run or the new one

    @property
    def other_run(self) -> int | None:
        """After a training: the old or the new run, whichever is not in use."""
        status = self._app.status
        active = None if status is None or status.run is None else status.run.run_id
        if self._old_and_new_run is None or active not in self._old_and_new_run:
            return None
        old, new = self._old_and_new_run
        return old if active == new else new

    def use_other_run(self) -> None:
        if self.other_run is None:
            training = self._app.key_of("go.training")
            self._app.say(
                f"There is no training to go back from. On the training screen ({training}) you can put any run to use."
            )
        else:
            self.use_run(self.other_run)

    def use_run(self, run_id: int) -> None:

        async def using() -> None:
            await self._library.change(lambda library: library.activate_run(run_id))
            two = self._old_and_new_run
            switch = f" {self._app.key_of('app.other_run')} switches back." if two and run_id in two else ""
            self._app.say(f"Run {run_id} is now in use.{switch}")
            self._app.refresh_status()

        self._app.start(using, "run")

    def status_changed(self, before: LibraryStatus | None, after: LibraryStatus | None) -> None:
        """Forgets what the last training said once another run than the one it left is in use, whoever changed it."""
        job = self._app.job
        if job is None or job.running or job.other_database is not None or before is None or before.run is None:
            return
        left = job.result.get("run_id") if was_activated(job) else (self._old_and_new_run or (None,))[0]
        if before.run.run_id == left and (after is None or after.run is None or after.run.run_id != left):
            self._app.job = None


def was_activated(job: JobState) -> bool:
    """Whether the run that a job trained is in use: one that is worse than the run before is not."""
    return job.result.get("activated", True) is not False


def _finished_words(job: JobState, before: RunRow | None) -> str:
    """How good the new run is, and whether it is in use."""
    if job.stages == ENRICHING:
        return enriched_words(job.result)
    if before is None or was_activated(job):
        return finished_run(job.result, before)
    metrics = job.result.get("metrics", {})
    worse = [
        f"{metric.label} {metrics[metric.name]:.3f} instead of {before.metrics[metric.name]:.3f}"
        for metric in MAIN_METRICS
        if metric.name in metrics.keys() & before.metrics.keys()
        and verdict(metric, before.metrics[metric.name], metrics[metric.name]) == "worse"
    ]
    return f"Run {job.result.get('run_id')} is ready but not in use" + (f": {', '.join(worse)}." if worse else ".")
