from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update

from data.scale import WHOLE_STARS
from db.importing.importer import import_data_set
from db.models import MovieStat
from db.rows import Catalogue
from db.store.database import Store, open_store
from engine.serving.familiarity import familiarity, tilted
from engine.serving.recommender import Recommender, load_recommender
from tests.library import FILMS, UNRATED, LibraryReader, library_ratings, random_features

SCORES = np.array([0.0, 0.1, 0.9, 1.0], np.float32)
KNOWN = np.array([2.0, -2.0, 1.0, -1.0], np.float32)


def test_no_tilt_changes_nothing() -> None:
    list_scores = tilted(SCORES, 0 * KNOWN)

    assert list_scores.scores == pytest.approx(SCORES)
    assert list_scores.factors == pytest.approx(1.0)


def test_a_familiar_list_prefers_the_well_known_one_of_two_good_films() -> None:
    assert tilted(SCORES, KNOWN).scores.argmax() == 2
    assert tilted(SCORES, -KNOWN).scores.argmax() == 3


@pytest.mark.parametrize("tilt", [-1.0, 1.0])
def test_a_film_below_the_mean_never_rises(tilt: float) -> None:
    assert tilted(SCORES, np.float32(tilt) * KNOWN).scores[:2] == pytest.approx(SCORES[:2])


def test_familiarity_is_standardised_and_follows_the_number_of_ratings(
    library: Store, recommender: Recommender
) -> None:
    with library.reading() as connection:
        known = familiarity(connection, recommender)

    assert known.shape == recommender.movie_ids.shape
    assert float(known.mean()) == pytest.approx(0, abs=1e-6)
    assert float(known.std()) == pytest.approx(1, abs=1e-6)
    counts = np.bincount([film for _, film, _, _ in library_ratings()], minlength=len(FILMS) + 1)[1:]
    assert np.corrcoef(known, np.log1p(counts))[0, 1] == pytest.approx(1.0)
    assert int(known.argmin()) == UNRATED - 1


def test_votes_at_imdb_make_a_film_familiar_where_ratings_are_few(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(update(MovieStat).where(MovieStat.movie_id == UNRATED).values(popularity=1000))
    recommender = load_recommender(store)
    with store.reading() as connection:
        known = familiarity(connection, recommender)

    assert int(known.argmax()) == UNRATED - 1


def test_where_nothing_is_rated_no_film_is_more_familiar(tmp_path: Path, catalogue: Catalogue) -> None:
    store = open_store(tmp_path / "unrated.db")
    try:
        import_data_set(store, LibraryReader(ratings=[]))
        with store.reading() as connection:
            known = familiarity(connection, Recommender(1, *random_features(catalogue), WHOLE_STARS))
    finally:
        store.close()

    assert not known.any()
