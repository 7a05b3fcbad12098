"""Real data sets and the splits that recommenders are compared on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from data.ratings_file import read_ratings_file
from data.readers import open_data_set
from data.scale import RatingScale
from db.importing.importer import import_data_set
from db.rows import Catalogue, RatingArrays
from db.runs.training_data import load_catalogue, load_ratings
from db.store.data_sets import stored_data_set
from db.store.database import Store, open_store
from engine.problem import take


def load(archive: Path) -> tuple[Catalogue, RatingArrays, RatingScale]:
    """A data set in its official layout, through a temporary database."""
    with imported(archive) as store:
        return read(store)


@contextmanager
def imported(archive: Path) -> Iterator[Store]:
    """A temporary database with a data set in its official layout."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "bench.db")
        try:
            with open_data_set(archive) as reader:
                import_data_set(store, reader)
            yield store
        finally:
            store.close()


def read(store: Store) -> tuple[Catalogue, RatingArrays, RatingScale]:
    """What a training reads of a database."""
    with store.reading() as connection:
        data_set = stored_data_set(connection)
        assert data_set is not None
        catalogue = load_catalogue(connection)
        return catalogue, load_ratings(connection, catalogue), data_set.scale


def random_split(ratings: RatingArrays, share: float, seed: int) -> tuple[RatingArrays, RatingArrays]:
    """(train, test): a random `share` of all ratings is the test."""
    order = np.random.default_rng(seed).permutation(len(ratings.rating))
    n_test = round(share * len(order))
    return take(ratings, np.sort(order[n_test:])), take(ratings, np.sort(order[:n_test]))


def split_per_user(ratings: RatingArrays, share: float, seed: int) -> tuple[RatingArrays, RatingArrays]:
    """(train, test): a random `share` of every user's ratings is the test."""
    shuffle = np.random.default_rng(seed).random(len(ratings.rating))
    order = np.lexsort((shuffle, ratings.user_index))
    users = ratings.user_index[order]
    counts = np.bincount(users)
    first = np.concatenate(([0], np.cumsum(counts)))[users]
    is_test = np.arange(len(order)) - first < np.round(counts[users] * share)
    return take(ratings, np.sort(order[~is_test])), take(ratings, np.sort(order[is_test]))


def split_by_time(ratings: RatingArrays, share: float) -> tuple[RatingArrays, RatingArrays]:
    """(train, test): the test is every rating after the moment by which all but `share` of them were given."""
    moment = np.quantile(ratings.rated_at, 1 - share, method="inverted_cdf")
    later = ratings.rated_at > moment
    return take(ratings, np.flatnonzero(~later)), take(ratings, np.flatnonzero(later))


def split_by_file(catalogue: Catalogue, ratings: RatingArrays, file: Path) -> tuple[RatingArrays, RatingArrays]:
    """(train, test): the test is every rating whose user and film are together on a line of a rating file."""
    lines = read_ratings_file(file)
    pairs = pd.MultiIndex.from_arrays(
        [catalogue.user_ids[ratings.user_index], catalogue.movie_ids[ratings.movie_index]]
    )
    is_test = pairs.isin(pd.MultiIndex.from_frame(lines[["user_id", "movie_id"]]))
    return take(ratings, np.flatnonzero(~is_test)), take(ratings, np.flatnonzero(is_test))
