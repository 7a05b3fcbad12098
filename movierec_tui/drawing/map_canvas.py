"""The layout of the map of films at one zoom: pure geometry, for the app's map and for pictures.

A map that is zoomed in is a canvas larger than the window. Signs and titles are placed on the whole canvas at once, so
that nothing jumps while the window moves over it. A person's own films come first, then the most popular ones.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum

from rich.cells import cell_len, set_cell_size

from movierec_tui.library.answers import GenreGroup, MappedFilm
from movierec_tui.wording.text import safe_text

ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)

LONGEST_TITLE = 28
_TITLES_END = 9
_CELLS_PER_SIGN = 9
"""One cell of so many gets a film's sign; the other films are dots."""
_TALLER = 2.0
"""A terminal's cell is about twice as high as wide."""
_SIDEWAYS = 1.5
"""How much one cell to the side counts, compared with one ahead."""
_DOT_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Unicode's braille patterns: the bit of each of a cell's four rows and two columns of dots."""
_BRAILLE = 0x2800


class Way(Enum):
    """A direction on the screen, as steps to the right and steps down."""

    LEFT = (-1, 0)
    RIGHT = (1, 0)
    UP = (0, -1)
    DOWN = (0, 1)


@dataclass(frozen=True, slots=True)
class Title:
    """A film's title in a row of the canvas, starting at cell `start`."""

    start: int
    text: str
    film: int

    @property
    def end(self) -> int:
        """The first cell after it."""
        return self.start + cell_len(self.text)


@dataclass(slots=True)
class Dots:
    """The films of one cell that have no sign, as a braille pattern; `first` is the most popular of them."""

    first: int
    bits: int = 0

    @property
    def pattern(self) -> str:
        return chr(_BRAILLE + self.bits)


@dataclass(frozen=True, slots=True)
class Canvas:
    """A map at one zoom.

    Attributes:
        width, height: in cells.
        cells: each film's cell, (column, row).
        signs: the film whose sign is in a cell.
        titles: the titles in a row, from left to right.
        dots: films without a sign, by cell.
    """

    width: int
    height: int
    cells: tuple[tuple[int, int], ...]
    signs: dict[tuple[int, int], int] = field(default_factory=dict)
    titles: dict[int, list[Title]] = field(default_factory=dict)
    dots: dict[tuple[int, int], Dots] = field(default_factory=dict)

    @property
    def shown(self) -> frozenset[int]:
        """The films that have a sign."""
        return frozenset(self.signs.values())

    def is_seen(self, film: int) -> bool:
        """Whether the film has a sign or a dot; others are under a title, or share a cell with a sign."""
        cell = self.cells[film]
        return cell in self.dots or self.signs.get(cell) == film

    def next_film(self, film: int, way: Way) -> int | None:
        """The nearest film with a sign in a direction: within a right angle if there is one, else on that side."""
        column, row = self.cells[film]
        ahead: list[tuple[float, int]] = []
        to_the_side: list[tuple[float, int]] = []
        for other in self.shown:
            right, down = self.cells[other][0] - column, (self.cells[other][1] - row) * _TALLER
            forward = right * way.value[0] + down * way.value[1]
            sideways = abs(right * way.value[1]) + abs(down * way.value[0])
            if forward <= 0 or other == film:
                continue
            (ahead if sideways <= forward else to_the_side).append((forward + _SIDEWAYS * sideways, other))
        return min(ahead or to_the_side, default=(0.0, None))[1]

    def nearest(self, column: int, row: int) -> int | None:
        """The film whose title is in a cell, else the one with the nearest sign."""
        for title in self.titles.get(row, ()):
            if title.start <= column < title.end:
                return title.film
        distances = [
            ((self.cells[film][0] - column) ** 2 + ((self.cells[film][1] - row) * _TALLER) ** 2, film)
            for film in self.shown
        ]
        return min(distances, default=(0.0, None))[1]


