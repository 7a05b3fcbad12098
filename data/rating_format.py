"""How the rows of a rating file are laid out."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from data.archive import Member
from data.errors import DataSetError

CHUNK_COLUMNS = ("user_id", "movie_id", "rating", "rated_at")
"""What is read of every rating, in this order."""

_LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class RatingFormat:
    """How the rows of one rating file are laid out.

    Attributes:
        separator: a tab, a comma or '::'.
        columns: what each field holds: a name of `CHUNK_COLUMNS`, or any other name for a field to be
            ignored.
        header_lines: lines before the first row.
    """

    separator: str
    columns: tuple[str, ...]
    header_lines: int = 0

    @property
    def quotes(self) -> bool:
        """Whether a field may be wrapped in double quotes, as CSV allows."""
        return self.separator == ","

    def names(self) -> list[str]:
        """Names of the fields as the parser sees them: '::' is two separators around an empty field."""
        if len(self.separator) == 1:
            return list(self.columns)
        names = [self.columns[0]]
        for column in self.columns[1:]:
            names += [f"gap before {column}", column]
        return names


def first_line(member: Member) -> str:
    """The file's first line, without its end and without a byte order mark."""
    with (
        member.open() as stream,
        io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="") as text,
    ):
        return text.readline(_LONGEST_LINE).rstrip("\r\n")


def split_line(line: str, separator: str, file: str) -> list[str]:
    """The fields of the first line.

    Raises:
        DataSetError: the line is not CSV.
    """
    if separator != ",":
        return line.split(separator)
    try:
        return next(csv.reader([line]), [])
    except csv.Error as error:
        raise DataSetError(f"{file}, line 1: the row is not CSV ({error}); fix or remove it.") from error
