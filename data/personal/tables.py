"""Bytes of a CSV file as records of text cells, whatever spreadsheet or site wrote it; sizes are bounded."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from data.archive import Member
from data.errors import DataSetError

LARGEST_FILE = 48 * 2**20
"""Bytes of one file. IMDb writes about 250 bytes for a film."""
MOST_ROWS = 100_000
WANTED = "a CSV or zip export of Letterboxd or IMDb, or a file that movierec-tui wrote"
"""What messages ask for."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = (",", ";", "\t")
_LONGEST_HEADER = 10_000


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its cells by `column_key`, without spaces around them. `line` is where it ends, from 1."""

    line: int
    cells: dict[str, str]

    def text(self, *columns: str) -> str:
        """The first of these cells that holds something; "" where none does."""
        for column in columns:
            if text := self.cells.get(column):
                return text
        return ""


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one file.

    Attributes:
        file: the name that messages show.
        columns: keys of the header's columns.
        records: those with as many cells as the header.
        broken: (line, first cells) of the others.
    """

    file: str
    columns: frozenset[str]
    records: list[Record]
    broken: list[tuple[int, str]]


def file_text(member: Member) -> str:
    """A file's text: UTF-8, with a byte order mark or without, else Windows-1252.

    Raises:
        DataSetError: the file is empty, too large, a web page, or no text.
    """
    if member.size > LARGEST_FILE:
        raise DataSetError(
            f"{member.name} has {member.size / 2**20:.0f} MiB, and exports of films are far smaller; give {WANTED}."
        )
    with member.open() as stream:
        content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise DataSetError(f"{member.name} has grown too large; give {WANTED}.")
    if content.startswith(_UTF16_MARKS):
        raise DataSetError(f"{member.name} is UTF-16 text; save it as CSV in UTF-8.")
    if (at := content.find(b"\0")) >= 0:
        line = content.count(b"\n", 0, at) + 1
        raise DataSetError(f"{member.name}, line {line}: a NUL byte does not belong in text; give {WANTED}.")
    text = _decoded(content, member.name)
    if not text.strip():
        raise DataSetError(f"{member.name} is empty; give {WANTED}.")
    if text.lstrip()[:1] == "<":
        raise DataSetError(
            f"{member.name} is a web page and no CSV file: sign in on the site and download the export again."
        )
    return text


def column_key(name: str) -> str:
    """A column's name as it is compared: "Title Type", "Title type" and "title_type" are the same."""
    return "".join(char for char in name.casefold() if char.isalnum())


def read_table(text: str, file: str, known: Callable[[frozenset[str]], bool]) -> Table:
    """The records of a CSV text with a header line that `known` accepts.

    Cells may be separated by commas, semicolons or tabs. Rows without any text are passed over.

    Raises:
        DataSetError: the header is not known, a quotation mark is not closed, there are too many rows or too
            long cells, or most rows do not have the header's number of cells.
    """
    separator, header = _header(text, file, known)
    keys = [column_key(name) for name in header]
    table = Table(file, frozenset(keys), [], [])
    rows = _rows(text, separator, file)
    next(rows)
    for line, cells in rows:
        if len(table.records) + len(table.broken) >= MOST_ROWS:
            raise DataSetError(f"{file} has more than {MOST_ROWS:,} rows; give {WANTED}.")
        del cells[_used(cells, len(keys)) :]
        if len(cells) == len(keys):
            table.records.append(Record(line, dict(zip(keys, map(str.strip, cells), strict=True))))
        elif len(cells) < len(keys) and "\n" in cells[-1]:
            raise _unclosed(file, line)
        else:
            table.broken.append((line, ", ".join(cells)))
    if len(table.broken) > len(table.records):
        line, _ = table.broken[0]
        raise DataSetError(
            f"{file}, line {line}: the row does not have the {len(keys)} cells that the first line promises; "
            f"export the file again."
        )
    return table


def _decoded(content: bytes, file: str) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DataSetError(f"{file} is no text in UTF-8 or Windows-1252; give {WANTED}.")


def _header(text: str, file: str, known: Callable[[frozenset[str]], bool]) -> tuple[str, list[str]]:
    """The separator and the names of the columns."""
    first = text.lstrip()[:_LONGEST_HEADER].splitlines()[0]
    if first.lower().startswith("letterboxd list export"):
        raise DataSetError(f"{file} is a list of Letterboxd; give {WANTED}: Letterboxd makes one under Settings, Data.")
    for separator in _SEPARATORS:
        for _, header in _rows(text[:_LONGEST_HEADER], separator, file):
            if known(frozenset(map(column_key, header))):
                return separator, header
            break
    raise DataSetError(
        f'{file} does not begin with the columns of a known export (it begins with "{_shown(first)}"); give {WANTED}.'
    )


def _rows(text: str, separator: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold text, each with the line it ends in."""
    # Not strict: sites have written quotation marks inside of cells without doubling them.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    line, lines_of_last = 0, 0
    try:
        for cells in reader:
            line, lines_of_last = reader.line_num, reader.line_num - line
            if any(map(str.strip, cells)):
                yield line, cells
    except csv.Error as error:
        raise _unclosed(file, reader.line_num) from error
    if lines_of_last > 1 and text.count('"') % 2:
        raise _unclosed(file, line - lines_of_last + 1)


def _used(cells: list[str], expected: int) -> int:
    """How many cells count: empty ones behind the expected number do not."""
    used = len(cells)
    while used > expected and not cells[used - 1].strip():
        used -= 1
    return used


def _unclosed(file: str, line: int) -> DataSetError:
    return DataSetError(f"{file}, line {line}: a quotation mark is not closed; export the file again.")


def _shown(text: str) -> str:
    """The beginning of a text, for a message."""
    shown = "".join(char if char.isprintable() else " " for char in text[:60])
    return " ".join(shown.replace('"', "").split())
