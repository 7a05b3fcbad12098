"""Factors of films that a training had no ratings of, as serving computes them when it loads a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from db.rows import Catalogue, EntityFeatures, FilmFacts
from engine.problem import Factors, TrainedModel
from engine.serving.new_films import new_films


def with_new_films(
    trained: TrainedModel, catalogue: Catalogue, rated: NDArray[np.int32], facts: FilmFacts
) -> TrainedModel:
    """The model with other factors for the films that IMDb tells of and that it learned no rating of.

    Args:
        trained: the model.
        catalogue: its films.
        rated: (n_ratings,) rows of the films that it learned from.
        facts: of the catalogue's films and maybe others; their ratings do not matter.
    """
    ratings = np.zeros_like(facts.ratings)
    ratings[np.searchsorted(facts.movie_ids, catalogue.movie_ids)] = np.bincount(
        rated, minlength=len(catalogue.movie_ids)
    )
    rating, preference = trained.rating, trained.preference
    learned = EntityFeatures(catalogue.movie_ids, rating.movie_vectors, rating.movie_bias)
    if preference is not None:
        learned = replace(learned, preference=preference.movie_vectors, preference_bias=preference.movie_bias)
    new = new_films(learned, replace(facts, ratings=ratings))
    if new is None:
        return trained
    every = new.along_with(learned)
    films = every.rows(np.isin(every.ids, catalogue.movie_ids))
    return replace(
        trained,
        rating=_with_films(rating, films.vectors, films.bias),
        preference=None if preference is None else _with_films(preference, films.preference, films.preference_bias),
    )


def _with_films(factors: Factors, vectors: NDArray[np.float32] | None, bias: NDArray[np.float32] | None) -> Factors:
    if vectors is None or bias is None:
        return factors
    return replace(factors, movie_vectors=vectors, movie_bias=bias)
