"""The map of films, on vectors whose neighbours are known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.map import kept_neighbours, trustworthiness
from engine.serving.film_map import place_films, principal_places
from engine.serving.neighbours import unit_rows

Floats = NDArray[np.float32]


def clusters(number: int, each: int, dimensions: int = 24, spread: float = 0.25) -> Floats:
    """`number` groups of `each` vectors around directions of their own, one group after the other."""
    random = np.random.default_rng(3)
    centres = np.repeat(np.eye(number, dimensions), each, axis=0)
    return np.asarray(centres + spread * random.normal(size=centres.shape), np.float32)


def test_two_groups_stay_apart() -> None:
    places = place_films(clusters(2, 60))
    first, second = places[:60], places[60:]
    gap = np.linalg.norm(first.mean(axis=0) - second.mean(axis=0))
    widths = [np.linalg.norm(group - group.mean(axis=0), axis=1).max() for group in (first, second)]
    assert gap > max(widths)


def test_more_neighbours_are_kept_than_by_principal_components() -> None:
    vectors = clusters(8, 30)
    ours, plain = place_films(vectors), principal_places(unit_rows(vectors))
    assert kept_neighbours(vectors, ours) > 1.5 * kept_neighbours(vectors, plain)
    assert trustworthiness(vectors, ours) > trustworthiness(vectors, plain)


def test_the_length_of_a_vector_does_not_matter() -> None:
    vectors = clusters(3, 20)
    lengths = np.random.default_rng(0).uniform(1, 9, (60, 1)).astype(np.float32)
    assert kept_neighbours(vectors, place_films(vectors * lengths)) > 0.3


def test_the_same_vectors_give_the_same_map() -> None:
    vectors = clusters(4, 25)
    assert np.array_equal(place_films(vectors), place_films(vectors.copy()))


@pytest.mark.parametrize("films", [0, 1, 2, 3, 7, 8, 9, 40])
def test_any_number_of_films_lies_within_the_map(films: int) -> None:
    vectors = np.random.default_rng(1).normal(size=(films, 5)).astype(np.float32)
    places = place_films(vectors)
    assert places.shape == (films, 2)
    assert np.isfinite(places).all()
    assert ((places >= 0) & (places <= 1)).all()


@pytest.mark.parametrize("vectors", [np.zeros((30, 4)), np.ones((30, 4)), np.ones((30, 1))])
def test_films_that_are_all_the_same_have_a_map_too(vectors: NDArray[np.float64]) -> None:
    places = place_films(vectors.astype(np.float32))
    assert np.isfinite(places).all()
    assert ((places >= 0) & (places <= 1)).all()


def test_the_map_is_wider_than_high_before_it_fills_the_screen() -> None:
    places = principal_places(clusters(5, 20))
    assert places[:, 0].std() >= places[:, 1].std()


def test_progress_only_grows_and_ends_at_one() -> None:
    told: list[float] = []
    place_films(clusters(3, 20), told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 10


def test_whoever_hears_of_progress_can_stop_it() -> None:
    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        place_films(clusters(3, 20), stop)


def test_trustworthiness_of_a_perfect_and_of_a_random_map() -> None:
    points = np.random.default_rng(5).normal(size=(120, 2)).astype(np.float32)
    strangers = np.random.default_rng(6).normal(size=(120, 2)).astype(np.float32)
    assert trustworthiness(points, points) == 1.0
    assert kept_neighbours(points, points) == 1.0
    assert trustworthiness(points, strangers) == pytest.approx(0.5, abs=0.1)
