"""How films are rated: who loves a film, what else they love, and how opinions are spread."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.store.bulk import read_rows

FAN_STARS = 4.0
"""A fan gave a film at least so many stars."""

_RATINGS_ASKED = 500_000
_FANS_AT_ONCE = 100


def fans(connection: Connection, movie_id: int, every: int = 1) -> NDArray[np.int64]:
    """The users of the data set who gave the film `FAN_STARS`, or each `every`-th of them: ids, ascending."""
    rows = read_rows(
        connection,
        "SELECT user_id FROM (SELECT user_id, row_number() OVER (ORDER BY user_id) AS place FROM rating"
        " WHERE movie_id = ? AND rating >= ? AND user_id > 0) WHERE (place - 1) % ? = 0 ORDER BY user_id",
        (movie_id, FAN_STARS, every),
    )
    return np.array([row[0] for row in rows], np.int64)


def fan_counts(connection: Connection, movie_ids: Sequence[int]) -> dict[int, int]:
    """How many users of the data set are fans of each film, by its id; unknown films are left out."""
    rows = read_rows(
        connection,
        "SELECT s.movie_id, s.fans FROM json_each(?) AS film CROSS JOIN movie_stat AS s"
        " ON s.movie_id = film.value",
        (json.dumps(list(movie_ids)),),
    )
    return dict(rows)


def co_loved(connection: Connection, movie_id: int, limit: int = 500) -> list[tuple[int, int, int]]:
    """The films that most of this film's fans love too: (movie_id, shared fans, all fans of that film).

    Most shared fans first; the film itself is left out. Where all its fans together gave more than half a million
    ratings, every n-th fan is asked and the shared fans are scaled up, so that large data sets answer at once, too.
    """
    ((all_fans, ratings),) = read_rows(
        connection,
        "SELECT count(*), total(s.ratings) FROM rating AS r JOIN user_stat AS s ON s.user_id = r.user_id"
        " WHERE r.movie_id = ? AND r.rating >= ? AND r.user_id > 0",
        (movie_id, FAN_STARS),
    )
    if not all_fans:
        return []
    asked = fans(connection, movie_id, every=max(1, math.ceil(ratings / _RATINGS_ASKED)))
    loved = _loved_by(connection, asked)
    films, times = np.unique(loved[loved != movie_id], return_counts=True)
    most = np.argsort(-times, kind="stable")[:limit]
    counts = fan_counts(connection, films[most].tolist())
    shared = np.rint(times[most] * (all_fans / len(asked))).astype(np.int64)
    return [
        (film, min(count, counts[film]), counts[film])
        for film, count in zip(films[most].tolist(), shared.tolist(), strict=True)
    ]


def _loved_by(connection: Connection, user_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The films that the users are fans of: ids, one user's after the other's."""
    loved = [np.empty(0, np.int64)]
    for start in range(0, len(user_ids), _FANS_AT_ONCE):
        # Read as one text of ids and counted outside: grouping in SQL sorts all ratings and takes twice as long.
        ((films,),) = read_rows(
            connection,
            "SELECT group_concat(r.movie_id, ' ') FROM json_each(?) AS fan CROSS JOIN rating AS r"
            " ON r.user_id = fan.value WHERE r.rating >= ?",
            (json.dumps(user_ids[start : start + _FANS_AT_ONCE].tolist()), FAN_STARS),
        )
        loved.append(np.fromstring(films, np.int64, sep=" "))
    return np.concatenate(loved)


def rating_histograms(connection: Connection, movie_ids: Sequence[int]) -> NDArray[np.float32]:
    """How often each film got each rating from the users of the data set.

    Returns:
        (n_movies, n_steps), films in the order asked for, ratings in ascending order.
    """
    # One film after the other, in the order of the index: all at once would be sorted, all ratings in memory.
    counted = "SELECT rating, count(*) FROM rating WHERE movie_id = ? AND user_id > 0 GROUP BY rating"
    rows = [
        (movie_id, rating, times)
        for movie_id in movie_ids
        for rating, times in read_rows(connection, counted, (movie_id,))
    ]
    steps = {rating: column for column, rating in enumerate(sorted({row[1] for row in rows}))}
    place = {movie_id: row for row, movie_id in enumerate(movie_ids)}
    histograms = np.zeros((len(place), len(steps)), np.float32)
    for movie_id, rating, times in rows:
        histograms[place[movie_id], steps[rating]] = times
    return histograms
