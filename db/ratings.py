"""How films are rated: counts and means, who loves a film, what else they love, and how opinions are spread."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Integer, and_, func, insert, select, update

from db.models import Movie, MovieStat, Rating, User, UserStat
from db.movies import CHOSEN_IDS

FAN_STARS = 4.0
"""A fan gave a film at least this many stars."""

_RATINGS_A_VOTE = (
    select(func.total(MovieStat.ratings) / func.total(Movie.imdb_votes))
    .join(Movie, Movie.movie_id == MovieStat.movie_id)
    .where(Movie.imdb_votes > 0, MovieStat.ratings > 0)
    .scalar_subquery()
)
_VOTES = select(Movie.imdb_votes).where(Movie.movie_id == MovieStat.movie_id).correlate(MovieStat).scalar_subquery()

POPULARITY = func.max(MovieStat.ratings, func.coalesce(func.round(_VOTES * _RATINGS_A_VOTE), 0).cast(Integer))
"""What `movie_stat.popularity` should be: the ratings, or those to expect of a film with so many votes at IMDb."""

_MOST_RATINGS_READ = 500_000
_FANS_AT_ONCE = 100


def write_statistics(connection: Connection) -> None:
    """Fills `movie_stat` and `user_stat`, which are empty. Only ratings of the data set's users count for films."""
    fans_of_film = func.count().filter(Rating.rating >= FAN_STARS)
    by_data_set = and_(Rating.movie_id == Movie.movie_id, Rating.user_id > 0)
    films = (
        select(Movie.movie_id, func.count(Rating.rating), func.avg(Rating.rating), fans_of_film)
        .join_from(Movie, Rating, by_data_set, isouter=True)
        .group_by(Movie.movie_id)
    )
    users = (
        select(User.user_id, func.count(Rating.rating), func.avg(Rating.rating))
        .join_from(User, Rating, Rating.user_id == User.user_id, isouter=True)
        .group_by(User.user_id)
    )
    connection.execute(insert(MovieStat).from_select(["movie_id", "ratings", "mean_rating", "fans"], films))
    connection.execute(insert(UserStat).from_select(["user_id", "ratings", "mean_rating"], users))
    write_popularity(connection)


def write_popularity(connection: Connection) -> None:
    """Fills `movie_stat.popularity` from ratings and IMDb's votes."""
    connection.execute(update(MovieStat).values(popularity=POPULARITY))


def fans(connection: Connection, movie_id: int) -> NDArray[np.int64]:
    """The users of the data set who gave the film at least `FAN_STARS`: ids, ascending."""
    ids = select(Rating.user_id).where(_BY_FANS, Rating.movie_id == movie_id)
    return np.sort(np.array(connection.scalars(ids).all(), np.int64))


def fan_counts(connection: Connection, movie_ids: Sequence[int]) -> dict[int, int]:
    """How many users of the data set are fans of each film, by its id; unknown films are left out."""
    counts = select(MovieStat.movie_id, MovieStat.fans).where(MovieStat.movie_id.in_(CHOSEN_IDS))
    return {row.movie_id: row.fans for row in connection.execute(counts, {"ids": json.dumps(list(movie_ids))})}


def co_loved(connection: Connection, movie_id: int, limit: int = 500) -> list[tuple[int, int, int]]:
    """The films that most of this film's fans love too: (movie_id, shared fans, all fans of that film).

    Most shared fans first; the film itself is left out. Where its fans together gave more than half a million ratings,
    only every n-th fan is read and the shared fans are scaled up, so that large data sets answer at once, too.
    """
    everyone = fans(connection, movie_id)
    if not len(everyone):
        return []
    ratings = connection.scalar(
        select(func.total(UserStat.ratings))
        .join(Rating, Rating.user_id == UserStat.user_id)
        .where(_BY_FANS, Rating.movie_id == movie_id)
    )
    sample = everyone[:: max(1, math.ceil((ratings or 0) / _MOST_RATINGS_READ))]
    loved = _loved_by(connection, sample)
    films, times = np.unique(loved[loved != movie_id], return_counts=True)
    most = np.argsort(-times, kind="stable")[:limit]
    counts = fan_counts(connection, films[most].tolist())
    shared = np.rint(times[most] * (len(everyone) / len(sample))).astype(np.int64)
    return [
        (film, min(count, counts[film]), counts[film])
        for film, count in zip(films[most].tolist(), shared.tolist(), strict=True)
    ]


def rating_histograms(connection: Connection, movie_ids: Sequence[int]) -> NDArray[np.float32]:
    """How often each film got each rating from the users of the data set.

    Returns:
        (n_movies, n_steps), films in the order asked for, ratings in ascending order.
    """
    ids = json.dumps(list(movie_ids))
    rows = [(row.movie_id, row.rating, row.n) for row in connection.execute(_HISTOGRAMS, {"ids": ids})]
    columns = {stars: column for column, stars in enumerate(sorted({row[1] for row in rows}))}
    place = {movie_id: row for row, movie_id in enumerate(movie_ids)}
    histograms = np.zeros((len(place), len(columns)), np.float32)
    for movie_id, stars, count in rows:
        histograms[place[movie_id], columns[stars]] = count
    return histograms


_BY_FANS = and_(Rating.rating >= FAN_STARS, Rating.user_id > 0)

# Read as one text of ids and counted by numpy: GROUP BY sorts all ratings and takes twice as long.
_LOVED = select(func.group_concat(Rating.movie_id, " ")).where(
    Rating.user_id.in_(CHOSEN_IDS), Rating.rating >= FAN_STARS
)

# Grouped in the order of the index, so that SQLite need not sort.
_HISTOGRAMS = (
    select(Rating.movie_id, Rating.rating, func.count().label("n"))
    .where(Rating.movie_id.in_(CHOSEN_IDS), Rating.user_id > 0)
    .group_by(Rating.movie_id, Rating.rating)
)


def _loved_by(connection: Connection, user_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The ids of the films that the users love, once for each user who does."""
    loved = [np.empty(0, np.int64)]
    for start in range(0, len(user_ids), _FANS_AT_ONCE):
        some = user_ids[start : start + _FANS_AT_ONCE].tolist()
        films = connection.scalar(_LOVED, {"ids": json.dumps(some)})
        loved.append(np.fromstring(films or "", np.int64, sep=" "))
    return np.concatenate(loved)
