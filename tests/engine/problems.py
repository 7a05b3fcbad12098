"""Rating problems whose right answer is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from data.scale import WHOLE_STARS
from db.rows import Catalogue, RatingArrays
from engine.problem import RatingProblem, TrainingProgress, hold_out, take


def ratings_of(rows: Sequence[tuple[int, int, float]]) -> RatingArrays:
    """Ratings from (user's row, film's row, stars)."""
    return RatingArrays(
        user_index=np.array([user for user, _, _ in rows], np.int32),
        movie_index=np.array([movie for _, movie, _ in rows], np.int32),
        rating=np.array([stars for _, _, stars in rows], np.float32),
        rated_at=np.zeros(len(rows), np.int64),
    )


def ratings_of_table(stars: NDArray[np.floating]) -> RatingArrays:
    """A rating for every cell of a table (n_users, n_movies)."""
    return ratings_of([(user, movie, float(value)) for (user, movie), value in np.ndenumerate(stars)])


def anonymous_catalogue(n_users: int, n_movies: int) -> Catalogue:
    """Users of whom nothing is known and films that differ in their number only. Ids begin at 1."""
    return Catalogue(
        movie_ids=np.arange(1, n_movies + 1),
        titles=tuple(f"Film {number}" for number in range(1, n_movies + 1)),
        years=np.zeros(n_movies, np.int32),
        genres=((),) * n_movies,
        user_ids=np.arange(1, n_users + 1),
        genders=(None,) * n_users,
        ages=np.full(n_users, -1, np.int32),
        occupations=(None,) * n_users,
    )


def catalogue_with_genre(n_users: int, n_movies: int) -> Catalogue:
    """Like `anonymous_catalogue`, and every film has the same one genre."""
    return replace(anonymous_catalogue(n_users, n_movies), genres=(("Drama",),) * n_movies)


def problem_of(train: RatingArrays, validation: RatingArrays, shape: tuple[int, int]) -> RatingProblem:
    """A problem of `shape` (n_users, n_movies) about which only ratings tell something."""
    return RatingProblem(catalogue_with_genre(*shape), train, validation, WHOLE_STARS)


def checkerboard(size: int) -> NDArray[np.float64]:
    """Stars of `size` users for `size` films: 5 where both are even or both odd, else 1. Every mean is 3."""
    users, movies = np.indices((size, size))
    return np.where((users + movies) % 2, 1.0, 5.0)


def additive_table(n_users: int, n_movies: int) -> NDArray[np.float64]:
    """Stars that are 3 plus a number of the user's own plus a number of the film's own, clipped to 1..5."""
    random = np.random.default_rng(0)
    users, movies = random.normal(0, 0.5, (n_users, 1)), random.normal(0, 0.7, n_movies)
    return np.clip(3 + users + movies, 1, 5)


def noise(n_users: int, n_movies: int) -> NDArray[np.float64]:
    """Stars without any rule."""
    return np.random.default_rng(0).integers(1, 6, (n_users, n_movies)).astype(np.float64)


def two_crowds(n_users: int, n_movies: int) -> RatingArrays:
    """Ratings of users who mostly see films of their own kind, even or odd, early ones most. Stars are noise."""
    random = np.random.default_rng(0)
    users, movies = np.indices((n_users, n_movies))
    chance = np.where((users + movies) % 2, 0.02, 0.9) * np.linspace(1, 0.3, n_movies)
    seen = np.argwhere(random.random((n_users, n_movies)) < chance)
    return ratings_of([(user, movie, float(random.integers(4, 6))) for user, movie in seen.tolist()])


def split(stars: NDArray[np.floating], held_out: float, validation: float = 0.0) -> tuple[RatingProblem, RatingArrays]:
    """A problem from a table of stars, and the share of ratings that it does not know."""
    known, test = hold_out(ratings_of_table(stars), held_out, seed=1)
    train, chosen = hold_out(known, validation, seed=2)
    n_users, n_movies = stars.shape
    return problem_of(train, chosen, (n_users, n_movies)), test


def without_ratings_of(ratings: RatingArrays, movie: int) -> RatingArrays:
    """The ratings of all other films."""
    return take(ratings, np.flatnonzero(ratings.movie_index != movie))


def rmse(predicted: NDArray[np.float32], ratings: RatingArrays) -> float:
    """Root mean squared error in stars."""
    return float(np.sqrt(np.mean((predicted.astype(np.float64) - ratings.rating) ** 2)))


def unwatched(_progress: TrainingProgress) -> None:
    """For trainings whose progress nobody wants to know."""
