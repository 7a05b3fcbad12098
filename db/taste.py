"""How a person rates, compared with others: distribution of stars, favourite genres and decades, unusual opinions."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from db.models import Genre, Movie, MovieGenre, MovieStat, Rating, User
from db.movies import CHOSEN_IDS, movie_summaries
from db.rows import MovieSummary, UserRating

DAMPING = 5.0
"""Films with no difference that are added to each genre and decade, so that two films are not yet a taste."""

ENOUGH_RATINGS = 20
"""Ratings from which on a film's mean says what people think of it."""

UNUSUAL = 10
_USERS_SAMPLED = 2000


@dataclass(frozen=True, slots=True)
class StarShare:
    """One step of the rating scale, and its share of the person's ratings and of everybody's."""

    stars: float
    own: float
    everyone: float


@dataclass(frozen=True, slots=True)
class Liking:
    """A genre or decade, and how the person rates its films.

    Attributes:
        films: how many of them the person rated.
        difference: stars above (or below) those of others for the same films, less the person's generosity with
            all films, and damped where the films are few.
    """

    name: str
    films: int
    difference: float


@dataclass(frozen=True, slots=True)
class UnusualOpinion:
    """A film that the person rates differently from others; `mean` is theirs."""

    movie: MovieSummary
    rating: float
    mean: float

    @property
    def difference(self) -> float:
        return self.rating - self.mean


@dataclass(frozen=True, slots=True)
class TasteSummary:
    """A person's taste in a few figures.

    Attributes:
        ratings: how many films the person rated.
        generosity: stars above or below those of others, over all rated films.
        distribution: by stars, ascending.
        genres: most liked first, most disliked last.
        decades: the same for decades ("1990s").
        unusual: farthest from the mean first.
    """

    ratings: int
    generosity: float
    distribution: tuple[StarShare, ...]
    genres: tuple[Liking, ...]
    decades: tuple[Liking, ...]
    unusual: tuple[UnusualOpinion, ...]


@dataclass(frozen=True, slots=True)
class BothRated:
    """A film that two people rated."""

    movie: MovieSummary
    first: float
    second: float


@dataclass(frozen=True, slots=True)
class TasteCell:
    """A person's ratings of the films of one genre and decade.

    Attributes:
        decade: its first year.
        films: how many the person rated; a film of several genres counts in each of them.
        stars: the sum of the person's stars for them.
        others: the sum of the data set's mean ratings of the same films.
    """

    genre: str
    decade: int
    films: int
    stars: float
    others: float


@dataclass(frozen=True, slots=True)
class TasteGrid:
    """A person's ratings by genre and decade.

    Attributes:
        mean: of all the person's ratings, in stars; None without ratings.
        cells: those with ratings; films without a year or a genre are in none.
    """

    mean: float | None
    cells: tuple[TasteCell, ...]


def taste_summary(connection: Connection, user_id: int, everyone: Mapping[float, int] | None = None) -> TasteSummary:
    """The taste of a user of the data set or a profile; empty lists where nothing was rated.

    Args:
        connection: to the database.
        user_id: whose taste.
        everyone: `everyones_counts`, for callers that ask for several people; None counts them now.
    """
    rated = [_RatedFilm(*row) for row in connection.execute(_RATED.where(Rating.user_id == user_id))]
    differences = {film.movie_id: film.rating - film.mean for film in rated if film.mean is not None}
    generosity = sum(differences.values()) / len(differences) if differences else 0.0
    relative = {movie_id: difference - generosity for movie_id, difference in differences.items()}
    genres = connection.execute(
        select(Genre.name, MovieGenre.movie_id)
        .join_from(Rating, MovieGenre, MovieGenre.movie_id == Rating.movie_id)
        .join(Genre, Genre.genre_id == MovieGenre.genre_id)
        .where(Rating.user_id == user_id)
    )
    decades = [(f"{film.year // 10 * 10}s", film.movie_id) for film in rated if film.year is not None]
    return TasteSummary(
        ratings=len(rated),
        generosity=generosity,
        distribution=_distribution(
            Counter(film.rating for film in rated),
            everyones_counts(connection) if everyone is None else everyone,
        ),
        genres=_likings([(name, movie_id) for name, movie_id in genres], relative),
        decades=_likings(decades, relative),
        unusual=_unusual(connection, rated),
    )


