"""What can be asked of the library and what it answers, as frozen rows."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar, get_type_hints

from db.errors import StoreError
from db.rows import CurvePoint, DataSetRow, MovieSummary, RunRow, UserSummary
from engine.options import MovieFilter

if TYPE_CHECKING:
    from db.search.matched_letters import Spans
    from db.taste import TasteGrid

T = TypeVar("T")

PAGE = 100
"""Users on a page."""


class Sort(StrEnum):
    """The order of all films that may be in a list; its limit then cuts it."""

    MATCH = "match"
    STARS = "stars"
    YEAR = "year"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What a list of recommendations should hold. Hidden films are never in it.

    Attributes:
        limit: how many films.
        films: which films may be in it.
        rewatch: whether it may hold films that were rated or seen.
        with_watchlist: whether it may hold films on the watchlist.
        only_watchlist: whether it holds no others.
        familiarity: from -1 (adventurous: lesser known films) to 1 (familiar: well-known ones).
        sort: the order in which they are shown.
        surprise: seed of a random draw that favours high scores; None takes the best.
        reasons: how many rated films to name as reasons for each film.
        whole_series: whether, in the order of match, every film of a series has a place of its own.
    """

    limit: int = 50
    films: MovieFilter = field(default_factory=MovieFilter)
    rewatch: bool = False
    with_watchlist: bool = False
    only_watchlist: bool = False
    familiarity: float = 0.0
    sort: Sort = Sort.MATCH
    surprise: int | None = None
    reasons: int = 0
    whole_series: bool = False

    def as_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> ListRequest:
        """The request that `as_json` wrote.

        Raises:
            StoreError: the text is something else.
        """
        try:
            fields = json.loads(text)
            fields.setdefault("whole_series", False)  # saved before there was such a choice
            films = fields.pop("films")
            kept = MovieFilter(
                genres=tuple(map(str, films["genres"])),
                exclude_genres=tuple(map(str, films["exclude_genres"])),
                years=_span(films["years"]),
                min_ratings=int(films["min_ratings"]),
                # Saved before there were such conditions, a filter has none of them.
                since=None if films.get("since") is None else int(films["since"]),
                runtime=_span(films.get("runtime")),
                directors=tuple(map(str, films.get("directors", ()))),
                cast=tuple(map(str, films.get("cast", ()))),
                tags=tuple(map(str, films.get("tags", ()))),
            )
            request = cls(films=kept, sort=Sort(fields.pop("sort")), **fields)
            kinds = get_type_hints(cls) | {"familiarity": int | float}
            if not all(isinstance(fields[name], kinds[name]) for name in kinds.keys() - {"films", "sort"}):
                raise TypeError("a field has another type")
            if not -1 <= request.familiarity <= 1:
                raise ValueError("the familiarity is out of range")
        except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
            raise StoreError("This saved filter cannot be read: delete it and save it again.") from error
        return request


def _span(ends: Sequence[int] | None) -> tuple[int, int] | None:
    return None if ends is None else (int(ends[0]), int(ends[1]))


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """The data set and the run in use; None where there is none yet."""

    data_set: DataSetRow | None
    run: RunRow | None


@dataclass(frozen=True, slots=True)
class Near(Generic[T]):
    """A neighbour, and the cosine of its vector and the other one, at most 1."""

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
    """A film that the person rated, and what it adds to another film's score, in units of that score."""

    movie: MovieSummary
    rating: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Against:
    """The rated films that lower a film's score: the one that lowers it most, how many, and their sum below zero."""

    most: Reason
    ratings: int
    total: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """The stars that a person is expected to give a film, and their standard deviation."""

    rating: float
    uncertainty: float


