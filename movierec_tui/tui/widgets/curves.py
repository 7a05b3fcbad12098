"""Training curves, drawn by plotext. Importing this imports plotext, so screens import it when they are composed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.color import Color
from textual.content import Content
from textual.reactive import reactive
from textual_plotext import PlotextPlot

from db.rows import CurvePoint
from movierec_tui.library.answers import RunWithCurve
from movierec_tui.tui.services import services

_FINE, _COARSE = "hd", "━"
"""Plotext's marker of half-cell blocks; and one that stays where blocks are left out, as bars have their figures."""

RUN_LINES = ((_FINE, "━━", "accent"), ("•", "••", "secondary"), ("+", "++", "success"), ("x", "xx", "error"))
"""For each run: the marker, how a legend shows it, and the theme's colour; the marker alone tells lines apart."""

TRAINING_LEGEND = Content.assemble(("••", "$secondary"), " train  ", ("━━", "$accent"), " held out")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plot; `colour` is a variable of the theme."""

    points: tuple[tuple[int, float], ...]
    marker: str
    colour: str


class CurvePlot(PlotextPlot):
    """Lines over steps or epochs, in the theme's colours; nothing at all without lines."""

    DEFAULT_CSS = """
    CurvePlot { background: $surface; }
    """
    ALLOW_SELECT: ClassVar[bool] = False

    lines: reactive[tuple[Line, ...]] = reactive(())

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.watch_lines())

    def watch_lines(self) -> None:
        self.visible = bool(self.lines)
        # Only the terminal knows its own colours.
        self.theme = "clear" if self.app.current_theme.ansi else "auto"
        self.plt.clear_figure()
        for line in self.lines:
            self.plt.plot(
                [step for step, _value in line.points],
                [value for _step, value in line.points],
                color=Color.parse(self.app.theme_variables[line.colour]).rgb,
                marker=_COARSE if line.marker == _FINE and services(self).choices.in_words else line.marker,
            )
        steps = [step for line in self.lines for step, _value in line.points]
        if steps:
            marks = sorted({min(steps), (min(steps) + max(steps)) // 2, max(steps)})
            self.plt.xticks([float(mark) for mark in marks], [f"{mark:,}" for mark in marks])
        self.plt.yfrequency(4)
        self.refresh()


def training_lines(points: Sequence[CurvePoint]) -> tuple[Line, ...]:
    """RMSE on training and on held-out ratings, step by step."""
    train = tuple((point.step, math.sqrt(max(0.0, point.train_loss))) for point in points)
    held_out = tuple((point.step, point.val_rmse) for point in points if point.val_rmse is not None)
    lines = (Line(train, "dot", "secondary"), Line(held_out, _FINE, "accent"))
    return tuple(line for line in lines if line.points)


def run_lines(curves: Sequence[RunWithCurve]) -> tuple[Line, ...]:
    """RMSE on held-out ratings of each run, epoch by epoch; as many runs as have a line of their own."""
    lines = []
    for curve, (marker, _sample, colour) in zip(curves, RUN_LINES, strict=False):
        points = tuple((point.epoch, point.val_rmse) for point in curve.points if point.val_rmse is not None)
        if points:
            lines.append(Line(points, marker, colour))
    return tuple(lines)


def run_legend(curves: Sequence[RunWithCurve]) -> Content:
    """Which line is which run, for a title."""
    parts = [Content("RMSE on held-out ratings by epoch")]
    for curve, (_marker, sample, colour) in zip(curves, RUN_LINES, strict=False):
        parts.append(Content.assemble("  ", (sample, f"${colour}"), f" run {curve.run.run_id}"))
    return Content.assemble(*parts)
