from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from data.scale import WHOLE_STARS
from db.rows import EntityFeatures
from engine.serving.quick_rate import Candidates, entropy, next_films
from engine.serving.recommender import Recommender

FILMS = 30


@pytest.fixture
def candidates() -> Candidates:
    """Thirty films, the first ones better known; even and odd ones of different genres."""
    random = np.random.default_rng(2)
    even = np.arange(FILMS) % 2 == 0
    return Candidates(
        movie_ids=np.arange(1, FILMS + 1),
        popularity=np.linspace(1000, 100, FILMS).astype(np.float32),
        entropy=random.uniform(1.9, 2.1, FILMS).astype(np.float32),
        genres=np.column_stack([even, ~even]),
    )


@pytest.fixture
def recommender() -> Recommender:
    random = np.random.default_rng(4)

    def side(count: int, bias: float) -> EntityFeatures:
        vectors = random.normal(0, 0.6, (count, 4)).astype(np.float32)
        return EntityFeatures(np.arange(1, count + 1), vectors, np.full(count, bias, np.float32))

    return Recommender(1, side(FILMS, 3.5), side(200, 0.0), WHOLE_STARS)


def test_entropy_by_hand() -> None:
    histograms = np.array([[1, 1, 1, 1], [4, 0, 0, 0], [0, 0, 0, 0], [2, 2, 0, 0]], np.float32)

    assert entropy(histograms) == pytest.approx([2.0, 0.0, 0.0, 1.0])


def test_the_first_questions_are_about_well_known_films_of_several_genres(candidates: Candidates) -> None:
    films = next_films(None, None, candidates, [], 4)

    assert set(films) <= set(range(1, 9))
    assert {film % 2 for film in films[:2]} == {0, 1}


def test_no_film_is_asked_about_twice(candidates: Candidates) -> None:
    asked: list[int] = []
    for _ in range(FILMS):
        asked += next_films(None, None, candidates, asked, 1)

    assert sorted(asked) == list(range(1, FILMS + 1))
    assert next_films(None, None, candidates, asked, 3) == []


def test_at_most_four_of_any_ten_questions_are_about_one_decade(candidates: Candidates) -> None:
    nineties = replace(candidates, years=np.where(np.arange(FILMS) < 20, 1995, 1975).astype(np.int32))
    at_once = next_films(None, None, nineties, [], 14)
    one_by_one: list[int] = []
    for _ in range(14):
        one_by_one += next_films(None, None, nineties, one_by_one, 1)

    for asked in (at_once, one_by_one):
        # Two decades cannot fill ten places with four each: the rule holds for as long as it can.
        assert sum(film <= 20 for film in asked[:8]) == 4
    spread = replace(candidates, years=np.where(np.arange(FILMS) < 12, 1995, 1900 + np.arange(FILMS)).astype(np.int32))
    asked = next_films(None, None, spread, [], 18)
    assert all(sum(film <= 12 for film in asked[start : start + 10]) <= 4 for start in range(9))


def test_films_of_unknown_years_are_asked_about_like_others(candidates: Candidates) -> None:
    unknown = replace(candidates, years=np.zeros(FILMS, np.int32))

    assert next_films(None, None, unknown, [], 12) == next_films(None, None, candidates, [], 12)


def test_later_questions_lower_the_uncertainty_more_than_the_best_known_films_would(
    recommender: Recommender, candidates: Candidates
) -> None:
    rated = dict.fromkeys(range(1, 7), 4.0)
    person = recommender.person(-1, rated)
    rows = np.arange(FILMS)

    def doubt_after(films: list[int]) -> float:
        return float(recommender.person(-1, rated | dict.fromkeys(films, 4.0)).uncertainty(rows).mean())

    chosen = next_films(recommender, person, candidates, list(rated), 3)

    assert not set(chosen) & set(rated)
    assert doubt_after(chosen) < doubt_after([7, 8, 9])
    assert doubt_after(chosen) < float(person.uncertainty(rows).mean())
