"""The questions that the screens of a film and of a user open with.

A question is a value: the same question about the same film is equal to another one, so that an answer which was read
ahead is found by its question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from movierec_tui.library import ListRequest

if TYPE_CHECKING:
    from db.rows import MovieDetails, MovieSummary, UserRating, UserSummary
    from db.taste import TasteSummary
    from movierec_tui.library import Library, Loved, Near, Recommended

Question: TypeAlias = "Callable[[Library], Any]"

NEIGHBOUR_STEPS = (5, 10, 20, 50, 100)
"""How many nearest films or users can be asked for."""

FIRST_STEP = 1
FANS_LIMIT = 30
REASONS = 3
"""How many rated films are named behind a film, wherever there is room for a few."""

HISTORY_LIMIT = 200
RECOMMENDED_LIMIT = 50


@dataclass(frozen=True, slots=True)
class DetailsOfMovie:
    """All that is stored of a film."""

    movie_id: int

    def __call__(self, library: Library) -> MovieDetails:
        """Asks the library; blocks."""
        return library.movie(self.movie_id)


@dataclass(frozen=True, slots=True)
class NearestMovies:
    """The `number` nearest films."""

    movie_id: int
    number: int

    def __call__(self, library: Library) -> tuple[Near[MovieSummary], ...]:
        """Asks the library; blocks."""
        return library.similar_movies(self.movie_id, self.number)


@dataclass(frozen=True, slots=True)
class FansAlsoLove:
    """What the fans of a film love, too."""

    movie_id: int

    def __call__(self, library: Library) -> tuple[Loved, ...]:
        """Asks the library; blocks."""
        return library.fans_also_love(self.movie_id, FANS_LIMIT)


@dataclass(frozen=True, slots=True)
class Expected:
    """What somebody would give a film, and why."""

    user_id: int
    movie_id: int

    def __call__(self, library: Library) -> Recommended:
        """Asks the library; blocks."""
        return library.lists.expected(self.user_id, self.movie_id, REASONS)


@dataclass(frozen=True, slots=True)
class SummaryOfUser:
    """Who a user is."""

    user_id: int

    def __call__(self, library: Library) -> UserSummary:
        """Asks the library; blocks."""
        return library.user(self.user_id)


@dataclass(frozen=True, slots=True)
class BestRated:
    """The films that a user rated best."""

    user_id: int

    def __call__(self, library: Library) -> tuple[UserRating, ...]:
        """Asks the library; blocks."""
        return library.history(self.user_id, HISTORY_LIMIT)


@dataclass(frozen=True, slots=True)
class TasteOf:
    """How a user rates beside others."""

    user_id: int

    def __call__(self, library: Library) -> TasteSummary:
        """Asks the library; blocks."""
        return library.taste(self.user_id)


@dataclass(frozen=True, slots=True)
class RecommendedTo:
    """A user's best films."""

    user_id: int

    def __call__(self, library: Library) -> tuple[Recommended, ...]:
        """Asks the library; blocks."""
        return library.lists.recommend(self.user_id, ListRequest(limit=RECOMMENDED_LIMIT))


@dataclass(frozen=True, slots=True)
class NearestUsers:
    """The `number` nearest users, and how many films each one and this user rated both, by the other's id."""

    user_id: int
    number: int

    def __call__(self, library: Library) -> tuple[tuple[Near[UserSummary], ...], dict[int, int]]:
        """Asks the library; blocks."""
        near = library.similar_users(self.user_id, self.number)
        return near, library.shared_films(self.user_id, [row.item.user_id for row in near])


def about_movie(movie_id: int, rater: int | None) -> tuple[Question, ...]:
    """What a film's screen opens with, for the profile `rater`."""
    own = () if rater is None else (Expected(rater, movie_id),)
    nearest = NearestMovies(movie_id, NEIGHBOUR_STEPS[FIRST_STEP])
    return (DetailsOfMovie(movie_id), nearest, *own, FansAlsoLove(movie_id))


def about_user(user_id: int) -> tuple[Question, ...]:
    """What a user's screen opens with."""
    nearest = NearestUsers(user_id, NEIGHBOUR_STEPS[FIRST_STEP])
    return (
        SummaryOfUser(user_id),
        RecommendedTo(user_id),
        BestRated(user_id),
        TasteOf(user_id),
        nearest,
    )
