"""The people of a database: what they say of films, and their files from and for other sites."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from data.personal import FileFormat, RowKind, read_personal_export, write_rows
from db.errors import NotFound
from db.marks import FilmMark
from db.personal import opinions, profiles
from db.personal.exports import opinions_for_export, recommendations_for_export
from db.personal.import_plan import ImportPlan, ImportReport
from db.personal.import_undo import UndoneImport, undo_import
from db.personal.imports import apply_plan, plan_import
from db.personal.name_rules import checked_name
from db.personal.profiles import Profile
from db.rows import MarkedMovie, Opinion, OpinionChange
from db.store import settings
from db.store.database import Store
from movierec_tui.library.answers import Recommended


class Profiles:
    """Reads and changes profiles; each change is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[Profile, ...]:
        """All profiles, in the order in which they were created."""
        with self._store.reading() as connection:
            return tuple(profiles.list_profiles(connection))

    def active(self) -> Profile | None:
        """The profile that commands mean by `me`, and that the app starts with; None where none is chosen."""
        with self._store.reading() as connection:
            return profiles.active_profile(connection)

    def get(self, user_id: int) -> Profile | None:
        """The profile with this id; None where it is no longer there."""
        with self._store.reading() as connection, suppress(NotFound):
            return profiles.get_profile(connection, user_id)
        return None

    def find(self, name: str) -> Profile:
        """The profile of that name, in any case; the error lists the names there are."""
        with self._store.reading() as connection:
            return profiles.find_profile(connection, name)

    def create(self, name: str) -> Profile:
        """Creates a profile and makes it the active one."""
        with self._store.writing() as connection:
            created = profiles.create_profile(connection, name)
            return profiles.activate_profile(connection, created.user_id)

    def add(self, name: str) -> Profile:
        """Creates a profile; the active one stays."""
        with self._store.writing() as connection:
            return profiles.create_profile(connection, name)

    def rename(self, user_id: int, name: str) -> Profile:
        with self._store.writing() as connection:
            return profiles.rename_profile(connection, user_id, name)

    def delete(self, user_id: int) -> None:
        """Removes a profile with all its ratings, marks and filters."""
        with self._store.writing() as connection:
            profiles.delete_profile(connection, user_id)

    def switch(self, user_id: int) -> Profile:
        """Makes a profile the active one."""
        with self._store.writing() as connection:
            return profiles.activate_profile(connection, user_id)

    # Opinions

    def rate(self, user_id: int, movie_id: int, stars: float | None) -> OpinionChange:
        """Rates a film; None removes the rating."""
        with self._store.writing() as connection:
            return opinions.rate(connection, user_id, movie_id, stars)

    def mark(self, user_id: int, movie_id: int, mark: FilmMark, *, on: bool) -> OpinionChange:
        """Sets a mark on a film or removes it; marks that contradict it are removed."""
        with self._store.writing() as connection:
            return opinions.set_mark(connection, user_id, movie_id, mark, on=on)

    def undo(self, change: OpinionChange) -> OpinionChange:
        """Makes the film's opinion what it was before a change, and gives the change that this is."""
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
        """The films with this mark of a user, newest first."""
        with self._store.reading() as connection:
            return tuple(opinions.marked_movies(connection, user_id, mark))

    # Training

    def trains_with_profiles(self) -> bool:
        """Whether the next training learns from the ratings of profiles, too."""
        with self._store.reading() as connection:
            return settings.trains_with_profiles(connection)

    def train_with_profiles(self, *, on: bool) -> None:
        with self._store.writing() as connection:
            settings.write_setting(connection, settings.TRAIN_WITH_PROFILES, "1" if on else "0")


class PersonalFiles:
    """Imports what other sites export, and exports what a profile says of films.

    Files that cannot be read or written raise a `DataSetError`.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def plan(
        self,
        user_id: int,
        path: Path,
        *,
        scale: int | None = None,
        lists_are: RowKind | None = None,
        tag: str | None = None,
    ) -> ImportPlan:
        """What importing an export would change; nothing is written. `scale`, `lists_are` and `tag`: see the reader."""
        own_tag = "" if tag is None else checked_name(tag, "tag")
        export = read_personal_export(path, scale=scale, lists_are=lists_are, tag=own_tag)
        with self._store.reading() as connection:
            return plan_import(connection, user_id, export)

    def take(self, plan: ImportPlan, choices: Mapping[int, int] | None = None) -> ImportReport:
        """Imports what was planned, all or nothing; `choices` has films for numbers of rows that are not certain."""
        with self._store.writing() as connection:
            return apply_plan(connection, plan, choices)

    def undo(self, user_id: int, import_id: str | None = None) -> UndoneImport:
        """Undoes the profile's last import as a whole, if it has this id; what the person said since stays."""
        with self._store.writing() as connection:
            return undo_import(connection, user_id, import_id)

    def export_opinions(
        self,
        user_id: int,
        kinds: Collection[RowKind],
        path: Path,
        file_format: FileFormat,
        *,
        replace: bool = False,
    ) -> int:
        """Writes what a profile says of films to a file; gives the number of rows. `replace` allows for one there."""
        with self._store.reading() as connection:
            name = profiles.get_profile(connection, user_id).name
            rows = opinions_for_export(connection, user_id, kinds)
        return write_rows(path, rows, file_format, name, replace=replace)

    def export_recommended(
        self,
        user_id: int,
        films: Sequence[Recommended],
        path: Path,
        file_format: FileFormat,
        *,
        replace: bool = False,
    ) -> int:
        """Writes a profile's recommendations to a file, in their order; gives the number of rows."""
        scored = [(film.movie.movie_id, film.predicted_rating, film.score) for film in films]
        with self._store.reading() as connection:
            name = profiles.get_profile(connection, user_id).name
            rows = recommendations_for_export(connection, scored)
        return write_rows(path, rows, file_format, name, replace=replace)
