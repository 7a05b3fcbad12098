"""The map of films in a terminal: a window over its canvas, with a cursor that jumps from film to film."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Offset, Region, Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from movierec_tui.drawing.map_canvas import ZOOMS, Canvas, Way, draw_canvas, map_title
from movierec_tui.library.pictures import GenreGroup
from movierec_tui.tui.widgets.boxes import DrawsFocus, Placed
from movierec_tui.tui.widgets.cells import bar_text
from movierec_tui.tui.widgets.film_table import FilmKeys
from movierec_tui.tui.widgets.genre_group_styles import OWN_SIGN, SIGNS, genre_group_colour
from movierec_tui.wording.text import safe_text

if TYPE_CHECKING:
    from db.rows import MovieSummary
    from movierec_tui.library.pictures import FilmMap, MappedFilm

_KEEP_AWAY = (6, 2)
"""The window moves before the cursor comes nearer to its edge than so many columns and rows."""
_WHEEL_STEP = 1

_Piece: TypeAlias = tuple[int, str, Style]
"""The column where it begins, its text, how it is drawn."""


@dataclass(frozen=True, slots=True)
class _Inks:
    """How the map is drawn, all but its cursor."""

    base: Style
    title: Style
    own: Style
    dots: Style
    genre_groups: Mapping[GenreGroup, Style]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The map at one zoom: its canvas, what stands in each row of it, and the rows drawn so far, without the cursor."""

    canvas: Canvas
    rows: Mapping[int, Sequence[_Piece]]
    lines: dict[int, Strip] = field(default_factory=dict)


