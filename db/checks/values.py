"""Values of a wrong kind: SQLite keeps bytes in a column of texts, and another program writes what it likes."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection

from db.checks.problems import DatabasePart, Problem
from db.errors import Damaged, StoreError
from db.marks import TAG, FilmMark
from db.models import Base, MovieFeature, UserFeature
from db.rows import FilmSource
from db.store.bulk import read_rows
from db.store.data_sets import MOST_STARS
from db.store.database import Store

_VECTORS = {MovieFeature.__tablename__, UserFeature.__tablename__}
"""The tables that are checked with their runs."""
_KINDS = {str: ("a text", "'text'"), int: ("a whole number", "'integer'"), float: ("a number", "'real', 'integer'")}
_LARGEST = 2**53
_TIMES = (-62_135_596_800, 253_402_300_799)
"""The years 1 to 9999 in seconds since 1970."""
_BOUNDS = (
    {"year": (0, 9999), "imdb_year": (0, 9999), "rated_at": _TIMES, "marked_at": _TIMES, "noted_at": _TIMES}
    | dict.fromkeys(
        ("rating", "mean_rating", "stars", "imdb_rating", "rating_min", "rating_max", "rating_step"), (0, MOST_STARS)
    )
    | dict.fromkeys(("movies", "users", "ratings", "fans", "popularity", "imdb_votes", "runtime"), (0, _LARGEST))
)
_DATES = frozenset({"imported_at", "enriched_at", "created", "finished"})
_WORDS = {"source": FilmSource, "mark": FilmMark}
_OWN_WORDS = {"mark": f"{TAG}?*"}

_FROM_WRONG_VALUES = (TypeError, ValueError, AttributeError, ArithmeticError, LookupError, MemoryError)


def wrong_values(connection: Connection) -> Iterator[Problem]:
    """The columns with values that no version of this program writes there."""
    for table in Base.metadata.sorted_tables:
        if table.name in _VECTORS:
            continue
        columns = list(table.columns)
        counts = ", ".join(f"count(*) FILTER (WHERE {_is_wrong(column)})" for column in columns)
        (row,) = read_rows(connection, f'SELECT {counts} FROM "{table.name}"')  # noqa: S608 - names of our own
        for column, count in zip(columns, row, strict=True):
            if count:
                expected = "a date" if column.name in _DATES else _KINDS[column.type.python_type][0]
                yield Problem(
                    DatabasePart.FILE,
                    f"In {count:,} rows of the table {table.name}, {column.name} is not {expected} that can be used.",
                    repairable=False,
                )


@contextmanager
def wrong_values_explained(path: Path) -> Iterator[None]:
    """Says which values of the database are wrong where they are what the block fails of.

    Raises:
        Damaged: the block raised something unexpected, and the database holds values of a wrong kind or is not whole.
    """
    try:
        yield
    except (*_FROM_WRONG_VALUES, OSError) as error:
        if isinstance(error, OSError) and error.errno != errno.EOVERFLOW:  # of a time that is no date
            raise
        problem = _first_problem(path)
        if problem is None:
            raise
        raise Damaged(
            f"{path} was changed by another program. {problem.description} `movierec-tui check` names all such values:"
            " correct them, or restore a backup."
        ) from error


def _first_problem(path: Path) -> Problem | None:
    try:
        with closing(Store(path, read_only=True)) as store, store.reading() as connection:
            return next(wrong_values(connection), None)
    except Damaged:
        raise
    except StoreError:
        return None


def _is_wrong(column: Column[Any]) -> str:
    """The condition, in SQL, for a value that does not belong into the column."""
    name = f'"{column.name}"'
    kind = column.type.python_type
    wrong = f"typeof({name}) NOT IN ({_KINDS[kind][1]})"
    if kind is not str:
        low, high = _BOUNDS.get(column.name, (-_LARGEST, _LARGEST))
        wrong += f" OR {name} NOT BETWEEN {low} AND {high}"
    elif column.name in _WORDS:
        words = ", ".join(repr(word.value) for word in _WORDS[column.name])
        own = f" OR {name} GLOB '{_OWN_WORDS[column.name]}'" if column.name in _OWN_WORDS else ""
        wrong += f" OR NOT ({name} IN ({words}){own})"
    elif column.name in _DATES:
        wrong += f" OR datetime({name}) IS NULL"
    return f"{name} IS NOT NULL AND ({wrong})" if column.nullable else wrong
