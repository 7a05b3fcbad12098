"""People of this database and what they say of films."""

from __future__ import annotations

from contextlib import suppress

from db.errors import NotFound
from db.marks import FilmMark
from db.personal import opinions, profiles
from db.personal.profiles import Profile
from db.rows import MarkedMovie, Opinion, OpinionChange
from db.store import settings
from db.store.database import Store


class Profiles:
    """Reads and changes profiles; each change is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[Profile, ...]:
        """All profiles, in the order in which they were made."""
        with self._store.reading() as connection:
            return tuple(profiles.list_profiles(connection))

    def active(self) -> Profile | None:
        """The profile that the app rates for; None where none is chosen."""
        with self._store.reading() as connection:
            return profiles.active_profile(connection)

    def get(self, user_id: int) -> Profile | None:
        """The profile with this id; None where there is none any more."""
        with self._store.reading() as connection, suppress(NotFound):
            return profiles.get_profile(connection, user_id)
        return None

    def find(self, name: str) -> Profile:
        """The profile of that name; capitals do not matter.

        Raises:
            NotFound: no such profile; the message names those there are.
        """
        with self._store.reading() as connection:
            return profiles.find_profile(connection, name)

    def create(self, name: str) -> Profile:
        """Makes a profile and lets the app rate for it.

        Raises:
            StoreError: the name is taken, is a number, or is no name.
        """
        with self._store.writing() as connection:
            made = profiles.create_profile(connection, name)
            return profiles.activate_profile(connection, made.user_id)

    def add(self, name: str) -> Profile:
        """Makes a profile; whoever rates goes on rating.

        Raises:
            StoreError: the name is taken, is a number, or is no name.
        """
        with self._store.writing() as connection:
            return profiles.create_profile(connection, name)

    def rename(self, user_id: int, name: str) -> Profile:
        """Gives a profile another name.

        Raises:
            StoreError: the name is taken, is a number, or is no name; or there is no such profile.
        """
        with self._store.writing() as connection:
            return profiles.rename_profile(connection, user_id, name)

    def delete(self, user_id: int) -> None:
        """Removes a profile with all that it said.

        Raises:
            NotFound: no such profile.
        """
        with self._store.writing() as connection:
            profiles.delete_profile(connection, user_id)

    def switch(self, user_id: int) -> Profile:
        """Lets the app rate for this profile from now on.

        Raises:
            NotFound: no such profile.
        """
        with self._store.writing() as connection:
            return profiles.activate_profile(connection, user_id)

    # Opinions

    def rate(self, user_id: int, movie_id: int, stars: float | None) -> OpinionChange:
        """Rates a film; None takes the rating back.

        Raises:
            StoreError: no such number of stars, film or profile.
        """
        with self._store.writing() as connection:
            return opinions.rate(connection, user_id, movie_id, stars)

    def mark(self, user_id: int, movie_id: int, mark: FilmMark, *, on: bool) -> OpinionChange:
        """Sets a mark on a film or takes it off; marks that contradict it end.

        Raises:
            StoreError: no such film or profile.
        """
        with self._store.writing() as connection:
            return opinions.set_mark(connection, user_id, movie_id, mark, on=on)

    def undo(self, change: OpinionChange) -> OpinionChange:
        """Makes the film's opinion what it was before a change; gives the change that this is.

        Raises:
            NotFound: the film or the profile is gone.
        """
        with self._store.writing() as connection:
            return opinions.restore(connection, change)

    def opinion(self, user_id: int, movie_id: int) -> Opinion:
        """What a user says of a film; an empty opinion where nothing was said."""
        with self._store.reading() as connection:
            return opinions.opinion_on(connection, user_id, movie_id)

    def opinions(self, user_id: int) -> dict[int, Opinion]:
        """Everything that a user says, by film id."""
        with self._store.reading() as connection:
            return opinions.opinions_of(connection, user_id)

    def marked(self, user_id: int, mark: FilmMark) -> tuple[MarkedMovie, ...]:
        """The films that a user marked so, the newest first."""
        with self._store.reading() as connection:
            return tuple(opinions.marked_movies(connection, user_id, mark))

    # Training

    def trains_with_profiles(self) -> bool:
        """Whether the next training learns from the ratings of profiles, too."""
        with self._store.reading() as connection:
            return settings.trains_with_profiles(connection)

    def train_with_profiles(self, *, on: bool) -> None:
        """Chooses whether the next training learns from the ratings of profiles, too."""
        with self._store.writing() as connection:
            settings.write_setting(connection, settings.TRAIN_WITH_PROFILES, "1" if on else "0")
