"""Which films are alike, where the answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.bayesian.likeness import (
    DIMENSIONS,
    concatenated,
    film_likeness,
    flattened,
    shortened,
    year_vectors,
)
from engine.serving.neighbours import unit_rows
from tests.engine.problems import anonymous_catalogue

Floats = NDArray[np.float32]


def _random(*shape: int) -> Floats:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def _cosines(vectors: Floats) -> Floats:
    directions = unit_rows(vectors)
    return np.asarray(directions @ directions.T)


def test_concatenated_parts_weigh_what_they_are_given() -> None:
    one, two = _random(6, 3), _random(6, 2)

    cosines = _cosines(concatenated(((one, 1.0), (two, 2.0))))

    assert cosines == pytest.approx((_cosines(one) + 4 * _cosines(two)) / 5, abs=1e-5)


def test_a_film_without_a_part_is_judged_by_the_others() -> None:
    taste, content = _random(4, 3), _random(4, 2)
    taste[0] = taste[1] = 0

    both = _cosines(concatenated(((taste, 1.0), (content, 0.5))))

    assert both[0, 1] == pytest.approx(_cosines(content)[0, 1], abs=1e-5)


def test_shortened_vectors_of_few_directions_lose_nothing() -> None:
    vectors = _random(30, 4) @ _random(4, 50)

    short = shortened(vectors, 4)

    assert short.shape == (30, 4)
    assert short @ short.T == pytest.approx(vectors @ vectors.T, abs=1e-3)


def test_flattening_brings_dimensions_nearer_to_one_length() -> None:
    lengths = np.linalg.norm(flattened(np.array([[16, 0, 0], [0, 1, 0]], np.float32)), axis=0)

    assert lengths.tolist() == pytest.approx([4.0, 1.0, 0.0])


def test_years_are_near_by_their_distance_and_unknown_ones_to_nothing() -> None:
    catalogue = replace(anonymous_catalogue(1, 4), years=np.array([1981, 1984, 1999, 0], np.int32))

    nearness = year_vectors(catalogue) @ year_vectors(catalogue).T

    assert nearness[0, 1] > nearness[1, 2] > nearness[0, 2] > 0
    assert nearness[3].tolist() == [0, 0, 0, 0]


def test_likeness_takes_taste_first_and_tells_equal_tastes_apart_by_genre() -> None:
    catalogue = replace(
        anonymous_catalogue(1, 5), genres=(("War",), ("Comedy",), ("War",), ("War",), ("Comedy", "War"))
    )
    taste = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1]], np.float32)

    near = _cosines(film_likeness(catalogue, taste, taste))[0]

    assert near[2] == pytest.approx(1.0, abs=1e-5)
    assert near[2] > near[1] > near[3] > near[4]


def test_likeness_has_a_bounded_length() -> None:
    catalogue = anonymous_catalogue(1, 300)

    assert film_likeness(catalogue, _random(300, 128), _random(300, 128)).shape == (300, DIMENSIONS)
