"""Letterboxd: what it exports, and what its importer reads.

https://letterboxd.com/about/importing-data/ describes the importer's columns: `Title,Year,imdbID,tmdbID,Rating` (half
stars up to 5) or `Rating10`, `WatchedDate`. The export's files have `Date,Name,Year,Letterboxd URI`, then `Rating`
and so on; those of lists begin with "Letterboxd list export v7" and a few rows about the list, then
`Position,Name,Year,URL`.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.errors import DataSetError
from data.personal.cells import (
    Dates,
    half_stars,
    imdb_number,
    title_text,
    unguarded,
    whole_number,
    year_number,
)
from data.personal.rows import LeftOut, PersonalRow, Reading, RowKind
from data.personal.tables import Record, Table

SOURCE = "Letterboxd"

_EXPORTED = frozenset({"name", "year", "letterboxduri"})
_LISTED = frozenset({"position", "name", "year", "url"})
_IMPORTED = frozenset({"title", "year"})
_ONLY_IMPORTED = frozenset({"imdbid", "tmdbid", "watcheddate", "letterboxduri"})
_DATES = ("date", "watcheddate")
_RATINGS = (("rating", 5), ("rating10", 10))
_NAME_OF_LIST = (2, 1)
"""The row above the header, of those that hold text, and the cell in it."""


def knows(columns: frozenset[str]) -> bool:
    """Whether a file with these columns is of Letterboxd's export, or one for its importer.

    A title, a year and a rating alone do not make one: they may be on any scale.
    """
    if columns >= _EXPORTED or columns >= _LISTED:
        return True
    marks = columns & _ONLY_IMPORTED
    return columns >= _IMPORTED and bool(marks) and not ("rating" in columns and marks == {"imdbid"})


def is_exported(columns: frozenset[str]) -> bool:
    """Whether Letterboxd itself wrote the file, so that its ratings are stars."""
    return "letterboxduri" in columns or columns >= _LISTED


def rows(table: Table, reading: Reading) -> Iterator[PersonalRow | LeftOut]:
    """The films of ratings.csv, watched.csv, watchlist.csv, diary.csv or reviews.csv, or of a list.

    Raises:
        DataSetError: the columns are those of both watched.csv and watchlist.csv, and the file's name does not
            tell which.
    """
    unrated = _kind_of_unrated(table, reading)
    dates = Dates(record.text(*_DATES) for record in table.records)
    for record in table.records:
        yield _row(table.file, record, unrated, dates, reading)


def _kind_of_unrated(table: Table, reading: Reading) -> RowKind:
    """What a film without rating is: rated lists and diaries name films that were seen."""
    name = table.file.lower()
    if table.columns >= _LISTED:
        row, cell = _NAME_OF_LIST
        title = "".join(map(title_text, [cells[cell] for cells in table.above[row : row + 1] if len(cells) > cell]))
        return reading.kind_of_list(table.file, title[:60])
    if "watchlist" in name:
        return RowKind.WATCHLIST
    if table.columns & {"rating", "rating10", "watcheddate"} or "watched" in name:
        return RowKind.SEEN
    if reading.lists_are is not None:
        return reading.lists_are
    raise DataSetError(
        f"{table.file} may list watched films or a watchlist: name the file watched.csv or watchlist.csv."
    )


def _row(file: str, record: Record, unrated: RowKind, dates: Dates, reading: Reading) -> PersonalRow | LeftOut:
    title = title_text(unguarded(record.text("name", "title")))
    if not title:
        return LeftOut(file, record.line, title, "no title")
    stars = None
    for column, largest in _RATINGS:
        if text := record.text(column):
            stars = half_stars(text, largest)
            if stars is None:
                return LeftOut(file, record.line, title, f"a rating that is not on the scale: {text[:20]}")
            break
    return PersonalRow(
        number=next(reading.numbers),
        file=file,
        line=record.line,
        kind=unrated if stars is None else RowKind.RATING,
        title=title,
        year=year_number(record.text("year")),
        imdb_id=imdb_number(record.text("imdbid")),
        tmdb_id=whole_number(record.text("tmdbid")),
        stars=stars,
        noted_at=dates.seconds(record.text(*_DATES)),
    )
