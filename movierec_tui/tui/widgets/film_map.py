"""The map of films in a terminal: a window over its canvas, with a cursor that jumps from film to film."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Offset, Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from db.rows import MovieSummary
from movierec_tui.drawing.map_canvas import ZOOMS, Canvas, Way, draw_canvas, map_title
from movierec_tui.library.answers import FilmMap, GenreGroup, MappedFilm
from movierec_tui.tui.services import services
from movierec_tui.tui.widgets.cells import bar_text
from movierec_tui.tui.widgets.film_table import FilmKeys
from movierec_tui.tui.widgets.genre_groups import OWN_SIGN, SIGNS, genre_group_colour
from movierec_tui.wording.text import safe_text

_KEEP_AWAY = (6, 2)
"""The window moves before the cursor comes nearer to its edge than so many columns and rows."""

_PROGRESS_CELLS = 40

_Piece: TypeAlias = tuple[int, str, Style]
"""The column where it begins, its text, how it is drawn."""


class FilmMapView(FilmKeys, can_focus=True):
    """Films as signs, the well-known ones with their titles; zoom, pan, jump, open.

    Attributes:
        film_map: what is drawn; None while it is being made.
        share: how much of the map is made, 0 to 1.
        trouble: one sentence in place of the map.
        rated: ids of the films that the person rated.
        genre_group: the genres in front; the others are dots. None draws all alike.
        chosen: the film under the cursor, as its index on the map.
        zoom: its index in `ZOOMS`.
        window: the canvas's cell that is at the window's top left.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "map--title",
        "map--dots",
        "map--rated",
        "map--cursor",
        "map--cursor-blurred",
        "map--note",
        "map--error",
    }
    DEFAULT_CSS = """
    FilmMapView {
        height: 1fr;
        background: transparent;
        & > .map--title { color: $foreground; }
        & > .map--dots { color: $ink-muted; }
        & > .map--rated { color: $ink-star; text-style: bold; }
        & > .map--cursor { background: $accent; color: $background; text-style: bold; }
        & > .map--cursor-blurred { background: $row-cursor; color: $foreground; text-style: bold; }
        & > .map--note { color: $ink-muted; }
        & > .map--error { color: $text-error; }
    }
    """

    film_map: reactive[FilmMap | None] = reactive(None)
    share: reactive[float] = reactive(0.0)
    trouble: reactive[str] = reactive("")
    rated: reactive[frozenset[int]] = reactive(frozenset())
    genre_group: reactive[GenreGroup | None] = reactive(None)
    chosen: reactive[int | None] = reactive(None)
    zoom: reactive[int] = reactive(0)
    window: reactive[Offset] = reactive(Offset(0, 0))

    class Moved(Message):
        """The cursor, the zoom or what is in front changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._drag_start: tuple[Offset, Offset] | None = None
        self._was_dragged = False
        self._canvases: dict[int, Canvas] = {}

    # What is shown

    @property
    def films(self) -> tuple[MappedFilm, ...]:
        """The films of the map, the best known first."""
        return () if self.film_map is None else self.film_map.films

    @property
    def current(self) -> MappedFilm | None:
        """The film under the cursor."""
        return None if self.chosen is None else self.films[self.chosen]

    @property
    def film(self) -> MovieSummary | None:
        """The film that rating keys are about."""
        return None if self.current is None else self.current.movie

    @property
    def canvas(self) -> Canvas:
        """Everything at the present zoom."""
        if self.zoom not in self._canvases:
            width, height = self._window_size
            self._canvases[self.zoom] = draw_canvas(
                self.films, (width, height), ZOOMS[self.zoom], self.rated, self.genre_group
            )
        return self._canvases[self.zoom]

    @property
    def _window_size(self) -> Size:
        return Size(max(1, self.size.width), max(1, self.size.height))

    def watch_film_map(self) -> None:
        self._canvases.clear()
        self.chosen = 0 if self.films else None
        self.zoom = 0
        self.window = Offset(0, 0)
        self.post_message(self.Moved())

    def watch_rated(self) -> None:
        self._canvases.clear()

    def watch_genre_group(self) -> None:
        """Other genres come to the front; the cursor goes to the nearest film of theirs."""
        self._canvases.clear()
        if self.current is not None and self.genre_group not in (None, self.current.genre_group):
            self._choose_nearest_shown()
        self.post_message(self.Moved())

    def watch_chosen(self) -> None:
        self._follow_cursor()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """The canvas has the window's proportions."""
        self._canvases.clear()
        self.window = self._within(self.window)
        self._follow_cursor()
        self.refresh()

    # Moving

    def jump(self, way: Way) -> None:
        there = None if self.chosen is None else self.canvas.next_film(self.chosen, way)
        if there is not None:
            self.chosen = there

    def pan(self, way: Way) -> None:
        right, down = way.value
        size = self._window_size
        self._move_window(Offset(right * max(1, size.width // 3), down * max(1, size.height // 3)))

    def zoom_by(self, steps: int) -> None:
        """Nearer or farther; the cursor stays where it is on the screen."""
        if self.chosen is not None:
            self._zoom_at(steps, Offset(*self.canvas.cells[self.chosen]) - self.window)
        self._follow_cursor()

    def open_film(self) -> None:
        if self.current is not None:
            services(self).open_movie(self.current.movie.movie_id)

    def choose(self, film: int) -> None:
        """Puts the cursor on a film, and goes near enough that it has a sign."""
        self.chosen = film
        while film not in self.canvas.shown and self.zoom < len(ZOOMS) - 1:
            self.zoom_by(1)

    def _zoom_at(self, steps: int, at: Offset) -> None:
        """Zooms such that what is at a place of the window stays there."""
        zoom = clamp(self.zoom + steps, 0, len(ZOOMS) - 1)
        if zoom == self.zoom or not self.films:
            return
        before, point = self.canvas, self.window + at
        x, y = point.x / max(1, before.width - 1), point.y / max(1, before.height - 1)
        self.zoom = zoom
        after = self.canvas
        there = Offset(round(x * (after.width - 1)), round(y * (after.height - 1)))
        self.window = self._within(there - at)
        if self.chosen not in after.shown:
            self._choose_nearest_shown()
        self.post_message(self.Moved())

    def _choose_nearest_shown(self) -> None:
        if self.chosen is not None:
            nearest = self.canvas.nearest(*self.canvas.cells[self.chosen])
            self.chosen = self.chosen if nearest is None else nearest

    def _move_window(self, by: Offset) -> None:
        """Moves the window; the cursor stays on a film that can be seen."""
        self.window = self._within(self.window + by)
        if self.chosen is None:
            return
        size = self._window_size
        there = Offset(*self.canvas.cells[self.chosen]) - self.window
        seen = there.clamp(size.width, size.height)
        nearest = None if there == seen else self.canvas.nearest(*(self.window + seen))
        if nearest is not None:
            # Its watcher would move the window back until the film is away from the edge.
            self.set_reactive(FilmMapView.chosen, nearest)
            self.post_message(self.Moved())

    def _within(self, window: Offset) -> Offset:
        size = self._window_size
        return window.clamp(max(1, self.canvas.width - size.width + 1), max(1, self.canvas.height - size.height + 1))

    def _follow_cursor(self) -> None:
        if self.chosen is None or not self.size:
            return
        size, window = self._window_size, self.window
        column, row = self.canvas.cells[self.chosen]
        right, down = (min(keep, (side - 1) // 2) for keep, side in zip(_KEEP_AWAY, size, strict=True))
        self.window = self._within(
            Offset(
                clamp(window.x, column + right - size.width + 1, column - right),
                clamp(window.y, row + down - size.height + 1, row - down),
            )
        )

    # Mouse

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._zoom_at(1, event.offset)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._zoom_at(-1, event.offset)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._drag_start = (event.screen_offset, self.window)
        self._was_dragged = False
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._drag_start is None:
            return
        start, window = self._drag_start
        moved = start - event.screen_offset
        if moved != Offset(0, 0):
            self._was_dragged = True
            self._move_window(window + moved - self.window)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Ends dragging; without any, the film under the pointer is chosen, and opened when it was before."""
        clicked = self._drag_start is not None and not self._was_dragged
        self._drag_start = None
        self.release_mouse()
        film = self.canvas.nearest(*(self.window + event.offset)) if clicked and self.films else None
        if film is not None and film == self.chosen:
            self.open_film()
        elif film is not None:
            self.chosen = film

    # Drawing

    def render_line(self, y: int) -> Strip:
        if not self.films:
            return self._note_line(y)
        row = self.window.y + y
        if self.chosen is not None and self.canvas.cells[self.chosen][1] == row:
            line = self._cursor_line(row, self.chosen)
        else:
            line = self._line(self._pieces(row))
        return line.crop(self.window.x, self.window.x + self.size.width)

    def _line(self, pieces: Iterable[_Piece]) -> Strip:
        """A row of the whole canvas."""
        segments: list[Segment] = []
        column = 0
        for start, text, style in pieces:
            segments += [Segment(" " * (start - column), self.rich_style), Segment(text, style)]
            column = start + cell_len(text)
        return Strip(segments, column).adjust_cell_length(self.canvas.width, self.rich_style)

    def _cursor_line(self, row: int, film: int) -> Strip:
        """The row with the cursor: the film's title is always there, whatever it covers."""
        column = self.canvas.cells[film][0]
        style = self._part("cursor" if self.has_focus else "cursor-blurred")
        sign, text = self._sign(film)[0], map_title(self.films[film])
        to_the_right = self._title_is_right(column, row, text)
        start = column if to_the_right else column - 1 - cell_len(text)
        end = start + cell_len(text) + 2
        line = self._line(
            (at, piece, style) for at, piece, style in self._pieces(row) if at >= end or at + cell_len(piece) <= start
        )
        cursor = Strip([Segment(f"{sign} {text}" if to_the_right else f"{text} {sign}", style)])
        if start < 0:
            start, cursor = 0, cursor.crop(-start)
        return Strip.join([line.crop(0, start), cursor, line.crop(end)])

    def _pieces(self, row: int) -> Sequence[_Piece]:
        """Everything in a row of the canvas, from left to right; nothing overlaps."""
        canvas = self.canvas
        signs = [(column, *self._sign(film)) for (column, at), film in canvas.signs.items() if at == row]
        dots = [
            (column, dots.pattern, self._dots_style(dots.first))
            for (column, at), dots in canvas.dots.items()
            if at == row
        ]
        titles = [
            (title.start, title.text, self._part("rated" if self._is_rated(title.film) else "title"))
            for title in canvas.titles.get(row, ())
        ]
        return sorted([*signs, *dots, *titles], key=itemgetter(0))

    def _is_rated(self, film: int) -> bool:
        return self.films[film].movie.movie_id in self.rated

    def _sign(self, film: int) -> tuple[str, Style]:
        if self._is_rated(film):
            return OWN_SIGN, self._part("rated")
        genre_group = self.films[film].genre_group
        return SIGNS[genre_group], self._genre_group_style(genre_group)

    def _dots_style(self, film: int) -> Style:
        genre_group = self.films[film].genre_group
        in_front = self.genre_group in (None, genre_group)
        return self._genre_group_style(genre_group) if in_front else self._part("dots")

    def _genre_group_style(self, genre_group: GenreGroup) -> Style:
        colour = Color.parse(genre_group_colour(genre_group, self.app.current_theme))
        return self.rich_style + Style.from_color(colour.rich_color)

    def _title_is_right(self, column: int, row: int, text: str) -> bool:
        for title in self.canvas.titles.get(row, ()):
            if title.film == self.chosen:
                return title.start > column
        return column + 2 + cell_len(text) <= self.window.x + self.size.width

    def _part(self, name: str) -> Style:
        return self.rich_style + self.get_component_rich_style(f"map--{name}", partial=True)

    def _note_line(self, y: int) -> Strip:
        """In the middle: why there is no map, or how much of it is made."""
        width = self.size.width
        if self.trouble:
            lines = textwrap.wrap(safe_text(self.trouble), max(10, width - 4))
        elif self.film_map is not None:
            lines = ["There are no films to show yet."]
        else:
            cells = min(_PROGRESS_CELLS, max(10, width - 8))
            lines = [
                "Placing similar films near each other",
                "",
                bar_text(self.share, cells).ljust(cells, "─"),
            ]
        number = y - max(0, self.size.height // 2 - 1)
        text = lines[number] if 0 <= number < len(lines) else ""
        segment = Segment(text.center(width), self._part("error" if self.trouble else "note"))
        return Strip([segment]).adjust_cell_length(width, self.rich_style)
