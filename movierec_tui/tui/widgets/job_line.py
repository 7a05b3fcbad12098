"""How far the running job is: one bar for the whole of it, what happens now, and how long it still takes."""

from __future__ import annotations

import textwrap

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.jobs.state import JobState, Outcome
from movierec_tui.tui.widgets.cells import bar_text
from movierec_tui.wording.text import duration, safe_text

_TRACK = "─"


class JobLine(Widget):
    """Three lines that are always there, so that nothing moves when a job begins or ends.

    Attributes:
        job: what to show; None shows the idle sentence.
        idle: what stands here while nothing runs.
        after_success: what a person can do after it went well.
    """

    DEFAULT_CSS = """
    JobLine { height: 3; padding: 0 2; }
    """

    job: reactive[JobState | None] = reactive(None)
    idle: reactive[str] = reactive("")
    trouble: reactive[str] = reactive("")
    after_success: reactive[str] = reactive("")

    def __init__(self, while_running: str, after_failure: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._while_running, self._after_failure = while_running, after_failure

    def render(self) -> Content:
        """Bar, phase, way on; or one sentence."""
        width = self.size.width
        if self.trouble:
            return self._sentence(self.trouble, "", width)
        job = self.job
        if job is None:
            return Content.styled(self.idle, "$ink-muted")
        if job.outcome is Outcome.DONE:
            return self._done(job, width)
        if job.outcome is Outcome.FAILED:
            return self._sentence(job.message, self._after_failure, width)
        if job.outcome is Outcome.CANCELLED:
            return Content.styled(f"{safe_text(job.message)} {self._after_failure}", "$ink-muted")
        return Content("\n").join([_bar_line(job, width), _phase_line(job), self._running_line()])

    def _done(self, job: JobState, width: int) -> Content:
        lines = textwrap.wrap(f"✓ {safe_text(job.message)}", max(20, width))[:3]
        parts = [Content.styled(line, "$foreground") for line in lines]
        if self.after_success and len(parts) < 3:
            parts.append(Content.styled(self.after_success, "$ink-muted"))
        return Content("\n").join(parts)

    def _running_line(self) -> Content:
        return Content.styled(self._while_running, "$ink-muted")

    def _sentence(self, message: str, way_on: str, width: int) -> Content:
        lines = textwrap.wrap(f"✗ {safe_text(message)}", max(20, width))[:3]
        parts = [Content.styled(line, "$text-error") for line in lines]
        if way_on and len(parts) < 3:
            parts.append(Content.styled(way_on, "$ink-muted"))
        return Content("\n").join(parts)


def _bar_line(job: JobState, width: int) -> Content:
    percent = f"{job.fraction:5.0%}"
    room = max(10, width - len(percent) - 1)
    drawn = bar_text(job.fraction, room)
    return Content.assemble(
        (drawn, "$accent"), (_TRACK * (room - len(drawn)), "$ink-track"), (percent, "bold $foreground")
    )


def _phase_line(job: JobState) -> Content:
    facts = [job.phase]
    if job.epoch is not None:
        facts.append(f"epoch {job.epoch}")
    if job.samples and job.samples[-1].val_rmse is not None:
        facts.append(f"validation RMSE {job.samples[-1].val_rmse:.3f}")
    if job.eta_seconds is not None:
        facts.append(f"{duration(job.eta_seconds)} left")
    if job.device:
        facts.append(f"on {safe_text(job.device)}")
    return Content.styled(" · ".join(facts), "$foreground")
