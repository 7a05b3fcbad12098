"""A person's taste by genre and decade as a figure."""

from __future__ import annotations

from pathlib import Path

from movierec_tui.drawing.canvas import DARK_INKS, LIGHT_INKS, new_figure, write_figure
from movierec_tui.library.pictures import Taste
from movierec_tui.tui.widgets.user_columns import user_name
from movierec_tui.wording.taste_table import FEW, MEASURE_WORDS, Measure, taste_table
from movierec_tui.wording.text import safe_text

_MOST_PERIODS = 12
_GREATEST = 1.5
"""Differences of so many stars and more have the strongest shade."""

_STRONGEST = 0.6
"""How much of the colour the strongest shade has, so that figures can be read on it."""


def write_taste(taste: Taste, path: Path, measure: Measure, *, dark: bool) -> None:
    """Draws the table to a file: a figure with its sign, and the number of films, in each cell."""
    inks = DARK_INKS if dark else LIGHT_INKS
    table = taste_table(taste.grid, measure, _MOST_PERIODS)
    columns, rows = max(1, len(table.periods)), max(1, len(table.genres))
    width, height = 2.6 + 0.82 * columns, 1.3 + 0.42 * rows
    with new_figure(max(6.0, width), height, inks) as figure:
        from matplotlib.colors import LinearSegmentedColormap, Normalize  # noqa: PLC0415
        from matplotlib.patches import Rectangle  # noqa: PLC0415

        shades = LinearSegmentedColormap.from_list("taste", [inks.below, inks.background, inks.above])
        scale = Normalize(-_GREATEST / _STRONGEST, _GREATEST / _STRONGEST)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(-2.0 / 0.82, columns + 0.2)
        axes.set_ylim(rows + 0.5, -2.2)
        axes.set_axis_off()
        axes.text(
            -1.9 / 0.82,
            -1.65,
            safe_text(user_name(taste.user)),
            fontsize=14,
            fontweight="bold",
            color=inks.accent,
            va="center",
        )
        mean = "no ratings yet" if taste.grid.mean is None else f"average {taste.grid.mean:.2f} stars"
        axes.text(
            -1.9 / 0.82,
            -1.05,
            f"{mean} · stars {MEASURE_WORDS[measure]} · small: films rated",
            fontsize=8.5,
            color=inks.muted,
            va="center",
        )
        for column, period in enumerate(table.periods):
            axes.text(
                column + 0.5, -0.3, period.label, ha="center", va="center", fontsize=9, color=inks.muted
            )
        for row, genre in enumerate(table.genres):
            axes.text(-0.15, row + 0.5, safe_text(genre), ha="right", va="center", fontsize=9.5)
            for column, period in enumerate(table.periods):
                value = table.values.get((genre, period))
                if value is None:
                    continue
                strength = value.strength if value.films < FEW else value.difference
                axes.add_patch(
                    Rectangle(
                        (column + 0.03, row + 0.05),
                        0.94,
                        0.9,
                        facecolor=shades(scale(max(-_GREATEST, min(_GREATEST, strength)))),
                        edgecolor=inks.faint,
                        linewidth=0.6,
                    )
                )
                axes.text(
                    column + 0.46,
                    row + 0.5,
                    value.figure,
                    ha="center",
                    va="center",
                    fontsize=9.5,
                    fontweight="bold" if value.films >= FEW else "normal",
                )
                axes.text(column + 0.93, row + 0.78, f"{value.films}", ha="right", va="center", fontsize=6)
        write_figure(figure, path)
