"""The active run's recommender, kept in memory until another run is active."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.personal.opinions import opinions_of
from db.rows import Opinion
from db.runs.model_runs import active_run
from db.store.database import Store
from engine.serving.familiarity import familiarity
from engine.serving.person import Person
from engine.serving.recommender import Recommender, load_recommender

Opinions = dict[int, Opinion]


class ActiveModel:
    """Loads the active run at the first question that needs it, and again when another run is active."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._recommender: Recommender | None = None
        self._familiarity: NDArray[np.float32] | None = None

    def recommender(self, connection: Connection) -> Recommender:
        """The active run's recommender; a `NoModelError` where no run is active."""
        with self._lock:
            run = active_run(connection)
            if self._recommender is None or run is None or self._recommender.run_id != run.run_id:
                self._recommender = self._familiarity = None
                self._recommender = load_recommender(self._store)
            return self._recommender

    def person(self, connection: Connection, user_id: int) -> tuple[Recommender, Person, Opinions]:
        """The active run, the person as it sees them, and all that they say of films."""
        model = self.recommender(connection)
        opinions = opinions_of(connection, user_id)
        return model, person_of(model, user_id, opinions), opinions

    def familiarity(self, connection: Connection, recommender: Recommender) -> NDArray[np.float32]:
        """(n_movies,) how well known each film of the recommender is, with mean 0 and standard deviation 1."""
        with self._lock:
            if self._familiarity is None or len(self._familiarity) != len(recommender.movie_ids):
                self._familiarity = familiarity(connection, recommender)
            return self._familiarity


def person_of(recommender: Recommender, user_id: int, opinions: Opinions) -> Person:
    """The person with these opinions, as the run sees them; an error for a user whom it does not know."""
    rated = {film: opinion.rating for film, opinion in opinions.items() if opinion.rating is not None}
    return recommender.person(user_id, rated)
