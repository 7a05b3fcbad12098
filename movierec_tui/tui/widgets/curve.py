"""The learning curve, drawn by plotext. Importing this imports plotext: only the training screen does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.color import Color
from textual.reactive import reactive
from textual_plotext import PlotextPlot

from movierec_tui.jobs.state import CurveSample


class LearningCurve(PlotextPlot):
    """RMSE on training and on held-out ratings, step by step; both in stars."""

    DEFAULT_CSS = """
    LearningCurve { background: $surface; }
    """
    ALLOW_SELECT: ClassVar[bool] = False

    samples: reactive[tuple[CurveSample, ...]] = reactive(())

    def on_mount(self) -> None:
        """Draws again in the colours of another theme."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._replot())

    def watch_samples(self) -> None:
        """Draws the curve as it is now."""
        self._replot()

    def _replot(self) -> None:
        self.plt.clear_figure()
        self._line(
            [(sample.step, sample.train_rmse) for sample in self.samples], "dot", self._rgb("secondary")
        )
        self._line(
            [(sample.step, sample.val_rmse) for sample in self.samples], "braille", self._rgb("accent")
        )
        steps = [sample.step for sample in self.samples]
        if steps:
            marks = [float(mark) for mark in sorted({steps[0], (steps[0] + steps[-1]) // 2, steps[-1]})]
            self.plt.xticks(marks, [f"{mark:,.0f}" for mark in marks])
        self.plt.yfrequency(4)
        self.refresh()

    def _line(
        self, points: Sequence[tuple[int, float | None]], marker: str, colour: tuple[int, int, int]
    ) -> None:
        known = [(step, value) for step, value in points if value is not None]
        if known:
            self.plt.plot(
                [step for step, _value in known],
                [value for _step, value in known],
                color=colour,
                marker=marker,
            )

    def _rgb(self, name: str) -> tuple[int, int, int]:
        return Color.parse(self.app.theme_variables[name]).rgb
