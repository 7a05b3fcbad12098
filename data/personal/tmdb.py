"""TMDB: the CSV files of ratings and watchlist that its site exports.

Columns, as importers of these files name them: `TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,
Rating` (everybody's), in a file of ratings also `Your Rating` (0.5 to 10) and `Date Rated`.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.personal.cells import (
    Dates,
    imdb_number,
    nearest_half_stars,
    number,
    title_text,
    unguarded,
    whole_number,
    year_number,
)
from data.personal.rows import LeftOut, PersonalRow, Reading, RowKind
from data.personal.tables import Table

SOURCE = "TMDB"

_WANTED = frozenset({"tmdbid", "type", "name", "releasedate"})
_DATES = ("daterated", "dateadded")


def knows(columns: frozenset[str]) -> bool:
    """Whether a file with these columns is an export of TMDB."""
    return columns >= _WANTED


def rows(table: Table, reading: Reading) -> Iterator[PersonalRow | LeftOut]:
    """The films of a file of ratings, or of a watchlist, favourites or another list."""
    is_list = "yourrating" not in table.columns
    kind = reading.kind_of_list(table.file) if is_list else RowKind.RATING
    dates = Dates(record.text(*_DATES) for record in table.records)
    for record in table.records:
        title = title_text(unguarded(record.text("name")))
        points = number(record.text("yourrating"))
        stars = None if is_list or points is None else nearest_half_stars(points, 10)
        reason = ""
        if not title:
            reason = "no title"
        elif record.text("episodenumber"):
            reason = "a TV episode"
        elif (work := record.text("type").lower()) != "movie":
            reason = "a TV series" if work in {"tv", "show"} else f"not a film: {work[:20]}"
        elif not is_list and stars is None:
            reason = f"a rating that is not from 0.5 to 10: {record.text('yourrating')[:20]}"
        if reason:
            yield LeftOut(table.file, record.line, title, reason)
            continue
        yield PersonalRow(
            number=next(reading.numbers),
            file=table.file,
            line=record.line,
            kind=kind,
            title=title,
            year=year_number(record.text("releasedate")),
            imdb_id=imdb_number(record.text("imdbid")),
            tmdb_id=whole_number(record.text("tmdbid")),
            stars=stars,
            noted_at=dates.seconds(record.text(*_DATES)),
        )
