"""Bytes of a CSV file as records of text cells, whatever spreadsheet or site wrote it; sizes are bounded."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from data.archive import Member
from data.errors import DataSetError

LARGEST_FILE = 48 * 2**20
"""Bytes of one file. IMDb writes about 250 bytes for a film."""
MOST_ROWS = 100_000
WANTED = (
    "an export of Letterboxd, IMDb, Trakt or another site that docs/personal_files.md names, or a CSV file with title,"
    " year and rating"
)
"""What messages ask for."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = (",", ";", "\t")
_LONGEST_HEADER = 10_000
_ROWS_ABOVE_THE_HEADER = 6
_SAYS_SEPARATOR = re.compile(r"\s*[\"']?sep=([,;\t])[\"']?\s*", re.IGNORECASE)
_STRAY_BYTE = "movierec stray byte"


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
        above: the rows above the header, such as the name of a list.
    """

    file: str
    columns: frozenset[str]
    records: list[Record] = field(default_factory=list)
    broken: list[tuple[int, str]] = field(default_factory=list)
    above: list[list[str]] = field(default_factory=list)


def file_text(member: Member) -> str:
    """A file's text: UTF-8 or UTF-16 with a byte order mark, UTF-8 without one, else Windows-1252.

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
    text = _decoded(content, member.name)
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise DataSetError(f"{member.name}, line {line}: a NUL byte does not belong in text; give {WANTED}.")
    if not text.strip():
        raise DataSetError(f"{member.name} is empty; give {WANTED}.")
    if _is_web_page(text):
        raise DataSetError(
            f"{member.name} is a web page and no export: sign in on the site and download the export again."
        )
    return text


def column_key(name: str) -> str:
    """A column's name as it is compared: "Title Type", "Title type" and "title_type" are the same."""
    return "".join(char for char in name.casefold() if char.isalnum())


def read_table(text: str, file: str, known: Callable[[frozenset[str]], bool]) -> Table:
    """The records of a CSV text with a header line that `known` accepts.

    Cells may be separated by commas, semicolons or tabs. Rows without any text are passed over; a few rows, such as
    Excel's "sep=;", may stand above the header.

    Raises:
        DataSetError: the header is not known, a quotation mark is not closed, there are too many rows or too
            long cells, or most rows do not have the header's number of cells.
    """
    separator, above, header = _header(text, file, known)
    keys = [column_key(name) for name in header]
    table = Table(file, frozenset(keys), above=above)
    for line, cells in islice(_rows(text, separator, file), len(above) + 1, None):
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
    if content.startswith(_UTF16_MARKS):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-16")
        raise DataSetError(f"{file} is damaged UTF-16 text; export the file again.")
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8-sig")
    with suppress(UnicodeDecodeError):
        # A few bytes that an editor spoiled do not make the other accents Windows-1252.
        spoiled = content.decode("utf-8-sig", "replace").count("\ufffd")
        encoding = ("utf-8-sig", _STRAY_BYTE) if spoiled < _accents(content) else ("cp1252", "strict")
        return content.decode(*encoding)
    raise DataSetError(f"{file} is no text in UTF-8, UTF-16 or Windows-1252; give {WANTED}.")


def _accents(content: bytes) -> int:
    """How many characters beyond ASCII the content has as UTF-8."""
    return sum(not char.isascii() for char in content.decode("utf-8", "ignore"))


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - the handler is only used for decoding
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_STRAY_BYTE, _as_windows_1252)


def _is_web_page(text: str) -> bool:
    beginning = text[:500].lstrip().lower()
    return beginning.startswith(("<!doctype html", "<html", "<head", "<body", "<div", "<script", "<!--"))


def _header(text: str, file: str, known: Callable[[frozenset[str]], bool]) -> tuple[str, list[list[str]], list[str]]:
    """The separator, the rows above the header, and the names of the columns."""
    beginning = text[:_LONGEST_HEADER]
    first = beginning.lstrip().splitlines()[0]
    said = _SAYS_SEPARATOR.fullmatch(first)
    for separator in (said[1],) if said else _SEPARATORS:
        above: list[list[str]] = []
        rows = _rows(beginning, separator, file, is_whole=len(text) == len(beginning))
        for _, cells in islice(rows, _ROWS_ABOVE_THE_HEADER):
            if known(frozenset(map(column_key, cells))):
                return separator, above, cells
            above.append(cells)
    raise DataSetError(
        f'{file} does not begin with the columns of a known export (it begins with "{_shown(first)}"); give {WANTED}.'
    )


def _rows(text: str, separator: str, file: str, *, is_whole: bool = True) -> Iterator[tuple[int, list[str]]]:
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
    if is_whole and lines_of_last > 1 and text.count('"') % 2:
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
