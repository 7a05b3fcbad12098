"""How far the running job is: one bar for all of it, what happens now, and how long it still takes."""

from __future__ import annotations

import textwrap

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from movierec_tui.jobs.state import JobState, Outcome
from movierec_tui.tui.widgets.cells import bar_text
from movierec_tui.wording.text import duration, safe_text

_LINES = 3
_TRACK = "─"


class JobLine(Widget):
    """Three lines that are always there, so that nothing moves when a job begins or ends.

    Attributes:
        job: the job to show, or the last one that ended; None shows `idle`.
        idle: what stands here while there is no job.
        trouble: what is wrong with the options; stands before everything else.
        while_running: what a person can do while the job runs.
        way_on: what a person can do after it failed or was cancelled.
    """

    DEFAULT_CSS = """
    JobLine { height: 3; padding: 0 2; }
    """

    job: reactive[JobState | None] = reactive(None)
    idle: reactive[str] = reactive("")
    trouble: reactive[str] = reactive("")
    while_running: reactive[str] = reactive("")
    way_on: reactive[str] = reactive("")

    def show_trouble(self, sentence: str) -> None:
        self.trouble = sentence

    def render(self) -> Content:
        job = self.job
        if self.trouble:
            return self._sentences("✗ ", self.trouble, "$text-error")
        if job is None:
            return Content.styled(self.idle, "$ink-muted")
        match job.outcome:
            case Outcome.RUNNING:
                doing, running = _phase(job), Content.styled(self.while_running, "$ink-muted")
                return Content("\n").join([_bar_line(job, self.size.width), doing, running])
            case Outcome.DONE:
                return self._sentences("✓ ", job.message, "$foreground")
            case Outcome.FAILED:
                return self._sentences("✗ ", job.message, "$text-error", self.way_on)
            case Outcome.CANCELLED:
                return self._sentences("", job.message, "$foreground", self.way_on)

    def _sentences(self, sign: str, message: str, style: str, way_on: str = "") -> Content:
        """A message in as many lines as there are, and behind it the way on, if a line is left for it."""
        lines = textwrap.wrap(f"{sign}{safe_text(message)}", max(20, self.size.width))[:_LINES]
        shown = [Content.styled(line, style) for line in lines]
        if way_on and len(lines) < _LINES:
            shown.append(Content.styled(way_on, "$ink-muted"))
        return Content("\n").join(shown)


def _bar_line(job: JobState, width: int) -> Content:
    percent = f"{job.fraction:5.0%}"
    room = max(10, width - len(percent) - 1)
    drawn = bar_text(job.fraction, room)
    return Content.assemble(
        (drawn, "$accent"), (_TRACK * (room - len(drawn)), "$ink-track"), (percent, "bold $foreground")
    )


def _phase(job: JobState) -> Content:
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
