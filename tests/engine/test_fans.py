from __future__ import annotations

from collections.abc import Callable, Iterator
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from data.scale import WHOLE_STARS
from db.importing.importer import import_data_set
from db.rows import EntityFeatures
from db.store.database import Store, open_store
from engine.serving.fans import SharedLove, fans_also_love
from engine.serving.recommender import Recommender
from tests.library import (
    EMPIRE,
    FILMS,
    LEON,
    MATRIX,
    STAR_WARS,
    TOY_STORY,
    UNRATED,
    USERS,
    LibraryReader,
    Ratings,
)

LOVERS_OF_MATRIX = (1, 2, 3, 4)


def _ratings() -> Ratings:
    """Matrix is loved by four. Three of them love Star Wars, all four Toy Story, as do sixteen others; one loves Léon.

    Nobody loves Empire, though all have seen it.
    """
    return [
        *((user, MATRIX, 5.0, 0) for user in LOVERS_OF_MATRIX),
        *((user, MATRIX, 3.0, 0) for user in range(21, 31)),
        *((user, STAR_WARS, 4.0, 0) for user in (1, 2, 3)),
        *((user, TOY_STORY, 4.0, 0) for user in range(1, 21)),
        *((user, EMPIRE, 3.0, 0) for user in range(1, 31)),
        (1, LEON, 5.0, 0),
        *((user, LEON, 5.0, 0) for user in (28, 29, 30)),
    ]


@pytest.fixture(scope="module")
def loved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A library in which it is plain who loves what; only to be read."""
    path: Path = tmp_path_factory.mktemp("loved") / "loved.db"
    store = open_store(path)
    import_data_set(store, LibraryReader(ratings=_ratings()))
    yield store
    store.close()


@pytest.fixture
def ask(loved: Store) -> Callable[[Recommender | None, int, int], list[SharedLove]]:
    """Asks what the fans of a film also love."""

    def ask_fans(recommender: Recommender | None, movie_id: int, n: int) -> list[SharedLove]:
        with loved.reading() as connection:
            return fans_also_love(connection, recommender, movie_id, n)

    return ask_fans


def _same_taste(movie_bias: NDArray[np.float32]) -> Recommender:
    """A model by which everybody likes the films alike."""
    films, users = len(FILMS), USERS
    movies = EntityFeatures(np.arange(1, films + 1), np.zeros((films, 2), np.float32), movie_bias)
    people = EntityFeatures(np.arange(1, users + 1), np.zeros((users, 2), np.float32), np.zeros(users, np.float32))
    return Recommender(1, movies, people, WHOLE_STARS)


Ask = Callable[[Recommender | None, int, int], list[SharedLove]]


def test_what_sets_fans_apart_comes_before_what_everybody_loves(ask: Ask) -> None:
    loved = ask(None, MATRIX, 10)

    assert [(love.movie_id, love.shared_fans) for love in loved] == [
        (STAR_WARS, 3),
        (TOY_STORY, 4),
        (LEON, 1),
    ]
    assert [love.score for love in loved] == pytest.approx(
        [3 / sqrt(4 * (3 + 10)), 4 / sqrt(4 * (20 + 10)), 1 / sqrt(4 * (4 + 10))]
    )


def test_only_as_many_as_asked_for_come(ask: Ask) -> None:
    assert [love.movie_id for love in ask(None, MATRIX, 2)] == [STAR_WARS, TOY_STORY]
    assert ask(None, MATRIX, 0) == []


@pytest.mark.parametrize("movie_id", [UNRATED, EMPIRE], ids=["never rated", "never loved"])
def test_for_a_film_without_fans_the_model_finds_some(ask: Ask, movie_id: int) -> None:
    descending = np.linspace(5, 1, len(FILMS), dtype=np.float32)

    films = [film for film in (1, 2, 3, 4, 5) if film != movie_id][:4]
    loved = ask(_same_taste(descending), movie_id, 4)
    assert [(love.movie_id, love.shared_fans) for love in loved] == [(film, 0) for film in films]
    assert [love.score for love in loved] == pytest.approx([1.0] * 4)


def test_without_fans_and_without_a_model_there_is_no_answer(ask: Ask) -> None:
    assert ask(None, UNRATED, 5) == []


def test_where_people_are_asked_the_model_is_not(ask: Ask) -> None:
    ascending = np.linspace(1, 5, len(FILMS), dtype=np.float32)

    assert ask(_same_taste(ascending), MATRIX, 5) == ask(None, MATRIX, 5)


def test_the_film_itself_is_never_named(library: Store, recommender: Recommender) -> None:
    with library.reading() as connection:
        for movie_id in range(1, len(FILMS) + 1):
            loves = fans_also_love(connection, recommender, movie_id, 20)
            assert movie_id not in [love.movie_id for love in loves]
            assert loves
            assert [love.score for love in loves] == sorted((love.score for love in loves), reverse=True)