@dataclass(frozen=True, slots=True)
class Recommended:
    """A film for a person. score = base + sum of the reasons' contributions + others.

    Attributes:
        predicted_rating: in stars on the data set's scale.
        uncertainty: standard deviation of the predicted rating, in stars.
        score: orders the list, in standard deviations of the best-known films' preference about their mean.
        match: how well the film fits: 1 as the best one does, 0 no better than half of all films.
        base: the part of the score that does not come from the person's ratings; less where a film stands below one
            of a lower score that it is like, as its score is then that of the one above.
        because: the rated films that add most, largest first; empty where none were asked for.
        others: what all other rated films add together.
        against: those of the others that lower the score; None where none does, or no reasons were asked for.
        series: other films of its series that the list leaves out, as this one is its best.
    """

    movie: MovieSummary
    predicted_rating: float
    uncertainty: float
    score: float
    match: float
    base: float
    because: tuple[Reason, ...] = ()
    others: float = 0.0
    against: Against | None = None
    series: tuple[Recommended, ...] = ()


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
    """A film for several people.

    Attributes:
        score: what the rule makes of the predicted stars: their mean, or the lowest.
        stars: each one's predicted stars, in the order in which they were named.
    """

    movie: MovieSummary
    score: float
    stars: tuple[float, ...]


F = TypeVar("F", Recommended, TogetherFilm)


@dataclass(frozen=True, slots=True)
class FilmList(Generic[F]):
    """The films of a list, and how many meet its request in all."""

    films: tuple[F, ...]
    matching: int


@dataclass(frozen=True, slots=True)
class SavedRequest:
    """A list request that a profile saved under a name; None where it cannot be read."""

    name: str
    request: ListRequest | None


@dataclass(frozen=True, slots=True)
class UserPage:
    """One page of the users that a filter finds."""

    users: tuple[UserSummary, ...]
    first: int
    total: int


@dataclass(frozen=True, slots=True)
class Matched:
    """The letters of a film's title that match a search, as (start, end).

    Attributes:
        title: in the display title.
        other_name: the name by which the film was found, where the title does not show why; else empty.
        other: the letters of that name.
    """

    title: Spans
    other_name: str = ""
    other: Spans = ()


class GenreGroup(Enum):
    """Genres that share a sign and a colour on the map; the value is the group's name in the legend."""

    DRAMA = "Drama"
    COMEDY = "Comedy"
    ROMANCE = "Romance"
    ACTION = "Action"
    CRIME = "Crime"
    FANTASY = "Sci-fi"
    HORROR = "Horror"
    CHILDREN = "Family"
    DOCUMENTARY = "Factual"


_GENRES: tuple[tuple[GenreGroup, frozenset[str]], ...] = (
    (GenreGroup.DOCUMENTARY, frozenset({"documentary"})),
    (GenreGroup.CHILDREN, frozenset({"animation", "children", "children's"})),
    (GenreGroup.HORROR, frozenset({"horror"})),
    (GenreGroup.FANTASY, frozenset({"sci-fi", "fantasy"})),
    (GenreGroup.CRIME, frozenset({"crime", "film-noir", "mystery", "thriller"})),
    (GenreGroup.ACTION, frozenset({"action", "adventure", "western", "war"})),
    (GenreGroup.ROMANCE, frozenset({"romance", "musical"})),
    (GenreGroup.COMEDY, frozenset({"comedy"})),
)
"""The most telling genres first: nearly every film is a drama or a comedy, too."""


def genre_group_of(genres: Collection[str]) -> GenreGroup:
    """The group of a film with these genres; drama where nothing else is known."""
    named = {genre.casefold() for genre in genres}
    return next((group for group, members in _GENRES if named & members), GenreGroup.DRAMA)


@dataclass(frozen=True, slots=True)
class MappedFilm:
    """A film and its place: `x` from left to right and `y` from the top down, both 0 to 1."""

    movie: MovieSummary
    x: float
    y: float
    genre_group: GenreGroup


@dataclass(frozen=True, slots=True)
class FilmMap:
    """The most popular films of a run, the most popular first; similar films are close to each other."""

    run_id: int
    films: tuple[MappedFilm, ...]


@dataclass(frozen=True, slots=True)
class Taste:
    """A person's ratings by genre and decade."""

    user: UserSummary
    grid: TasteGrid


@dataclass(frozen=True, slots=True)
class RunWithCurve:
    """A run and its training curve."""

    run: RunRow
    points: tuple[CurvePoint, ...]
