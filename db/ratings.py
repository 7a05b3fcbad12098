"""How films are rated: who loves a film, what else they love, and how opinions are spread."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.bulk import read_rows

_FANS_ASKED = 4000


def fans(connection: Connection, movie_id: int, at_least: float = 4.0) -> NDArray[np.int64]:
    """The users of the data set who gave the film `at_least` stars: ids (n_fans,), ascending."""
    rows = read_rows(
        connection,
        "SELECT user_id FROM rating WHERE movie_id = ? AND rating >= ? AND user_id > 0 ORDER BY user_id",
        (movie_id, at_least),
    )
    return np.array([row[0] for row in rows], np.int64)


def co_loved(
    connection: Connection, movie_id: int, at_least: float = 4.0, limit: int = 500
) -> list[tuple[int, int, int]]:
    """The films that most of this film's fans love too: (movie_id, shared fans, all fans of that film).

    Most shared fans first; the film itself is left out. Of a film with more than 4,000 fans, every n-th fan
    is asked and the shared fans are scaled up, so that the answer comes at once for large data sets too.
    """
    all_fans = fans(connection, movie_id, at_least)
    stride = -(-len(all_fans) // _FANS_ASKED) or 1
    asked = all_fans[::stride]
    if not len(asked):
        return []
    scale = len(all_fans) / len(asked)
    shared = read_rows(
        connection,
        "SELECT r.movie_id, count(*) AS shared FROM json_each(?) AS fan CROSS JOIN rating AS r"
        " ON r.user_id = fan.value WHERE r.rating >= ? AND r.movie_id <> ?"
        " GROUP BY r.movie_id ORDER BY shared DESC, r.movie_id LIMIT ?",
        (json.dumps(asked.tolist()), at_least, movie_id, limit),
    )
    counts = _fan_counts(connection, [row[0] for row in shared], at_least)
    return [(film, min(round(count * scale), counts[film]), counts[film]) for film, count in shared]


def rating_histograms(connection: Connection, movie_ids: Sequence[int]) -> NDArray[np.float32]:
    """How often each film got each rating from the users of the data set.

    Returns:
        (n_movies, n_steps), films in the order asked for, ratings in ascending order.
    """
    rows = read_rows(
        connection,
        "SELECT r.movie_id, r.rating, count(*) FROM json_each(?) AS film CROSS JOIN rating AS r"
        " ON r.movie_id = film.value WHERE r.user_id > 0 GROUP BY r.movie_id, r.rating",
        (json.dumps(list(movie_ids)),),
    )
    steps = {rating: column for column, rating in enumerate(sorted({row[1] for row in rows}))}
    place = {movie_id: row for row, movie_id in enumerate(movie_ids)}
    histograms = np.zeros((len(place), len(steps)), np.float32)
    for movie_id, rating, times in rows:
        histograms[place[movie_id], steps[rating]] = times
    return histograms


def _fan_counts(connection: Connection, movie_ids: list[int], at_least: float) -> dict[int, int]:
    rows = read_rows(
        connection,
        "SELECT film.value, (SELECT count(*) FROM rating AS r"
        " WHERE r.movie_id = film.value AND r.rating >= ? AND r.user_id > 0) FROM json_each(?) AS film",
        (at_least, json.dumps(movie_ids)),
    )
    return dict(rows)
