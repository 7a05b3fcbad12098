"""Films that differ beside each other, and films of one series behind the best of them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.serving.list_order import FilmTraits
from engine.serving.variety import POOL, best_varied, series_of

FILMS = 150


@pytest.fixture
def scores() -> np.ndarray:
    return np.linspace(3, 0, FILMS).astype(np.float32)


@pytest.fixture
def traits() -> FilmTraits:
    """The first twelve films are all alike; the others differ."""
    random = np.random.default_rng(3)
    alike = random.normal(0, 1, (FILMS, 40))
    alike[:12] = alike[0]
    return FilmTraits.of(
        np.zeros(FILMS, np.float32), alike.astype(np.float32), np.zeros((FILMS, 1), np.bool_), np.zeros(FILMS, np.int32)
    )


def test_the_best_film_stays_first_and_its_like_moves_down(scores: np.ndarray, traits: FilmTraits) -> None:
    rows, _ = best_varied(scores, 10, None, traits)

    assert rows[0] == 0
    assert len(set(rows) & set(range(12))) < 5


def test_no_variety_keeps_the_order(scores: np.ndarray, traits: FilmTraits) -> None:
    rows, lowered = best_varied(scores, 20, None, traits, variety=0)

    assert rows.tolist() == list(range(20))
    assert lowered == pytest.approx(scores[:20])


def test_scores_fall_along_the_whole_list(scores: np.ndarray, traits: FilmTraits) -> None:
    rows, lowered = best_varied(scores, FILMS, None, traits)

    assert sorted(rows) == list(range(FILMS))
    assert (np.diff(lowered) <= 1e-6).all()
    assert rows[POOL:].tolist() == list(range(POOL, FILMS))


def test_a_longer_list_begins_like_a_shorter_one(scores: np.ndarray, traits: FilmTraits) -> None:
    short, _ = best_varied(scores, 15, None, traits)
    long, _ = best_varied(scores, 120, None, traits)

    assert long[:15].tolist() == short.tolist()


def test_only_allowed_films_are_listed(scores: np.ndarray, traits: FilmTraits) -> None:
    allowed = np.arange(FILMS) % 3 == 1
    rows, _ = best_varied(scores, 500, allowed, traits)

    assert sorted(rows) == np.flatnonzero(allowed).tolist()
    assert len(best_varied(scores, 5, np.zeros(FILMS, np.bool_), traits)[0]) == 0


def _alike(*cosines_with_the_first: float) -> np.ndarray:
    """Vectors of length 1 in the plane with these cosines to the first of them."""
    cosines = np.array([1.0, *cosines_with_the_first])
    return np.column_stack([cosines, np.sqrt(1 - cosines**2)]).astype(np.float32)


@pytest.mark.parametrize(
    "titles",
    [
        ("Alien", "Aliens", "Alien: Resurrection", "Alien 3"),
        ("The Godfather", "The Godfather: Part II", "The Godfather, Part III"),
        ("Harry Potter and the Sorcerer's Stone", "Harry Potter and the Goblet of Fire"),
        ("Kill Bill: Vol. 2", "Kill Bill: Vol. 1"),
        ("The Matrix", "The Matrix Reloaded", "The Matrix Revolutions"),
        ("Mission: Impossible", "Mission: Impossible - Ghost Protocol", "Mission: Impossible II"),
        ("Naked Gun 33 1/3: The Final Insult", "The Naked Gun 2 1/2: The Smell of Fear"),
    ],
)
def test_films_of_a_series_stand_behind_its_first(titles: tuple[str, ...]) -> None:
    assert series_of(titles, _alike(*[0.8] * (len(titles) - 1))).tolist() == [0] * len(titles)


@pytest.mark.parametrize(
    ("titles", "cosine"),
    [
        (("The Mission", "Mission: Impossible"), 0.05),
        (("King Kong", "King Kong"), 0.9),
        (("Big", "Big Fish"), 0.9),
        (("Casino", "Casino Royale"), 0.3),
        (("Heat", "Ronin"), 0.95),
    ],
)
def test_other_films_stand_for_themselves(titles: tuple[str, ...], cosine: float) -> None:
    assert series_of(titles, _alike(cosine)).tolist() == [0, 1]


def test_series_hold_together_through_one_of_their_films() -> None:
    """The first and the third are not alike, but both are like the second."""
    directions = np.array([[1, 0], [0.7, 0.714], [0, 1]], np.float32)

    assert series_of(["Rocky", "Rocky II", "Rocky V"], directions).tolist() == [0, 0, 0]
    assert series_of([], np.empty((0, 2), np.float32)).tolist() == []
