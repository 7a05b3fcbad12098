"""What a rating's numbers must satisfy, for one row and for many at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.scale import RatingScale

LARGEST_ID = 2**53
NOUNS = {"user_id": "user id", "movie_id": "movie id", "rating": "rating", "rated_at": "time"}
"""The columns in words, for messages."""


@dataclass(frozen=True, slots=True)
class RatingRules:
    """What a rating must satisfy besides being well formed.

    Attributes:
        scale: None takes any finite rating.
        movie_ids: the known ones, int64 (n,) ascending; None takes any.
        user_ids: likewise.
    """

    scale: RatingScale | None = None
    movie_ids: NDArray[np.int64] | None = None
    user_ids: NDArray[np.int64] | None = None

    def problem_of_row(self, values: dict[str, float]) -> str | None:
        """What is wrong with one row's numbers, in words; None where nothing is."""
        return next(self._problems(values), None)

    def _problems(self, values: dict[str, float]) -> Iterator[str]:
        for name in ("user_id", "movie_id"):
            if not 1 <= values[name] <= LARGEST_ID:
                yield f"the {NOUNS[name]} {values[name]} is not between 1 and 2^53"
        if not 0 <= values.get("rated_at", 0) <= LARGEST_ID:
            yield f"the time {values['rated_at']} is not in seconds since 1970"
        with np.errstate(over="ignore"):
            rating = np.array([values["rating"]]).astype(np.float32)
        if not np.isfinite(rating[0]):
            yield f"the rating {values['rating']} is not a finite number"
        if self.scale is not None and not self.scale.holds(rating)[0]:
            yield f"the rating {values['rating']:g} is off the scale {self.scale.describe()}"
        if not _contains(self.movie_ids, values["movie_id"]):
            yield f"the movie {values['movie_id']} is not among this data set's movies"
        if not _contains(self.user_ids, values["user_id"]):
            yield f"the user {values['user_id']} is not among this data set's users"

    def hold_for(self, chunk: pd.DataFrame) -> bool:
        """Whether every row of `chunk` satisfies the rules; the same ones as `problem_of_row`, vectorised."""
        ratings = chunk["rating"].to_numpy()
        if not within_bounds(chunk, ("user_id", "movie_id", "rated_at")) or not np.isfinite(ratings).all():
            return False
        if self.scale is not None and not self.scale.holds(ratings).all():
            return False
        known = ((self.movie_ids, "movie_id"), (self.user_ids, "user_id"))
        return all(ids is None or np.isin(chunk[name].to_numpy(), ids).all() for ids, name in known)


def within_bounds(chunk: pd.DataFrame, columns: tuple[str, ...]) -> bool:
    """Whether the ids among `columns` are from 1 to 2^53 and the times from 0."""
    for name in columns:
        values = chunk[name].to_numpy()
        if len(values) and (values.min() < (name != "rated_at") or values.max() > LARGEST_ID):
            return False
    return True


def _contains(ids: NDArray[np.int64] | None, wanted: float) -> bool:
    if ids is None:
        return True
    at = int(np.searchsorted(ids, wanted))
    return at < len(ids) and int(ids[at]) == wanted
