"""Measures the run in use on ratings that it did not learn from; needs no torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.scale import RatingScale
from db.rows import Catalogue, EntityFeatures, RatingArrays
from db.runs.features import read_features
from db.runs.model_runs import active_run
from db.runs.training_data import load_catalogue, load_ratings
from db.store.data_sets import stored_data_set
from db.store.database import Store
from engine.errors import EngineError, NoModelError
from engine.evaluation import list_quality, metrics_of, rating_errors
from engine.problem import Factors
from engine.shown_order import ShownOrder, traits_of


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Ratings to measure on: user ids, film ids and stars, each (n,); n is at least 1."""

    user_ids: NDArray[np.int64]
    movie_ids: NDArray[np.int64]
    stars: NDArray[np.float32]


def evaluate_active_run(store: Store, held_out: HeldOut) -> dict[str, float]:
    """The metrics of `engine.evaluation`, of lists in the order in which people see them.

    Users are those of the data set; the films that they rated in the database are left out of their lists.

    Raises:
        NoModelError: no run is active.
        EngineError: the run does not know one of the users or films.
    """
    with store.reading() as connection:
        run, data_set = active_run(connection), stored_data_set(connection)
        if run is None or data_set is None:
            raise NoModelError("No trained model yet; run `movierec-tui train` first.")
        movies, users = read_features(connection, run.run_id)
        catalogue = load_catalogue(connection)
        known = load_ratings(connection, catalogue)
    # Profiles, which a run may have learned from, are not in the catalogue.
    users = users.rows(users.ids > 0)
    return _metrics(movies, users, catalogue, known, held_out, data_set.scale)


def _metrics(
    movies: EntityFeatures,
    users: EntityFeatures,
    catalogue: Catalogue,
    known: RatingArrays,
    held_out: HeldOut,
    scale: RatingScale,
) -> dict[str, float]:
    rating = Factors(users.vectors, movies.vectors, users.bias, movies.bias)
    ranking = rating
    if users.preference is not None and users.preference_bias is not None:
        assert movies.preference is not None  # noqa: S101 - a run has both or neither
        assert movies.preference_bias is not None  # noqa: S101
        ranking = Factors(users.preference, movies.preference, users.preference_bias, movies.preference_bias)
    test = RatingArrays(
        user_index=_rows(users.ids, held_out.user_ids, "user"),
        movie_index=_rows(movies.ids, held_out.movie_ids, "film"),
        rating=held_out.stars,
        rated_at=np.zeros(len(held_out.stars), np.int64),
    )
    likeness = movies.vectors if movies.likeness is None else movies.likeness
    lists = ShownOrder(ranking, rating, known, scale, traits_of(catalogue, known, likeness))
    return metrics_of(rating_errors(rating, test, scale), list_quality(lists, known, test))


def _rows(known: NDArray[np.int64], wanted: NDArray[np.int64], what: str) -> NDArray[np.int32]:
    rows = np.searchsorted(known, wanted).clip(max=len(known) - 1)
    unknown = wanted[known[rows] != wanted]
    if len(unknown):
        raise EngineError(f"The model does not know {what} {unknown[0]}, so it cannot be measured on those ratings.")
    return rows.astype(np.int32)
