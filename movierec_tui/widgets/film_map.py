"""The map of films in a terminal: a window over its canvas, with a cursor that jumps from film to film."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Offset, Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from movierec_tui.text import safe_text
from movierec_tui.widgets.boxes import Placed
from movierec_tui.widgets.cells import bar_text
from movierec_tui.widgets.family_ink import OWN_SIGN, SIGNS, family_ink
from movierec_tui.widgets.film_table import FilmKeys
from movierec_tui.widgets.map_canvas import ZOOMS, Canvas, Way, draw_canvas, map_title

if TYPE_CHECKING:
    from db.rows import MovieSummary
    from movierec_tui.library.families import Family
    from movierec_tui.library.pictures import FilmMap, MappedFilm

_KEEP_AWAY = (6, 2)
"""The window moves before the cursor comes nearer to its edge than so many columns and rows."""
_WHEEL_STEP = 1


class FilmMapView(FilmKeys, Placed, can_focus=True):
    """Films as signs, the well-known ones with their titles; zoom, pan, jump, open.

    Attributes:
        film_map: what is drawn; None while it is being made.
        share: how much of the map is made, 0 to 1.
        trouble: one sentence in place of the map.
        own: ids of the films that the person rated.
        family: the genres in front; the others are dots. None draws all alike.
        chosen: the film under the cursor, as its index on the map.
        zoom: its index in `ZOOMS`.
        window: the canvas's cell that is at the window's top left.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "map--title",
        "map--dots",
        "map--own",
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
        & > .map--own { color: $ink-star; text-style: bold; }
        & > .map--cursor { background: $accent; color: $background; text-style: bold; }
        & > .map--cursor-blurred { background: $row-cursor; color: $foreground; text-style: bold; }
        & > .map--note { color: $ink-muted; }
        & > .map--error { color: $text-error; }
    }
    """

    film_map: reactive[FilmMap | None] = reactive(None, repaint=False)
    share: reactive[float] = reactive(0.0)
    trouble: reactive[str] = reactive("")
    own: reactive[frozenset[int]] = reactive(frozenset())
    family: reactive[Family | None] = reactive(None)
    chosen: reactive[int | None] = reactive(None)
    zoom: reactive[int] = reactive(0)
    window: reactive[Offset] = reactive(Offset(0, 0))

    class Opened(Message):
        """A film was opened with Enter or a click on the one under the cursor."""

        def __init__(self, film: MappedFilm) -> None:
            super().__init__()
            self.film = film

    class Moved(Message):
        """The cursor, the zoom or what is in front changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._dragged_from: tuple[Offset, Offset] | None = None
        self._was_dragged = False

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

    @cached_property
    def canvas(self) -> Canvas:
        """Everything at the present zoom; made anew when something of it changes."""
        size = self._window_size
        return draw_canvas(self.films, (size.width, size.height), ZOOMS[self.zoom], self.own, self.family)

    @property
    def _window_size(self) -> Size:
        return Size(max(1, self.size.width), max(1, self.size.height))

    def _forget_canvas(self) -> None:
        self.__dict__.pop("canvas", None)
        self.refresh()

    def watch_film_map(self) -> None:
        """Another map: the same film stays under the cursor where it is still there."""
        self._forget_canvas()
        self.chosen = 0 if self.films else None
        self.zoom = 0
        self.window = Offset(0, 0)
        self.post_message(self.Moved())

    def watch_own(self) -> None:
        """What one rated comes to the front."""
        self._forget_canvas()

    def watch_family(self) -> None:
        """Other genres come to the front; the cursor goes to the nearest film of theirs."""
        self._forget_canvas()
        if self.current is not None and self.family not in (None, self.current.family):
            self._choose_nearest_shown()
        self.post_message(self.Moved())

    def watch_chosen(self) -> None:
        """Keeps the cursor in the window, and tells."""
        self._follow_cursor()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        """The canvas has the window's proportions."""
        self._forget_canvas()
        self.window = self._within(self.window)
        self._follow_cursor()

    # Moving

    def jump(self, way: Way) -> None:
        """To the next film in a direction."""
        if self.chosen is None:
            return
        there = self.canvas.next_film(self.chosen, way)
        if there is not None:
            self.chosen = there

    def pan(self, way: Way) -> None:
        """Moves the window by a third."""
        right, down = way.value
        size = self._window_size
        self._move_window(Offset(right * max(1, size.width // 3), down * max(1, size.height // 3)))

    def zoom_by(self, steps: int) -> None:
        """Nearer or farther; the cursor stays where it is on the screen."""
        if self.current is not None and self.chosen is not None:
            column, row = self.canvas.cells[self.chosen]
            self._zoom_at(steps, Offset(column, row) - self.window)
        self._follow_cursor()

    def open_film(self) -> None:
        """Opens the film under the cursor."""
        if self.current is not None:
            self.post_message(self.Opened(self.current))

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
        before = self.canvas
        point = self.window + at
        x, y = point.x / max(1, before.width - 1), point.y / max(1, before.height - 1)
        self.zoom = zoom
        self._forget_canvas()
        after = self.canvas
        self.window = self._within(
            Offset(round(x * (after.width - 1)) - at.x, round(y * (after.height - 1)) - at.y)
        )
        if self.chosen is not None and self.chosen not in after.shown:
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
        size, (column, row) = self._window_size, self.canvas.cells[self.chosen]
        there = Offset(column, row) - self.window
        if not (0 <= there.x < size.width and 0 <= there.y < size.height):
            nearest = self.canvas.nearest(
                self.window.x + clamp(there.x, 0, size.width - 1),
                self.window.y + clamp(there.y, 0, size.height - 1),
            )
            if nearest is not None:
                self.set_reactive(FilmMapView.chosen, nearest)
                self.post_message(self.Moved())

    def _within(self, window: Offset) -> Offset:
        size = self._window_size
        return Offset(
            clamp(window.x, 0, max(0, self.canvas.width - size.width)),
            clamp(window.y, 0, max(0, self.canvas.height - size.height)),
        )

    def _follow_cursor(self) -> None:
        if self.chosen is None or not self.size:
            return
        size, window = self._window_size, self.window
        column, row = self.canvas.cells[self.chosen]
        right, down = (
            min(keep, (side - 1) // 2)
            for keep, side in zip(_KEEP_AWAY, (size.width, size.height), strict=True)
        )
        self.window = self._within(
            Offset(
                clamp(window.x, column + right - size.width + 1, column - right),
                clamp(window.y, row + down - size.height + 1, row - down),
            )
        )

    # Mouse

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Nearer to what is under the pointer."""
        event.stop()
        self._zoom_at(_WHEEL_STEP, Offset(event.x, event.y))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Farther away."""
        event.stop()
        self._zoom_at(-_WHEEL_STEP, Offset(event.x, event.y))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The map can be dragged from here."""
        self._dragged_from = (event.screen_offset, self.window)
        self._was_dragged = False
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drags the map."""
        if self._dragged_from is None:
            return
        start, window = self._dragged_from
        moved = start - event.screen_offset
        if moved != Offset(0, 0):
            self._was_dragged = True
            self._move_window(window + moved - self.window)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Ends dragging; without any, the film under the pointer is chosen, and opened when it was before."""
        dragging, self._dragged_from = self._dragged_from, None
        self.release_mouse()
        if dragging is None or self._was_dragged or not self.films:
            return
        film = self.canvas.nearest(self.window.x + event.x, self.window.y + event.y)
        if film is not None and film == self.chosen:
            self.open_film()
        elif film is not None:
            self.chosen = film

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        width = self.size.width
        if not self.films:
            return self._note_line(y, width)
        row = self.window.y + y
        pieces = self._pieces(row)
        line: list[Segment] = []
        column = self.window.x
        last = column + width
        for start in sorted(pieces):
            text, style = pieces[start]
            end = start + cell_len(text)
            if end <= column or start >= last:
                continue
            if start < column:
                strip = Strip([Segment(text, style)]).crop(column - start)
                line += list(strip)
            else:
                line += [Segment(" " * (start - column), self.rich_style), Segment(text, style)]
            column = end
        return Strip(line).adjust_cell_length(width, self.rich_style)

    def _pieces(self, row: int) -> dict[int, tuple[str, Style]]:
        """Everything in a row of the canvas, by the cell where it starts; nothing overlaps."""
        canvas, base = self.canvas, self.rich_style
        pieces: dict[int, tuple[str, Style]] = {}
        columns = range(self.window.x, self.window.x + self.size.width)
        for column in columns:
            if (film := canvas.signs.get((column, row))) is not None:
                pieces[column] = self._sign(film, base)
            elif (dots := canvas.dots.get((column, row))) is not None:
                pieces[column] = (dots.pattern, base + self._dots_ink(dots.first))
        titles = base + self._part("map--title")
        for title in canvas.titles.get(row, ()):
            own = self.films[title.film].movie.movie_id in self.own
            pieces[title.start] = (title.text, base + self._part("map--own") if own else titles)
        self._draw_cursor(pieces, row)
        return pieces

    def _sign(self, film: int, base: Style) -> tuple[str, Style]:
        mapped = self.films[film]
        if mapped.movie.movie_id in self.own:
            return OWN_SIGN, base + self._part("map--own")
        return SIGNS[mapped.family], base + self._family_ink(mapped.family)

    def _draw_cursor(self, pieces: dict[int, tuple[str, Style]], row: int) -> None:
        """Sign and title of the film under the cursor; the title is always there, whatever it covers."""
        if self.chosen is None or self.canvas.cells[self.chosen][1] != row:
            return
        style = self.rich_style + self._part("map--cursor" if self.has_focus else "map--cursor-blurred")
        column, _row = self.canvas.cells[self.chosen]
        text = map_title(self.films[self.chosen])
        sign, _style = self._sign(self.chosen, style)
        to_the_right = self._title_is_right(column, row, text)
        start = column if to_the_right else column - 1 - cell_len(text)
        end = start + cell_len(text) + 2
        for at, (piece, _other) in list(pieces.items()):
            if at < end and at + cell_len(piece) > start:
                del pieces[at]
        pieces[start] = (f"{sign} {text}" if to_the_right else f"{text} {sign}", style)

    def _title_is_right(self, column: int, row: int, text: str) -> bool:
        for title in self.canvas.titles.get(row, ()):
            if title.film == self.chosen:
                return title.start > column
        return column + 2 + cell_len(text) <= self.window.x + self.size.width

    def _dots_ink(self, film: int) -> Style:
        family = self.films[film].family
        return self._family_ink(family) if self.family in (None, family) else self._part("map--dots")

    def _family_ink(self, family: Family) -> Style:
        return Style.from_color(Color.parse(family_ink(family, self.app.current_theme)).rich_color)

    def _part(self, component: str) -> Style:
        return self.get_component_rich_style(component, partial=True)

    def _note_line(self, y: int, width: int) -> Strip:
        middle = max(0, self.size.height // 2 - 1)
        style = self.rich_style + self._part("map--error" if self.trouble else "map--note")
        if self.trouble:
            text = safe_text(self.trouble) if y == middle else ""
        elif self.film_map is not None:
            text = "There are no films to show yet." if y == middle else ""
        else:
            room = min(40, max(10, width - 8))
            text = {middle: "Placing films that are alike near each other", middle + 1: ""}.get(y, "")
            if y == middle + 2:
                text = bar_text(self.share, room).ljust(room, "─")
        padding = max(0, (width - cell_len(text)) // 2)
        return Strip([Segment(" " * padding + text, style)]).adjust_cell_length(width, self.rich_style)
