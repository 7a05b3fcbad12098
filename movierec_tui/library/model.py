"""The active run's recommender, kept in memory until another run is active."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import Connection

from db.personal.opinions import opinions_of
from db.rows import Opinion
from db.runs.model_runs import active_run
from db.store.data_sets import stored_data_set
from db.store.database import Store
from engine.serving.list_order import FilmTraits, film_traits
from engine.serving.person import Person
from engine.serving.recommender import Recommender, load_recommender

T = TypeVar("T")

Opinions = dict[int, Opinion]


class CountedOnce(Generic[T]):
    """What is counted once for each data set and each enriching, as that takes seconds with millions of ratings."""

    def __init__(self, count: Callable[[Connection], T]) -> None:
        self._count = count
        self._lock = threading.Lock()
        self._counted: tuple[tuple[object, ...], T] | None = None

    def of(self, connection: Connection) -> T:
        data_set = stored_data_set(connection)
        state = () if data_set is None else (data_set.fingerprint, data_set.enriched_at)
        with self._lock:
            if self._counted is None or self._counted[0] != state:
                self._counted = state, self._count(connection)
            return self._counted[1]


class ActiveModel:
    """Loads the active run at the first question that needs it, and again when another run is active.

    Again, too, when films were enriched, as that tells more of new films.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._loaded: tuple[str | None, Recommender] | None = None
        self._traits: tuple[Recommender, FilmTraits] | None = None

    def recommender(self, connection: Connection) -> Recommender:
        """The active run's recommender; a `NoModelError` where no run is active."""
        with self._lock:
            run, data_set = active_run(connection), stored_data_set(connection)
            enriched_at = None if data_set is None else data_set.enriched_at
            loaded = self._loaded
            if loaded is None or run is None or (enriched_at, run.run_id) != (loaded[0], loaded[1].run_id):
                self._loaded = self._traits = None
                self._loaded = loaded = enriched_at, load_recommender(self._store)
            return loaded[1]

    def person(self, connection: Connection, user_id: int) -> tuple[Recommender, Person, Opinions]:
        """The active run, the person as it sees them, and all that they say of films."""
        model = self.recommender(connection)
        opinions = opinions_of(connection, user_id)
        return model, person_of(model, user_id, opinions), opinions

    def traits(self, connection: Connection, recommender: Recommender) -> FilmTraits:
        """What the order of a list needs to know of the recommender's films."""
        with self._lock:
            if self._traits is None or self._traits[0] is not recommender:
                self._traits = recommender, film_traits(connection, recommender)
            return self._traits[1]


def person_of(recommender: Recommender, user_id: int, opinions: Opinions) -> Person:
    """The person with these opinions, as the run sees them; an error for a user whom it does not know."""
    rated = {film: opinion.rating for film, opinion in opinions.items() if opinion.rating is not None}
    return recommender.person(user_id, rated)
