"""Small tables (movies, users, links) as text cells that still know the line they came from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from data.archive import Member
from data.errors import DataSetError
from data.rating_rules import LARGEST_ID

_ID = re.compile(r"\+?[0-9]{1,16}", re.ASCII)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Encoding(Enum):
    """How a file's bytes become text.

    `LEGACY` is the rule for the files of before 2015: ml-100k and ml-1m are latin-1, ml-10m is UTF-8, and
    accented latin-1 text is practically never valid UTF-8; so UTF-8 where the whole file is valid, else
    latin-1.
    """

    UTF8 = "UTF-8"
    LEGACY = "UTF-8 or latin-1"


@dataclass(frozen=True, slots=True)
class TextTable:
    """Rows of text cells.

    Attributes:
        file: the name that messages show.
        columns: names of the columns; every row has as many cells.
        rows: the cells; lines[i] is the line where rows[i] ends, from 1.
    """

    file: str
    columns: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]

    def texts(self, column: str) -> list[str]:
        """One column's cells, without spaces around them."""
        at = self.columns.index(column)
        return [row[at].strip() for row in self.rows]

    def unique_ids(self, column: str) -> NDArray[np.int64]:
        """One column as ids (n,).

        Raises:
            DataSetError: a cell is no whole number between 1 and 2^53, or comes twice.
        """
        seen: dict[int, int] = {}
        for line, text in zip(self.lines, self.texts(column), strict=True):
            number = int(text) if _ID.fullmatch(text) else 0
            if not 1 <= number <= LARGEST_ID:
                raise self.broken(line, f"{text[:40]!r} is not an id (a whole number from 1)")
            if number in seen:
                raise self.broken(line, f"the id {number} was already given in line {seen[number]}")
            seen[number] = line
        return np.fromiter(seen, dtype=np.int64, count=len(seen))

    def checked(self) -> TextTable:
        """This table.

        Raises:
            DataSetError: it has no rows.
        """
        if not self.rows:
            raise DataSetError(f"{self.file} holds no rows; check that the file is whole.")
        return self

    def broken(self, line: int, problem: str) -> DataSetError:
        """The error for a broken row, ready to be raised."""
        return DataSetError(f"{self.file}, line {line}: {problem}; fix or remove that row.")


def read_separated(
    member: Member, separator: str, columns: Sequence[str], encoding: Encoding = Encoding.LEGACY
) -> TextTable:
    """A file without header whose cells hold no separator, as the official ones before 2015 are.

    Raises:
        DataSetError: names the file, and the line where a row has another number of cells.
    """
    table = TextTable(member.name, tuple(columns), [], [])
    # Not splitlines(): it would split latin-1 titles at control characters too.
    for number, line in enumerate(decode(member, encoding).split("\n"), start=1):
        row = line.rstrip("\r")
        if not row.strip():
            continue
        cells = row.split(separator)
        if len(cells) != len(columns):
            raise table.broken(number, f"{len(columns)} fields are expected, {len(cells)} are there")
        table.rows.append(cells)
        table.lines.append(number)
    return table.checked()


def read_with_header(member: Member, wanted: Mapping[str, Sequence[str]], separator: str = ",") -> TextTable:
    """A UTF-8 file with a header line; quoted cells are understood where the separator is a comma.

    Args:
        member: the file.
        wanted: for each column to be given, the names it may have in the header (`header_key`
            makes spellings the same).
        separator: one character.

    Raises:
        DataSetError: a column is missing, a row is too short or too long, the file is empty or not UTF-8.
    """
    text = io.StringIO(decode(member, Encoding.UTF8), newline="")
    if separator == ",":
        reader = csv.reader(text, strict=True)
    else:
        reader = csv.reader(text, delimiter=separator, quoting=csv.QUOTE_NONE)
    table = TextTable(member.name, tuple(wanted), [], [])
    try:
        header = next(reader, [])
        places = [_place(header, names, member.name) for names in wanted.values()]
        for row in reader:
            if not row:
                continue
            if len(row) != len(header):
                raise table.broken(reader.line_num, f"{len(header)} fields are expected, {len(row)} are there")
            table.rows.append([row[place] for place in places])
            table.lines.append(reader.line_num)
    except csv.Error as error:
        raise table.broken(reader.line_num, f"the row is not CSV ({error})") from error
    return table.checked()


def header_key(name: str) -> str:
    """A header's name as it is compared: `userId`, `user_id` and `UserID` are the same."""
    return name.strip().strip('"').lower().replace("_", "").replace(" ", "")


def decode(member: Member, encoding: Encoding) -> str:
    """All of a file as text, without a byte order mark.

    Raises:
        DataSetError: the bytes are not in that encoding, or hold NUL; names the line.
    """
    content = member.read()
    if content.startswith(_UTF16_MARKS):
        raise DataSetError(f"{member.name} is UTF-16 text; save it as UTF-8.")
    if (at := content.find(b"\0")) >= 0:
        line = content.count(b"\n", 0, at) + 1
        raise DataSetError(f"{member.name}, line {line}: a NUL byte does not belong in text; fix or remove that row.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if encoding is Encoding.LEGACY:
            return content.decode("latin-1")
        line = content.count(b"\n", 0, error.start) + 1
        raise DataSetError(f"{member.name}, line {line}: the text is not UTF-8; save the file as UTF-8.") from error


def _place(header: Sequence[str], names: Sequence[str], file: str) -> int:
    keys = [header_key(name) for name in header]
    for name in names:
        if header_key(name) in keys:
            return keys.index(header_key(name))
    found = ", ".join(header)[:80] or "nothing"
    raise DataSetError(f"{file}, line 1: the column {names[0]} is missing (found: {found}); add a header line.")
