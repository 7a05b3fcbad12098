"""Typed, immutable rows: what queries answer with. No database object outlives its connection."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from db.marks import TAG, FilmMark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from data.scale import RatingScale

FIRST_IMDB_FILM = 1_000_000_000
"""A film that IMDb adds has this number plus its IMDb number as its id."""

LARGEST_ID = 2**53
"""No film, user or run has a larger id."""


class FilmSource(StrEnum):
    """Where a film is from: the data set, or IMDb's files, which add films that the data set lacks."""

    DATA_SET = "dataset"
    IMDB = "imdb"


@dataclass(frozen=True, slots=True)
class MovieSummary:
    """A film as lists show it.

    Attributes:
        title: as the data set writes it ("Matrix, The (1999)").
        display_title: as people write it ("The Matrix").
        ratings: how many users of the data set rated it.
        mean_rating: in stars; None without ratings.
    """

    movie_id: int
    title: str
    display_title: str
    year: int | None
    genres: tuple[str, ...]
    ratings: int
    mean_rating: float | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who directs or plays."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class FilmTag:
    """What people say of a film in a word or two; `weight`, from 0 to 1, says how much it tells of the film."""

    tag: str
    weight: float


@dataclass(frozen=True, slots=True)
class MovieDetails:
    """A film with everything that is stored of it.

    Attributes:
        aliases: other titles, as people write them.
        histogram: (stars, number of ratings) for every step of the rating scale, zero counts included.
        runtime: in minutes; None where it is not known, as are the following.
        imdb_rating: from 1 to 10.
        directors, cast: in the order of the credits.
        tags: those that tell most of the film first.
    """

    summary: MovieSummary
    imdb_id: int | None
    tmdb_id: int | None
    aliases: tuple[str, ...]
    histogram: tuple[tuple[float, int], ...]
    source: FilmSource = FilmSource.DATA_SET
    runtime: int | None = None
    original_title: str | None = None
    imdb_rating: float | None = None
    imdb_votes: int | None = None
    directors: tuple[Person, ...] = ()
    cast: tuple[Person, ...] = ()
    tags: tuple[FilmTag, ...] = ()


@dataclass(frozen=True, slots=True)
class UserSummary:
    """A user of the data set (positive id) or a profile (negative id and a name).

    Attributes:
        age: in years, or the first year of an age bracket, as the data set gives it.
        age_group: one of `data.ages.AGE_GROUPS`.
        mean_rating: in stars; None without ratings.
    """

    user_id: int
    name: str | None
    gender: str | None
    age: int | None
    age_group: str | None
    occupation: str | None
    ratings: int
    mean_rating: float | None


@dataclass(frozen=True, slots=True)
class UserFilter:
    """Which users to list; each attribute that is left out allows all.

    Attributes:
        text: a prefix of an id, or a part of a profile's name.
        gender: "F" or "M".
        age_group: one of `data.ages.AGE_GROUPS`.
        occupation: as `occupations` lists them.
    """

    text: str = ""
    gender: str | None = None
    age_group: str | None = None
    occupation: str | None = None


@dataclass(frozen=True, slots=True)
class UserRating:
    """One film a user rated. `rated_at` is in seconds since 1970, 0 when unknown."""

    movie: MovieSummary
    rating: float
    rated_at: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """Everything that a person says of one film.

    Attributes:
        rating: in stars; None where it is not rated.
        rated_at: seconds since 1970; 0 when unknown or not rated.
        marks: each a `FilmMark` or `TAG` and a tag of the person's own, and when it was set, in seconds since 1970.
    """

    rating: float | None = None
    rated_at: int = 0
    marks: tuple[tuple[str, int], ...] = ()

    def has(self, mark: FilmMark) -> bool:
        return any(own == mark for own, _when in self.marks)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of the person's own."""
        return tuple(mark.removeprefix(TAG) for mark, _when in self.marks if mark.startswith(TAG))

    @property
    def is_answer(self) -> bool:
        """Whether more is said than tags of the person's own, so that nobody need ask about the film."""
        return self.rating is not None or len(self.tags) < len(self.marks)


@dataclass(frozen=True, slots=True)
class OpinionChange:
    """What was said of a film before a change and after it."""

    user_id: int
    movie: MovieSummary
    before: Opinion
    after: Opinion

    @property
    def movie_id(self) -> int:
        return self.movie.movie_id


