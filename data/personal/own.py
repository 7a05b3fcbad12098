"""Files that this program wrote: the same columns as CSV, or as objects in a JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

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
from data.personal.tables import MOST_ROWS, WANTED, Record, Table, column_key

SOURCE = "movierec-tui"
FORMAT = "movierec-tui personal list"
"""What the "format" of a JSON file says."""

COLUMNS = ("kind", "title", "year", "imdb_id", "tmdb_id", "movie_id", "stars", "date")
COLUMNS_OF_RECOMMENDATIONS = ("predicted_rating", "score")

_WANTED = frozenset({"kind", "title", "year", "stars"})


def knows(columns: frozenset[str]) -> bool:
    """Whether a file with these columns is one of ours."""
    return columns >= _WANTED


def rows(table: Table, numbers: Iterator[int]) -> Iterator[PersonalRow | LeftOut]:
    """The films of a file of ours; recommendations are left out."""
    dates = Dates(record.text("date") for record in table.records)
    for record in table.records:
        yield _row(table.file, record, dates, numbers)


def json_table(text: str, file: str) -> Table:
    """The records of a JSON file of ours.

    Raises:
        DataSetError: it is no JSON, not ours, or too long.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataSetError(f"{file} is not whole JSON; give {WANTED}.") from error
    written = content.get("rows") if isinstance(content, dict) and content.get("format") == FORMAT else None
    if not isinstance(written, list):
        raise DataSetError(f"{file} is JSON that movierec-tui did not write; give {WANTED}.")
    if len(written) > MOST_ROWS:
        raise DataSetError(f"{file} has more than {MOST_ROWS:,} rows; give {WANTED}.")
    table = Table(file, frozenset(map(column_key, COLUMNS)), [], [])
    for number, row in enumerate(written, start=1):
        if isinstance(row, dict):
            table.records.append(Record(number, {column_key(key): _cell(row[key]) for key in row}))
        else:
            table.broken.append((number, ""))
    return table


def _cell(value: Any) -> str:
    # What JSON gives back can be a number of thousands of digits; no column of ours holds one.
    if value is None or isinstance(value, list | dict) or (isinstance(value, int) and abs(value) > 2**63):
        return ""
    return str(value).strip()


def _row(file: str, record: Record, dates: Dates, numbers: Iterator[int]) -> PersonalRow | LeftOut:
    title = title_text(unguarded(record.text("title")))
    kind = record.text("kind").lower()
    stars = half_stars(record.text("stars"), 5)
    problem = None
    if not title:
        problem = "no title"
    elif kind == RowKind.RECOMMENDATION:
        problem = "a recommendation"
    elif kind not in set(RowKind):
        problem = f"an unknown kind: {kind[:20]}"
    elif kind == RowKind.RATING and stars is None:
        problem = "a rating without stars from 0.5 to 5"
    if problem is not None:
        return LeftOut(file, record.line, title, problem)
    return PersonalRow(
        number=next(numbers),
        file=file,
        line=record.line,
        kind=RowKind(kind),
        title=title,
        year=year_number(record.text("year")),
        imdb_id=imdb_number(record.text("imdbid")),
        tmdb_id=whole_number(record.text("tmdbid")),
        movie_id=whole_number(record.text("movieid")),
        stars=stars if kind == RowKind.RATING else None,
        noted_at=dates.seconds(record.text("date")),
    )
