"""A list of one's own: any CSV file with a title, and a rating on a scale of 5, 10 or 100 points or a year.

Columns: `title` and `rating`, and as far as there are `year`, `original_title`, `imdb_id`, `tmdb_id`, `date`. Names
such as `Film`, `My Rating` or `rating10`, which says the scale, do as well. Without ratings it is a plain list.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

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
from data.personal.rows import LeftOut, PersonalRow, Reading, RowKind, ScaleUnknown
from data.personal.tables import Record, Table

SOURCE = "your own list"
SCALES = (5, 10, 100)

_TITLES = ("title", "name", "film", "movie", "filmtitle", "movietitle")
_SCALE_OF_COLUMN = {"rating5": 5, "stars": 5, "rating10": 10, "rating100": 100}
_OPEN_RATINGS = ("rating", "myrating", "yourrating", "score")
_RATINGS = (*_OPEN_RATINGS, *_SCALE_OF_COLUMN)
_YEARS = ("year", "releaseyear", "releasedate")
_DATES = ("date", "watcheddate", "daterated", "ratedat", "watchedat")


def knows(columns: frozenset[str]) -> bool:
    """Whether a file with these columns can be a list of films."""
    return not columns.isdisjoint(_TITLES) and not columns.isdisjoint((*_RATINGS, *_YEARS))


def exceeds_five(table: Table) -> bool:
    """Whether a rating of the file is above 5, so that it cannot be in stars, in a column that names no scale."""
    return not table.columns.isdisjoint(_OPEN_RATINGS) and _highest(table) > SCALES[0]


def rows(table: Table, reading: Reading) -> Iterator[PersonalRow | LeftOut]:
    """The films of a list, their points as the nearest half stars.

    Raises:
        ScaleUnknown: neither the person nor the file tells what the ratings go up to.
    """
    is_list = table.columns.isdisjoint(_RATINGS)
    unrated = reading.kind_of_list(table.file) if is_list else reading.lists_are
    scale = reading.scale or (SCALES[-1] if is_list or reading.tag else _scale_told(table, reading))
    dates = Dates(record.text(*_DATES) for record in table.records)
    for record in table.records:
        yield _row(table.file, record, scale, unrated, dates, reading)


def _scale_told(table: Table, reading: Reading) -> int:
    """The scale that the file itself tells, by a column's name or by a rating that is too high for smaller ones."""
    named = {scale for column, scale in _SCALE_OF_COLUMN.items() if column in table.columns}
    if len(named) == 1 and table.columns.isdisjoint(_OPEN_RATINGS):
        return named.pop()
    highest = _highest(table)
    for smaller, scale in pairwise(SCALES):
        if smaller < highest <= scale:
            reading.notes.append(f"Ratings are read as points up to {scale}, since the highest is {highest:g}.")
            return scale
    raise ScaleUnknown(
        f"{table.file} does not tell whether its ratings go up to 5, 10 or 100: say so with --scale, or name their "
        f"column rating5, rating10 or rating100.",
        highest,
    )


def _highest(table: Table) -> float:
    return max((number(record.text(*_RATINGS)) or 0 for record in table.records), default=0)


def _row(
    file: str, record: Record, scale: int, unrated: RowKind | None, dates: Dates, reading: Reading
) -> PersonalRow | LeftOut:
    title = title_text(unguarded(record.text(*_TITLES)))
    rating = record.text(*_RATINGS)
    points = number(rating)
    stars = None if points is None else nearest_half_stars(points, scale)
    if not title:
        return LeftOut(file, record.line, title, "no title")
    if stars is None and (rating or unrated is None):
        reason = f"a rating that is not from 0.5 to {scale}: {rating[:20]}" if rating else "no rating"
        return LeftOut(file, record.line, title, reason)
    original = title_text(unguarded(record.text("originaltitle")))
    imdb_id = record.text("imdbid", "imdb", "const")
    return PersonalRow(
        number=next(reading.numbers),
        file=file,
        line=record.line,
        kind=RowKind.RATING if stars is not None else unrated or RowKind.SEEN,
        title=title,
        year=year_number(record.text(*_YEARS)),
        other_titles=(original,) if original and original != title else (),
        imdb_id=imdb_number(imdb_id) or whole_number(imdb_id),
        tmdb_id=whole_number(record.text("tmdbid", "tmdb")),
        stars=stars,
        noted_at=dates.seconds(record.text(*_DATES)),
    )
