"""What training reads: the catalogue and all ratings of the training's users, as arrays.

Profiles (negative user ids) are included only on request; their lists come from fold-in, trained or not.
"""

from __future__ import annotations

from enum import Enum
from itertools import chain, groupby
from operator import itemgetter

import numpy as np
from sqlalchemy import Connection

from db.rows import Catalogue, RatingArrays
from db.store.bulk import read_rows, rows_in_batches

# Only profiles rate films that IMDb adds.
_LEARNED = "user_id >= ? AND NOT (user_id < 0 AND movie_id IN (SELECT movie_id FROM movie WHERE source <> 'dataset'))"


class TrainingUsers(Enum):
    """The users whose ratings a training learns from."""

    DATA_SET = "the users of the data set"
    EVERYBODY = "the users of the data set and the profiles that rated a film"


def load_catalogue(connection: Connection, included: TrainingUsers = TrainingUsers.DATA_SET) -> Catalogue:
    """All films of the data set, and all users that a training learns from, in ascending order of id."""
    movies = read_rows(
        connection,
        "SELECT movie_id, title, coalesce(year, 0) FROM movie WHERE source = 'dataset' ORDER BY movie_id",
    )
    users = read_rows(
        connection,
        "SELECT user_id, gender, coalesce(age, -1), occupation FROM user WHERE user_id > 0"
        " OR (user_id < 0 AND ? AND EXISTS (SELECT 1 FROM rating WHERE rating.user_id = user.user_id))"
        " ORDER BY user_id",
        (included is TrainingUsers.EVERYBODY,),
    )
    genre_rows = read_rows(
        connection,
        "SELECT mg.movie_id, g.name FROM movie_genre AS mg JOIN genre AS g USING (genre_id)"
        " ORDER BY mg.movie_id, g.name",
    )
    genres = {movie_id: tuple(name for _, name in rows) for movie_id, rows in groupby(genre_rows, key=itemgetter(0))}
    return Catalogue(
        movie_ids=np.array([row[0] for row in movies], np.int64),
        titles=tuple(row[1] for row in movies),
        years=np.array([row[2] for row in movies], np.int32),
        genres=tuple(genres.get(row[0], ()) for row in movies),
        user_ids=np.array([row[0] for row in users], np.int64),
        genders=tuple(row[1] for row in users),
        ages=np.array([row[2] for row in users], np.int32),
        occupations=tuple(row[3] for row in users),
    )


def load_ratings(connection: Connection, catalogue: Catalogue) -> RatingArrays:
    """All ratings of the catalogue's users, ordered by user and film, as indices into the catalogue's rows."""
    first = (int(catalogue.user_ids.min(initial=1)),)
    ((count,),) = read_rows(connection, f"SELECT count(*) FROM rating WHERE {_LEARNED}", first)  # noqa: S608
    ratings = RatingArrays(
        user_index=np.empty(count, np.int32),
        movie_index=np.empty(count, np.int32),
        rating=np.empty(count, np.float32),
        rated_at=np.empty(count, np.int64),
    )
    start = 0
    for rows in rows_in_batches(
        connection,
        f"SELECT user_id, movie_id, rating, rated_at FROM rating WHERE {_LEARNED}"  # noqa: S608
        " ORDER BY user_id, movie_id",
        first,
    ):
        # One flat float64 array is the fastest way from tuples to arrays; it holds ids up to 2**53 exactly.
        block = np.fromiter(chain.from_iterable(rows), np.float64, 4 * len(rows)).reshape(-1, 4)
        part = slice(start, start + len(rows))
        ratings.user_index[part] = np.searchsorted(catalogue.user_ids, block[:, 0].astype(np.int64))
        ratings.movie_index[part] = np.searchsorted(catalogue.movie_ids, block[:, 1].astype(np.int64))
        ratings.rating[part] = block[:, 2]
        ratings.rated_at[part] = block[:, 3]
        start += len(rows)
    return ratings
