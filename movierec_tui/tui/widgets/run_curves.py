"""Validation curves of several runs in one plot. Importing this imports plotext: only training screens do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.color import Color
from textual.content import Content
from textual.reactive import reactive
from textual_plotext import PlotextPlot

if TYPE_CHECKING:
    from movierec_tui.library.answers import RunWithCurve

LINES: tuple[tuple[str, str, str], ...] = (
    ("braille", "━━", "accent"),
    ("•", "••", "secondary"),
    ("+", "++", "success"),
    ("x", "xx", "error"),
)
"""Plotext's marker, the same as a legend writes it, and the theme's colour; the marker alone tells lines apart."""


class RunCurves(PlotextPlot):
    """RMSE on held-out ratings of each run, epoch by epoch."""

    DEFAULT_CSS = """
    RunCurves { background: $surface; }
    """
    ALLOW_SELECT: ClassVar[bool] = False

    curves: reactive[tuple[RunWithCurve, ...]] = reactive(())

    def on_mount(self) -> None:
        """Draws again in the colours of another theme."""
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._replot())

    def watch_curves(self) -> None:
        """Draws the curves; axes without any would be nothing but another frame."""
        self.visible = bool(self.curves)
        self._replot()

    def _replot(self) -> None:
        self.plt.clear_figure()
        epochs: list[int] = []
        for curve, (marker, _sample, colour) in zip(self.curves, LINES, strict=False):
            known = [(point.epoch, point.val_rmse) for point in curve.points if point.val_rmse is not None]
            if not known:
                continue
            epochs += [epoch for epoch, _rmse in known]
            self.plt.plot(
                [epoch for epoch, _rmse in known],
                [rmse for _epoch, rmse in known],
                color=Color.parse(self.app.theme_variables[colour]).rgb,
                marker=marker,
            )
        if epochs:
            marks = sorted({min(epochs), (min(epochs) + max(epochs)) // 2, max(epochs)})
            self.plt.xticks([float(mark) for mark in marks], [f"{mark:,}" for mark in marks])
        self.plt.yfrequency(4)
        self.refresh()


def curves_legend(curves: Sequence[RunWithCurve]) -> Content:
    """What each line is, for a title."""
    parts: list[Content] = [Content("RMSE on held-out ratings by epoch")]
    for curve, (_marker, sample, colour) in zip(curves, LINES, strict=False):
        parts.append(Content.assemble("  ", (sample, f"${colour}"), f" run {curve.run.run_id}"))
    return Content.assemble(*parts)
