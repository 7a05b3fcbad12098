"""What pictures show: the map of films, a person's taste by genre and decade, and how trainings went."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db import movies, users
from db.rows import CurvePoint, MovieSummary, RunRow, UserRating, UserSummary
from db.runs import model_runs
from db.store.database import Store
from db.taste import TasteGrid, films_of_cell, taste_grid
from engine.serving.film_map import place_films
from movierec_tui.library.genre_groups import GenreGroup, genre_group_of
from movierec_tui.library.model import ActiveModel

MAP_FILMS = 1000
"""The best-known films that the map shows."""


@dataclass(frozen=True, slots=True)
class MappedFilm:
    """A film and its place: `x` from left to right and `y` from the top down, both 0 to 1."""

    movie: MovieSummary
    x: float
    y: float
    genre_group: GenreGroup


@dataclass(frozen=True, slots=True)
class FilmMap:
    """The best-known films of a run, the best known first; alike films lie near each other."""

    run_id: int
    films: tuple[MappedFilm, ...]


@dataclass(frozen=True, slots=True)
class Taste:
    """A person's ratings by genre and decade."""

    user: UserSummary
    grid: TasteGrid


@dataclass(frozen=True, slots=True)
class RunWithCurve:
    """A run and how its training went."""

    run: RunRow
    points: tuple[CurvePoint, ...]


class Pictures:
    """The figures behind every picture. The map is kept until another run is active."""

    def __init__(self, store: Store, model: ActiveModel) -> None:
        self._store = store
        self._model = model
        self._lock = threading.Lock()
        self._map: FilmMap | None = None

    def film_map(self, progress: Callable[[float], None] = lambda _share: None) -> FilmMap:
        """The map of the active run, drawn at the first question.

        Args:
            progress: hears how much is done, from 0 to 1; may raise to stop the work.

        Raises:
            NoModelError: no run is active.
        """
        model = self._model.recommender()
        with self._lock:
            if self._map is None or self._map.run_id != model.run_id:
                with self._store.reading() as connection:
                    known = movies.popular_movies(connection, MAP_FILMS)
                rows = np.searchsorted(model.movie_ids, [film.movie_id for film in known])
                here = [
                    (film, row)
                    for film, row in zip(known, rows.tolist(), strict=True)
                    if row < len(model.movie_ids) and model.movie_ids[row] == film.movie_id
                ]
                films = [film for film, _row in here]
                vectors = model.alike_vectors(np.array([row for _film, row in here], np.int64))
                self._map = FilmMap(model.run_id, _mapped(films, place_films(vectors, progress)))
            return self._map

    def taste(self, user_id: int) -> Taste:
        """A person's ratings by genre and decade.

        Raises:
            NotFound: no such user.
        """
        with self._store.reading() as connection:
            return Taste(users.user_summary(connection, user_id), taste_grid(connection, user_id))

    def films_of_cell(
        self, user_id: int, genre: str, first_year: int, last_year: int
    ) -> tuple[UserRating, ...]:
        """What a person rated of a genre between two years, best first."""
        with self._store.reading() as connection:
            return tuple(films_of_cell(connection, user_id, genre, first_year, last_year))

    def curves(self, run_ids: Sequence[int]) -> tuple[RunWithCurve, ...]:
        """The runs in the order asked for, each with its curve.

        Raises:
            NotFound: no such run.
        """
        with self._store.reading() as connection:
            return tuple(
                RunWithCurve(
                    model_runs.get_run(connection, run_id), tuple(model_runs.run_curve(connection, run_id))
                )
                for run_id in run_ids
            )


def _mapped(films: Sequence[MovieSummary], places: NDArray[np.float32]) -> tuple[MappedFilm, ...]:
    """The films at their places, mirrored such that newer ones lie more to the right."""
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
