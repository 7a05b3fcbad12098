"""The one object that front ends hold: it answers about films, users and runs, and has parts for the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from data.titles import parse_title
from db import movies, taste, users
from db.checks.values import wrong_values_explained
from db.errors import NotFound, StoreError
from db.personal.profiles import resolve_user
from db.rows import DataSetRow, MovieDetails, MovieSummary, RunRow, UserFilter, UserRating, UserSummary
from db.runs import model_runs
from db.search import facets, recent_searches
from db.search import films as search
from db.search.films import FoundFilms
from db.search.matched_letters import Spans, matched_letters
from db.search.query import parse_query
from db.store.data_sets import DatabaseFile, databases_in_folder, stored_data_set
from db.store.database import Store, open_store
from db.taste import BothRated, TasteSummary
from engine.errors import NoModelError
from engine.serving.fans import fans_also_love
from engine.serving.neighbours import Neighbour
from movierec_tui.library.answers import PAGE, LibraryStatus, Loved, Matched, Near, UserPage
from movierec_tui.library.lists import Lists
from movierec_tui.library.model import ActiveModel, CountedOnce
from movierec_tui.library.pictures import Pictures
from movierec_tui.library.profiles import PersonalFiles, Profiles

T = TypeVar("T")


class Searches:
    """The latest searches of this database, the newest first, and why they found what they found."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def recent(self) -> tuple[str, ...]:
        with self._store.reading() as connection:
            return recent_searches.recent_searches(connection)

    def remember(self, text: str) -> tuple[str, ...]:
        """Saves a search as the newest one; gives all that are saved then."""
        with self._store.writing() as connection:
            recent_searches.remember_search(connection, text)
            return recent_searches.recent_searches(connection)

    def forget(self, text: str) -> tuple[str, ...]:
        """Removes a search; gives those that are left."""
        with self._store.writing() as connection:
            recent_searches.forget_search(connection, text)
            return recent_searches.recent_searches(connection)

    def forget_all(self) -> None:
        with self._store.writing() as connection:
            recent_searches.forget_searches(connection)

    def matched(self, text: str, films: Iterable[MovieSummary]) -> dict[int, Matched]:
        """The letters of each film that match the search, by film id; asks nothing of the database."""
        words = parse_query(text).words
        return {film.movie_id: _matched(film, words) for film in films} if words else {}


