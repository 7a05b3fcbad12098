"""The map of films: alike films lie together; find one, look around, open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from data.folding import fold
from movierec_tui.drawing.map_canvas import ZOOMS, Way
from movierec_tui.drawing.pictures import Kind, PictureRequest
from movierec_tui.library.answers import GenreGroup
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.screens.base import BaseScreen
from movierec_tui.tui.screens.picture_file import ask_for_picture
from movierec_tui.tui.widgets.cells import cut_end, cut_middle
from movierec_tui.tui.widgets.film_card import titled
from movierec_tui.tui.widgets.film_map import FilmMapView
from movierec_tui.tui.widgets.genre_group_legend import GenreGroupLegend
from movierec_tui.tui.widgets.map_query import MapQuery
from movierec_tui.wording.text import safe_text, stars

if TYPE_CHECKING:
    from movierec_tui.library.answers import FilmMap
    from movierec_tui.library.library import Library
    from movierec_tui.tui.ratings import Opinions

_TOLD_STEPS = 20
"""Progress is told in so many steps."""


class _ScreenLeftError(Exception):
    """The screen was left before the map was made."""


class MapScreen(BaseScreen):
    """Heading, map, the film under the cursor, what the signs mean."""

    CONTEXT = Context.MAP
    AUTO_FOCUS = "#map"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.MAP)

    def __init__(self) -> None:
        super().__init__()
        self._run_id: int | None = None
        self._before_finding: tuple[int, int] | None = None

    def compose_body(self) -> ComposeResult:
        """One above the other."""
        yield Static(id="map-heading")
        yield FilmMapView(id="map")
        with Vertical(id="map-foot"):
            yield Static(id="map-film")
            yield MapQuery()
            yield GenreGroupLegend()

    def on_mount(self) -> None:
        """The map of the run that answers; another one's when it changes."""
        self.watch(self.app, "status", self._status_changed)
        self.watch(self.app, "opinions", self._opinions_changed)

    @property
    def view(self) -> FilmMapView:
        """The map itself."""
        return self.query_one(FilmMapView)

    # Data

    def _status_changed(self) -> None:
        self.when_in_front("map", self._ask_for_map)

    def _ask_for_map(self) -> None:
        status = self.movierec.status
        run_id = None if status is None or status.run is None else status.run.run_id
        if status is None or (run_id is not None and run_id == self._run_id):
            return
        self._run_id = run_id
        self.view.film_map, self.view.trouble = None, ""
        self.load("map", self._make_map, self._draw_map, self._no_map)

    def _make_map(self, library: Library) -> FilmMap:
        app, told = self.app, 0

        def progress(share: float) -> None:
            nonlocal told
            if not self.is_attached:
                raise _ScreenLeftError
            if (step := int(share * _TOLD_STEPS)) > told:
                told = step
                app.call_later(self._tell_progress, share)

        return library.pictures.film_map(progress)

    def _tell_progress(self, share: float) -> None:
        self.view.share = share

    def _draw_map(self, film_map: FilmMap) -> None:
        self.view.film_map = film_map
        self._draw_heading()

    def _no_map(self, sentence: str) -> None:
        self.view.trouble = sentence

    def _opinions_changed(self, opinions: Opinions) -> None:
        self.view.own = frozenset(film for film, said in opinions.items() if said.rating is not None)
        self._draw_film()

    # What is under the cursor

    @on(FilmMapView.Moved)
    def _moved(self) -> None:
        self._draw_film()
        self._draw_heading()

    def on_resize(self) -> None:
        """Titles are cut to the width there is."""
        self.call_after_refresh(self._draw_film)
        self.call_after_refresh(self._draw_heading)

    def _draw_heading(self) -> None:
        view, heading = self.view, self.query_one("#map-heading", Static)
        if view.film_map is None:
            heading.update(Content.styled("Map of films", "bold $accent"))
            return
        facts = [f"{len(view.films):,} best-known films", "alike ones lie together"]
        zoom = f"zoom {ZOOMS[view.zoom]:g}×"
        front = "" if view.genre_group is None else f"{view.genre_group.value} in front"
        width = self.size.width - 2
        known = " · ".join(fact for fact in (*facts, front, zoom) if fact)
        if cell_len(known) + 14 > width:
            known = " · ".join(fact for fact in (f"{len(view.films):,} films", front, zoom) if fact)
        heading.update(Content.assemble(("Map of films", "bold $accent"), ("  " + known, "$ink-muted")))

    def _draw_film(self) -> None:
        current, line = self.view.current, self.query_one("#map-film", Static)
        if current is None:
            line.update("")
            return
        film, width = current.movie, max(20, self.size.width - 2)
        said = self.movierec.opinions.get(film.movie_id)
        mine = "" if said is None or said.rating is None else f"   you {stars(said.rating)}"
        mean = "" if film.mean_rating is None else f"   {film.mean_rating:.2f} from {film.ratings:,}"
        title = cut_middle(titled(film), max(16, width - cell_len(mine + mean)))
        room = width - cell_len(title + mine + mean) - 3
        genres = safe_text(" · ".join(film.genres))
        shown = f"   {cut_end(genres, room)}" if room >= 8 else ""
        line.update(
            Content.assemble(
                (title, "bold $foreground"), (shown, "$ink-muted"), (mean, "$ink-muted"), (mine, "$ink-star")
            )
        )

    @on(FilmMapView.Opened)
    def _opened(self, event: FilmMapView.Opened) -> None:
        self.movierec.open_movie(event.film.movie.movie_id)

    # Looking around

    def action_open(self) -> None:
        """Opens the film under the cursor."""
        self.view.open_film()

    def action_jump(self, way: str) -> None:
        """To the next film in a direction."""
        self.view.jump(Way[way.upper()])

    def action_pan(self, way: str) -> None:
        """Moves the window over the map."""
        self.view.pan(Way[way.upper()])

    def action_zoom(self, steps: int) -> None:
        """Nearer or farther."""
        self.view.zoom_by(steps)

    def action_whole(self) -> None:
        """The whole map."""
        self.view.zoom_by(-len(ZOOMS))

    # Genres

    def action_next_genre_group(self, step: int) -> None:
        """The next family of genres in front; after the last one, all alike."""
        choices = [None, *GenreGroup]
        genre_group = choices[(choices.index(self.view.genre_group) + step) % len(choices)]
        self.view.genre_group = self.query_one(GenreGroupLegend).genre_group = genre_group

    # Finding

    def action_find(self) -> None:
        """Asks for a title."""
        if self.view.chosen is not None:
            self._before_finding = (self.view.chosen, self.view.zoom)
            self.query_one(MapQuery).open()

    @on(MapQuery.Asked)
    def _asked(self, event: MapQuery.Asked) -> None:
        box = self.query_one(MapQuery)
        found = films_called([film.movie.display_title for film in self.view.films], event.text)
        if not found:
            box.tell("" if not event.text.strip() else "no film on the map is called that")
            return
        place = event.place % len(found)
        box.tell(f"{place + 1} of {len(found)}")
        self._go_back()
        self.view.choose(found[place])

    @on(MapQuery.Left)
    def _left(self, event: MapQuery.Left) -> None:
        if not event.found:
            self._go_back()
        self.view.focus()

    def _go_back(self) -> None:
        """To where one began to look for a film: what was found on the way is not where one wants to be."""
        if self._before_finding is not None:
            film, zoom = self._before_finding
            self.view.chosen = film
            self.view.zoom_by(zoom - self.view.zoom)

    def step_back(self) -> bool:
        """From one family of genres to all of them."""
        if self.view.genre_group is not None:
            self.view.genre_group = self.query_one(GenreGroupLegend).genre_group = None
            return True
        return False

    # Picture

    def action_save_picture(self) -> None:
        """Writes the map as a picture."""
        if self.view.films:
            genre_group, profile = self.view.genre_group, self.movierec.profile
            ask_for_picture(
                self,
                PictureRequest(
                    Kind.MAP,
                    user_id=None if profile is None else profile.user_id,
                    genre_group=None if genre_group is None else genre_group.value,
                    dark=self.app.current_theme.dark,
                ),
            )


def films_called(titles: list[str], text: str) -> list[int]:
    """The films whose title begins with the text, then those that hold it; capitals and accents do not matter."""
    wanted = fold(text)
    if not wanted:
        return []
    folded = [fold(title) for title in titles]
    begins = [index for index, title in enumerate(folded) if title.startswith(wanted)]
    holds = [index for index, title in enumerate(folded) if wanted in title and not title.startswith(wanted)]
    return begins + holds