class FilmMapView(FilmKeys, Placed, DrawsFocus, can_focus=True):
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
    genre_group: reactive[GenreGroup | None] = reactive(None)
    chosen: reactive[int | None] = reactive(None, repaint=False)
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
        self._sheets: dict[int, _Sheet] = {}
        self._known_inks: _Inks | None = None

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
        return self._sheet.canvas

    @property
    def _sheet(self) -> _Sheet:
        if self.zoom not in self._sheets:
            size = self._window_size
            canvas = draw_canvas(
                self.films, (size.width, size.height), ZOOMS[self.zoom], self.own, self.genre_group
            )
            self._sheets[self.zoom] = _Sheet(canvas, self._rows(canvas))
        return self._sheets[self.zoom]

    @property
    def _window_size(self) -> Size:
        return Size(max(1, self.size.width), max(1, self.size.height))

    def _forget_sheets(self) -> None:
        self._sheets.clear()
        self.refresh()

    def notify_style_update(self) -> None:
        """Other colours: everything is drawn in them."""
        super().notify_style_update()
        self._known_inks = None
        self._sheets.clear()

    def watch_film_map(self) -> None:
        """Another map: the same film stays under the cursor where it is still there."""
        self._forget_sheets()
        self.chosen = 0 if self.films else None
        self.zoom = 0
        self.window = Offset(0, 0)
        self.post_message(self.Moved())

    def watch_own(self) -> None:
        """What one rated comes to the front."""
        self._forget_sheets()

    def watch_family(self) -> None:
        """Other genres come to the front; the cursor goes to the nearest film of theirs."""
        self._forget_sheets()
        if self.current is not None and self.genre_group not in (None, self.current.genre_group):
            self._choose_nearest_shown()
        self.post_message(self.Moved())

    def watch_chosen(self, old: int | None, new: int | None) -> None:
        """Keeps the cursor in the window, draws the rows that it left and entered, and tells."""
        self._follow_cursor()
        self._draw_rows_of(old, new)
        self.post_message(self.Moved())

    def _draw_rows_of(self, *films: int | None) -> None:
        cells = self.canvas.cells
        rows = {cells[film][1] - self.window.y for film in films if film is not None and film < len(cells)}
        self.refresh(*(Region(0, row, self.size.width, 1) for row in rows))

    def drawn_by_layout(self) -> None:
        """The canvas has the window's proportions from the first drawing in them on."""
        self._forget_sheets()
        self.window = self._within(self.window)
        self._follow_cursor()
        super().drawn_by_layout()

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

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draws rows of the window. A row is drawn once for each zoom, wherever the window is."""
        lines = [self.render_line(y) for y in crop.line_range]
        return [line.crop(*crop.column_span) for line in self.filtered(lines)]

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        if not self.films:
            return self._note_line(y, self.size.width)
        sheet, row = self._sheet, self.window.y + y
        if self.chosen is not None and sheet.canvas.cells[self.chosen][1] == row:
            line = self._cursor_line(sheet, self.chosen)
        else:
            if row not in sheet.lines:
                sheet.lines[row] = self._line(sheet.rows.get(row, ()))
            line = sheet.lines[row]
        return line.crop(self.window.x, self.window.x + self.size.width)

    def _line(self, pieces: Iterable[_Piece]) -> Strip:
        """A row of the whole canvas. Gaps are in the style before them: they look the same, and it is less to write."""
        runs: list[tuple[str, Style]] = [("", self._inks.base)]
        column = 0
        for start, text, style in pieces:
            before, style_before = runs[-1]
            before += " " * (start - column)
            if style == style_before:
                runs[-1] = (before + text, style)
            else:
                runs[-1:] = [(before, style_before), (text, style)]
            column = start + cell_len(text)
        line = Strip([Segment(text, style) for text, style in runs if text], column)
        return line.adjust_cell_length(self.canvas.width, self._inks.base)

    def _cursor_line(self, sheet: _Sheet, film: int) -> Strip:
        """The row with the cursor: the film's title is always there, whatever it covers."""
        column, row = sheet.canvas.cells[film]
        style = self._inks.base + self._part("map--cursor" if self.has_focus else "map--cursor-blurred")
        sign, text = self._sign(film)[0], map_title(self.films[film])
        to_the_right = self._title_is_right(column, row, text)
        start = column if to_the_right else column - 1 - cell_len(text)
        end = start + cell_len(text) + 2
        line = self._line(
            (at, piece, ink)
            for at, piece, ink in sheet.rows.get(row, ())
            if at >= end or at + cell_len(piece) <= start
        )
        cursor = Strip([Segment(f"{sign} {text}" if to_the_right else f"{text} {sign}", style)])
        if start < 0:
            start, cursor = 0, cursor.crop(-start)
        return Strip.join([line.crop(0, start), cursor, line.crop(end)])

    def _rows(self, canvas: Canvas) -> dict[int, list[_Piece]]:
        """Everything on a canvas, by its row, from left to right; nothing overlaps."""
        rows: dict[int, list[_Piece]] = defaultdict(list)
        for (column, row), film in canvas.signs.items():
            rows[row].append((column, *self._sign(film)))
        for (column, row), dots in canvas.dots.items():
            rows[row].append((column, dots.pattern, self._dots_ink(dots.first)))
        for row, titles in canvas.titles.items():
            rows[row] += ((title.start, title.text, self._title_ink(title.film)) for title in titles)
        for pieces in rows.values():
            pieces.sort(key=itemgetter(0))
        return rows

    def _sign(self, film: int) -> tuple[str, Style]:
        mapped = self.films[film]
        if mapped.movie.movie_id in self.own:
            return OWN_SIGN, self._inks.own
        return SIGNS[mapped.genre_group], self._inks.genre_groups[mapped.genre_group]

    def _title_ink(self, film: int) -> Style:
        return self._inks.own if self.films[film].movie.movie_id in self.own else self._inks.title

    def _dots_ink(self, film: int) -> Style:
        genre_group = self.films[film].genre_group
        return (
            self._inks.genre_groups[genre_group]
            if self.genre_group in (None, genre_group)
            else self._inks.dots
        )

    def _title_is_right(self, column: int, row: int, text: str) -> bool:
        for title in self.canvas.titles.get(row, ()):
            if title.film == self.chosen:
                return title.start > column
        return column + 2 + cell_len(text) <= self.window.x + self.size.width

    @property
    def _inks(self) -> _Inks:
        if self._known_inks is None:
            base, theme = self.rich_style, self.app.current_theme
            self._known_inks = _Inks(
                base,
                title=base + self._part("map--title"),
                own=base + self._part("map--own"),
                dots=base + self._part("map--dots"),
                genre_groups={
                    genre_group: base
                    + Style.from_color(Color.parse(genre_group_colour(genre_group, theme)).rich_color)
                    for genre_group in GenreGroup
                },
            )
        return self._known_inks

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
