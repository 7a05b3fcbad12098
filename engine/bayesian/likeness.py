"""Similar films: one vector for each film, compared by cosine.

The vector concatenates four parts, each scaled to length 1 and then weighted: the preference vector (who likes the
film), the rating vector (who rates it above or below their usual), the genres, and the year, spread over decades. A few
dimensions of the preference have so much variance that they mostly say how popular a film is, so all dimensions are
first brought closer to one length. The preference and rating vectors of films with few ratings come from genres and
year (`engine.bayesian.linear_prior`), so these films lean on content without a rule of their own.

A singular value decomposition keeps the inner products as well as its number of dimensions allows (Eckart and Young
1936). Parts and weights were chosen with `bench/neighbours.py`: agreement with what a film's fans like in held-out
ratings, and sequels found by title.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from db.rows import Catalogue
from engine.serving.neighbours import unit_rows

Floats = NDArray[np.float32]

DIMENSIONS = 128
RATING_WEIGHT = 0.6
GENRE_WEIGHT = 0.5
YEAR_WEIGHT = 0.3
YEARS_SPREAD = 10.0


def film_likeness(catalogue: Catalogue, rating: Floats, preference: Floats) -> Floats:
    """The likeness vectors (n_movies, at most `DIMENSIONS`) of all films.

    Args:
        catalogue: the films, with genres and years.
        rating: (n_movies, d) vectors of predicted ratings.
        preference: (n_movies, p) vectors of the preference score, whose dimensions are singular vectors.
    """
    parts = (
        (flattened(preference), 1.0),
        (rating, RATING_WEIGHT),
        (genre_vectors(catalogue), GENRE_WEIGHT),
        (year_vectors(catalogue), YEAR_WEIGHT),
    )
    return shortened(concatenated(parts), DIMENSIONS)


def concatenated(parts: Sequence[tuple[Floats, float]]) -> Floats:
    """Every film's (vector, weight) parts in one vector: each part scaled to length 1 (or 0), times its weight."""
    return np.concatenate([np.float32(weight) * unit_rows(vectors) for vectors, weight in parts], axis=1)


def shortened(vectors: Floats, dimensions: int) -> Floats:
    """`vectors` (n, w) projected on their first right singular vectors: (n, at most `dimensions`)."""
    exact = vectors.astype(np.float64)
    basis = np.linalg.eigh(exact.T @ exact).eigenvectors[:, ::-1]
    return np.asarray(exact @ basis[:, :dimensions], np.float32)


def flattened(vectors: Floats) -> Floats:
    """`vectors` (n, d) with the length of each dimension (column) replaced by its square root."""
    lengths = np.linalg.norm(vectors, axis=0)
    return np.asarray(vectors / np.sqrt(np.maximum(lengths, 1e-6)), np.float32)


def genre_vectors(catalogue: Catalogue) -> Floats:
    """(n_movies, n_genres), 1 where a film has the genre."""
    names = sorted({name for genres in catalogue.genres for name in genres})
    column = {name: index for index, name in enumerate(names)}
    vectors = np.zeros((len(catalogue.genres), len(names)), np.float32)
    for row, genres in enumerate(catalogue.genres):
        vectors[row, [column[name] for name in genres]] = 1.0
    return vectors


def year_vectors(catalogue: Catalogue) -> Floats:
    """(n_movies, n_decades) a Gaussian around each film's year, at every decade; zeros without a year."""
    years = catalogue.years.astype(np.float64)
    known = years[years > 0]
    if not len(known):
        return np.zeros((len(years), 0), np.float32)
    decades = np.arange(known.min(), known.max() + YEARS_SPREAD, YEARS_SPREAD)
    bells = np.exp(-0.5 * ((years[:, None] - decades) / YEARS_SPREAD) ** 2)
    return np.where(years[:, None] > 0, bells, 0.0).astype(np.float32)
