"""The map of films: similar films lie together; find one, look around, open it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

from data.folding import fold
from movierec_tui.drawing.map_canvas import ZOOMS, Way
from movierec_tui.drawing.pictures import Kind, PictureRequest
from movierec_tui.library.answers import FilmMap, GenreGroup
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.ratings import Opinions
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.picture_file import ask_for_picture
from movierec_tui.tui.services import watch_app
from movierec_tui.tui.widgets.cells import cut_end, cut_middle, drawn_stars
from movierec_tui.tui.widgets.film_map import FilmMapView
from movierec_tui.tui.widgets.genre_groups import GenreGroupLegend
from movierec_tui.wording.text import counted, film_title, safe_text

if TYPE_CHECKING:
    from movierec_tui.library.library import Library

_PROGRESS_STEPS = 20
"""Progress is shown in so many steps."""

_LEAST_GENRES, _LEAST_TITLE = 8, 16


class MapQuery(Horizontal):
    """A box in one line, shown while one asks; what it finds is shown with every letter."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.MAP_QUERY)

    @dataclass
    class Asked(Message):
        """Where the film of that name is, the `place`-th of them."""

        text: str
        place: int

    @dataclass
    class Left(Message):
        """The box is closed; `found` says whether the cursor stays where it went."""

        found: bool

    def __init__(self) -> None:
        super().__init__()
        self._place = 0

    def compose(self) -> ComposeResult:
        yield Label("Find ")
        yield Input(id="map-box", compact=True, placeholder="a title")
        yield Static(id="map-found", markup=False)

    def open(self) -> None:
        self._place = 0
        self.add_class("-open")
        self.tell("")
        box = self.query_one(Input)
        with self.prevent(Input.Changed):
            box.value = ""
        box.focus()

    def tell(self, sentence: str) -> None:
        """Says what came of it, at the right end."""
        self.query_one("#map-found", Static).update(sentence)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._place = 0
        self.action_find(0)

    def action_find(self, step: int) -> None:
        self._place += step
        self.post_message(self.Asked(self.query_one(Input).value, self._place))

    @on(Input.Submitted)
    def action_take(self) -> None:
        self._close(found=bool(self.query_one(Input).value.strip()))

    def action_leave(self) -> None:
        self._close(found=False)

    def _close(self, *, found: bool) -> None:
        self.remove_class("-open")
        self.post_message(self.Left(found))


class _ScreenLeftError(Exception):
    """The screen was left before the map was made."""


