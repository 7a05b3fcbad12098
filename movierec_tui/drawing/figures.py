"""The three pictures as matplotlib figures: the map of films, a person's taste, and training curves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from movierec_tui.drawing.map_canvas import Canvas, draw_canvas, map_title
from movierec_tui.drawing.style import Inks, inks, new_figure, write_figure
from movierec_tui.library.answers import FilmMap, GenreGroup, MappedFilm, RunWithCurve, Taste
from movierec_tui.wording.run_comparison import METRICS, verdict
from movierec_tui.wording.taste_table import FEW, MEASURE_WORDS, Measure, TasteValue, taste_table
from movierec_tui.wording.text import counted, safe_text, user_name

_MAP_INCHES = (16.0, 10.0)
_MAP_CELLS = (226, 80)
"""The map in cells of its small letters, in which titles are placed."""
_LETTERS = 5.8
_SIGN_SIZE = 15.0

_TURN = np.linspace(0, 2 * np.pi, 40)
_HEART = np.column_stack(
    [16 * np.sin(_TURN) ** 3, 13 * np.cos(_TURN) - 5 * np.cos(2 * _TURN) - 2 * np.cos(3 * _TURN) - np.cos(4 * _TURN)]
)
_MARKERS: dict[GenreGroup, tuple[Any, bool]] = {
    GenreGroup.DRAMA: ("o", True),
    GenreGroup.COMEDY: ("o", False),
    GenreGroup.ROMANCE: (_HEART, True),
    GenreGroup.ACTION: ("^", True),
    GenreGroup.CRIME: ("s", True),
    GenreGroup.FANTASY: ("D", True),
    GenreGroup.HORROR: ("v", True),
    GenreGroup.CHILDREN: ("P", True),
    GenreGroup.DOCUMENTARY: ("s", False),
}
"""Matplotlib's form of the app's sign, and whether it is filled."""

_MOST_PERIODS = 12
_CELL_INCHES = 0.82, 0.42
_GREATEST = 1.5
"""Differences of so many stars and more have the strongest shade."""
_STRONGEST = 0.6
"""How much of the colour the strongest shade has, so that the figure in it can be read."""

_LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
_LINE_MARKS = ("o", "s", "^", "D", "v", "P")


# The map of films


def write_film_map(
    film_map: FilmMap, path: Path, own: Collection[int], genre_group: GenreGroup | None, *, dark: bool
) -> None:
    """Draws the map to a file. `own` are the ids of the films that a person rated: they are stars."""
    colours = inks(dark=dark)
    canvas = draw_canvas(film_map.films, _MAP_CELLS, 1.0, own, genre_group)
    seen = [(index, film) for index, film in enumerate(film_map.films) if canvas.is_seen(index)]
    with new_figure(*_MAP_INCHES, colours) as figure:
        axes = figure.add_axes((0.01, 0.055, 0.98, 0.885))
        axes.set_axis_off()
        axes.set_xlim(0, canvas.width)
        axes.set_ylim(canvas.height, -1)
        handles = []
        for group, (marker, filled) in _MARKERS.items():
            colour = colours.genre_groups[group]
            look: dict[str, Any] = {
                "marker": marker,
                "facecolors": colour if filled else "none",
                "edgecolors": colour,
                "linewidths": 0.0 if filled else 0.9,
            }
            films = [i for i, film in seen if film.genre_group is group and film.movie.movie_id not in own]
            _signs(axes, canvas, films, alpha=0.95 if genre_group in (None, group) else 0.25, **look)
            handles.append(axes.scatter([], [], s=_SIGN_SIZE * 2, label=group.value, **look))
        if mine := [index for index, film in seen if film.movie.movie_id in own]:
            star: dict[str, Any] = {"marker": "*", "facecolors": colours.accent, "edgecolors": "none"}
            _signs(axes, canvas, mine, size=_SIGN_SIZE * 3.2, zorder=3, **star)
            handles.append(axes.scatter([], [], s=_SIGN_SIZE * 4, label="rated", **star))
        _titles(axes, canvas, film_map.films, own, colours)
        figure.text(0.014, 0.962, "Map of films", fontsize=15, fontweight="bold", color=colours.accent)
        figure.text(
            0.125,
            0.963,
            f"the {counted(len(film_map.films), 'most popular film')}; similar ones are close to each other",
            fontsize=10,
            color=colours.muted,
        )
        figure.legend(
            handles=handles,
            loc="lower center",
            ncols=len(handles),
            frameon=False,
            fontsize=9,
            labelcolor=colours.muted,
            handletextpad=0.2,
            columnspacing=1.6,
        )
        write_figure(figure, path)


def _signs(axes: Any, canvas: Canvas, films: list[int], size: float = _SIGN_SIZE, **look: Any) -> None:
    places = np.array([canvas.cells[film] for film in films], np.float64).reshape(-1, 2)
    axes.scatter(places[:, 0], places[:, 1], s=size, **look)


def _titles(axes: Any, canvas: Canvas, films: tuple[MappedFilm, ...], own: Collection[int], colours: Inks) -> None:
    for title in (title for titles in canvas.titles.values() for title in titles):
        column, row = canvas.cells[title.film]
        right = title.start > column
        mine = films[title.film].movie.movie_id in own
        axes.annotate(
            map_title(films[title.film]),
            (column, row),
            xytext=(4 if right else -4, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center_baseline",
            fontsize=_LETTERS,
            fontweight="bold" if mine else "normal",
            color=colours.accent if mine else colours.foreground,
            zorder=4,
        )


# A person's taste


def write_taste(taste: Taste, path: Path, measure: Measure, *, dark: bool) -> None:
    """Draws the table of genres and decades: in each cell the difference and the number of films."""
    colours = inks(dark=dark)
    table = taste_table(taste.grid, measure, _MOST_PERIODS)
    columns, rows = max(1, len(table.periods)), max(1, len(table.genres))
    across, down = _CELL_INCHES
    with new_figure(max(6.0, 2.6 + across * columns), 1.3 + down * rows, colours) as figure:
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(-2.0 / across, columns + 0.2)
        axes.set_ylim(rows + 0.5, -2.2)
        axes.set_axis_off()
        left = -1.9 / across
        title: dict[str, Any] = {"fontsize": 14, "fontweight": "bold", "color": colours.accent}
        axes.text(left, -1.65, user_name(taste.user), va="center", **title)
        mean = "no ratings yet" if taste.grid.mean is None else f"average {taste.grid.mean:.2f} stars"
        note = f"{mean} · stars {MEASURE_WORDS[measure]} · small: films rated"
        axes.text(left, -1.05, note, va="center", fontsize=8.5, color=colours.muted)
        for column, period in enumerate(table.periods):
            heading: dict[str, Any] = {"fontsize": 9, "color": colours.muted, "ha": "center"}
            axes.text(column + 0.5, -0.3, period.label, va="center", **heading)
        for row, genre in enumerate(table.genres):
            axes.text(-0.15, row + 0.5, safe_text(genre), ha="right", va="center", fontsize=9.5)
            for column, period in enumerate(table.periods):
                if value := table.values.get((genre, period)):
                    _taste_cell(axes, column, row, value, colours)
        write_figure(figure, path)


def _taste_cell(axes: Any, column: int, row: int, value: TasteValue, colours: Inks) -> None:
    from matplotlib.colors import LinearSegmentedColormap, Normalize  # noqa: PLC0415
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    shades = LinearSegmentedColormap.from_list("taste", [colours.below, colours.background, colours.above])
    scale = Normalize(-_GREATEST / _STRONGEST, _GREATEST / _STRONGEST)
    strength = value.strength if value.films < FEW else value.difference
    shade = shades(scale(max(-_GREATEST, min(_GREATEST, strength))))
    corner = (column + 0.03, row + 0.05)
    axes.add_patch(Rectangle(corner, 0.94, 0.9, facecolor=shade, edgecolor=colours.faint, linewidth=0.6))
    weight = "bold" if value.films >= FEW else "normal"
    middle: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 9.5, "fontweight": weight}
    axes.text(column + 0.46, row + 0.5, value.figure, **middle)
    axes.text(column + 0.93, row + 0.78, f"{value.films}", ha="right", va="center", fontsize=6)


# Training curves


def write_curves(curves: Sequence[RunWithCurve], path: Path, *, dark: bool) -> None:
    """Draws the held-out error of each run over its epochs, and a table that compares the runs with the first one."""
    colours = inks(dark=dark)
    with new_figure(11.0, 6.4, colours) as figure:
        axes = figure.add_axes((0.07, 0.36, 0.9, 0.54))
        for number, curve in enumerate(curves):
            known = [(point.epoch, point.val_rmse) for point in curve.points if point.val_rmse is not None]
            axes.plot(
                [epoch for epoch, _rmse in known],
                [rmse for _epoch, rmse in known],
                color=colours.lines[number % len(colours.lines)],
                linestyle=_LINE_STYLES[number % len(_LINE_STYLES)],
                marker=_LINE_MARKS[number % len(_LINE_MARKS)],
                markevery=max(1, len(known) // 8),
                markersize=4,
                linewidth=1.6,
                label=f"run {curve.run.run_id} · {safe_text(curve.run.model)} · seed {curve.run.seed}",
            )
        axes.set_xlabel("epoch")
        axes.set_ylabel("RMSE on held-out ratings, stars")
        axes.grid(visible=True, color=colours.faint, linewidth=0.5)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, fontsize=9, labelcolor=colours.foreground)
        figure.text(0.07, 0.935, "Training curves", fontsize=15, fontweight="bold", color=colours.accent)
        _metrics_table(figure, curves, colours)
        write_figure(figure, path)


def _metrics_table(figure: Any, curves: Sequence[RunWithCurve], colours: Inks) -> None:
    metrics = [metric for metric in METRICS if any(metric.name in curve.run.metrics for curve in curves)]
    step = min(0.04, 0.2 / max(1, len(curves)))
    for column, metric in enumerate(metrics):
        figure.text(0.2 + 0.13 * column, 0.25, metric.label, fontsize=9, color=colours.muted)
    for row, curve in enumerate(curves):
        height = 0.25 - step * (row + 1)
        figure.text(0.07, height, f"run {curve.run.run_id}", fontsize=9, color=colours.foreground)
        for column, metric in enumerate(metrics):
            value, first = curve.run.metrics.get(metric.name), curves[0].run.metrics.get(metric.name)
            if value is None:
                continue
            word = "" if row == 0 or first is None else f"  {verdict(metric, first, value)}"
            place = (0.2 + 0.13 * column, height)
            figure.text(*place, f"{value:.3f}{word}", fontsize=9, color=colours.foreground)
