"""Lists of films, and the keys that say something of the film under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget

from db.marks import FilmMark
from db.rows import MovieSummary
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.services import services, watch_app
from movierec_tui.tui.widgets.cells import Cell
from movierec_tui.tui.widgets.film_card import MINE_CELLS, mine
from movierec_tui.tui.widgets.rating_strip import RatingStrip
from movierec_tui.tui.widgets.table import Column, RowTable

R = TypeVar("R")


class FilmKeys(Widget):
    """Something with the focus that knows which film is meant: `film` is rated, listed and hidden by key.

    Its screen has a `RatingStrip`.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.FILM)

    @property
    def film(self) -> MovieSummary | None:
        """The film that the keys are about."""
        raise NotImplementedError

    @property
    def _strip(self) -> RatingStrip:
        return self.screen.query_one(RatingStrip)

    def action_rate(self) -> None:
        film, strip = self.film, self._strip
        if film is not None:
            services(self).ratings.with_profile(lambda: strip.ask(film))

    def action_half_star(self) -> None:
        """Half a star more or less: for the film that was just rated, as the list may have moved on; else for this one.

        A film without stars is asked about.
        """
        app, just_rated, film = services(self), self._strip.rated, self.film
        if just_rated is not None:
            app.ratings.rate_half(just_rated.movie_id)
        elif film is not None:
            opinion = app.opinions.get(film.movie_id)
            if opinion is None or opinion.rating is None:
                self.action_rate()
            else:
                app.ratings.rate_half(film.movie_id)

    def action_watchlist(self) -> None:
        self._toggle(FilmMark.WATCHLIST)

    def action_hide(self) -> None:
        self._toggle(FilmMark.HIDDEN)

    def _toggle(self, mark: FilmMark) -> None:
        if self.film is not None:
            services(self).ratings.toggle_mark(self.film.movie_id, mark)


class FilmTable(RowTable[R], FilmKeys):
    """A table whose rows are about films, and opens them. Where somebody rates, a narrow column shows what they said.

    Args:
        columns: as of any table.
        movie_of: the film of a row, which is the row's key, too.
        mine: whether the column of own stars is wanted; not where another column shows them.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        movie_of: Callable[[R], MovieSummary],
        *,
        mine: bool = True,
        id: str | None = None,
    ) -> None:
        super().__init__(columns, key=lambda row: movie_of(row).movie_id, id=id)
        self._movie_of = movie_of
        self._film_columns = tuple(columns)
        self._wants_own_stars = mine

    @property
    def film(self) -> MovieSummary | None:
        row = self.current
        return None if row is None else self._movie_of(row)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an empty table there is no film to say anything of."""
        if action in {"rate", "watchlist", "hide"} and self.film is None:
            return False
        return super().check_action(action, parameters)

    @on(RowTable.Opened)
    def _open(self, event: RowTable.Opened) -> None:
        services(self).open_movie(self._movie_of(event.row).movie_id)

    def on_mount(self) -> None:
        if self._wants_own_stars:
            watch_app(self, "profile", self._profile_changed)
            watch_app(self, "opinions", self._opinions_changed, init=False)

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Shows the rows in other columns; the one of own stars stays where it is wanted."""
        self._film_columns = tuple(columns)
        own = Column("You", self._own_stars, width=MINE_CELLS, rank=5)
        shown = self._wants_own_stars and services(self).profile is not None
        super().set_columns((*columns, own) if shown else columns)

    def _profile_changed(self) -> None:
        self.set_columns(self._film_columns)

    def _opinions_changed(self) -> None:
        self.refresh()

    def _own_stars(self, row: R) -> Cell:
        return mine(services(self).opinions.get(self._movie_of(row).movie_id))
