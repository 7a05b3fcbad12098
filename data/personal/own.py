"""Files that this program wrote: the same columns as CSV, or as objects in a JSON file.

Their names are those of `--json`. Files of earlier versions, with "stars" and "date", are read, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.personal.cells import (
    Dates,
    half_stars,
    imdb_number,
    title_text,
    unguarded,
    whole_number,
    year_number,
)
from data.personal.json_cells import table_of
from data.personal.rows import LeftOut, PersonalRow, Reading, RowKind
from data.personal.tables import Record, Table, column_key

SOURCE = "movierec-tui"
FORMAT = "movierec-tui personal list"
"""What the "format" of a JSON file says."""

COLUMNS = (
    "kind", "movie_id", "title", "source_title", "year", "imdb_id", "tmdb_id", "rating", "rated_at", "marked_at",
    "tag",
)  # fmt: skip
COLUMNS_OF_RECOMMENDATIONS = ("predicted_rating", "score")

_WANTED = frozenset({"kind", "title", "year", "rating", "sourcetitle"})
_WANTED_EARLIER = frozenset({"kind", "title", "year", "stars"})
_TIMES = ("ratedat", "markedat", "date")


def knows(columns: frozenset[str]) -> bool:
    """Whether a file with these columns is one of ours."""
    return columns >= _WANTED or columns >= _WANTED_EARLIER


def rows(table: Table, reading: Reading) -> Iterator[PersonalRow | LeftOut]:
    """The films of a file of ours; recommendations are left out."""
    dates = Dates(record.text(*_TIMES) for record in table.records)
    for record in table.records:
        yield _row(table.file, record, dates, reading)


def json_table(content: Any, file: str) -> Table | None:
    """The records of a JSON file of ours; None where it is none."""
    if not isinstance(content, dict) or content.get("format") != FORMAT or not isinstance(content.get("rows"), list):
        return None
    written = [row if isinstance(row, dict) else {} for row in content["rows"]]
    return table_of(file, ({column_key(key): value for key, value in row.items()} for row in written))


def _row(file: str, record: Record, dates: Dates, reading: Reading) -> PersonalRow | LeftOut:
    title = title_text(unguarded(record.text("title")))
    kind = record.text("kind").lower()
    stars = half_stars(record.text("rating", "stars"), 5)
    tag = title_text(unguarded(record.text("tag"))) if kind == RowKind.TAG else ""
    problem = None
    if not title:
        problem = "no title"
    elif kind == RowKind.RECOMMENDATION:
        problem = "a recommendation"
    elif kind not in set(RowKind):
        problem = f"an unknown kind: {kind[:20]}"
    elif kind == RowKind.RATING and stars is None:
        problem = "a rating without stars from 0.5 to 5"
    elif kind == RowKind.TAG and not tag:
        problem = "a tag without a name"
    if problem is not None:
        return LeftOut(file, record.line, title, problem)
    return PersonalRow(
        number=next(reading.numbers),
        file=file,
        line=record.line,
        kind=RowKind(kind),
        title=title,
        year=year_number(record.text("year")),
        imdb_id=imdb_number(record.text("imdbid")),
        tmdb_id=whole_number(record.text("tmdbid")),
        movie_id=whole_number(record.text("movieid")),
        stars=stars if kind == RowKind.RATING else None,
        noted_at=dates.seconds(record.text(*_TIMES)),
        tag=tag,
    )
