"""Looks whether a database is whole: the file itself, and that all that is derived fits what it is derived from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection

from data.progress import Progress, silent
from db.checks.people import settings_problems
from db.checks.problems import Finding, Part
from db.checks.runs import runs_problems
from db.checks.search import search_problems
from db.errors import StoreError
from db.ratings import FAN_STARS
from db.store.bulk import read_rows
from db.store.database import Store

_MOST_NAMED = 10
_MAPPED_BYTES = 2**31 - 2**16
_DERIVED_TABLES = frozenset(
    {"movie_name", "movie_stat", "user_stat", "movie_feature", "user_feature", "run_curve", "active_run"}
)


def check(store: Store, progress: Progress = silent) -> list[Finding]:
    """Everything that is wrong; nothing is changed. Progress has the phase "check" and counts parts.

    Raises:
        StoreError: the database is in use by another process that keeps it locked, or cannot be opened.
    """
    findings: list[Finding] = []
    for number, (part, problems) in enumerate(_CHECKS.items()):
        progress("check", number, len(_CHECKS))
        findings += _looked_at(store, part, problems)
    progress("check", len(_CHECKS), len(_CHECKS))
    return findings


Problems = Callable[[Connection], Iterator[Finding]]


def _looked_at(store: Store, part: Part, problems: Problems) -> list[Finding]:
    found: list[Finding] = []
    try:
        with store.reading() as connection:
            # Every row is looked up in every index, all over the file.
            connection.exec_driver_sql(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
            for finding in problems(connection):
                found.append(finding)  # noqa: PERF402 - what was found before an error counts, too
    except StoreError as error:
        derived = part in (Part.STATISTICS, Part.SEARCH)
        found.append(Finding(part, f"The {part} cannot be read: {error}", repairable=derived))
    return found


def file_problems(connection: Connection) -> Iterator[Finding]:
    """What SQLite finds wrong with the file's pages and indices."""
    rows = read_rows(connection, f"PRAGMA integrity_check({_MOST_NAMED})")
    said = "; ".join(str(row[0]).replace("\n", " ") for row in rows)
    if said != "ok":
        only_indices = all("index" in str(row[0]) for row in rows)
        yield Finding(Part.FILE, f"The file is damaged: {said}.", repairable=only_indices)


def _key_problems(connection: Connection) -> Iterator[Finding]:
    lost: dict[tuple[str, str], int] = {}
    for table, _rowid, parent, _key in read_rows(connection, "PRAGMA foreign_key_check"):
        lost[table, parent] = lost.get((table, parent), 0) + 1
    for (table, parent), count in lost.items():
        yield Finding(
            Part.KEYS,
            f"{count:,} rows of {table} belong to no {parent}.",
            repairable=table in _DERIVED_TABLES,
        )


def _rating_problems(connection: Connection) -> Iterator[Finding]:
    ((off,),) = read_rows(
        connection,
        "SELECT count(*) FROM rating AS r LEFT JOIN data_set AS d WHERE r.user_id > 0 AND"
        " (typeof(r.rating) NOT IN ('real', 'integer') OR r.rating < d.rating_min OR r.rating > d.rating_max)",
    )
    if off:
        yield Finding(Part.RATINGS, f"{off:,} ratings of the data set are off its scale.", repairable=False)
    ((off,),) = read_rows(
        connection,
        "SELECT count(*) FROM rating WHERE user_id < 0 AND (typeof(rating) NOT IN ('real', 'integer')"
        " OR rating < 0.5 OR rating > 5 OR rating * 2 <> round(rating * 2))",
    )
    if off:
        yield Finding(Part.RATINGS, f"{off:,} ratings of profiles are no half stars.", repairable=False)
    counts = read_rows(
        connection,
        "SELECT ratings, (SELECT count(*) FROM rating WHERE user_id > 0), movies, (SELECT count(*) FROM movie),"
        " users, (SELECT count(*) FROM user WHERE user_id > 0) FROM data_set",
    )
    for row in counts:
        for noun, said, there in zip(("ratings", "films", "users"), row[::2], row[1::2], strict=True):
            if said != there:
                yield Finding(
                    Part.RATINGS,
                    f"The data set has {said:,} {noun}, but {there:,} are there: import it again with --replace.",
                    repairable=False,
                )


def _statistics_problems(connection: Connection) -> Iterator[Finding]:
    for entity, whose, other_fans in (
        ("movie", " AND r.user_id > 0", " OR s.fans <> loved"),
        ("user", "", ""),
    ):
        ((wrong,),) = read_rows(
            connection,
            f"SELECT count(*) FROM (SELECT e.{entity}_id, count(r.rating) AS n, avg(r.rating) AS mean,"  # noqa: S608
            f" count(*) FILTER (WHERE r.rating >= {FAN_STARS}) AS loved"
            f" FROM {entity} AS e LEFT JOIN rating AS r ON r.{entity}_id = e.{entity}_id{whose}"
            f" GROUP BY e.{entity}_id) AS counted LEFT JOIN {entity}_stat AS s USING ({entity}_id)"
            " WHERE s.ratings IS NULL OR s.ratings <> n OR (s.mean_rating IS NULL) <> (mean IS NULL)"
            f" OR abs(s.mean_rating - mean) > 1e-6{other_fans}",
        )
        if wrong:
            noun = "films" if entity == "movie" else "users"
            yield Finding(Part.STATISTICS, f"The counts or means of {wrong:,} {noun} are wrong.")


_CHECKS: dict[Part, Problems] = {
    Part.FILE: file_problems,
    Part.KEYS: _key_problems,
    Part.RATINGS: _rating_problems,
    Part.STATISTICS: _statistics_problems,
    Part.SEARCH: search_problems,
    Part.RUNS: runs_problems,
    Part.SETTINGS: settings_problems,
}
