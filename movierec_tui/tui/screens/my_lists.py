"""What a person said of films, as lists: the watchlist, what they rated, what they hid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.marks import FilmMark
from movierec_tui.library.answers import ListRequest, Recommended

if TYPE_CHECKING:
    from db.rows import MarkedMovie, MovieSummary, UserRating
    from movierec_tui.library.library import Library

_WATCHLIST_LIMIT = 10_000
REASONS = 3
"""How many rated films are named behind a film, where there is room for a few."""

RECOMMENDED, WATCHLIST, RATED, HIDDEN = range(4)
NAMES = ("recommended", "watchlist", "rated", "hidden")


@dataclass(frozen=True, slots=True)
class Listed:
    """A film on the watchlist and what to expect of it; None where the model does not speak of it."""

    movie: MovieSummary
    marked_at: int
    expected: Recommended | None


@dataclass(frozen=True, slots=True)
class MyLists:
    """What a person said of films."""

    watchlist: tuple[Listed, ...]
    rated: tuple[UserRating, ...]
    hidden: tuple[MarkedMovie, ...]

    def of(self, place: int) -> Sequence[Any]:
        """The list at that place of the screen."""
        return {WATCHLIST: self.watchlist, RATED: self.rated, HIDDEN: self.hidden}[place]


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a person's own list: in words, and by what."""

    words: str
    key: Callable[[Any], tuple[float, str]]


_BY_YEAR = Order(
    "newest films first", lambda row: (-(row.movie.year or 0), row.movie.display_title.casefold())
)
_BY_TITLE = Order("by title", lambda row: (0, row.movie.display_title.casefold()))
_LAST_MARKED = Order("last added first", lambda row: (-row.marked_at, ""))
ORDERS: dict[int, tuple[Order, ...]] = {
    WATCHLIST: (
        _LAST_MARKED,
        Order("most stars first", lambda row: (-row.expected.predicted_rating if row.expected else 0, "")),
        _BY_YEAR,
        _BY_TITLE,
    ),
    RATED: (
        Order("last rated first", lambda row: (-row.rated_at, "")),
        Order("most stars first", lambda row: (-row.rating, "")),
        _BY_YEAR,
        _BY_TITLE,
    ),
    HIDDEN: (_LAST_MARKED, _BY_YEAR, _BY_TITLE),
}


def empty_words(place: int, key_of: Callable[[str], str]) -> str:
    """What stands in an empty list, by the person's own keys."""
    if place == WATCHLIST:
        return f"Nothing here yet. {key_of('film.watchlist')} puts a film on the watchlist."
    if place == RATED:
        quick, rate = map(key_of, ("app.quick_rate", "film.rate"))
        return f"Nothing rated yet. {quick} shows films to rate; {rate} rates any film."
    return f"Nothing hidden. {key_of('film.hide')} hides a film that you will never want."


def read_my_lists(user_id: int, asks_model: bool, library: Library) -> MyLists:
    """The person's lists; the model is asked about the watchlist where there is one."""
    marked = library.profiles.marked(user_id, FilmMark.WATCHLIST)
    expected: dict[int, Recommended] = {}
    if marked and asks_model:
        request = ListRequest(limit=_WATCHLIST_LIMIT, only_watchlist=True, rewatch=True, reasons=REASONS)
        expected = {film.movie.movie_id: film for film in library.lists.recommend(user_id, request)}
    return MyLists(
        watchlist=tuple(Listed(row.movie, row.marked_at, expected.get(row.movie.movie_id)) for row in marked),
        rated=library.newest_ratings(user_id),
        hidden=library.profiles.marked(user_id, FilmMark.HIDDEN),
    )
