"""The slow search for the line that a fast parser could not read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from data.archive import Member
from data.errors import DataSetError
from data.rating_format import CHUNK_COLUMNS, RatingFormat
from data.rating_rules import NOUNS, RatingRules

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)


def broken_row(member: Member, layout: RatingFormat, rules: RatingRules, reason: str) -> DataSetError:
    """The error that names the first broken line, found by reading the file once more, line by line.

    Args:
        member: the file that could not be parsed.
        layout: how its rows should look.
        rules: what its numbers should satisfy.
        reason: what the parser said, told when the search finds nothing.
    """
    for line, fields in _fields_by_line(member, layout):
        if problem := _problem_of_fields(fields, layout, rules):
            return DataSetError(f"{member.name}, line {line}: {problem}; fix or remove that row.")
    return DataSetError(f"{member.name} cannot be read as ratings ({reason.strip()}); check the file.")


def _problem_of_fields(fields: list[str], layout: RatingFormat, rules: RatingRules) -> str | None:
    if len(fields) != len(layout.columns):
        return f"{len(layout.columns)} fields are expected, {len(fields)} are there"
    values: dict[str, float] = {}
    for column, field in zip(layout.columns, fields, strict=True):
        if column not in CHUNK_COLUMNS:
            continue
        number = _number(field.strip(), whole=column != "rating")
        if number is None:
            kind = "a number" if column == "rating" else "a whole number"
            return f"the {NOUNS[column]} {field[:40]!r} is not {kind}"
        values[column] = number
    return rules.problem_of_row(values)


def _number(text: str, *, whole: bool) -> float | None:
    if whole:
        return int(text) if _WHOLE_NUMBER.fullmatch(text) else None
    try:
        return float(text) if "_" not in text else None
    except ValueError:
        return None


def _fields_by_line(member: Member, layout: RatingFormat) -> Iterator[tuple[int, list[str]]]:
    """Every row's fields with its line's number, from 1; empty lines are left out."""
    with (
        member.open() as stream,
        io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="") as text,
    ):
        for _ in range(layout.header_lines):
            text.readline()
        if layout.quotes:
            yield from _csv_fields(text, member, layout)
            return
        for number, line in enumerate(text, start=layout.header_lines + 1):
            row = line.rstrip("\r\n")
            if row.strip(" "):
                yield number, row.split(layout.separator)


def _csv_fields(text: io.TextIOWrapper, member: Member, layout: RatingFormat) -> Iterator[tuple[int, list[str]]]:
    rows = csv.reader(text, strict=True)
    try:
        for fields in rows:
            if fields:
                yield rows.line_num + layout.header_lines, fields
    except csv.Error as error:
        line = rows.line_num + layout.header_lines
        raise DataSetError(f"{member.name}, line {line}: the row is not CSV ({error}); fix or remove it.") from error
