"""The answers that the library gives, each a frozen row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from db.rows import DataSetRow, MovieSummary, RunRow, UserSummary
from movierec_tui.library.list_request import ListRequest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What there is: the data set, and the run that answers. None where there is none yet."""

    data_set: DataSetRow | None
    run: RunRow | None


@dataclass(frozen=True, slots=True)
class Near(Generic[T]):
    """Something near, and how near: cosine of the two vectors, at most 1."""

    item: T
    similarity: float


@dataclass(frozen=True, slots=True)
class Loved:
    """A film that the fans of another film love, too. `shared_fans` is 0 where the model had to find the fans."""

    movie: MovieSummary
    score: float
    shared_fans: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A film the person rated, and what it adds to another film's score, in units of that score."""

    movie: MovieSummary
    rating: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Against:
    """What speaks against a film.

    Attributes:
        most: the rated film that takes most from the score.
        ratings: how many rated films take something from it.
        total: what they take together, below nought, in units of the score.
    """

    most: Reason
    ratings: int
    total: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """The stars that a person is expected to give a film, and the standard deviation of that expectation in stars."""

    rating: float
    uncertainty: float


@dataclass(frozen=True, slots=True)
class Recommended:
    """A film for a person. score = base + sum of the reasons' contributions + others.

    Attributes:
        predicted_rating: in stars on the data set's scale.
        uncertainty: standard deviation of the expected rating, in stars.
        score: orders the list; it has no unit.
        base: the part of the score that does not come from the person's ratings.
        because: the rated films that add most, largest first; empty where none were asked for.
        others: what all other rated films add or take away together.
        against: those of the others that take something away; None where none does, or no reasons were asked for.
    """

    movie: MovieSummary
    predicted_rating: float
    uncertainty: float
    score: float
    base: float
    because: tuple[Reason, ...] = ()
    others: float = 0.0
    against: Against | None = None


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """Why a film has its score for a person: score = base + sum of the reasons' contributions.

    Attributes:
        base: the part of the score that does not come from the person's ratings.
        reasons: every rated film that the model knows; the one that adds most first.
    """

    score: float
    base: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class TogetherFilm:
    """A film for several people: `stars` has each one's predicted stars, in the order in which they were named."""

    movie: MovieSummary
    score: float
    stars: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SavedRequest:
    """A wish that a profile keeps under a name; None where what is kept cannot be read."""

    name: str
    request: ListRequest | None


@dataclass(frozen=True, slots=True)
class UserPage:
    """One page of the users that a filter finds."""

    users: tuple[UserSummary, ...]
    first: int
    total: int
