"""The one object that front ends hold: what is asked of films, users and runs, and its departments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from db import movies, taste, users
from db.personal.opinions import opinions_of
from db.personal.profiles import resolve_user
from db.rows import CurvePoint, MovieDetails, MovieSummary, RunRow, UserRating, UserSummary
from db.runs import model_runs
from db.search import films as search
from db.store.data_sets import DatabaseFile, databases_in_folder, stored_data_set
from db.store.database import Store, open_store
from db.taste import BothRated, TasteSummary
from db.users import UserFilter
from engine.errors import NoModelError
from engine.serving.fans import fans_also_love
from engine.serving.neighbours import Neighbour
from movierec_tui.library.answers import LibraryStatus, Loved, Near, UserPage
from movierec_tui.library.lists import Lists
from movierec_tui.library.model import ActiveModel, person_of
from movierec_tui.library.personal import Personal
from movierec_tui.library.pictures import Pictures
from movierec_tui.library.profiles import Profiles
from movierec_tui.library.searches import Searches

T = TypeVar("T")

PAGE = 100
"""Users on one page."""


class Library:
    """The database and the active run's recommender, which is loaded at the first question that needs it.

    Attributes:
        profiles: people of this database, and what they say of films.
        lists: recommendations, and why.
        pictures: the figures behind every picture.
        personal: exports of other sites that come in, and lists that go out.
        searches: what was searched for last, and which letters answer a search.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._model = ActiveModel(store)
        self.profiles = Profiles(store)
        self.lists = Lists(store, self._model)
        self.pictures = Pictures(store, self._model)
        self.personal = Personal(store)
        self.searches = Searches(store)
        self._counts: tuple[str | None, Mapping[float, int]] | None = None

    @classmethod
    def open(cls, path: Path) -> Library:
        """The library on the database at `path`, which is made when missing.

        Raises:
            StoreError: the database cannot be used; the message says why.
        """
        return cls(open_store(path))

    def close(self) -> None:
        """Closes the database."""
        self._store.close()

    def beside(self) -> tuple[DatabaseFile, ...]:
        """The databases in the folder of this one, this one among them."""
        return databases_in_folder(self._store.path)

    def status(self) -> LibraryStatus:
        """Which data set and which active run there are."""
        with self._store.reading() as connection:
            return LibraryStatus(stored_data_set(connection), model_runs.active_run(connection))

    def version(self) -> int:
        """A number that changes whenever anybody changes the database."""
        return self._store.data_version()

    # Films

    def find_movie(self, text: str) -> MovieSummary:
        """The one film that an id or a title means.

        Raises:
            Ambiguous: several films have this title; it lists them.
            NotFound: no film has this id or title.
        """
        with self._store.reading() as connection:
            return search.resolve_movie(connection, text)

    def genres(self) -> tuple[str, ...]:
        """Every genre of the data set, from A to Z."""
        with self._store.reading() as connection:
            return movies.genres(connection)

    def genres_named(self, names: Collection[str]) -> tuple[str, ...]:
        """The genres as the data set writes them; capitals do not matter.

        Raises:
            StoreError: the data set has no such genre; the message lists those it has.
        """
        with self._store.reading() as connection:
            return movies.genres_named(connection, names)

    def search(self, text: str, limit: int) -> tuple[MovieSummary, ...]:
        """The films that `text` may mean, best first; the popular ones for an empty text."""
        with self._store.reading() as connection:
            if not text.strip():
                return tuple(movies.popular_movies(connection, limit))
            return tuple(search.search_movies(connection, text, limit))

    def film(self, movie_id: int) -> MovieSummary:
        """A film as lists show it.

        Raises:
            NotFound: no such film.
        """
        with self._store.reading() as connection:
            return movies.movie_summary(connection, movie_id)

    def films(self, movie_ids: Sequence[int]) -> tuple[MovieSummary, ...]:
        """Films as lists show them, in this order; what is no film is left out."""
        with self._store.reading() as connection:
            return tuple(movies.movie_summaries(connection, movie_ids).values())

    def movie(self, movie_id: int) -> MovieDetails:
        """All that is stored of a film."""
        with self._store.reading() as connection:
            return movies.movie_details(connection, movie_id)

    def similar_movies(self, movie_id: int, k: int) -> tuple[Near[MovieSummary], ...]:
        """The `k` nearest films, nearest first."""
        neighbours = self._model.recommender().similar_movies(movie_id, k)
        with self._store.reading() as connection:
            found = movies.movie_summaries(connection, [near.id for near in neighbours])
        return _joined(neighbours, found)

    def fans_also_love(self, movie_id: int, limit: int) -> tuple[Loved, ...]:
        """What the fans of a film love, too, best first; works without a model."""
        try:
            model = self._model.recommender()
        except NoModelError:
            model = None
        with self._store.reading() as connection:
            scored = fans_also_love(connection, model, movie_id, limit)
            found = movies.movie_summaries(connection, [row.movie_id for row in scored])
        return tuple(
            Loved(found[row.movie_id], row.score, row.shared_fans) for row in scored if row.movie_id in found
        )

    # Users

    def find_user(self, text: str) -> UserSummary:
        """The user that an id or the name of a profile means.

        Raises:
            NotFound: no such user.
        """
        with self._store.reading() as connection:
            return resolve_user(connection, text)

    def sample_user(self) -> UserSummary:
        """A typical user of the data set.

        Raises:
            NotFound: there is no data set yet.
        """
        with self._store.reading() as connection:
            return users.sample_user(connection)

    def users(self, chosen: UserFilter, first: int) -> UserPage:
        """The page of users that begins at row `first` (0 is the first one)."""
        with self._store.reading() as connection:
            return UserPage(
                tuple(users.find_users(connection, chosen, PAGE, first)),
                first,
                users.count_users(connection, chosen),
            )

    def occupations(self) -> tuple[str, ...]:
        """Every occupation of the data set."""
        with self._store.reading() as connection:
            return tuple(users.occupations(connection))

    def user(self, user_id: int) -> UserSummary:
        """A user of the data set or a profile."""
        with self._store.reading() as connection:
            return users.user_summary(connection, user_id)

    def history(self, user_id: int, limit: int) -> tuple[UserRating, ...]:
        """The films a user rated best, the newest first among equals."""
        with self._store.reading() as connection:
            rated = users.user_history(connection, user_id)
        return tuple(sorted(rated, key=lambda row: (-row.rating, -row.rated_at))[:limit])

    def newest_ratings(self, user_id: int, limit: int | None = None) -> tuple[UserRating, ...]:
        """What a user rated, newest first; all of it without a limit."""
        with self._store.reading() as connection:
            return tuple(users.user_history(connection, user_id, limit))

    def similar_users(self, user_id: int, k: int) -> tuple[Near[UserSummary], ...]:
        """The `k` users whose taste is nearest, nearest first."""
        model = self._model.recommender()
        with self._store.reading() as connection:
            person = person_of(model, user_id, opinions_of(connection, user_id))
            neighbours = model.similar_users(user_id, person, k)
            found = users.user_summaries(connection, [near.id for near in neighbours])
        return _joined(neighbours, found)

    def shared_films(self, user_id: int, others: Sequence[int]) -> dict[int, int]:
        """How many films a user and each of the others rated both, by the other's id."""
        with self._store.reading() as connection:
            return taste.shared_films(connection, user_id, others)

    def both_rated(self, first: int, second: int) -> tuple[BothRated, ...]:
        """The films that two people rated, those that both like best first."""
        with self._store.reading() as connection:
            return tuple(taste.both_rated(connection, first, second))

    def taste(self, user_id: int) -> TasteSummary:
        """How a user rates beside others."""
        with self._store.reading() as connection:
            return taste.taste_summary(connection, user_id, self._everyones_counts(connection))

    def _everyones_counts(self, connection: Connection) -> Mapping[float, int]:
        """Counted once for each data set: it takes as long as all else that a user's screen asks."""
        data_set = stored_data_set(connection)
        fingerprint = None if data_set is None else data_set.fingerprint
        if self._counts is None or self._counts[0] != fingerprint:
            self._counts = fingerprint, taste.everyones_counts(connection)
        return self._counts[1]

    # Runs

    def runs(self) -> tuple[RunRow, ...]:
        """Every run, the newest first."""
        with self._store.reading() as connection:
            return tuple(sorted(model_runs.list_runs(connection), key=lambda run: -run.run_id))

    def curve(self, run_id: int) -> tuple[CurvePoint, ...]:
        """How loss and validation error of a run went."""
        with self._store.reading() as connection:
            return tuple(model_runs.run_curve(connection, run_id))

    def activate_run(self, run_id: int) -> None:
        """Lets a finished run answer from now on."""
        with self._store.writing() as connection:
            model_runs.activate_run(connection, run_id)

    def delete_run(self, run_id: int) -> None:
        """Removes a run and its features; the active run is refused."""
        with self._store.writing() as connection:
            model_runs.delete_run(connection, run_id)

    def warm_up(self) -> None:
        """Loads what all films and all users are compared with, so that the first question does not wait.

        Raises:
            StoreError: another process writes for too long.
        """
        with suppress(NoModelError):
            self._model.recommender().prepare()
        with self._store.reading() as connection:
            self._everyones_counts(connection)
        self.lists.prepare()


def _joined(neighbours: Sequence[Neighbour], found: dict[int, T]) -> tuple[Near[T], ...]:
    return tuple(Near(found[near.id], near.similarity) for near in neighbours if near.id in found)
