from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.serving.neighbours import Neighbour, NeighbourIndex

IDS = np.array([10, 20, 30, 40, 50])
EAST, NORTH_EAST, NORTH, WEST, NOWHERE = range(5)
VECTORS = np.array([[2, 0], [1, 1], [0, 3], [-1, 0], [0, 0]], np.float32)


@pytest.fixture
def index() -> NeighbourIndex:
    """Four directions of different lengths, and a vector of zeros."""
    return NeighbourIndex(IDS, VECTORS)


@pytest.fixture
def crowd() -> NDArray[np.float32]:
    """Two hundred random vectors."""
    return np.random.default_rng(0).normal(size=(200, 16)).astype(np.float32)


def test_neighbours_are_ordered_by_angle_and_not_by_length(index: NeighbourIndex) -> None:
    nearest = index.nearest(EAST, 4)

    assert [neighbour.id for neighbour in nearest] == [20, 30, 50, 40]
    assert [neighbour.similarity for neighbour in nearest] == pytest.approx([0.5**0.5, 0.0, 0.0, -1.0])


def test_nobody_is_their_own_neighbour(index: NeighbourIndex) -> None:
    for row, own_id in enumerate(IDS):
        assert own_id not in [neighbour.id for neighbour in index.nearest(row, 5)]


def test_a_vector_of_zeros_is_similar_to_nothing(index: NeighbourIndex) -> None:
    assert index.nearest(NOWHERE, 4) == [Neighbour(int(other), 0.0) for other in IDS[:4]]


def test_more_neighbours_than_there_are_gives_all_others(index: NeighbourIndex) -> None:
    assert sorted(neighbour.id for neighbour in index.nearest(NORTH, 1000)) == [10, 20, 40, 50]


def test_no_neighbours_can_be_asked_for(index: NeighbourIndex) -> None:
    assert index.nearest(EAST, 0) == []


def test_a_lone_entity_has_no_neighbours() -> None:
    assert NeighbourIndex(np.array([1]), np.ones((1, 3), np.float32)).nearest(0, 5) == []


def test_similarities_are_the_cosines(crowd: NDArray[np.float32]) -> None:
    index = NeighbourIndex(np.arange(200), crowd)
    lengths = np.linalg.norm(crowd, axis=1)
    expected = crowd @ crowd[7] / (lengths * lengths[7])

    nearest = index.nearest(7, 199)

    assert all(neighbour.similarity == pytest.approx(expected[neighbour.id], abs=1e-5) for neighbour in nearest)
    assert [neighbour.similarity for neighbour in nearest] == sorted(
        (neighbour.similarity for neighbour in nearest), reverse=True
    )


def test_a_vector_from_elsewhere_has_neighbours_too(index: NeighbourIndex) -> None:
    nearest = index.nearest_to(np.array([0, 7], np.float32), 2, exclude=(30,))

    assert [neighbour.id for neighbour in nearest] == [20, 10]
    assert nearest[0].similarity == pytest.approx(0.5**0.5)


def test_films_like_several_are_as_similar_as_to_the_one_that_they_are_least_like(index: NeighbourIndex) -> None:
    nearest = index.nearest_to_all([EAST, NORTH], 3)

    assert [neighbour.id for neighbour in nearest] == [20, 50, 40]
    assert [neighbour.similarity for neighbour in nearest] == pytest.approx([0.5**0.5, 0.0, -1.0])
    assert index.nearest_to_all([EAST], 4) == index.nearest(EAST, 4)


def test_similarity_goes_both_ways(crowd: NDArray[np.float32]) -> None:
    index = NeighbourIndex(np.arange(200), crowd)

    def between(row: int, other: int) -> float:
        return next(near.similarity for near in index.nearest(row, 199) if near.id == other)

    assert between(3, 9) == pytest.approx(between(9, 3))


@pytest.mark.parametrize("length", [1e-12, 1.0, 1e12])
def test_rounding_never_leaves_minus_one_to_one(length: float) -> None:
    random = np.random.default_rng(1)
    directions = random.normal(size=(40, 200)).astype(np.float32)
    vectors = np.concatenate([directions, directions, -directions]) * np.float32(length)
    index = NeighbourIndex(np.arange(120), vectors)

    for row in range(40):
        nearest = index.nearest(row, 119)
        assert nearest[0].id == row + 40
        assert nearest[-1].id == row + 80
        assert 0.999 < nearest[0].similarity <= 1.0
        assert -0.999 > nearest[-1].similarity >= -1.0
