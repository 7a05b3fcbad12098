"""Rating files as checked chunks: fast typed parsing, and a search for the broken line when that fails."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import numpy as np
import pandas as pd

from data.archive import Member
from data.broken_rows import broken_row
from data.rating_format import CHUNK_COLUMNS, RatingFormat
from data.rating_rules import RatingRules, within_bounds

_DTYPES = {"user_id": "int64", "movie_id": "int64", "rating": "float32", "rated_at": "int64"}
_PARSE_ERRORS = (ValueError, OverflowError, TypeError, pd.errors.ParserWarning)


def read_rating_rows(member: Member, layout: RatingFormat, rules: RatingRules, rows: int) -> Iterator[pd.DataFrame]:
    """The file's rows in their order, at most `rows` at a time, as columns of `CHUNK_COLUMNS`.

    A file without times gives `rated_at` 0.

    Raises:
        DataSetError: names the file and the first broken line.
    """
    with member.open() as stream:
        try:
            for chunk in _parse(stream, layout, rows, layout.names()):
                if "rated_at" not in chunk:
                    chunk["rated_at"] = np.zeros(len(chunk), dtype=np.int64)
                chunk = chunk[list(CHUNK_COLUMNS)]  # noqa: PLW2901
                if not rules.hold_for(chunk):
                    raise broken_row(member, layout, rules, "a value is out of bounds")
                yield chunk
        except _PARSE_ERRORS as error:
            raise broken_row(member, layout, rules, str(error)) from error


def read_id_columns(member: Member, layout: RatingFormat, rows: int) -> Iterator[pd.DataFrame]:
    """Only `user_id` and `movie_id` of each row, for counting: faster than all columns, and checked less."""
    with member.open() as stream:
        try:
            for chunk in _parse(stream, layout, rows, ["user_id", "movie_id"]):
                if not within_bounds(chunk, ("user_id", "movie_id")):
                    raise broken_row(member, layout, RatingRules(), "an id is out of bounds")
                yield chunk
        except _PARSE_ERRORS as error:
            raise broken_row(member, layout, RatingRules(), str(error)) from error


def _parse(stream: IO[bytes], layout: RatingFormat, rows: int, wanted: list[str]) -> Iterator[pd.DataFrame]:
    names = layout.names()
    dtypes = {name: _DTYPES.get(name, "float32" if name.startswith("gap ") else "str") for name in names}
    with _strict_parser():
        try:
            reader = pd.read_csv(
                stream,
                sep=layout.separator[0],
                header=None,
                names=names,
                usecols=None if wanted == names else wanted,
                index_col=False,
                dtype=dtypes,
                skiprows=layout.header_lines,
                quoting=csv.QUOTE_MINIMAL if layout.quotes else csv.QUOTE_NONE,
                encoding="utf-8",
                encoding_errors="replace",
                chunksize=rows,
            )
        except pd.errors.EmptyDataError:
            return
    with reader:
        while True:
            with _strict_parser():
                try:
                    chunk = reader.read(rows)
                except StopIteration:
                    return
            for name in names:
                if name.startswith("gap ") and name in chunk and chunk[name].notna().any():
                    raise ValueError("a field is separated by one colon instead of two")
            if len(chunk):
                yield chunk


@contextmanager
def _strict_parser() -> Iterator[None]:
    """A first row that is too long makes pandas drop fields with a warning only; here it is an error.

    On the other hand, numpy's warning about a number too large to be an id is no news: the row is refused anyway.
    """
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error", pd.errors.ParserWarning)
        yield
