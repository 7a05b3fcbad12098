"""Lists of films as files: our own CSV and JSON, which `read_personal_export` reads, and what Letterboxd imports."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from data.errors import DataSetError
from data.output_file import new_file
from data.personal.cells import guarded, imdb_text, iso_date, iso_time
from data.personal.own import COLUMNS, COLUMNS_OF_RECOMMENDATIONS, FORMAT
from data.personal.rows import ExportRow, RowKind

_WATCHED = frozenset({RowKind.RATING, RowKind.SEEN})
_Cell = str | int | float | None


class FileFormat(StrEnum):
    """The formats that lists are written in."""

    CSV = "csv"
    LETTERBOXD = "letterboxd"
    JSON = "json"


def format_of(path: Path) -> FileFormat:
    """The format that a file's ending asks for: JSON for ".json", else our CSV."""
    return FileFormat.JSON if path.suffix.lower() == ".json" else FileFormat.CSV


def write_rows(
    path: Path, rows: Sequence[ExportRow], file_format: FileFormat, profile: str = "", *, replace: bool = False
) -> int:
    """Writes a list of films to a file that only its owner can read, at once and as a whole.

    Args:
        path: of the file.
        rows: in the order in which they are written.
        file_format: `FileFormat.LETTERBOXD` takes films that were seen, or films to be seen, not both: its
            importer reads them from two files.
        profile: whose list it is; a JSON file says so.
        replace: whether a file that is there already is replaced; databases never are.

    Returns:
        The number of rows.

    Raises:
        DataSetError: the file cannot be written, or Letterboxd cannot read these rows from one file.
    """
    text = rows_as_text(rows, file_format, profile)
    with new_file(path, replace=replace) as file:
        file.write(text.encode("utf-8", "replace"))
    return len(rows)


def rows_as_text(rows: Sequence[ExportRow], file_format: FileFormat, profile: str = "") -> str:
    """What `write_rows` writes.

    Raises:
        DataSetError: Letterboxd cannot read these rows from one file.
    """
    return _WRITERS[file_format](rows, profile)


def _own_csv(rows: Sequence[ExportRow], _profile: str) -> str:
    ranked = any(row.kind is RowKind.RECOMMENDATION for row in rows)
    columns = (*COLUMNS, *(COLUMNS_OF_RECOMMENDATIONS if ranked else ()))
    return _csv(columns, ([cells[column] for column in columns] for cells in map(_cells, rows)))


def _own_json(rows: Sequence[ExportRow], profile: str) -> str:
    content: dict[str, Any] = {"format": FORMAT, "version": 2, "name": profile}
    content["rows"] = [
        {
            column: value
            for column, value in _cells(row).items()
            if column not in COLUMNS_OF_RECOMMENDATIONS or row.kind is RowKind.RECOMMENDATION
        }
        for row in rows
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _letterboxd_csv(rows: Sequence[ExportRow], _profile: str) -> str:
    kinds = {row.kind for row in rows}
    if RowKind.HIDDEN in kinds:
        raise DataSetError("Letterboxd has no place for hidden films: export ratings or the watchlist.")
    watched = kinds <= _WATCHED
    if not watched and kinds & _WATCHED:
        raise DataSetError("Letterboxd reads watched films and a watchlist from two files: export one of them.")
    columns = ["Title", "Year", "imdbID", "tmdbID", *(("Rating", "WatchedDate") if watched else ())]
    table = []
    for row in rows:
        cells: list[_Cell] = [row.title, row.year, imdb_text(row.imdb_id), row.tmdb_id]
        table.append([*cells, row.stars, iso_date(row.noted_at)] if watched else cells)
    return _csv(columns, table)


_WRITERS: dict[FileFormat, Callable[[Sequence[ExportRow], str], str]] = {
    FileFormat.CSV: _own_csv,
    FileFormat.JSON: _own_json,
    FileFormat.LETTERBOXD: _letterboxd_csv,
}


def _cells(row: ExportRow) -> dict[str, _Cell]:
    noted_at = iso_time(row.noted_at) or None
    return {
        "kind": row.kind.value,
        "movie_id": row.movie_id,
        "title": row.title,
        "source_title": row.source_title,
        "year": row.year,
        "imdb_id": imdb_text(row.imdb_id) or None,
        "tmdb_id": row.tmdb_id,
        "rating": row.stars,
        "rated_at": noted_at if row.kind is RowKind.RATING else None,
        "marked_at": None if row.kind is RowKind.RATING else noted_at,
        "tag": row.tag or None,
        "predicted_rating": row.predicted_rating,
        "score": row.score,
    }


def _csv(columns: Sequence[str], rows: Iterable[Sequence[_Cell]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()
