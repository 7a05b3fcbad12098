"""Files of Letterboxd: what it exports, and what its importer reads."""

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
from data.personal.rows import LeftOut, PersonalRow, RowKind
from data.personal.tables import Record, Table

SOURCE = "Letterboxd"

_EXPORTED = frozenset({"name", "year", "letterboxduri"})
_IMPORTED = frozenset({"title", "year"})
_ONLY_IMPORTED = frozenset({"imdbid", "tmdbid", "rating", "rating10", "watcheddate", "letterboxduri"})
_DATES = ("date", "watcheddate")
_RATINGS = (("rating", 5), ("rating10", 10))


def knows(columns: frozenset[str]) -> bool:
    """Whether a file with these columns is one of Letterboxd's export, or one for its importer."""
    return columns >= _EXPORTED or (columns >= _IMPORTED and bool(columns & _ONLY_IMPORTED))


def rows(table: Table, numbers: Iterator[int]) -> Iterator[PersonalRow | LeftOut]:
    """The films of ratings.csv, watched.csv, watchlist.csv, diary.csv or reviews.csv.

    Args:
        table: the file's.
        numbers: of the rows.

    Raises:
        DataSetError: the columns are those of both watched.csv and watchlist.csv, and the file's name does not
            tell which.
    """
    unrated = _kind_of_unrated(table)
    dates = Dates(record.text(*_DATES) for record in table.records)
    for record in table.records:
        yield _row(table.file, record, unrated, dates, numbers)


def _kind_of_unrated(table: Table) -> RowKind:
    """What a film without rating is: rated lists and diaries name films that were seen."""
    name = table.file.lower()
    if "watchlist" in name:
        return RowKind.WATCHLIST
    if table.columns & {"rating", "rating10", "watcheddate"} or "watched" in name:
        return RowKind.SEEN
    raise DataSetError(
        f"{table.file} may list watched films or a watchlist: name the file watched.csv or watchlist.csv."
    )


def _row(file: str, record: Record, unrated: RowKind, dates: Dates, numbers: Iterator[int]) -> PersonalRow | LeftOut:
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
        number=next(numbers),
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
