"""The active run's features in memory, and the answers that follow from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from data.scale import RatingScale
from db.data_set import stored_data_set
from db.features import read_features
from db.rows import EntityFeatures
from db.runs import active_run
from db.store.database import Store
from engine.errors import EngineError, NoModelError
from engine.grades import grades
from engine.serving.fold_in import (
    FoldedUser,
    RidgeFoldIn,
    preference_fold_in,
    rating_fold_in,
)
from engine.serving.neighbours import Neighbour, NeighbourIndex
from engine.serving.person import MovieScores, Person, TrainedVectors
from engine.serving.ranking import best_rows


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
        self._stars = MovieScores(movies.vectors, movies.bias)
        self._ranking = self._stars
        if movies.preference is not None and movies.preference_bias is not None:
            self._ranking = MovieScores(movies.preference, movies.preference_bias)
        self._similar_movies = NeighbourIndex(
            movies.ids, movies.vectors if movies.likeness is None else movies.likeness
        )
        self._similar_users = NeighbourIndex(
            users.ids, users.vectors if users.preference is None else users.preference
        )

    def is_current(self, store: Store) -> bool:
        """Whether the store's active run is still the one in memory."""
        with store.reading() as connection:
            run = active_run(connection)
        return run is not None and run.run_id == self.run_id

    # Neighbours

    def similar_movies(self, movie_id: int, k: int) -> list[Neighbour]:
        """The k films nearest by cosine, most similar first, the film itself left out."""
        return self._similar_movies.nearest(self.movie_row(movie_id), k)

    def similar_users(self, user_id: int, person: Person, k: int) -> list[Neighbour]:
        """The k users whose taste is nearest by cosine, most similar first, the person left out."""
        return self._similar_users.nearest_to(person.taste, k, (user_id,))

    # People

    def person(self, user_id: int, rated: Mapping[int, float]) -> Person:
        """A person, placed by their ratings; a user of the data set whom the run was trained on has its vectors.

        Args:
            user_id: negative for a profile.
            rated: the person's ratings in stars, by film id; films that the run does not know are left out.

        Raises:
            EngineError: a user of the data set whom the run does not know.
        """
        trained = None if user_id < 0 else self._trained(self._user_row(user_id))
        movie_ids = np.fromiter(rated, np.int64, len(rated))
        rows = self._known_rows(movie_ids)
        stars = np.array([rated[int(self.movie_ids[row])] for row in rows], np.float32)

        def place_for_stars() -> FoldedUser:
            return self._rating_fold_in.place(rows, stars)

        def place_for_ranking() -> FoldedUser:
            fold_in = self._preference_fold_in
            if fold_in is None:
                return place_for_stars()
            return fold_in.place(rows, grades(stars, self.scale))

        return Person(
            rows, stars, self._stars, self._ranking, place_for_stars, place_for_ranking, trained, self.scale
        )

    def allowed(
        self, exclude: Collection[int] = (), keep: NDArray[np.bool_] | None = None
    ) -> NDArray[np.bool_]:
        """Which films may be in a list, (n_movies,) in the order of `movie_ids`.

        Args:
            exclude: ids of films that may not, such as those already rated; unknown ones do no harm.
            keep: (n_movies,); films where it is False may not, either.
        """
        allowed = np.ones(len(self.movie_ids), dtype=np.bool_) if keep is None else keep.copy()
        allowed[self._known_rows(np.fromiter(exclude, np.int64, len(exclude)))] = False
        return allowed

    def keenest_users(self, movie_id: int, n: int) -> list[int]:
        """The n users of the run with the highest predicted rating for the film, keenest first."""
        row = self.movie_row(movie_id)
        scores = self._users.vectors @ self._movies.vectors[row] + self._users.bias
        return [int(self._users.ids[user]) for user in best_rows(scores, n)]

    def prepare(self) -> None:
        """Makes what placing people needs, which the first person would wait for."""
        nobody = self.person(-1, {})
        nobody.stars(np.zeros(1, np.int64))
        nobody.shares(np.zeros(1, np.int64))

    def trained_person(self, user_id: int) -> Person:
        """A user of the run whose ratings do not matter for the question.

        Raises:
            EngineError: the run knows no such user.
        """
        return self.person(user_id, {})

    # Rows

    def movie_row(self, movie_id: int) -> int:
        """The film's row in `movie_ids`.

        Raises:
            EngineError: the run was trained before the film was there.
        """
        return _row(self.movie_ids, movie_id, f"The active model does not know film {movie_id}; train again.")

    def movie_vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(len(rows), d + 1) what a person's rating vector is multiplied with: the films' vectors and a 1."""
        return self._rating_fold_in.inputs(rows)

    def alike_vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(len(rows), d) the vectors whose cosine says which films are alike."""
        movies = self._movies
        return (movies.vectors if movies.likeness is None else movies.likeness)[rows]

    @property
    def rating_precision(self) -> float:
        """Of one rating: 1 / its variance around what the person expects of the film."""
        return self._rating_fold_in.precision

    def _user_row(self, user_id: int) -> int:
        message = f"The active model does not know user {user_id}; train again."
        return _row(self._users.ids, user_id, message)

    def _known_rows(self, movie_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        wanted = np.unique(movie_ids)
        rows = np.searchsorted(self.movie_ids, wanted).clip(max=len(self.movie_ids) - 1)
        return np.asarray(rows[self.movie_ids[rows] == wanted], np.int64)

    def _trained(self, user: int) -> TrainedVectors:
        users = self._users
        stars = (users.vectors[user], float(users.bias[user]))
        if users.preference is None or users.preference_bias is None:
            return TrainedVectors(stars, stars)
        return TrainedVectors(stars, (users.preference[user], float(users.preference_bias[user])))

    @cached_property
    def _rating_fold_in(self) -> RidgeFoldIn:
        movies, users = self._movies, self._users
        return rating_fold_in(users.vectors, users.bias, movies.vectors, movies.bias)

    @cached_property
    def _preference_fold_in(self) -> RidgeFoldIn | None:
        movies, users = self._movies, self._users
        if movies.preference is None or users.preference is None or movies.preference_bias is None:
            return None
        return preference_fold_in(users.preference, movies.preference, movies.preference_bias)


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