def draw_canvas(
    films: Sequence[MappedFilm],
    window: tuple[int, int],
    zoom: float,
    own: Collection[int] = (),
    genre_group: GenreGroup | None = None,
) -> Canvas:
    """The canvas of `films`, the most popular first, `zoom` times as wide and high as the window.

    Films with ids in `own`, which the person rated, come first. With a genre group, only its films get signs and
    titles.
    """
    width, height = (max(1, round(side * zoom)) for side in window)
    margin = min(1, (width - 1) // 2)
    inner = width - 2 * margin
    cells = tuple((margin + int(film.x * (inner - 1)), int(film.y * (height - 1))) for film in films)
    canvas = Canvas(width, height, cells)
    wanted = [index for index, film in enumerate(films) if genre_group in (None, film.genre_group)]
    wanted.sort(key=lambda index: films[index].movie.movie_id not in own)
    _Placing(canvas, films).place(wanted, most=max(1, width * height // _CELLS_PER_SIGN))
    _scatter(canvas, films, inner)
    return canvas


class _Placing:
    """Gives films signs and titles in cells that are still free."""

    def __init__(self, canvas: Canvas, films: Sequence[MappedFilm]) -> None:
        self._canvas = canvas
        self._films = films
        self._taken = [bytearray(canvas.width) for _ in range(canvas.height)]

    def place(self, wanted: Sequence[int], most: int) -> None:
        """Places half of the signs, then titles between them, then the other signs in what is left."""
        first = [film for film in wanted[: most // 2] if self._sign(film)]
        for film in first:
            self._title(film)
        for film in wanted[most // 2 : most]:
            if self._sign(film):
                self._title(film)
        for titles in self._canvas.titles.values():
            titles.sort(key=lambda title: title.start)

    def _sign(self, film: int) -> bool:
        column, row = self._canvas.cells[film]
        if self._taken[row][column]:
            return False
        self._taken[row][column] = 1
        self._canvas.signs[column, row] = film
        return True

    def _title(self, film: int) -> None:
        text = map_title(self._films[film])
        column, row = self._canvas.cells[film]
        length = cell_len(text)
        for start in (column + 2, column - 1 - length):
            end = start + length
            if start < 0 or end > self._canvas.width or not text:
                continue
            # A free cell on both sides keeps titles apart; the film's own sign is two cells away.
            around = slice(max(0, start - 1), min(self._canvas.width, end + 1))
            if not any(self._taken[row][around]):
                # They stay free, so that no sign seems to belong to the title.
                self._taken[row][around] = b"\x01" * (around.stop - around.start)
                self._canvas.titles.setdefault(row, []).append(Title(start, text, film))
                return


def _scatter(canvas: Canvas, films: Sequence[MappedFilm], inner: int) -> None:
    """Dots for the films without a sign, unless their cell is taken or next to a title."""
    covered = {
        (column, row)
        for row, titles in canvas.titles.items()
        for title in titles
        for column in range(title.start - 1, title.end + 1)
    }
    shown = canvas.shown
    for index, film in enumerate(films):
        cell = canvas.cells[index]
        if index in shown or cell in canvas.signs or cell in covered:
            continue
        right = int(2 * (film.x * (inner - 1) % 1.0))
        down = int(4 * (film.y * (canvas.height - 1) % 1.0))
        canvas.dots.setdefault(cell, Dots(index)).bits |= _DOT_BITS[down][right]


def map_title(film: MappedFilm) -> str:
    """The title in one line; long ones lose their middle, as the end often tells films of a series apart."""
    title = safe_text(film.movie.display_title).strip()
    if cell_len(title) <= LONGEST_TITLE:
        return title
    end = title[-_TITLES_END:]
    while cell_len(end) > _TITLES_END:
        end = end[1:]
    beginning = set_cell_size(title, LONGEST_TITLE - 1 - cell_len(end.lstrip()))
    return f"{beginning.rstrip()}…{end.lstrip()}"
