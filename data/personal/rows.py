"""What a line of a personal file says, whoever wrote the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from pathlib import PurePath

from data.errors import DataSetError

MINI_SERIES = "mini series"
TV_SPECIAL = "TV special"
SHORT_FILM = "short film"


class ScaleUnknown(DataSetError):  # noqa: N818  (reads as what is wrong with the file)
    """The ratings of a file may be points out of 5, 10 or 100: only the person knows.

    Attributes:
        highest: the highest rating of the file.
    """

    def __init__(self, sentence: str, highest: float) -> None:
        super().__init__(sentence)
        self.highest = highest


class RowKind(StrEnum):
    """What a row says of its film. Recommendations are only written, never read."""

    RATING = "rating"
    SEEN = "seen"
    WATCHLIST = "watchlist"
    HIDDEN = "hidden"
    TAG = "tag"
    RECOMMENDATION = "recommendation"


@dataclass(frozen=True, slots=True)
class PersonalRow:
    """One film of an export.

    Attributes:
        number: its place in the export, from 1; no other row of the export has it.
        file: the file it comes from, as messages show it.
        line: where it ends in that file, from 1; in a JSON file, the place in the list.
        title: on one line; never empty.
        year: of release; None where the file names none.
        other_titles: further names of the film, such as IMDb's original title.
        imdb_id: the number behind "tt".
        movie_id: the id that our own export gives; it is worth nothing with another data set.
        stars: half stars from 0.5 to 5 of a rating, None of anything else.
        noted_at: seconds since 1970, 0 where the file gives no date that can be understood.
        form: what it is if it is no ordinary film: `MINI_SERIES`, `TV_SPECIAL` or `SHORT_FILM`. A film of the same
            name must not be taken for a mini series or a short film.
        tag: of the person's own, where `kind` is `RowKind.TAG`.
    """

    number: int
    file: str
    line: int
    kind: RowKind
    title: str
    year: int | None
    other_titles: tuple[str, ...] = ()
    imdb_id: int | None = None
    tmdb_id: int | None = None
    movie_id: int | None = None
    stars: float | None = None
    noted_at: int = 0
    form: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is not taken, and why: "a TV episode", "no title"."""

    file: str
    line: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class PersonalExport:
    """All that an export says.

    Attributes:
        source: the site's name, "movierec-tui" or "your own list".
        rows: in the order of the files and lines.
        left_out: the other rows.
        notes: sentences about how the files were read, such as the scale of their ratings.
        list_name: of a plain list, which may be a watchlist, films seen or anything else; empty for other files.
    """

    source: str
    rows: tuple[PersonalRow, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...] = ()
    list_name: str = ""


@dataclass(slots=True)
class Reading:
    """What a person told about an export, and what is to be told about it.

    Attributes:
        scale: how many points its ratings go up to; None where the person did not say.
        lists_are: what films of a plain list are; None where the person did not say.
        tag: all films of the export get this tag, and nothing else is read; empty where the person did not say.
        numbers: of the rows.
        notes, list_name: as in `PersonalExport`.
    """

    scale: int | None = None
    lists_are: RowKind | None = None
    tag: str = ""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    notes: list[str] = field(default_factory=list)
    list_name: str = ""

    def kind_of_list(self, file: str, title: str = "") -> RowKind:
        """What the films of a list are, which its file or its title names: films to see, if nobody says otherwise."""
        kind = self.lists_are or RowKind.WATCHLIST
        if not title and "watchlist" in file.lower():
            return kind
        self.list_name = title or PurePath(file).stem
        if not self.tag:
            meaning = "a watchlist" if kind is RowKind.WATCHLIST else "films that were seen"
            self.notes.append(f'The list "{title}" is read as {meaning}.' if title else f"{file} is read as {meaning}.")
        return kind


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One film of a list that is to be written.

    Attributes:
        source_title: as the data set writes it.
        stars: of a rating.
        noted_at: seconds since 1970, 0 when unknown.
        predicted_rating: in stars, of a recommendation.
        score: what a recommendation's list is ordered by.
        tag: as in `PersonalRow`.
    """

    kind: RowKind
    movie_id: int
    title: str
    source_title: str
    year: int | None
    imdb_id: int | None = None
    tmdb_id: int | None = None
    stars: float | None = None
    noted_at: int = 0
    predicted_rating: float | None = None
    score: float | None = None
    tag: str = ""
