"""Opens a data set, whatever its layout, and gives its movies, users and ratings as plain DataFrames."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import numpy as np
import pandas as pd

from data.archive import FileGroup, open_groups
from data.catalogue import CATALOGUE
from data.errors import DataSetError
from data.layouts import LAYOUTS, Layout
from data.layouts.base import Ages
from data.rating_format import RatingFormat
from data.rating_rows import read_id_columns, read_rating_rows
from data.rating_rules import RatingRules
from data.ratings_file import read_ratings_file
from data.scale import RatingScale
from data.tags import film_tags
from data.unique_ratings import Survey, newest_ratings, survey

__all__ = ["DataSetReader", "RatingScale", "open_data_set", "read_ratings_file"]

_SURVEY_ROWS = 2_000_000
_SAMPLE_BYTES = 2**16
_GUESS_MAY_MISS = 0.2


class DataSetReader(Protocol):
    """A data set that is open for reading; leave its `with` block to close it."""

    @property
    def name(self) -> str:
        """As the catalogue names it ("ml-100k"); CSV files have the name of their folder or zip archive."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256 over names, sizes and CRC-32s of the files that count; zipped or not is the same."""
        ...

    @property
    def scale(self) -> RatingScale:
        """The scale on which its users rate."""
        ...

    @property
    def ages(self) -> Ages:
        """What `users()` gives as age: "years", "brackets" (groups' first years; 1 is under 18) or "none"."""
        ...

    @property
    def rating_count_hint(self) -> int:
        """About how many rows `rating_chunks` gives; for progress only."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def movies(self) -> pd.DataFrame:
        """All movies, rated or not.

        Columns: movie_id int64 (unique), title str (the official one, stripped), genres tuple[str, ...]
            (empty where
        none is known), imdb_id Int64 and tmdb_id Int64 (NA where not known).
        """
        ...

    def users(self) -> pd.DataFrame:
        """All users.

        Columns: user_id int64 (unique), gender "F", "M" or None, age Int64 (NA where not known), occupation
            str or
        None. Without a file of users: all who rated, of whom nothing more is known.
        """
        ...

    def tags(self) -> pd.DataFrame:
        """What users say of films in a word or two, cleaned and weighted; no rows where there are no tags.

        Columns: movie_id int64 (one of `movies()`), tag str, weight float64 (above 0, at most 1); a few rows a film.

        Raises:
            DataSetError: a file of tags is broken.
        """
        ...

    def rating_chunks(self, rows: int = 1_000_000) -> Iterator[pd.DataFrame]:
        """All ratings, at most `rows` at a time; each pair of user and movie once, with its newest rating.

        Columns: user_id int64, movie_id int64, rating float32, rated_at int64 (seconds since 1970, 0 if not
            known).
        Every movie is one of `movies()` and every user one of `users()`.

        Raises:
            DataSetError: names the file and the line of the first broken row.
        """
        ...


def open_data_set(path: Path) -> DataSetReader:
    """Opens a zip archive or folder of a MovieLens data set, or an own one with ratings.csv and movies.csv.

    Raises:
        DataSetError: nothing is there, the archive is damaged or unsafe, or its files are of no known layout.
    """
    with ExitStack() as stack:
        groups = stack.enter_context(open_groups(path))
        group, layout = _choose(groups, path)
        return _FileReader(group, layout, stack.pop_all())


def _choose(groups: tuple[FileGroup, ...], path: Path) -> tuple[FileGroup, Layout]:
    for group in groups:
        for layout in LAYOUTS:
            if all(name in group.members for name in layout.needed):
                return group, layout
    for group in groups:
        for layout in LAYOUTS:
            if layout.ratings_file in group.members:
                missing = ", ".join(name for name in layout.needed if name not in group.members)
                raise DataSetError(f"{path} looks like {layout.description} but lacks {missing}; add what is missing.")
    raise DataSetError(
        f"{path} holds no data set known here; give a MovieLens zip file or folder, or a folder with "
        f"ratings.csv and movies.csv."
    )


class _FileReader:
    """The one reader: a group of files and the layout that says how to read them."""

    def __init__(self, group: FileGroup, layout: Layout, resources: ExitStack) -> None:
        names = (*layout.needed, *layout.optional)
        self._members = {name: group.members[name] for name in names if name in group.members}
        self._tag_members = {name: group.members[name] for name in layout.tag_files if name in group.members}
        self._ratings_file = self._members[layout.ratings_file]
        self._layout = layout
        self._resources = resources
        self.name = layout.name or group.name
        self.scale = layout.scale
        self.ages = layout.ages

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._resources.close()

    @cached_property
    def fingerprint(self) -> str:
        lines = [f"{name} {member.size} {member.crc32():08x}" for name, member in sorted(self._members.items())]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @cached_property
    def rating_count_hint(self) -> int:
        if "_survey" in self.__dict__:
            return self._survey.rows
        with self._ratings_file.open() as stream:
            sample = stream.read(_SAMPLE_BYTES)
        guess = self._ratings_file.size * max(sample.count(b"\n"), 1) // max(len(sample), 1)
        official = next((entry.ratings for entry in CATALOGUE if entry.name == self.name), guess)
        return official if abs(guess - official) < _GUESS_MAY_MISS * official else guess

    def movies(self) -> pd.DataFrame:
        return self._movies.copy()

    def users(self) -> pd.DataFrame:
        if self._users is not None:
            return self._users.copy()
        ids = self._survey.user_ids
        nobody = pd.Series([None] * len(ids), dtype=object)
        ages = pd.array([pd.NA] * len(ids), dtype="Int64")
        return pd.DataFrame({"user_id": ids, "gender": nobody, "age": ages, "occupation": nobody.copy()})

    def tags(self) -> pd.DataFrame:
        if self._layout.read_tags is None or not self._tag_members:
            return film_tags(())
        tags = self._layout.read_tags(self._tag_members)
        return tags[tags["movie_id"].isin(self._movies["movie_id"])].reset_index(drop=True)

    def rating_chunks(self, rows: int = 1_000_000) -> Iterator[pd.DataFrame]:
        known_users = None if self._users is None else np.sort(self._users["user_id"].to_numpy())
        rules = RatingRules(self.scale, np.sort(self._movies["movie_id"].to_numpy()), known_users)
        found_any = False
        passes = partial(read_rating_rows, self._ratings_file, self._format, rules, rows)
        for chunk in newest_ratings(passes, lambda: self._survey):
            found_any = True
            yield chunk
        if not found_any:
            raise DataSetError(f"{self._ratings_file.name} holds no ratings; check that the file is whole.")

    @cached_property
    def _movies(self) -> pd.DataFrame:
        return self._layout.read_movies(self._members)

    @cached_property
    def _users(self) -> pd.DataFrame | None:
        return self._layout.read_users(self._members) if self._layout.read_users else None

    @cached_property
    def _format(self) -> RatingFormat:
        return self._layout.rating_format(self._members)

    @cached_property
    def _survey(self) -> Survey:
        return survey(partial(read_id_columns, self._ratings_file, self._format, _SURVEY_ROWS))
