"""A profile's own files: exports of other sites come in, lists go out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from data.personal import FileFormat, RowKind, read_personal_export, write_rows
from db.personal.exports import opinions_for_export, recommendations_for_export
from db.personal.import_plan import ImportPlan, ImportReport
from db.personal.imports import apply_plan, plan_import
from db.personal.profiles import get_profile
from db.store.database import Store
from movierec_tui.library.answers import Recommended


class Personal:
    """Reads and writes personal files for the profiles of a database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def plan(self, user_id: int, path: Path) -> ImportPlan:
        """What taking an export of Letterboxd, IMDb or movierec-tui would change; nothing is written.

        Raises:
            DataSetError: the file cannot be read, or is no such export.
            StoreError: there is no such profile.
        """
        export = read_personal_export(path)
        with self._store.reading() as connection:
            return plan_import(connection, user_id, export)

    def take(self, plan: ImportPlan, choices: Mapping[int, int] | None = None) -> ImportReport:
        """Takes what was planned into the profile, all or nothing.

        Args:
            plan: from `plan`.
            choices: the film for the number of a row that is ambiguous or not matched.

        Raises:
            StoreError: the profile, a row or a film is not there.
        """
        with self._store.writing() as connection:
            return apply_plan(connection, plan, choices)

    def export_opinions(
        self, user_id: int, kinds: Collection[RowKind], path: Path, file_format: FileFormat
    ) -> int:
        """Writes what a profile says of films to a file; gives the number of rows.

        Raises:
            DataSetError: the file cannot be written, or its format has no place for these rows.
            NotFound: no such profile.
        """
        with self._store.reading() as connection:
            name = get_profile(connection, user_id).name
            rows = opinions_for_export(connection, user_id, kinds)
        return write_rows(path, rows, file_format, name)

    def export_recommended(
        self, user_id: int, films: Sequence[Recommended], path: Path, file_format: FileFormat
    ) -> int:
        """Writes a profile's recommendations to a file, in their order; gives the number of rows.

        Raises:
            DataSetError: the file cannot be written.
            NotFound: no such profile.
        """
        scored = [(film.movie.movie_id, film.predicted_rating, film.score) for film in films]
        with self._store.reading() as connection:
            name = get_profile(connection, user_id).name
            rows = recommendations_for_export(connection, scored)
        return write_rows(path, rows, file_format, name)
