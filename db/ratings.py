"""Who loves a film, and what else they love."""

from __future__ import annotations

import json

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


def _fan_counts(connection: Connection, movie_ids: list[int], at_least: float) -> dict[int, int]:
    rows = read_rows(
        connection,
        "SELECT film.value, (SELECT count(*) FROM rating AS r"
        " WHERE r.movie_id = film.value AND r.rating >= ? AND r.user_id > 0) FROM json_each(?) AS film",
        (at_least, json.dumps(movie_ids)),
    )
    return dict(rows)
