"""Lists of films, and the keys that say something of the film under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.binding import BindingType
from textual.widget import Widget

from db.marks import FilmMark
from movierec_tui.tui.keys.actions import Context, bindings_for
from movierec_tui.tui.services import services
from movierec_tui.tui.widgets.cells import Cell
from movierec_tui.tui.widgets.columns import Column
from movierec_tui.tui.widgets.opinion_cells import MINE_CELLS, mine
from movierec_tui.tui.widgets.table import RowTable

if TYPE_CHECKING:
    from db.rows import MovieSummary
    from movierec_tui.tui.ratings import Opinions
    from movierec_tui.tui.screens.base import BaseScreen

R = TypeVar("R")


class FilmKeys(Widget):
    """Something with the focus that knows which film is meant: `film` is rated, listed and hidden by key."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Context.FILM)

    @property
    def film(self) -> MovieSummary | None:
        """The film that the keys are about."""
        raise NotImplementedError

    def action_rate(self) -> None:
        """Asks for the film's stars."""
        film, screen = self.film, cast("BaseScreen", self.screen)
        if film is not None:
            screen.movierec.ratings.with_profile(lambda: screen.ask_rating(film))

    def action_half_star(self) -> None:
        """Half a star more or less; a film without stars is asked about."""
        film, app = self.film, services(self)
        if film is None:
            return
        said = app.opinions.get(film.movie_id)
        if said is None or said.rating is None:
            self.action_rate()
        else:
            app.ratings.rate_half(film.movie_id)

    def action_watchlist(self) -> None:
        """On the watchlist or off it."""
        self._toggle(FilmMark.WATCHLIST)

    def action_hide(self) -> None:
        """Hidden from the lists or no longer."""
        self._toggle(FilmMark.HIDDEN)

    def _toggle(self, mark: FilmMark) -> None:
        if self.film is not None:
            services(self).ratings.toggle_mark(self.film.movie_id, mark)


class FilmTable(RowTable[R], FilmKeys):
    """A table whose rows are about films. Where somebody rates, a narrow column shows what they said.

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
        classes: str | None = None,
    ) -> None:
        super().__init__(columns, key=lambda row: movie_of(row).movie_id, id=id, classes=classes)
        self.movie_of = movie_of
        self._others = tuple(columns)
        self._wants_mine = mine
        self._opinions: Opinions = {}

    @property
    def film(self) -> MovieSummary | None:
        """The film under the cursor."""
        row = self.current
        return None if row is None else self.movie_of(row)

    def on_mount(self) -> None:
        """Follows what is said of films."""
        if self._wants_mine:
            self.watch(self.app, "profile", self._profile_changed)
            self.watch(self.app, "opinions", self._opinions_changed)

    def show_film_columns(self, columns: Sequence[Column[R]]) -> None:
        """Shows the rows in other columns; the one of own stars stays where it is wanted."""
        self._others = tuple(columns)
        self._profile_changed(services(self).profile if self._wants_mine else None)

    def _profile_changed(self, profile: object) -> None:
        mine_column = () if profile is None else (Column("You", self._mine, width=MINE_CELLS, rank=8),)
        self.set_columns((*self._others, *mine_column))

    def _opinions_changed(self, opinions: Opinions) -> None:
        before, self._opinions = self._opinions, opinions
        for index, row in enumerate(self.rows):
            movie_id = self.movie_of(row).movie_id
            if opinions.get(movie_id) != before.get(movie_id):
                self.refresh_row(index)

    def _mine(self, row: R) -> Cell:
        return mine(self._opinions.get(self.movie_of(row).movie_id))
