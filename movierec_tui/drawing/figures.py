"""The map of films as a figure: the signs and colours of the app, with many more titles."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np

from movierec_tui.drawing.canvas import DARK_INKS, LIGHT_INKS, Inks, new_figure, write_figure
from movierec_tui.library.genre_groups import GenreGroup
from movierec_tui.library.pictures import FilmMap, MappedFilm
from movierec_tui.tui.widgets.genre_group_styles import DARK_INKS as DARK_FAMILIES
from movierec_tui.tui.widgets.genre_group_styles import LIGHT_INKS as LIGHT_FAMILIES
from movierec_tui.tui.widgets.map_canvas import Canvas, draw_canvas, map_title

_WIDTH, _HEIGHT = 16.0, 10.0
_WINDOW = (226, 80)
"""The figure in cells of its small letters, in which titles find a place."""
_LETTERS = 5.8
_SIZE = 15.0
_HEART_POINTS = 40


def write_film_map(
    film_map: FilmMap, path: Path, own: Collection[int], genre_group: GenreGroup | None, *, dark: bool
) -> None:
    """Draws the map to a file. `own` are the films that a person rated: they are stars."""
    inks = DARK_INKS if dark else LIGHT_INKS
    colours = DARK_FAMILIES if dark else LIGHT_FAMILIES
    canvas = draw_canvas(film_map.films, _WINDOW, 1.0, own, genre_group)
    with new_figure(_WIDTH, _HEIGHT, inks) as figure:
        axes = figure.add_axes((0.01, 0.055, 0.98, 0.885))
        axes.set_axis_off()
        axes.set_xlim(0, canvas.width)
        axes.set_ylim(canvas.height, -1)
        handles = []
        for member in GenreGroup:
            marker, filled = _marker(member)
            look: dict[str, Any] = {
                "marker": marker,
                "facecolors": colours[member] if filled else "none",
                "edgecolors": colours[member],
                "linewidths": 0.0 if filled else 0.9,
            }
            films = [
                index
                for index, film in enumerate(film_map.films)
                if film.genre_group is member and film.movie.movie_id not in own and canvas.is_seen(index)
            ]
            front = genre_group in (None, member)
            _dots(axes, canvas, films, alpha=0.95 if front else 0.25, **look)
            handles.append(axes.scatter([], [], s=_SIZE * 2, label=member.value, **look))
        mine = [
            index
            for index, film in enumerate(film_map.films)
            if film.movie.movie_id in own and canvas.is_seen(index)
        ]
        star: dict[str, Any] = {"marker": "*", "facecolors": inks.accent, "edgecolors": "none"}
        if mine:
            _dots(axes, canvas, mine, alpha=1.0, size=_SIZE * 3.2, zorder=3, **star)
            handles.append(axes.scatter([], [], s=_SIZE * 4, label="rated", **star))
        _titles(axes, canvas, film_map.films, own, inks)
        figure.text(0.014, 0.962, "Map of films", fontsize=15, fontweight="bold", color=inks.accent)
        figure.text(
            0.125,
            0.963,
            f"the {len(film_map.films):,} best-known films; alike ones lie together",
            fontsize=10,
            color=inks.muted,
        )
        figure.legend(
            handles=handles,
            loc="lower center",
            ncols=len(handles),
            frameon=False,
            fontsize=9,
            labelcolor=inks.muted,
            handletextpad=0.2,
            columnspacing=1.6,
        )
        write_figure(figure, path)


def _dots(axes: Any, canvas: Canvas, films: list[int], size: float = _SIZE, **look: Any) -> None:
    places = np.array([canvas.cells[film] for film in films], np.float64).reshape(-1, 2)
    axes.scatter(places[:, 0], places[:, 1], s=size, **look)


def _titles(
    axes: Any, canvas: Canvas, films: tuple[MappedFilm, ...], own: Collection[int], inks: Inks
) -> None:
    for titles in canvas.titles.values():
        for title in titles:
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
                color=inks.accent if mine else inks.foreground,
                zorder=4,
            )


def _marker(genre_group: GenreGroup) -> tuple[Any, bool]:
    """Matplotlib's form of the app's sign, and whether it is filled."""
    signs: dict[GenreGroup, tuple[Any, bool]] = {
        GenreGroup.DRAMA: ("o", True),
        GenreGroup.COMEDY: ("o", False),
        GenreGroup.ROMANCE: (_heart(), True),
        GenreGroup.ACTION: ("^", True),
        GenreGroup.CRIME: ("s", True),
        GenreGroup.FANTASY: ("D", True),
        GenreGroup.HORROR: ("v", True),
        GenreGroup.CHILDREN: ("P", True),
        GenreGroup.DOCUMENTARY: ("s", False),
    }
    return signs[genre_group]


def _heart() -> Any:
    from matplotlib.path import Path as Outline  # noqa: PLC0415

    turn = np.linspace(0, 2 * np.pi, _HEART_POINTS)
    right = 16 * np.sin(turn) ** 3
    up = 13 * np.cos(turn) - 5 * np.cos(2 * turn) - 2 * np.cos(3 * turn) - np.cos(4 * turn)
    return Outline(np.column_stack([right, up]))
