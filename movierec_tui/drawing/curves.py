"""How trainings went, as a figure: the error on held-out ratings of each run, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from movierec_tui.drawing.canvas import DARK_INKS, LIGHT_INKS, new_figure, write_figure
from movierec_tui.library.pictures import RunWithCurve
from movierec_tui.wording.run_comparison import METRICS, verdict
from movierec_tui.wording.text import safe_text

_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
_MARKS = ("o", "s", "^", "D", "v", "P")


def write_curves(curves: Sequence[RunWithCurve], path: Path, *, dark: bool) -> None:
    """Draws the curves and the figures of the runs to a file; the first run is the measure of the others."""
    inks = DARK_INKS if dark else LIGHT_INKS
    with new_figure(11.0, 6.4, inks) as figure:
        axes = figure.add_axes((0.07, 0.36, 0.9, 0.54))
        for number, curve in enumerate(curves):
            known = [(point.epoch, point.val_rmse) for point in curve.points if point.val_rmse is not None]
            axes.plot(
                [epoch for epoch, _rmse in known],
                [rmse for _epoch, rmse in known],
                color=inks.lines[number % len(inks.lines)],
                linestyle=_STYLES[number % len(_STYLES)],
                marker=_MARKS[number % len(_MARKS)],
                markevery=max(1, len(known) // 8),
                markersize=4,
                linewidth=1.6,
                label=f"run {curve.run.run_id} · {safe_text(curve.run.model)} · seed {curve.run.seed}",
            )
        axes.set_xlabel("epoch")
        axes.set_ylabel("RMSE on held-out ratings, stars")
        axes.grid(visible=True, color=inks.faint, linewidth=0.5)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.legend(frameon=False, fontsize=9, labelcolor=inks.foreground)
        figure.text(0.07, 0.935, "Training curves", fontsize=15, fontweight="bold", color=inks.accent)
        _figures(figure, curves, inks.foreground, inks.muted)
        write_figure(figure, path)


def _figures(figure: object, curves: Sequence[RunWithCurve], foreground: str, muted: str) -> None:
    """A small table under the plot."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    assert isinstance(figure, Figure)  # noqa: S101
    metrics = [metric for metric in METRICS if any(metric.name in curve.run.metrics for curve in curves)]
    step = min(0.04, 0.2 / max(1, len(curves)))
    for column, metric in enumerate(metrics):
        figure.text(0.2 + 0.13 * column, 0.25, metric.label, fontsize=9, color=muted)
    for row, curve in enumerate(curves):
        height = 0.25 - step * (row + 1)
        figure.text(0.07, height, f"run {curve.run.run_id}", fontsize=9, color=foreground)
        for column, metric in enumerate(metrics):
            value, first = curve.run.metrics.get(metric.name), curves[0].run.metrics.get(metric.name)
            if value is None:
                continue
            word = "" if row == 0 or first is None else f"  {verdict(metric, first, value)}"
            figure.text(0.2 + 0.13 * column, height, f"{value:.3f}{word}", fontsize=9, color=foreground)
