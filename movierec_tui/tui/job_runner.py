"""The one job that may run beside the screens: a training, or the set-up of a data set, in child processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from textual.worker import Worker, WorkerError, WorkerState

from db.errors import StoreError

if TYPE_CHECKING:
    from db.rows import RunRow
    from engine.options import TrainOptions
    from movierec_tui.jobs.state import JobState, Stage
    from movierec_tui.library.answers import LibraryStatus
    from movierec_tui.tui.library_access import LibraryAccess

CANCELLED = "Cancelled; nothing was changed."
DATA_STAYS = "Training cancelled; the data is imported."


class JobScreens(Protocol):
    """What the app keeps for `JobRunner`, and does for it.

    Attributes:
        job: the job that runs, or the last one that ended; screens watch it.
        status: the data set and the run in use.
    """

    job: JobState | None
    status: LibraryStatus | None

    def refresh_status(self) -> None: ...
    def key_of(self, action_id: str) -> str: ...
    def say(self, sentence: str, *, title: str = "", seconds: float | None = None) -> None: ...
    def complain(self, sentence: str, *, title: str = "") -> None: ...
    def start(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> Worker[None]: ...


class JobRunner:
    """Starts and cancels the job, and after a training offers the choice between the old and the new run."""

    def __init__(self, app: JobScreens, library: LibraryAccess) -> None:
        self._app = app
        self._library = library
        self._worker: Worker[None] | None = None
        self._runs_to_choose: tuple[int, int] | None = None

    @property
    def running(self) -> bool:
        """Whether a job runs now."""
        return self._app.job is not None and self._app.job.running

    def forget(self) -> None:
        """Forgets the last job and the choice between runs, which were of another database."""
        self._runs_to_choose = self._app.job = None

    def start_training(self, options: TrainOptions) -> None:
        """Trains a run on the data set that is open."""
        from movierec_tui.jobs.children import train_command  # noqa: PLC0415
        from movierec_tui.jobs.state import TRAINING  # noqa: PLC0415

        self.start_job("Training", TRAINING, [train_command(self._library.database, options)])

    def start_job(
        self,
        title: str,
        stages: Sequence[Stage],
        commands: Sequence[Sequence[str]],
        other_database: Path | None = None,
    ) -> None:
        """Runs one child process after the other, one for each stage; `job` tells how far they are.

        Args:
            title: what the job is, for notices.
            stages: as many as commands.
            commands: of `movierec_tui.jobs.children`.
            other_database: the database that they work on, where that is not the open one.
        """
        job = self._app.job
        if job is not None and job.running:
            self._app.complain(f"{job.title} is still running: wait for it, or cancel it first.")
            return
        from movierec_tui.jobs.state import JobState  # noqa: PLC0415

        self._app.job = JobState(title, tuple(stages), other_database=other_database)
        self._worker = self._app.start(partial(self._run, self._app.job, commands), "job")

    def cancel(self) -> None:
        """Ends the child process. Nothing that it did since its last commit is kept."""
        if self._worker is not None and self.running:
            self._worker.cancel()

    async def cancelled(self) -> None:
        """Cancels the job and waits until its child process is gone."""
        worker = self._worker
        self.cancel()
        if worker is not None:
            with suppress(WorkerError):
                await worker.wait()

    async def _run(self, job: JobState, commands: Sequence[Sequence[str]]) -> None:
        from movierec_tui.jobs.children import JobFailed, start_job  # noqa: PLC0415
        from movierec_tui.jobs.state import Outcome  # noqa: PLC0415

        # Where the job first imports a data set, the run before has nothing to do with the new one.
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
        from movierec_tui.jobs.state import Outcome  # noqa: PLC0415

        self._app.job = job.ended(Outcome.CANCELLED, DATA_STAYS if job.stage > 0 else CANCELLED)

    def _end_well(self, job: JobState, before: RunRow | None) -> None:
        from movierec_tui.jobs.state import Outcome, finished_run  # noqa: PLC0415

        message, way_back = finished_run(job.result, before), ""
        if job.other_database is not None:
            open_key = self._app.key_of("app.libraries")
            message = f"{job.other_database.stem} is ready in {job.other_database.name}; {open_key} opens it."
        else:
            self._runs_to_choose = None
            new = job.result.get("run_id")
            if before is not None and isinstance(new, int):
                self._runs_to_choose = (before.run_id, new)
                way_back = (
                    f" {self._app.key_of('app.other_run')} switches between runs {before.run_id} and {new}."
                )
        self._app.job = job.ended(Outcome.DONE, message)
        self._app.say(message + way_back, title="Done", seconds=15)

    def worker_changed(self, event: Worker.StateChanged) -> None:
        """A job that was cancelled before it began has ended, too."""
        ended = event.worker is self._worker and event.state is WorkerState.CANCELLED
        if ended and self._app.job is not None and self._app.job.running:
            self._end_cancelled(self._app.job)

    # The old run or the new one

    @property
    def other_run(self) -> int | None:
        """After a training: whichever of the old and the new run is not in use."""
        status = self._app.status
        active = None if status is None or status.run is None else status.run.run_id
        if self._runs_to_choose is None or active not in self._runs_to_choose:
            return None
        old, new = self._runs_to_choose
        return old if active == new else new

    def use_other_run(self) -> None:
        """Puts the other of the two runs to use."""
        if self.other_run is None:
            training = self._app.key_of("go.training")
            self._app.say(
                f"No training to go back from; on the training screen ({training}) you can use any run."
            )
        else:
            self.use_run(self.other_run)

    def use_run(self, run_id: int, then: Callable[[], object] = lambda: None) -> None:
        """Puts a run to use, and goes on with `then`."""

        async def using() -> None:
            try:
                await self._library.change(lambda library: library.activate_run(run_id))
            except StoreError as error:
                self._app.complain(str(error))
                return
            switch = (
                "" if self._runs_to_choose is None else f" {self._app.key_of('app.other_run')} switches back."
            )
            self._app.say(f"Run {run_id} is now in use.{switch}")
            if self._app.job is not None and not self.running:
                self._app.job = None
            self._app.refresh_status()
            then()

        self._app.start(using, "run")
