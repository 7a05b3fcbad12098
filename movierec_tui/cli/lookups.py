"""What several commands ask: neighbours, fans and ranked films, joined with what people know them by.

Imported by commands when they run, as it needs the database and the recommender.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from db.errors import StoreError
from db.movies import genres, movie_summaries
from db.rows import MovieSummary, UserSummary
from db.store import Store
from db.users import user_history, user_summary
from engine.errors import NoModelError
from engine.serving import Contribution, Recommender, load_recommender
from engine.serving.fans import fans_also_love
from engine.serving.filters import MovieFilter, familiarity, movies_to_keep


@dataclass(frozen=True, slots=True)
class SimilarMovie:
    """A film near another one; `similarity` is a cosine."""

    movie: MovieSummary
    similarity: float


@dataclass(frozen=True, slots=True)
class SimilarUser:
    """A user near another one; `similarity` is a cosine."""

    user: UserSummary
    similarity: float


@dataclass(frozen=True, slots=True)
class FanFavourite:
    """A film that another film's fans love, and how many of them do."""

    movie: MovieSummary
    score: float
    shared_fans: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A film the user rated and its share in a recommendation."""

    movie: MovieSummary
    contribution: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A film for a user: `predicted_rating` in stars on the data set's scale, `score` orders the list."""

    movie: MovieSummary
    predicted_rating: float
    score: float
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a list of recommendations should hold.

    Attributes:
        limit: how many films.
        include_seen: whether films that the user rated may be in it.
        films: which films may be in it.
        popularity: weight of popularity in the order, 0 (none) to 1.
        reasons: how many rated films to name behind each recommendation.
    """

    limit: int
    films: MovieFilter
    include_seen: bool = False
    popularity: float = 0.0
    reasons: int = 0


def recommender_if_trained(store: Store) -> Recommender | None:
    """The active run's recommender, or None where nothing has been trained yet."""
    try:
        return load_recommender(store)
    except NoModelError:
        return None


def similar_movies(
    connection: Connection, recommender: Recommender, movie_id: int, count: int
) -> list[SimilarMovie]:
    """The `count` films nearest to a film, nearest first, itself left out."""
    near = recommender.similar_movies(movie_id, count)
    known = movie_summaries(connection, [neighbour.id for neighbour in near])
    return [SimilarMovie(known[neighbour.id], neighbour.similarity) for neighbour in near]


def similar_users(
    connection: Connection, recommender: Recommender, user_id: int, count: int
) -> list[SimilarUser]:
    """The `count` users nearest to a user, nearest first, the user left out."""
    near = recommender.similar_users(
        user_id, person_of(recommender, user_id, opinions_of(connection, user_id)), count
    )
    return [SimilarUser(user_summary(connection, neighbour.id), neighbour.similarity) for neighbour in near]


def fan_favourites(
    connection: Connection, recommender: Recommender | None, movie_id: int, count: int
) -> list[FanFavourite]:
    """The films that a film's fans love, dearest first; without a model, from the ratings alone."""
    loved = fans_also_love(connection, recommender, movie_id, count)
    known = movie_summaries(connection, [film.movie_id for film in loved])
    return [FanFavourite(known[film.movie_id], film.score, film.shared_fans) for film in loved]


def recommendations(
    connection: Connection, recommender: Recommender, user_id: int, wish: Wish
) -> list[Recommendation]:
    """The user's best films within the wish, best first."""
    rated = {film.movie.movie_id: film.rating for film in user_history(connection, user_id)}
    ranked = recommender.top_movies(
        user_id,
        wish.limit,
        exclude=() if wish.include_seen else rated.keys(),
        keep=movies_to_keep(connection, recommender, wish.films),
        lift=familiarity(connection, recommender) * np.float32(wish.popularity) if wish.popularity else None,
    )
    reasons: dict[int, list[Contribution]] = {film.movie_id: [] for film in ranked}
    if wish.reasons:
        for movie_id in reasons:
            reasons[movie_id] = recommender.explain(user_id, movie_id, rated, wish.reasons)
    named = [reason.movie_id for found in reasons.values() for reason in found]
    known = movie_summaries(connection, [*reasons, *named])
    return [
        Recommendation(
            movie=known[film.movie_id],
            predicted_rating=film.predicted_rating,
            score=film.score,
            because=tuple(
                Reason(known[reason.movie_id], reason.contribution) for reason in reasons[film.movie_id]
            ),
        )
        for film in ranked
    ]


def known_genres(connection: Connection, names: Collection[str]) -> tuple[str, ...]:
    """The genres as the data set writes them; capitals do not matter.

    Raises:
        StoreError: the data set has no such genre; the message lists those it has.
    """
    written = {genre.casefold(): genre for genre in genres(connection)}
    for name in names:
        if name.strip().casefold() not in written:
            raise StoreError(f'There is no genre "{name}"; the genres are {", ".join(written.values())}.')
    return tuple(written[name.strip().casefold()] for name in names)
