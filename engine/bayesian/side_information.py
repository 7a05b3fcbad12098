"""Features of the linear towers: side information about users and films, and who rated what (implicit history)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.ages import age_group
from db.rows import Catalogue

YEARS_IN_A_DECADE = 10


@dataclass(frozen=True, slots=True)
class SparseFeatures:
    """A sparse matrix of features in coordinates, one row for each user or film.

    Attributes:
        rows, columns: int64 (n_entries,).
        values: float32 (n_entries,).
        shape: (entities, features).
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float32]
    shape: tuple[int, int]

    def hstack(self, other: SparseFeatures) -> SparseFeatures:
        """The features of both, those of `other` last.

        Raises:
            ValueError: they have different numbers of rows.
        """
        if self.shape[0] != other.shape[0]:
            raise ValueError(f"Features of {self.shape[0]} and of {other.shape[0]} rows cannot be stacked.")
        return SparseFeatures(
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.columns, other.columns + self.shape[1]]),
            np.concatenate([self.values, other.values]),
            (self.shape[0], self.shape[1] + other.shape[1]),
        )


def user_features(catalogue: Catalogue) -> SparseFeatures:
    """Gender, age group and occupation; all zeros for what the data set does not say."""
    ages = [age_group(age) if age >= 0 else None for age in catalogue.ages.tolist()]
    return _one_of(catalogue.genders).hstack(_one_of(ages)).hstack(_one_of(catalogue.occupations))


def movie_features(catalogue: Catalogue) -> SparseFeatures:
    """Genres, each 1/sqrt(number of genres), decade and year. Title words made predictions worse."""
    years = [year or None for year in catalogue.years.tolist()]
    decades = [None if year is None else year // YEARS_IN_A_DECADE for year in years]
    return _several_of(catalogue.genres).hstack(_one_of(decades)).hstack(_one_of(years))


def most_rated(rows: NDArray[np.int32] | NDArray[np.int64], n: int, most: int) -> NDArray[np.int64]:
    """The `most` users or films with the most ratings, or all n of them where there are no more.

    Args:
        rows: (n_ratings,) row of the user or film of each rating.
        n: how many users or films there are.
        most: how many to choose at most.
    """
    if n <= most:
        return np.arange(n)
    return np.argsort(-np.bincount(rows, minlength=n), kind="stable")[:most]


def history_features(
    own: NDArray[np.int64],
    other: NDArray[np.int64],
    shape: tuple[int, int],
    columns: NDArray[np.int64] | None = None,
) -> SparseFeatures:
    """The implicit history (Koren 2008): 1/sqrt(n) for each of the n films that a user rated, or users of a film.

    Args:
        own: (n_ratings,) rows of the users or films that get features.
        other: (n_ratings,) rows of the other side.
        shape: (n_own, n_other).
        columns: (n_columns,) rows of the other side that get a column, in this order; None means all.
    """
    degrees = np.bincount(own, minlength=shape[0])
    values = (1 / np.sqrt(degrees[own])).astype(np.float32)
    if columns is None:
        return SparseFeatures(own, other, values, shape)
    column = np.full(shape[1], -1, np.int64)
    column[columns] = np.arange(len(columns))
    kept = np.flatnonzero(column[other] >= 0)
    return SparseFeatures(own[kept], column[other[kept]], values[kept], (shape[0], len(columns)))


def _one_of(values: Sequence[Hashable | None]) -> SparseFeatures:
    return _several_of([() if value is None else (value,) for value in values])


def _several_of(values: Sequence[Sequence[Hashable]]) -> SparseFeatures:
    names = sorted({name for row in values for name in row}, key=str)
    column = {name: index for index, name in enumerate(names)}
    return SparseFeatures(
        rows=np.repeat(np.arange(len(values), dtype=np.int64), [len(row) for row in values]),
        columns=np.array([column[name] for row in values for name in row], dtype=np.int64),
        values=np.array([len(row) ** -0.5 for row in values for _ in row], dtype=np.float32),
        shape=(len(values), len(names)),
    )
