"""The map of films: places in the plane such that similar films are close to each other.

Exact t-SNE (van der Maaten and Hinton, Visualizing Data using t-SNE, JMLR 9, 2008): gradient descent on KL(p, q)
between the Gaussian affinities p of films and the Student-t affinities q of their places. It starts from the first two
principal components, which keeps the global structure and makes the map reproducible (Kobak and Berens, The art of
using t-SNE for single-cell transcriptomics, Nature Communications 10, 2019), with early exaggeration and the learning
rate n / exaggeration (Belkina et al., Automated optimized parameters for t-SNE, ibid.). `bench/map.py` compares it with
other projections.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.serving.neighbours import unit_rows

Floats = NDArray[np.float32]
Progress = Callable[[float], None]

PERPLEXITY = 15.0
NEIGHBOURS_A_PERPLEXITY = 3
EXAGGERATION = 12.0
EARLY_STEPS = 60
STEPS = 250
FEWEST_FOR_AFFINITIES = 8
_EARLY_MOMENTUM, _MOMENTUM = 0.5, 0.8
_FIRST_SPREAD = 1e-2
_LEAST_GAIN = 0.01
_STEP_SIZE = 4.0
"""The factor 4 of the paper's gradient, which `_gradient` leaves out."""
_BLOCK = 256
"""Rows of the distance matrix at a time, so that a block stays in the processor's cache."""
_BISECTIONS = 40


def place_films(vectors: Floats, progress: Progress = lambda _share: None, perplexity: float = PERPLEXITY) -> Floats:
    """(n, 2) places with coordinates from 0 to 1; the same vectors give the same places.

    Args:
        vectors: (n, d), compared by cosine.
        progress: called with the share that is done, from 0 to 1; may raise to stop the work.
        perplexity: effective number of neighbours of a film.
    """
    films = unit_rows(vectors)
    places = principal_places(films)
    if len(films) >= FEWEST_FOR_AFFINITIES:
        neighbours = min(len(films) - 1, round(NEIGHBOURS_A_PERPLEXITY * perplexity))
        affinities = _affinities(films, neighbours, min(perplexity, neighbours / NEIGHBOURS_A_PERPLEXITY))
        places = _descend(affinities, places, progress)
    progress(1.0)
    # Principal components again: the map spreads most from left to right, as a screen does.
    return _in_unit_square(principal_places(places))


def principal_places(vectors: Floats) -> Floats:
    """(n, 2) first two principal components of the rows; each axis's largest entry is positive, to fix the signs."""
    centred = vectors.astype(np.float64) - (vectors.mean(axis=0) if len(vectors) else 0.0)
    axes = np.linalg.eigh(centred.T @ centred).eigenvectors[:, ::-1][:, :2]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    places = np.zeros((len(vectors), 2))
    places[:, : axes.shape[1]] = centred @ axes
    return np.asarray(places, np.float32)


def squared_distances(points: Floats) -> Floats:
    """(n, n) squared Euclidean distances; 0 on the diagonal."""
    squares = np.einsum("ij,ij->i", points, points)
    distances = squares[:, None] + squares - 2 * (points @ points.T)
    np.fill_diagonal(distances, 0.0)
    return np.asarray(np.maximum(distances, 0.0), np.float32)


def _affinities(films: Floats, neighbours: int, perplexity: float) -> Floats:
    """(n, n) symmetric Gaussian affinities of nearest films, with sum 1; each row's width is found by bisection."""
    n = len(films)
    distances = squared_distances(films)
    np.fill_diagonal(distances, np.inf)
    nearest = np.argpartition(distances, neighbours - 1, axis=1)[:, :neighbours]
    near = np.take_along_axis(distances, nearest, axis=1).astype(np.float64)
    near -= near.min(axis=1, keepdims=True)
    low, high = np.full(n, 1e-3), np.full(n, 1e9)
    for _ in range(_BISECTIONS):
        precision = np.sqrt(low * high)
        weights = np.exp(-near * precision[:, None])
        total = weights.sum(axis=1)
        entropy = np.log(total) + precision * (near * weights).sum(axis=1) / total
        too_wide = entropy > np.log(perplexity)
        low, high = np.where(too_wide, precision, low), np.where(too_wide, high, precision)
    affinities = np.zeros((n, n), np.float32)
    np.put_along_axis(affinities, nearest, (weights / total[:, None]).astype(np.float32), axis=1)
    return np.asarray((affinities + affinities.T) / np.float32(2 * n), np.float32)


def _descend(affinities: Floats, places: Floats, progress: Progress) -> Floats:
    """Gradient descent with momentum and an adaptive gain for each coordinate."""
    n = len(places)
    places = places * np.float32(_FIRST_SPREAD / max(float(places.std()), 1e-12))
    change, gains = np.zeros_like(places), np.ones_like(places)
    rate = np.float32(_STEP_SIZE * max(n / EXAGGERATION, 1.0))
    exaggerated = affinities * np.float32(EXAGGERATION)
    for step in range(STEPS):
        early = step < EARLY_STEPS
        gradient = _gradient(exaggerated if early else affinities, places)
        same_way = np.sign(gradient) == np.sign(change)
        gains = np.maximum(np.where(same_way, gains * 0.8, gains + 0.2), _LEAST_GAIN).astype(np.float32)
        momentum = np.float32(_EARLY_MOMENTUM if early else _MOMENTUM)
        change = momentum * change - rate * gains * gradient
        places = places + change
        places -= places.mean(axis=0)
        if step % 8 == 0:
            progress(step / STEPS)
    return places


def _gradient(affinities: Floats, places: Floats) -> Floats:
    """(n, 2) gradient of KL(affinities, Student-t affinities of the places), without its factor 4."""
    n = len(places)
    squares = np.einsum("ij,ij->i", places, places)
    ones = np.ones(n, np.float32)
    left = np.stack([-2 * places[:, 0], -2 * places[:, 1], squares, ones], axis=1)
    right = np.stack([places[:, 0], places[:, 1], ones, squares + 1], axis=0)
    weighed = np.column_stack([places, ones])
    attraction, repulsion = np.empty((n, 3), np.float32), np.empty((n, 3), np.float32)
    total = -float(n)
    for first in range(0, n, _BLOCK):
        rows = slice(first, first + _BLOCK)
        likeness = left[rows] @ right
        np.reciprocal(likeness, out=likeness)
        total += float(likeness.sum())
        attraction[rows] = (affinities[rows] * likeness) @ weighed
        np.multiply(likeness, likeness, out=likeness)
        repulsion[rows] = likeness @ weighed
    pull = attraction[:, 2:] * places - attraction[:, :2]
    push = repulsion[:, 2:] * places - repulsion[:, :2]
    return np.asarray(pull - push / np.float32(max(total, 1e-12)), np.float32)


def _in_unit_square(places: Floats) -> Floats:
    low, high = places.min(axis=0, initial=np.inf), places.max(axis=0, initial=-np.inf)
    room = np.where(high > low, high - low, 1.0)
    return np.where(high > low, (places - low) / room, 0.5).astype(np.float32)
