"""At most one rating per user and movie, over files of any size: the newest one counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Chunks = Callable[[], Iterator[pd.DataFrame]]

_PAIR = ["user_id", "movie_id"]
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over a rating file's ids tells.

    Attributes:
        rows: how many there are.
        user_ids: the distinct ones, int64 (n,) ascending.
        repeated: keys of pairs that come more than once, uint64 (k,) ascending. A key may also stand for two
            pairs that only share it, which costs a little time and changes no result.
    """

    rows: int
    user_ids: NDArray[np.int64]
    repeated: NDArray[np.uint64]


def survey(id_chunks: Chunks) -> Survey:
    """Counts rows and users and finds repeated pairs.

    Official files come in ascending order of user and movie and are surveyed in constant memory; any other
    order costs 8 bytes a row.

    Args:
        id_chunks: starts a pass over frames with `user_id` and `movie_id`.
    """
    user_ids = np.empty(0, dtype=np.int64)
    rows = 0
    previous: tuple[int, int] | None = None
    ascending = True
    for chunk in id_chunks():
        users, movies = chunk["user_id"].to_numpy(), chunk["movie_id"].to_numpy()
        rows += len(users)
        user_ids = np.union1d(user_ids, users)
        ascending = ascending and _ascending(users, movies, previous)
        if len(users):
            previous = (int(users[-1]), int(movies[-1]))
    if ascending:
        return Survey(rows, user_ids, np.empty(0, dtype=np.uint64))
    together = np.concatenate([_keys(chunk) for chunk in id_chunks()])
    together.sort()
    return Survey(rows, user_ids, np.unique(together[1:][together[1:] == together[:-1]]))


def newest_ratings(chunks: Chunks, survey_of: Callable[[], Survey]) -> Iterator[pd.DataFrame]:
    """Every rating once; of repeated ones only the newest (of equally new ones the last in the file).

    Ratings whose pair is repeated come together at the end, so that every other chunk can be passed on as it
    is.

    Args:
        chunks: starts a pass over the file's rows.
        survey_of: called only when the file has more than one chunk.
    """
    stream = chunks()
    first = next(stream, None)
    second = next(stream, None)
    if first is None:
        return
    if second is None:
        yield newest(first)
        return
    repeated = survey_of().repeated
    held: list[pd.DataFrame] = []
    for chunk in chain((first, second), stream):
        if not len(repeated):
            yield chunk
            continue
        again = np.isin(_keys(chunk), repeated)
        held.append(chunk[again])
        if not again.all():
            yield chunk[~again].reset_index(drop=True)
    if held:
        yield newest(pd.concat(held, ignore_index=True))


def newest(ratings: pd.DataFrame) -> pd.DataFrame:
    """The rows of `ratings`, of each pair of user and movie only the newest, of equally new ones the last."""
    if not ratings.duplicated(_PAIR).any():
        return ratings
    kept = ratings.sort_values("rated_at", kind="stable").drop_duplicates(_PAIR, keep="last")
    return kept.sort_index().reset_index(drop=True)


def _keys(chunk: pd.DataFrame) -> NDArray[np.uint64]:
    users = chunk["user_id"].to_numpy().astype(np.uint64)
    movies = chunk["movie_id"].to_numpy().astype(np.uint64)
    keys: NDArray[np.uint64] = users * _MULTIPLIER + movies
    return keys


def _ascending(users: NDArray[np.int64], movies: NDArray[np.int64], previous: tuple[int, int] | None) -> bool:
    if len(users) and previous is not None and (int(users[0]), int(movies[0])) <= previous:
        return False
    later_user = users[1:] > users[:-1]
    later_movie = (users[1:] == users[:-1]) & (movies[1:] > movies[:-1])
    return bool((later_user | later_movie).all())
