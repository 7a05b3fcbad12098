"""JSON of other sites as records of text cells, so that one reader does for a site's CSV and its JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from data.errors import DataSetError
from data.personal.tables import MOST_ROWS, WANTED, Record, Table

_LARGEST_NUMBER = 2**63


def cell(value: Any) -> str:
    """A JSON value as a cell; nothing for lists, objects, and numbers that are longer than any column of ours."""
    if value is None or isinstance(value, list | dict | bool):
        return str(value).lower() if isinstance(value, bool) else ""
    if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
        return ""
    return str(value).strip()


def inner(value: Any, *path: str) -> Any:
    """The value at a path of keys in nested objects; None where there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none where the value is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def table_of(file: str, records: Iterable[Mapping[str, Any]]) -> Table:
    """A table of these records; a record's line is its place in the file, from 1.

    Raises:
        DataSetError: there are too many.
    """
    table = Table(file, frozenset())
    for place, record in enumerate(records, start=1):
        if place > MOST_ROWS:
            raise DataSetError(f"{file} has more than {MOST_ROWS:,} rows; give {WANTED}.")
        table.records.append(Record(place, {key: cell(value) for key, value in record.items()}))
    return table