@dataclass(frozen=True, slots=True)
class MarkedMovie:
    """A film with a mark; `marked_at` is in seconds since 1970."""

    movie: MovieSummary
    marked_at: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """One training run.

    Attributes:
        status: "building", "ready", "failed" or "cancelled".
        active: whether recommendations come from this run.
        created, finished: ISO 8601, UTC.
        data_set: name of the data set it was trained on.
        message: why it failed or was cancelled.
    """

    run_id: int
    status: str
    active: bool
    model: str
    created: str
    finished: str | None
    data_set: str
    seed: int
    device: str
    config: dict[str, Any]
    metrics: dict[str, float]
    message: str | None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One point of a training curve: `train_loss` is a mean squared error, `val_rmse` is in stars."""

    step: int
    epoch: int
    train_loss: float
    val_rmse: float | None


@dataclass(frozen=True, slots=True)
class DataSetRow:
    """The data set that the database holds.

    Attributes:
        fingerprint: of its files; the same whether zipped or not.
        imported_at: ISO 8601, UTC.
        ages: what a user's age means: "years", "brackets" or "none".
        enriched_at: when IMDb's files were read, in the form of `imported_at`; None before that.
    """

    name: str
    fingerprint: str
    imported_at: str
    movies: int
    users: int
    ratings: int
    scale: RatingScale
    ages: str
    enriched_at: str | None = None


@dataclass(frozen=True, slots=True)
class EntityFeatures:
    """A run's features of all films, or of all users, in ascending order of id.

    A predicted rating is `user.bias + movie.bias + user.vector @ movie.vector`, clipped to the rating scale (the global
    mean is part of the films' biases). Where a run has preference vectors, they order lists: a score is
    `user.preference_bias + movie.preference_bias + user.preference @ movie.preference`.
    """

    ids: NDArray[np.int64]  # (n,)
    vectors: NDArray[np.float32]  # (n, d)
    bias: NDArray[np.float32]  # (n,)
    preference: NDArray[np.float32] | None = None  # (n, p)
    preference_bias: NDArray[np.float32] | None = None  # (n,)
    likeness: NDArray[np.float32] | None = None  # (n, l), films only

    def rows(self, which: slice | NDArray[np.bool_]) -> EntityFeatures:
        """The features of a slice of them, or of those where (n,) `which` is true."""
        return EntityFeatures(
            self.ids[which],
            self.vectors[which],
            self.bias[which],
            None if self.preference is None else self.preference[which],
            None if self.preference_bias is None else self.preference_bias[which],
            None if self.likeness is None else self.likeness[which],
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All films, and all users that a training learns from, each in ascending order of id."""

    movie_ids: NDArray[np.int64]  # (n_movies,)
    titles: tuple[str, ...]
    years: NDArray[np.int32]  # (n_movies,), 0 = unknown
    genres: tuple[tuple[str, ...], ...]
    user_ids: NDArray[np.int64]  # (n_users,)
    genders: tuple[str | None, ...]
    ages: NDArray[np.int32]  # (n_users,), -1 = unknown
    occupations: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What is known of films without training, in ascending order of id.

    Attributes:
        imdb_votes, imdb_rating: 0 = unknown.
        ratings: by the users of the data set.
        directors, cast: (row of the film, id of the person).
    """

    movie_ids: NDArray[np.int64]  # (n,)
    years: NDArray[np.int32]  # (n,), 0 = unknown
    genres: NDArray[np.bool_]  # (n, n_genres)
    imdb_votes: NDArray[np.int64]  # (n,)
    imdb_rating: NDArray[np.float32]  # (n,), 1 to 10
    ratings: NDArray[np.int64]  # (n,)
    directors: NDArray[np.int64]  # (n_directors, 2)
    cast: NDArray[np.int64]  # (n_cast, 2)


@dataclass(frozen=True, slots=True)
class RatingArrays:
    """Ratings, ordered by user and film. Indices point into the catalogue's rows."""

    user_index: NDArray[np.int32]  # (n_ratings,)
    movie_index: NDArray[np.int32]  # (n_ratings,)
    rating: NDArray[np.float32]  # (n_ratings,), stars
    rated_at: NDArray[np.int64]  # (n_ratings,), seconds since 1970, 0 = unknown


@dataclass(frozen=True, slots=True)
class Reading:
    """What plain words mean where they are no title; every attribute is a condition.

    Attributes:
        genres: names.
        tags: as `db.search.facets.tags_named` takes them.
        people: the words that people are called by.
        years: first and last year.
    """

    genres: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    people: str = ""
    years: tuple[int, int] | None = None
