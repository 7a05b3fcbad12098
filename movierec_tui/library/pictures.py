"""What pictures show: the map of films, a person's taste by genre and decade, and training curves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from db import movies, users
from db.rows import MovieSummary, UserRating
from db.runs import model_runs
from db.store.database import Store
from db.taste import films_of_cell, taste_grid
from engine.serving.film_map import place_films
from movierec_tui.library.answers import FilmMap, MappedFilm, RunWithCurve, Taste, genre_group_of
from movierec_tui.library.model import ActiveModel

MAP_FILMS = 1000
"""The most popular films, which the map shows."""


class Pictures:
    """The figures behind every picture. The map is kept until another run is active."""

    def __init__(self, store: Store, model: ActiveModel) -> None:
        self._store = store
        self._model = model
        self._lock = threading.Lock()
        self._map: FilmMap | None = None

    def film_map(self, progress: Callable[[float], None] = lambda _share: None) -> FilmMap:
        """The map of the active run, which takes seconds at the first question.

        `progress` is called with how much is done, from 0 to 1; it may raise to stop the work.
        """
        with self._lock:
            with self._store.reading() as connection:
                model = self._model.recommender(connection)
                if self._map is not None and self._map.run_id == model.run_id:
                    return self._map
                popular = movies.popular_movies(connection, MAP_FILMS)
            known = set(model.movie_ids.tolist())
            films = [film for film in popular if film.movie_id in known]
            rows = np.searchsorted(model.movie_ids, [film.movie_id for film in films])
            vectors = model.alike_vectors(np.asarray(rows, np.int64))
            self._map = FilmMap(model.run_id, _mapped(films, place_films(vectors, progress)))
            return self._map

    def taste(self, user_id: int) -> Taste:
        with self._store.reading() as connection:
            return Taste(users.user_summary(connection, user_id), taste_grid(connection, user_id))

    def films_of_cell(self, user_id: int, genre: str, first_year: int, last_year: int) -> tuple[UserRating, ...]:
        """A person's ratings of a genre between two years, best first."""
        with self._store.reading() as connection:
            return tuple(films_of_cell(connection, user_id, genre, first_year, last_year))

    def curves(self, run_ids: Sequence[int]) -> tuple[RunWithCurve, ...]:
        """The runs in this order, each with its curve."""
        with self._store.reading() as connection:
            return tuple(
                RunWithCurve(model_runs.get_run(connection, run_id), tuple(model_runs.run_curve(connection, run_id)))
                for run_id in run_ids
            )


def _mapped(films: Sequence[MovieSummary], places: NDArray[np.float32]) -> tuple[MappedFilm, ...]:
    """The films at their places, mirrored such that newer ones are further to the right."""
    turned = places.astype(np.float64)
    dated = np.array([film.year is not None for film in films], np.bool_)
    if dated.sum() > 1:
        years = np.array([film.year or 0 for film in films])[dated]
        if np.cov(turned[dated, 0], years)[0, 1] < 0:
            turned[:, 0] = 1 - turned[:, 0]
    return tuple(
        MappedFilm(film, float(x), float(y), genre_group_of(film.genres))
        for film, (x, y) in zip(films, turned, strict=True)
    )
