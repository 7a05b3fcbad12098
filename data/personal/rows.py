"""What a line of a personal file says, whoever wrote the file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RowKind(StrEnum):
    """What a row says of its film. Recommendations are only written, never read."""

    RATING = "rating"
    SEEN = "seen"
    WATCHLIST = "watchlist"
    HIDDEN = "hidden"
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
        mini_series: whether it is one, which films of the same name must not be taken for.
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
    mini_series: bool = False


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
        source: "Letterboxd", "IMDb" or "movierec-tui".
        rows: in the order of the files and lines.
        left_out: the other rows.
    """

    source: str
    rows: tuple[PersonalRow, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One film of a list that is to be written.

    Attributes:
        stars: of a rating.
        noted_at: seconds since 1970, 0 when unknown.
        predicted_rating: in stars, of a recommendation.
        score: what a recommendation's list is ordered by.
    """

    kind: RowKind
    movie_id: int
    title: str
    year: int | None
    imdb_id: int | None = None
    tmdb_id: int | None = None
    stars: float | None = None
    noted_at: int = 0
    predicted_rating: float | None = None
    score: float | None = None
