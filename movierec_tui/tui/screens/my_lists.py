"""The lists of what a person said of films: what each of them shows, and in which orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.marks import FilmMark
from db.rows import MovieSummary, UserRating
from movierec_tui.library.answers import ListRequest, Recommended
from movierec_tui.tui.widgets.cells import five_stars
from movierec_tui.tui.widgets.list_columns import (
    expected_column,
    genres_column,
    mean_column,
    movie_of,
    ratings_column,
    title_column,
    year_column,
)
from movierec_tui.tui.widgets.table import Column
from movierec_tui.tui.widgets.why import REASONS

if TYPE_CHECKING:
    from db.personal.profiles import Profile
    from movierec_tui.library.library import Library

KeyOf = Callable[[str], str]
"""Gives the key of an action, as sentences name it."""

_WATCHLIST_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a list: in words, and by what."""

    words: str
    key: Callable[[Any], tuple[float, str]]


_BY_YEAR = Order("newest films first", lambda row: (-(row.movie.year or 0), row.movie.display_title.casefold()))
_BY_TITLE = Order("by title", lambda row: (0, row.movie.display_title.casefold()))
_LAST_MARKED = Order("last added first", lambda row: (-row.marked_at, ""))


_TITLE, _YEAR, _GENRES = title_column(movie_of), year_column(movie_of, rank=3), genres_column(movie_of)
_MEAN, _RATINGS = mean_column(movie_of), ratings_column(movie_of)


@dataclass(frozen=True, slots=True)
class ToWatch:
    """A film on the watchlist and what to expect of it; None where the model does not know it."""

    movie: MovieSummary
    marked_at: int
    expected: Recommended | None


@dataclass(frozen=True, slots=True)
class OwnList:
    """One of the lists.

    Attributes:
        name: in one word.
        columns: of the rows, from left to right.
        orders: the first one is the one that it begins with.
        read: gives a user's rows, each with a `movie`; also told whether there is a model to ask.
        count: how many rows a profile has here.
        heading: the line above the list, with places for "{films}" and "{person}".
        empty: what the list says while it is empty.
        note: a sentence about a row, where there is something to say.
        expected: what the model says of a row's film, where it is asked.
    """

    name: str
    columns: tuple[Column[Any], ...]
    orders: tuple[Order, ...]
    read: Callable[[Library, int, bool], Sequence[Any]]
    count: Callable[[Profile], int]
    heading: str
    empty: Callable[[KeyOf], str]
    note: Callable[[Any, KeyOf], str]
    expected: Callable[[Any], Recommended | None] = lambda _row: None


def _watchlist(library: Library, user_id: int, has_model: bool) -> list[ToWatch]:
    marked = library.profiles.marked(user_id, FilmMark.WATCHLIST)
    expected: dict[int, Recommended] = {}
    if marked and has_model:
        request = ListRequest(
            limit=_WATCHLIST_LIMIT, only_watchlist=True, rewatch=True, whole_series=True, reasons=REASONS
        )
        expected = {film.movie.movie_id: film for film in library.lists.recommend(user_id, request).films}
    return [ToWatch(row.movie, row.marked_at, expected.get(row.movie.movie_id)) for row in marked]


def _difference_words(rated: UserRating) -> str:
    everyone = rated.movie.mean_rating
    if everyone is None:
        return "Nobody else rated this film."
    difference = rated.rating - everyone
    if abs(difference) < 0.25:
        return "You rate it as everyone does."
    return f"You give it {abs(difference):.1f} stars {'more' if difference > 0 else 'fewer'} than everyone."


WATCHLIST = OwnList(
    name="watchlist",
    columns=(_TITLE, _YEAR, _GENRES, expected_column(lambda row: row.expected), _RATINGS),
    orders=(
        _LAST_MARKED,
        Order("most stars first", lambda row: (-row.expected.predicted_rating if row.expected else 0, "")),
        _BY_YEAR,
        _BY_TITLE,
    ),
    read=_watchlist,
    count=lambda profile: profile.watchlist,
    heading="{films} on the watchlist of {person}",
    empty=lambda key_of: f"Nothing here yet. {key_of('film.watchlist')} puts a film on the watchlist.",
    note=lambda row, _key_of: "" if row.expected else "The model does not know this film yet.",
    expected=lambda row: row.expected,
)
RATED = OwnList(
    name="rated",
    columns=(_TITLE, _YEAR, _GENRES, Column("Yours", lambda row: five_stars(row.rating), width=5), _MEAN),
    orders=(
        Order("last rated first", lambda row: (-row.rated_at, "")),
        Order("most stars first", lambda row: (-row.rating, "")),
        _BY_YEAR,
        _BY_TITLE,
    ),
    read=lambda library, user_id, _has_model: library.newest_ratings(user_id),
    count=lambda profile: profile.ratings,
    heading="{films} rated by {person}",
    empty=lambda key_of: (
        f"Nothing rated yet. {key_of('app.quick_rate')} shows films to rate; {key_of('film.rate')} rates any film."
    ),
    note=lambda row, _key_of: _difference_words(row),
)
HIDDEN = OwnList(
    name="hidden",
    columns=(_TITLE, _YEAR, _GENRES, _MEAN, _RATINGS),
    orders=(_LAST_MARKED, _BY_YEAR, _BY_TITLE),
    read=lambda library, user_id, _has_model: library.profiles.marked(user_id, FilmMark.HIDDEN),
    count=lambda profile: profile.hidden,
    heading="{films} that {person} is not interested in",
    empty=lambda key_of: f"Nothing hidden. {key_of('film.hide')} hides a film that you will never want.",
    note=lambda _row, key_of: (
        f"Never recommended. {key_of('film.hide')} brings it back, and so does {key_of('app.undo')} right after you "
        "hid it."
    ),
)
OWN_LISTS = (WATCHLIST, RATED, HIDDEN)
