"""The active run's features in memory, and answers from them: neighbours, people, lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from data.scale import RatingScale
from db.models import ActiveRun
from db.rows import EntityFeatures
from db.runs.features import read_features
from db.runs.film_facts import load_film_facts
from db.runs.model_runs import active_run
from db.store.data_sets import stored_data_set
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
from engine.serving.new_films import NewFilms, new_films
from engine.serving.person import MovieScores, Person, TrainedVectors
from engine.serving.ranking import best_rows


class Recommender:
    """Answers of one run: neighbours, and people with their scores and predictions.

    Args:
        run_id: the run that the features belong to.
        learned: features of every film that the run learned.
        users: features of every user.
        scale: of the ratings; predictions are clipped to it.
        new: films without ratings, with the features that the run expects of them.

    Attributes:
        movie_ids: (n_movies,) of all films, ascending.
        is_new: (n_movies,) which of them have no ratings, so that their features are less certain.
    """

    def __init__(
        self,
        run_id: int,
        learned: EntityFeatures,
        users: EntityFeatures,
        scale: RatingScale,
        new: NewFilms | None = None,
    ) -> None:
        movies = _by_column(learned if new is None else new.along_with(learned))
        self.run_id = run_id
        self.scale = scale
        self.movie_ids = movies.ids
        self.is_new = np.zeros(len(movies.ids), np.bool_) if new is None else np.isin(movies.ids, new.features.ids)
        self._learned = movies if new is None else learned
        self._movies = movies
        self._users = users
        self._new = new
        self._stars = MovieScores(movies.vectors, movies.bias)
        if new is not None:
            self._stars = replace(self._stars, is_new=self.is_new, covariance=new.star_covariance)
        self._ranking = self._stars
        if movies.preference is not None and movies.preference_bias is not None:
            self._ranking = MovieScores(movies.preference, movies.preference_bias)
        self._similar_movies = NeighbourIndex(movies.ids, self.likeness, self.likeness_lengths)
        self._similar_users = NeighbourIndex(users.ids, users.vectors if users.preference is None else users.preference)

    # Neighbours

    def similar_movies(self, movie_id: int, k: int) -> list[Neighbour]:
        """The k most similar films, best first, without the film itself."""
        return self._similar_movies.nearest(self.movie_row(movie_id), k)

    def similar_to_all(self, movie_ids: Sequence[int], k: int) -> list[Neighbour]:
        """The k films most similar to all of these at once, best first, without them."""
        return self._similar_movies.nearest_to_all([self.movie_row(movie_id) for movie_id in movie_ids], k)

    def similar_users(self, user_id: int, person: Person, k: int) -> list[Neighbour]:
        """The k users of the run whose taste is most similar to the person's, best first, without the person."""
        return self._similar_users.nearest_to(person.taste, k, (user_id,))

    # People

    def person(self, user_id: int, rated: Mapping[int, float]) -> Person:
        """A user of the data set with their trained vectors, or a profile, placed by its ratings.

        Args:
            user_id: negative for a profile.
            rated: the person's ratings in stars, by film id; films that the run does not know are ignored.

        Raises:
            EngineError: the run does not know this user of the data set.
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

        return Person(rows, stars, self._stars, self._ranking, place_for_stars, place_for_ranking, trained, self.scale)

    def allowed(self, exclude: Collection[int] = (), keep: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Which films may be in a list: a mask (n_movies,) in the order of `movie_ids`.

        Args:
            exclude: ids of films to leave out, such as rated ones; unknown ids are ignored.
            keep: (n_movies,); films where it is False are left out, too.
        """
        allowed = np.ones(len(self.movie_ids), dtype=np.bool_) if keep is None else keep.copy()
        allowed[self._known_rows(np.fromiter(exclude, np.int64, len(exclude)))] = False
        return allowed

    def keenest_users(self, movie_id: int, n: int) -> list[int]:
        """The n users of the run with the highest predicted rating for the film, highest first."""
        row = self.movie_row(movie_id)
        scores = self._users.vectors @ self._movies.vectors[row] + self._users.bias
        return [int(self._users.ids[user]) for user in best_rows(scores, n)]

    def predicted(self, user_ids: NDArray[np.int64], movie_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """(n,) predicted stars for pairs of a user whom the run was trained on and a film, clipped to the scale.

        Raises:
            EngineError: the run does not know one of the users or films.
        """
        rows = (self._user_row, user_ids), (self.movie_row, movie_ids)
        (users, movies) = (_rows(row_of, wanted) for row_of, wanted in rows)
        stars = np.einsum("nd,nd->n", self._users.vectors[users], self._movies.vectors[movies])
        stars += self._users.bias[users] + self._movies.bias[movies]
        return np.asarray(stars, np.float32).clip(self.scale.minimum, self.scale.maximum)

    def prepare(self) -> None:
        """Prepares fold-in, so that the first person need not wait for it."""
        nobody = self.person(-1, {})
        nobody.stars(np.zeros(1, np.int64))
        nobody.shares(np.zeros(1, np.int64))

    def trained_person(self, user_id: int) -> Person:
        """A user of the run, without their ratings: for scores and stars, not for explanations.

        Raises:
            EngineError: the run does not know this user.
        """
        return self.person(user_id, {})

    # Rows

    def movie_row(self, movie_id: int) -> int:
        """The film's row in `movie_ids`.

        Raises:
            EngineError: the run does not know the film.
        """
        return _row(self.movie_ids, movie_id, f"The active model does not know film {movie_id}; train again.")

    def knows(self, movie_id: int) -> bool:
        """Whether the film is one of the run's."""
        return bool(np.isin(movie_id, self.movie_ids, assume_unique=True))

    def movie_vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(len(rows), d + 1) inputs of predicted ratings: the films' vectors, each with a 1 for the user's bias."""
        return self._rating_fold_in.inputs(rows)

    @property
    def likeness(self) -> NDArray[np.float32]:
        """(n_movies, d) the vectors whose cosine says which films are alike."""
        movies = self._movies
        return movies.vectors if movies.likeness is None else movies.likeness

    @cached_property
    def likeness_lengths(self) -> NDArray[np.float32]:
        """(n_movies,) lengths of these vectors.

        Of a new film only that part of the vector is known which many films share. With the length of this part alone
        it would be nearer to them all than any of them is to another; it gets the length of the whole vector.
        """
        squares = np.square(self.likeness).sum(1)
        if self._new is not None:
            squares[self.is_new] += np.float32(self._new.likeness_variance)
        return np.asarray(np.sqrt(squares), np.float32)

    def alike_vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(len(rows), d) the vectors whose cosine is the similarity of films."""
        return self.likeness[rows]

    @property
    def rating_precision(self) -> float:
        """1 / the variance of one rating around its predicted rating."""
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
        movies, learned, users = self._movies, self._learned, self._users
        if movies.preference is None or users.preference is None or movies.preference_bias is None:
            return None
        if learned.preference is None or learned.preference_bias is None:
            return None
        # That somebody did not rate a film says something only of films that were there to be rated.
        fold_in = preference_fold_in(users.preference, learned.preference, learned.preference_bias)
        return replace(fold_in, vectors=movies.preference, movie_bias=movies.preference_bias)


def load_recommender(store: Store) -> Recommender:
    """Loads the active run's features.

    Raises:
        NoModelError: no run is active.
    """
    with store.reading() as connection:
        run = active_run(connection)
        data_set = stored_data_set(connection)
        if run is None or data_set is None:
            if connection.scalar(select(ActiveRun.run_id)) is not None:
                raise NoModelError(
                    "The run in use is not stored: `movierec-tui check` says more, `movierec-tui repair` may help."
                )
            raise NoModelError("No trained model yet; run `movierec-tui train` first.")
        movies, users = read_features(connection, run.run_id)
        facts = load_film_facts(connection) if data_set.enriched_at is not None else None
    return Recommender(run.run_id, movies, users, data_set.scale, None if facts is None else new_films(movies, facts))


def _by_column(movies: EntityFeatures) -> EntityFeatures:
    """The same features, stored one column after the other: all films are scored in a fifth less time."""
    return replace(
        movies,
        vectors=np.asfortranarray(movies.vectors),
        preference=None if movies.preference is None else np.asfortranarray(movies.preference),
        likeness=None if movies.likeness is None else np.asfortranarray(movies.likeness),
    )


def _row(ids: NDArray[np.int64], wanted: int, message: str) -> int:
    row = int(np.searchsorted(ids, wanted))
    if row == len(ids) or ids[row] != wanted:
        raise EngineError(message)
    return row


def _rows(row_of: Callable[[int], int], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,) the row of each id, of which many are the same."""
    distinct, places = np.unique(ids, return_inverse=True)
    return np.array([row_of(wanted) for wanted in distinct.tolist()], np.int64)[places]