def everyones_counts(connection: Connection) -> dict[float, int]:
    """How often each number of stars is given in the data set; of many users, every n-th is read."""
    users = connection.scalars(select(User.user_id).where(User.user_id > 0).order_by(User.user_id)).all()
    sample = users[:: -(-len(users) // _USERS_SAMPLED) or 1]
    counts = (
        select(Rating.rating, func.count().label("n")).where(Rating.user_id.in_(CHOSEN_IDS)).group_by(Rating.rating)
    )
    rows = connection.execute(counts, {"ids": json.dumps(list(sample))})
    return {row.rating: row.n for row in rows}


def taste_grid(connection: Connection, user_id: int) -> TasteGrid:
    """The ratings of a user or a profile by genre and decade, in the order of genres and decades."""
    mean = connection.scalar(select(func.avg(Rating.rating)).where(Rating.user_id == user_id))
    rows = connection.execute(_CELLS.where(Rating.user_id == user_id))
    cells = tuple(TasteCell(row.name, row.decade, row.films, row.stars, row.others) for row in rows)
    return TasteGrid(None if mean is None else float(mean), cells)


def films_of_cell(
    connection: Connection, user_id: int, genre: str, first_year: int, last_year: int
) -> list[UserRating]:
    """What the person rated of a genre between two years, both included: best first, then by title."""
    query = (
        select(Rating.movie_id, Rating.rating, Rating.rated_at)
        .join(Movie, Movie.movie_id == Rating.movie_id)
        .join(MovieGenre, MovieGenre.movie_id == Rating.movie_id)
        .join(Genre, Genre.genre_id == MovieGenre.genre_id)
        .where(Rating.user_id == user_id, Genre.name == genre, Movie.year.between(first_year, last_year))
        .order_by(Rating.rating.desc(), Movie.sort_title, Movie.movie_id)
    )
    rows = connection.execute(query).all()
    films = movie_summaries(connection, [row.movie_id for row in rows])
    return [UserRating(films[row.movie_id], row.rating, row.rated_at) for row in rows]


def both_rated(connection: Connection, first: int, second: int) -> list[BothRated]:
    """The films that two people rated, those that both like first."""
    one, other = aliased(Rating), aliased(Rating)
    query = (
        select(one.movie_id, one.rating, other.rating)
        .join_from(one, other, other.movie_id == one.movie_id)
        .where(one.user_id == first, other.user_id == second)
        .order_by((one.rating + other.rating).desc(), one.movie_id)
    )
    rows = connection.execute(query).all()
    films = movie_summaries(connection, [movie_id for movie_id, _, _ in rows])
    return [BothRated(films[movie_id], stars, other_stars) for movie_id, stars, other_stars in rows]


def shared_films(connection: Connection, user_id: int, others: Sequence[int]) -> dict[int, int]:
    """How many films the user and each of the others both rated, by the other's id."""
    own, theirs = aliased(Rating), aliased(Rating)
    query = (
        select(theirs.user_id, func.count().label("n"))
        .join_from(own, theirs, theirs.movie_id == own.movie_id)
        .where(own.user_id == user_id, theirs.user_id.in_(CHOSEN_IDS))
        .group_by(theirs.user_id)
    )
    rows = connection.execute(query, {"ids": json.dumps(list(others))})
    counts = {row.user_id: row.n for row in rows}
    return {other: counts.get(other, 0) for other in others}


class _RatedFilm(NamedTuple):
    """A film that the person rated, and how others rated it."""

    movie_id: int
    rating: float
    year: int | None
    mean: float | None
    ratings: int


_RATED = (
    select(Rating.movie_id, Rating.rating, Movie.year, MovieStat.mean_rating, func.coalesce(MovieStat.ratings, 0))
    .join_from(Rating, Movie, Movie.movie_id == Rating.movie_id)
    .join(MovieStat, MovieStat.movie_id == Rating.movie_id, isouter=True)
    .order_by(Rating.movie_id)
)

_DECADE = Movie.year - Movie.year % 10
_CELLS = (
    select(
        Genre.name,
        _DECADE.label("decade"),
        func.count().label("films"),
        func.sum(Rating.rating).label("stars"),
        # A film that nobody in the data set rated makes no difference.
        func.sum(func.coalesce(MovieStat.mean_rating, Rating.rating)).label("others"),
    )
    .join_from(Rating, Movie, Movie.movie_id == Rating.movie_id)
    .join(MovieGenre, MovieGenre.movie_id == Rating.movie_id)
    .join(Genre, Genre.genre_id == MovieGenre.genre_id)
    .join(MovieStat, MovieStat.movie_id == Rating.movie_id, isouter=True)
    .where(Movie.year.is_not(None))
    .group_by(Genre.name, "decade")
    .order_by(Genre.name, "decade")
)


def _distribution(own: Mapping[float, int], everyone: Mapping[float, int]) -> tuple[StarShare, ...]:
    own_ratings, all_ratings = max(1, sum(own.values())), max(1, sum(everyone.values()))
    return tuple(
        StarShare(stars, own.get(stars, 0) / own_ratings, everyone.get(stars, 0) / all_ratings)
        for stars in sorted(own.keys() | everyone.keys())
    )


def _likings(named: Sequence[tuple[str, int]], relative: Mapping[int, float]) -> tuple[Liking, ...]:
    groups: dict[str, list[float]] = defaultdict(list)
    for name, movie_id in named:
        if movie_id in relative:
            groups[name].append(relative[movie_id])
    likings = [Liking(name, len(own), sum(own) / (len(own) + DAMPING)) for name, own in groups.items()]
    return tuple(sorted(likings, key=lambda liking: (-liking.difference, liking.name)))


def _unusual(connection: Connection, rated: Sequence[_RatedFilm]) -> tuple[UnusualOpinion, ...]:
    opinions = [(film.movie_id, film.rating, film.mean, film.ratings) for film in rated if film.mean is not None]
    # Films with few ratings only where there are no others.
    opinions.sort(key=lambda film: (film[3] < ENOUGH_RATINGS, -abs(film[1] - film[2]), film[0]))
    most = opinions[:UNUSUAL]
    films = movie_summaries(connection, [movie_id for movie_id, *_ in most])
    return tuple(UnusualOpinion(films[movie_id], rating, mean) for movie_id, rating, mean, _ in most)
