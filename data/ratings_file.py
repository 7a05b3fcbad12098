"""Plain rating files, such as the training and test parts of an evaluation."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd

from data.archive import Member, open_file
from data.errors import DataSetError
from data.layouts.csv_files import named_columns
from data.rating_format import CHUNK_COLUMNS, RatingFormat, first_line, split_line
from data.rating_rows import read_rating_rows
from data.rating_rules import RatingRules
from data.unique_ratings import newest

_ROWS_AT_ONCE = 1_000_000


def read_ratings_file(path: Path) -> pd.DataFrame:
    """The ratings in a file of `user,movie,rating[,timestamp]`, separated by tabs, commas or '::'.

    A header line is optional; where it names its columns as MovieLens does, they may come in any order and
    among others. The columns are those of `DataSetReader.rating_chunks`; users and movies need not be known
    anywhere, and any finite rating is taken. A pair of user and movie that comes twice has its newest rating.

    Raises:
        DataSetError: the file cannot be read or is empty, or names the first broken line.
    """
    try:
        member = Member(path.name, path.stat().st_size, partial(open_file, path))
    except (OSError, ValueError) as error:
        raise DataSetError(f"The ratings file {path} cannot be read: {getattr(error, 'strerror', error)}.") from error
    if not path.is_file():
        raise DataSetError(f"{path} is not a file; give a file of user,movie,rating rows.")
    layout = _recognise(member)
    parts = list(read_rating_rows(member, layout, RatingRules(), _ROWS_AT_ONCE))
    if not sum(len(part) for part in parts):
        raise DataSetError(f"{path.name} holds no ratings; give a file of user,movie,rating rows.")
    return newest(pd.concat(parts, ignore_index=True))


def _recognise(member: Member) -> RatingFormat:
    line = first_line(member)
    separator = next((mark for mark in ("::", "\t", ",") if mark in line), None)
    if separator is None:
        raise DataSetError(
            f"{member.name}, line 1: user, movie and rating are expected, separated by tabs, commas or '::'."
        )
    fields = split_line(line, separator, member.name)
    header_lines = 0 if any(_is_number(field) for field in fields) else 1
    columns = named_columns(fields) if header_lines else ()
    if not {"user_id", "movie_id", "rating"} <= set(columns):
        if len(fields) not in (3, 4):
            raise DataSetError(f"{member.name}, line 1: 3 or 4 fields are expected, {len(fields)} are there.")
        columns = CHUNK_COLUMNS[: len(fields)]
    return RatingFormat(separator, columns, header_lines)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
