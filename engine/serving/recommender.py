"""The active run's features in memory, and the answers that follow from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.scale import RatingScale
from db.data_set import stored_data_set
from db.features import read_features
from db.rows import EntityFeatures
from db.runs import active_run
from db.store import Store
from engine.errors import EngineError, NoModelError
from engine.serving.explanation import Contribution, contributions
from engine.serving.neighbours import Neighbour, NeighbourIndex
from engine.serving.ranking import best_rows


@dataclass(frozen=True, slots=True)
class ScoredMovie:
    """A film in a ranked list: `score` orders the list, `predicted_rating` is in stars on the data set's scale."""

    movie_id: int
    predicted_rating: float
    score: float


class Recommender:
    """Neighbours, ranked lists and predictions of one run.

    Args:
        run_id: the run that the features belong to.
        movies: features of every film.
        users: features of every user.
        scale: of the ratings; predictions are clipped to it.
    """

    def __init__(
        self, run_id: int, movies: EntityFeatures, users: EntityFeatures, scale: RatingScale
    ) -> None:
        self.run_id = run_id
        self.scale = scale
        self.movie_ids = movies.ids
        self._movies = movies
        self._users = users
        self._similar_movies = NeighbourIndex(movies.ids, movies.vectors)
        self._similar_users = NeighbourIndex(users.ids, users.vectors)

    def is_current(self, store: Store) -> bool:
        """Whether the store's active run is still the one in memory."""
        with store.reading() as connection:
            run = active_run(connection)
        return run is not None and run.run_id == self.run_id

    def similar_movies(self, movie_id: int, k: int) -> list[Neighbour]:
        """The k films nearest by cosine, most similar first, the film itself left out."""
        return self._similar_movies.nearest(self.movie_row(movie_id), k)

    def similar_users(self, user_id: int, k: int) -> list[Neighbour]:
        """The k users nearest by cosine, most similar first, the user left out."""
        return self._similar_users.nearest(self._user_row(user_id), k)

    def predict(self, user_id: int, movie_id: int) -> float:
        """The stars that the user would give the film.

        Raises:
            EngineError: the run knows no such user or film.
        """
        row = self.movie_row(movie_id)
        return float(self._stars(self._user_row(user_id), np.array([row]))[0])

    def top_movies(
        self,
        user_id: int,
        n: int,
        exclude: Collection[int] = (),
        keep: NDArray[np.bool_] | None = None,
        lift: NDArray[np.float32] | None = None,
    ) -> list[ScoredMovie]:
        """The user's n best films, best first.

        Args:
            user_id: a user that the run knows.
            n: the length of the list; shorter only if fewer films are left.
            exclude: ids of films that never appear, such as those already rated.
            keep: (n_movies,), in the order of `movie_ids`; films where it is False never appear.
            lift: (n_movies,), added to the scores, in standard deviations of this user's scores.
        """
        user = self._user_row(user_id)
        scores = self._scores(user)
        if lift is not None:
            scores = scores + lift * scores.std()
        allowed = np.ones(len(scores), dtype=np.bool_) if keep is None else keep.copy()
        allowed[self._known_rows(exclude)] = False
        rows = best_rows(scores, n, allowed)
        stars = self._stars(user, rows)
        return [
            ScoredMovie(int(self.movie_ids[row]), float(rating), float(scores[row]))
            for row, rating in zip(rows, stars, strict=True)
        ]

    def keenest_users(self, movie_id: int, n: int) -> list[int]:
        """The n users with the highest predicted rating for the film, keenest first."""
        row = self.movie_row(movie_id)
        scores = self._users.vectors @ self._movies.vectors[row] + self._users.bias
        return [int(self._users.ids[user]) for user in best_rows(scores, n)]

    def explain(self, user_id: int, movie_id: int, rated: Mapping[int, float], n: int) -> list[Contribution]:
        """The rated films that speak most for a film.

        Args:
            user_id: the person for whom the film was scored.
            movie_id: the film to explain.
            rated: the person's ratings in stars by film id.
            n: how many films to name at most.
        """
        self._user_row(user_id)
        rows = self._known_rows([film for film in rated if film != movie_id])
        ratings = np.array([rated[int(self.movie_ids[row])] for row in rows], dtype=np.float32)
        similarities = self._similar_movies.similarities(self.movie_row(movie_id), rows)
        return contributions(self.movie_ids[rows], similarities, ratings, n)

    def movie_row(self, movie_id: int) -> int:
        """The film's row in `movie_ids`.

        Raises:
            EngineError: the run was trained before the film was there.
        """
        return _row(self.movie_ids, movie_id, f"The active model does not know film {movie_id}; train again.")

    def _user_row(self, user_id: int) -> int:
        message = f"The active model does not know user {user_id}; train again."
        return _row(self._users.ids, user_id, message)

    def _known_rows(self, movie_ids: Collection[int]) -> NDArray[np.int64]:
        wanted = np.fromiter(movie_ids, dtype=np.int64, count=len(movie_ids))
        return np.flatnonzero(np.isin(self.movie_ids, wanted))

    def _scores(self, user: int) -> NDArray[np.float32]:
        """What orders a list: the preference score where the run has one, else the unclipped predicted rating."""
        movies, users = self._movies, self._users
        if movies.preference is None or users.preference is None:
            predicted: NDArray[np.float32] = movies.vectors @ users.vectors[user] + movies.bias
            return np.asarray(predicted + users.bias[user])
        scores: NDArray[np.float32] = movies.preference @ users.preference[user]
        return scores if movies.preference_bias is None else scores + movies.preference_bias

    def _stars(self, user: int, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        movies, users = self._movies, self._users
        ratings: NDArray[np.float32] = movies.vectors[rows] @ users.vectors[user] + movies.bias[rows]
        return np.asarray(ratings + users.bias[user]).clip(self.scale.minimum, self.scale.maximum)


def load_recommender(store: Store) -> Recommender:
    """The active run's features, read once.

    Raises:
        NoModelError: no run is active.
    """
    with store.reading() as connection:
        run = active_run(connection)
        data_set = stored_data_set(connection)
        if run is None or data_set is None:
            raise NoModelError("No trained model yet; run `movierec-tui train` first.")
        movies, users = read_features(connection, run.run_id)
    return Recommender(run.run_id, movies, users, data_set.scale)


def _row(ids: NDArray[np.int64], wanted: int, message: str) -> int:
    row = int(np.searchsorted(ids, wanted))
    if row == len(ids) or ids[row] != wanted:
        raise EngineError(message)
    return row