class Library:
    """What front ends ask about one database. Methods block and may be called from any thread.

    Every method may raise a `StoreError`, and those that ask the model an `EngineError`: the message is one sentence
    that says why and what to do. What is not there raises `NotFound`, a `StoreError`.

    Attributes:
        profiles: the people of this database, and what they say of films.
        lists: recommendations, and why.
        pictures: the figures behind every picture.
        personal: imports of other sites' exports, and exports of lists.
        searches: the latest searches, and the letters that match a search.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._model = ActiveModel(store)
        self.profiles = Profiles(store)
        self.lists = Lists(store, self._model)
        self.pictures = Pictures(store, self._model)
        self.personal = PersonalFiles(store)
        self.searches = Searches(store)
        self._everyones_counts = CountedOnce(taste.everyones_counts)

    @classmethod
    def open(cls, path: Path) -> Library:
        """The library on the database at `path`, which is created where it is missing."""
        return cls(open_store(path))

    def close(self) -> None:
        self._store.close()

    def explained(self) -> AbstractContextManager[None]:
        """Where the block fails of values that another program wrote to the database, a `StoreError` says so."""
        return wrong_values_explained(self._store.path)

    def warm_up(self) -> None:
        """Loads what the first list and the first user's page would wait for: the model, and everybody's ratings."""
        with self._store.reading() as connection:
            with suppress(NoModelError):
                model = self._model.recommender(connection)
                model.prepare()
                self._model.traits(connection, model)
            self._everyones_counts.of(connection)

    def databases_in_folder(self) -> tuple[DatabaseFile, ...]:
        """The databases in the folder of this one, this one among them."""
        return databases_in_folder(self._store.path)

    def status(self) -> LibraryStatus:
        with self._store.reading() as connection:
            return LibraryStatus(stored_data_set(connection), model_runs.active_run(connection))

    def version(self) -> int:
        """A number that changes when another process changes the database."""
        return self._store.data_version()

    def require_data_set(self) -> DataSetRow:
        """The data set in the database, for those who can do nothing without one."""
        data_set = self.status().data_set
        if data_set is None:
            raise StoreError("The database has no data set yet: `movierec-tui setup` gets one and trains.")
        return data_set

    # Films

    def find_movie(self, text: str) -> MovieSummary:
        """The one film with this id or title; the error lists the candidates where several have the title."""
        with self._store.reading() as connection:
            return search.resolve_movie(connection, text)

    def genres(self) -> tuple[str, ...]:
        """Every genre of the data set, from A to Z."""
        with self._store.reading() as connection:
            return movies.genres(connection)

    def genres_named(self, names: Collection[str]) -> tuple[str, ...]:
        """The genres as the data set spells them, in whatever case they were given."""
        with self._store.reading() as connection:
            return movies.genres_named(connection, names)

    def search(self, text: str, limit: int) -> tuple[MovieSummary, ...]:
        """The films of `found`."""
        return self.found(text, limit).films

    def found(self, text: str, limit: int) -> FoundFilms:
        """The films that match, best first, and what the words mean besides a title; popular ones for no text."""
        with self._store.reading() as connection:
            if not text.strip():
                return FoundFilms(tuple(movies.popular_movies(connection, limit)), None)
            return search.search_films(connection, text, limit)

    def known_people(self, names: Sequence[str], role: str) -> tuple[str, ...]:
        """The names; an error where nobody with that role, "director" or "cast", is called so."""
        with self._store.reading() as connection:
            for name in names:
                if not facets.people_named(connection, name, role):
                    raise NotFound(f'No {_ROLES[role]} is called "{name[:80]}"{_unless_enriched(connection)}.')
        return tuple(names)

    def known_tags(self, names: Sequence[str]) -> tuple[str, ...]:
        """The names; an error where no film has such a tag."""
        with self._store.reading() as connection:
            for name in names:
                if not facets.tags_named(connection, name):
                    raise NotFound(f'No film has the tag "{name[:80]}".')
        return tuple(names)

    def films(self, movie_ids: Sequence[int]) -> tuple[MovieSummary, ...]:
        """The films in the order of the ids; ids of no film are left out."""
        with self._store.reading() as connection:
            return tuple(movies.movie_summaries(connection, movie_ids).values())

    def movie(self, movie_id: int) -> MovieDetails:
        with self._store.reading() as connection:
            return movies.movie_details(connection, movie_id)

    def films_of(self, person_id: int) -> tuple[MovieSummary, ...]:
        """The films that a person directs or plays in, the newest first."""
        with self._store.reading() as connection:
            return tuple(movies.films_of_person(connection, person_id))

    def similar_movies(self, movie_id: int, k: int) -> tuple[Near[MovieSummary], ...]:
        """The `k` nearest films, nearest first."""
        with self._store.reading() as connection:
            neighbours = self._model.recommender(connection).similar_movies(movie_id, k)
            found = movies.movie_summaries(connection, [near.id for near in neighbours])
        return _joined(neighbours, found)

    def films_like(self, movie_ids: Sequence[int], k: int) -> tuple[Near[MovieSummary], ...]:
        """The `k` films that are like all of these at once, best first; the lowest similarity counts."""
        with self._store.reading() as connection:
            neighbours = self._model.recommender(connection).similar_to_all(movie_ids, k)
            found = movies.movie_summaries(connection, [near.id for near in neighbours])
        return _joined(neighbours, found)

    def fans_also_love(self, movie_id: int, limit: int) -> tuple[Loved, ...]:
        """What the fans of a film love, too, best first; works without a model."""
        with self._store.reading() as connection:
            try:
                model = self._model.recommender(connection)
            except NoModelError:
                model = None
            scored = fans_also_love(connection, model, movie_id, limit)
            found = movies.movie_summaries(connection, [row.movie_id for row in scored])
        return tuple(Loved(found[row.movie_id], row.score, row.shared_fans) for row in scored if row.movie_id in found)

    # Users

    def find_user(self, text: str) -> UserSummary:
        """The user with this id, or the profile with this name."""
        with self._store.reading() as connection:
            return resolve_user(connection, text)

    def sample_user(self) -> UserSummary:
        """A typical user of the data set."""
        with self._store.reading() as connection:
            return users.sample_user(connection)

    def users(self, chosen: UserFilter, first: int) -> UserPage:
        """The page of users that begins at row `first`, counted from 0."""
        with self._store.reading() as connection:
            return UserPage(
                tuple(users.find_users(connection, chosen, PAGE, first)), first, users.count_users(connection, chosen)
            )

    def occupations(self) -> tuple[str, ...]:
        with self._store.reading() as connection:
            return tuple(users.occupations(connection))

    def user(self, user_id: int) -> UserSummary:
        """A user of the data set or a profile."""
        with self._store.reading() as connection:
            return users.user_summary(connection, user_id)

    def history(self, user_id: int, limit: int) -> tuple[UserRating, ...]:
        """The films that a user rated best, the newest first among equals."""
        rated = self.newest_ratings(user_id)
        return tuple(sorted(rated, key=lambda row: (-row.rating, -row.rated_at))[:limit])

    def newest_ratings(self, user_id: int, limit: int | None = None) -> tuple[UserRating, ...]:
        """A user's ratings, newest first; all of them without a limit."""
        with self._store.reading() as connection:
            return tuple(users.user_history(connection, user_id, limit))

    def similar_users(self, user_id: int, k: int) -> tuple[Near[UserSummary], ...]:
        """The `k` users with the nearest taste, nearest first."""
        with self._store.reading() as connection:
            model, person, _opinions = self._model.person(connection, user_id)
            neighbours = model.similar_users(user_id, person, k)
            found = users.user_summaries(connection, [near.id for near in neighbours])
        return _joined(neighbours, found)

    def shared_films(self, user_id: int, others: Sequence[int]) -> dict[int, int]:
        """How many films the user and each of the others both rated, by the other's id."""
        with self._store.reading() as connection:
            return taste.shared_films(connection, user_id, others)

    def both_rated(self, first: int, second: int) -> tuple[BothRated, ...]:
        """The films that two people rated, those that both like best first."""
        with self._store.reading() as connection:
            return tuple(taste.both_rated(connection, first, second))

    def taste(self, user_id: int) -> TasteSummary:
        """How a user's ratings compare with those of others."""
        with self._store.reading() as connection:
            return taste.taste_summary(connection, user_id, self._everyones_counts.of(connection))

    # Runs

    def runs(self) -> tuple[RunRow, ...]:
        """Every run, newest first."""
        with self._store.reading() as connection:
            return tuple(model_runs.list_runs(connection))

    def activate_run(self, run_id: int) -> RunRow:
        """Recommends from this finished run from now on."""
        with self._store.writing() as connection:
            model_runs.activate_run(connection, run_id)
            return model_runs.get_run(connection, run_id)

    def delete_run(self, run_id: int) -> RunRow:
        """Removes a run and its features, and gives what it was; the active run is refused."""
        with self._store.writing() as connection:
            run = model_runs.get_run(connection, run_id)
            model_runs.delete_run(connection, run_id)
            return run


_ROLES = {"director": "director", "cast": "actor"}


def _unless_enriched(connection: Connection) -> str:
    data_set = stored_data_set(connection)
    is_enriched = data_set is not None and data_set.enriched_at is not None
    return "" if is_enriched else ": people are not known before `movierec-tui data enrich`"


def _joined(neighbours: Sequence[Neighbour], found: dict[int, T]) -> tuple[Near[T], ...]:
    return tuple(Near(found[near.id], near.similarity) for near in neighbours if near.id in found)


def _matched(film: MovieSummary, words: tuple[str, ...]) -> Matched:
    in_title = Matched(matched_letters(film.display_title, words))
    if _letters(in_title.title) >= sum(map(len, words)):
        return in_title
    named = [Matched(in_title.title, name, matched_letters(name, words)) for name in parse_title(film.title).aliases]
    best = max(named, key=lambda other: _letters(other.other), default=in_title)
    return best if _letters(best.other) > _letters(in_title.title) else in_title


def _letters(spans: Spans) -> int:
    return sum(end - start for start, end in spans)
