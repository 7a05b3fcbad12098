from __future__ import annotations

import pytest

from db.store.database import Store
from engine.options import MovieFilter
from engine.serving.filters import movies_to_keep
from engine.serving.recommender import Recommender
from tests.library import (
    AMELIE,
    EMPIRE,
    FILMS,
    LEON,
    MATRIX,
    NO_YEAR,
    REC,
    SLASH_B,
    SPACE_ODYSSEY,
    SPIDER_MAN,
    STAR_WARS,
    TOY_STORY,
    UNRATED,
)

ALL = set(range(1, len(FILMS) + 1))


def _kept(library: Store, recommender: Recommender, films: MovieFilter) -> set[int]:
    with library.reading() as connection:
        mask = movies_to_keep(connection, recommender, films)
    assert mask is not None
    assert mask.shape == recommender.movie_ids.shape
    return set(recommender.movie_ids[mask].tolist())


def test_no_condition_needs_no_mask(library: Store, recommender: Recommender) -> None:
    with library.reading() as connection:
        assert movies_to_keep(connection, recommender, MovieFilter()) is None


@pytest.mark.parametrize(
    ("films", "expected"),
    [
        (MovieFilter(genres=("Horror",)), {REC}),
        (MovieFilter(genres=("Horror", "Romance")), {REC, AMELIE}),
        (MovieFilter(genres=("No such genre",)), set()),
        (MovieFilter(exclude_genres=("Sci-Fi", "Action")), {REC, SLASH_B, LEON, TOY_STORY, UNRATED, AMELIE}),
        (MovieFilter(exclude_genres=("No such genre",)), ALL),
        (MovieFilter(genres=("Sci-Fi",), exclude_genres=("Action",)), {NO_YEAR, SPACE_ODYSSEY}),
        (MovieFilter(genres=("Drama",), exclude_genres=("Drama",)), set()),
        (MovieFilter(years=(1999, 1999)), {MATRIX, SLASH_B}),
        (MovieFilter(years=(1977, 1994)), {STAR_WARS, EMPIRE, LEON}),
        (MovieFilter(years=(1, 9999)), ALL - {NO_YEAR}),
        (MovieFilter(years=(2001, 1999)), set()),
        (MovieFilter(min_ratings=1), ALL - {UNRATED}),
        (MovieFilter(min_ratings=30), {MATRIX, STAR_WARS, EMPIRE}),
        (MovieFilter(min_ratings=31), set()),
        (
            MovieFilter(genres=("Action", "Romance"), exclude_genres=("Thriller",), years=(1980, 2005)),
            {EMPIRE, AMELIE, SPIDER_MAN},
        ),
        (MovieFilter(genres=("Action",), years=(1980, 2005), min_ratings=30), {MATRIX, EMPIRE}),
    ],
)
def test_all_conditions_hold_for_a_film_that_is_kept(
    library: Store, recommender: Recommender, films: MovieFilter, expected: set[int]
) -> None:
    assert _kept(library, recommender, films) == expected


@pytest.mark.parametrize("name", ["'; DROP TABLE movie; --", '"', "%", "Sci-Fi' OR 1=1"])
def test_a_genres_name_is_never_read_as_sql(library: Store, recommender: Recommender, name: str) -> None:
    assert _kept(library, recommender, MovieFilter(genres=(name,))) == set()
    assert _kept(library, recommender, MovieFilter(exclude_genres=(name,))) == ALL