class MapScreen(BaseScreen):
    """Heading, map, the film under the cursor, what the signs mean."""

    CONTEXT = Context.MAP
    AUTO_FOCUS = "#map"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.MAP)

    view = getters.query_one(FilmMapView)

    def __init__(self) -> None:
        super().__init__()
        self._run_id: int | None = None
        self._before_finding: tuple[int, int] | None = None

    def compose_body(self) -> ComposeResult:
        yield Static(id="map-heading")
        yield FilmMapView(id="map")
        with Vertical(id="map-foot"):
            yield Static(id="map-film")
            yield MapQuery()
            yield GenreGroupLegend()

    def on_mount(self) -> None:
        self.follow("status", self._load_map)
        watch_app(self, "opinions", self._opinions_changed)

    # Data

    def _load_map(self) -> None:
        """The map of the run in use; another one's when it changes."""
        status = self.movierec.status
        run_id = None if status is None or status.run is None else status.run.run_id
        if status is None or (run_id is not None and run_id == self._run_id):
            return
        self._run_id = run_id
        self.view.film_map, self.view.trouble = None, ""
        self.load("map", partial(self._make_map, self.view), self._show_map, self._no_map)

    def _make_map(self, view: FilmMapView, library: Library) -> FilmMap:
        app, shown = self.app, 0

        def progress(share: float) -> None:
            nonlocal shown
            if not self.is_attached:
                raise _ScreenLeftError
            if (step := int(share * _PROGRESS_STEPS)) > shown:
                shown = step
                app.call_later(setattr, view, "share", share)

        return library.pictures.film_map(progress)

    def _show_map(self, film_map: FilmMap) -> None:
        self.view.film_map = film_map

    def _no_map(self, sentence: str) -> None:
        self.view.trouble = sentence

    def _opinions_changed(self, opinions: Opinions) -> None:
        rated = (movie_id for movie_id, opinion in opinions.items() if opinion.rating is not None)
        self.view.rated = frozenset(rated)
        self._draw_film()

    # What is under the cursor

    @on(FilmMapView.Moved)
    def _draw(self) -> None:
        self._draw_film()
        self._draw_heading()

    def on_resize(self) -> None:
        """Titles are cut to the width there is."""
        self.call_after_refresh(self._draw)

    def _draw_heading(self) -> None:
        view = self.view
        known = ""
        if view.film_map is not None:
            front = "" if view.genre_group is None else f"{view.genre_group.value} in front"
            rest = [part for part in (front, f"zoom {ZOOMS[view.zoom]:g}×") if part]
            known = " · ".join([f"{len(view.films):,} best-known films", "similar ones lie together", *rest])
            if cell_len(known) + 16 > self.size.width:
                known = " · ".join([f"{len(view.films):,} films", *rest])
        heading = Content.assemble(("Map of films", "bold $accent"), (f"  {known}", "$ink-muted"))
        self.query_one("#map-heading", Static).update(heading)

    def _draw_film(self) -> None:
        current, line = self.view.current, self.query_one("#map-film", Static)
        if current is None:
            line.update("")
            return
        film, width = current.movie, max(20, self.size.width - 2)
        opinion = self.movierec.opinions.get(film.movie_id)
        facts = Content("")
        if film.mean_rating is not None:
            ratings = counted(film.ratings, "rating")
            facts = Content.assemble(("   ★", "$ink-star"), (f" {film.mean_rating:.2f} · {ratings}", "$ink-muted"))
        if opinion is not None and opinion.rating is not None:
            facts = Content.assemble(facts, ("   you ", "$ink-muted"), drawn_stars(opinion.rating))
        title = cut_middle(film_title(film), max(_LEAST_TITLE, width - facts.cell_length))
        room = width - cell_len(title) - facts.cell_length - 3
        genres = f"   {cut_end(safe_text(' · '.join(film.genres)), room)}" if room >= _LEAST_GENRES else ""
        line.update(Content.assemble((title, "bold $foreground"), (genres, "$ink-muted"), facts))

    # Looking around

    def action_open(self) -> None:
        self.view.open_film()

    def action_jump(self, way: str) -> None:
        self.view.jump(Way[way.upper()])

    def action_pan(self, way: str) -> None:
        self.view.pan(Way[way.upper()])

    def action_zoom(self, steps: int) -> None:
        self.view.zoom_by(steps)

    def action_whole(self) -> None:
        self.view.zoom_by(-len(ZOOMS))

    def action_next_genre_group(self, step: int) -> None:
        """The next group of genres in front; after the last one, all alike."""
        choices = [None, *GenreGroup]
        self._bring_to_front(choices[(choices.index(self.view.genre_group) + step) % len(choices)])

    def _bring_to_front(self, genre_group: GenreGroup | None) -> None:
        self.view.genre_group = self.query_one(GenreGroupLegend).genre_group = genre_group

    def step_back(self) -> bool:
        """From one group of genres to all of them."""
        if self.view.genre_group is not None:
            self._bring_to_front(None)
            return True
        return False

    # Finding

    def action_find(self) -> None:
        if self.view.chosen is not None:
            self._before_finding = (self.view.chosen, self.view.zoom)
            self.query_one(MapQuery).open()

    @on(MapQuery.Asked)
    def _asked(self, event: MapQuery.Asked) -> None:
        box = self.query_one(MapQuery)
        found = films_called([film.movie.display_title for film in self.view.films], event.text)
        if not found:
            box.tell("no film on the map has that name" if event.text.strip() else "")
            return
        place = event.place % len(found)
        film = self.view.films[found[place]]
        more = f" · {self.movierec.key_of('map_query.next')} next" if len(found) > 1 else ""
        box.tell(f"{place + 1} of {len(found)}{more}")
        self._undo_finding()
        if self.view.genre_group not in (None, film.genre_group):
            self._bring_to_front(None)
        self.view.choose(found[place])

    @on(MapQuery.Left)
    def _left(self, event: MapQuery.Left) -> None:
        if not event.found:
            self._undo_finding()
        self.view.focus()

    def _undo_finding(self) -> None:
        """Back to where the search began: what was found on the way is not where one wants to be."""
        if self._before_finding is not None:
            film, zoom = self._before_finding
            self.view.chosen = film
            self.view.zoom_by(zoom - self.view.zoom)

    # Picture

    def action_save_picture(self) -> None:
        if self.view.films:
            genre_group, profile = self.view.genre_group, self.movierec.profile
            request = PictureRequest(
                Kind.MAP,
                user_id=None if profile is None else profile.user_id,
                genre_group=None if genre_group is None else genre_group.value,
            )
            ask_for_picture(self, request)


def films_called(titles: list[str], text: str) -> list[int]:
    """The films whose title begins with the text, then those that hold it; capitals and accents do not matter."""
    wanted = fold(text)
    if not wanted:
        return []
    folded = [fold(title) for title in titles]
    begins = [index for index, title in enumerate(folded) if title.startswith(wanted)]
    return begins + [index for index, title in enumerate(folded) if wanted in title and index not in begins]
