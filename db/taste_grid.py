"""What a person thinks of each genre in each decade, and of which films."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from db.models import Genre, Movie, MovieGenre, MovieStat, Rating
from db.rows import UserRating
from db.summaries import movie_summaries


@dataclass(frozen=True, slots=True)
class TasteCell:
    """The ratings that a person gave to the films of one genre and decade.

    Attributes:
        decade: its first year.
        films: how many the person rated; a film of several genres counts in each of them.
        stars: the sum of the person's stars for them.
        others: the sum of what the data set's users gave the same films on average.
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


_DECADE = Movie.year - Movie.year % 10
_CELLS = (
    select(
        Genre.name,
        _DECADE.label("decade"),
        func.count().label("films"),
        func.sum(Rating.rating).label("stars"),
        # Where nobody of the data set rated a film, what the person gave stands for it: no difference.
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
