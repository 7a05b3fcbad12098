"""Checking a database: the file itself, its keys, and that everything derived matches what it is derived from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, func, select

from data.progress import Progress, silent
from db.checks.problems import DatabasePart, Problem
from db.checks.runs import is_json_object, runs_problems
from db.checks.search import search_problems
from db.checks.values import wrong_values
from db.errors import StoreError
from db.models import MovieStat
from db.ratings import FAN_STARS, POPULARITY
from db.store.bulk import read_rows
from db.store.database import Store
from db.store.schema import TRIGGERS_AND_VIEWS, own_triggers_and_views
from db.store.settings import ACTIVE_PROFILE, TRAIN_WITH_PROFILES

_MOST_NAMED = 10
_MAPPED_BYTES = 2**31 - 2**16
_DERIVED_TABLES = frozenset(
    {"movie_name", "movie_stat", "user_stat", "movie_feature", "user_feature", "run_curve", "active_run"}
    | {"movie_person", "movie_tag"}
)


def check(store: Store, progress: Progress = silent) -> list[Problem]:
    """Everything that is wrong; nothing is changed. Progress has the phase "check" and counts parts.

    Raises:
        StoreError: the database is in use by another process that keeps it locked, or cannot be opened.
    """
    problems: list[Problem] = []
    for number, (part, check_part) in enumerate(_CHECKS.items()):
        progress("check", number, len(_CHECKS))
        problems += _problems_of(store, part, check_part)
    progress("check", len(_CHECKS), len(_CHECKS))
    return problems


def _problems_of(
    store: Store, part: DatabasePart, check_part: Callable[[Connection], Iterator[Problem]]
) -> list[Problem]:
    problems: list[Problem] = []
    try:
        with store.reading() as connection:
            # Every row is looked up in every index, which jumps all over the file.
            connection.exec_driver_sql(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
            for problem in check_part(connection):
                problems.append(problem)  # noqa: PERF402 - what was found before an error counts, too
    except StoreError as error:
        derived = part in (DatabasePart.STATISTICS, DatabasePart.SEARCH)
        problems.append(Problem(part, f"The {part} cannot be read: {error}", repairable=derived))
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        # SQLite keeps a number or bytes in a column of texts, too.
        problems.append(Problem(part, f"The {part} holds values of a wrong kind ({error}).", repairable=False))
    return problems


def _file_problems(connection: Connection) -> Iterator[Problem]:
    yield from _damage(connection)
    yield from _foreign(connection)
    yield from wrong_values(connection)


def _damage(connection: Connection) -> Iterator[Problem]:
    rows = read_rows(connection, f"PRAGMA integrity_check({_MOST_NAMED})")
    report = "; ".join(str(row[0]).replace("\n", " ") for row in rows)
    if report != "ok":
        only_indices = all("index" in str(row[0]) for row in rows)
        yield Problem(DatabasePart.FILE, f"The file is damaged: {report}.", repairable=only_indices)


def _foreign(connection: Connection) -> Iterator[Problem]:
    for kind, name in read_rows(connection, TRIGGERS_AND_VIEWS):
        if (kind, name) not in own_triggers_and_views():
            effect = "may change what is written" if kind == "trigger" else "may stand for a table of ours"
            yield Problem(
                DatabasePart.FILE,
                f"The {kind} {name!r} is none of movierec-tui's and {effect}: remove it, or restore a backup.",
                repairable=False,
            )


def _key_problems(connection: Connection) -> Iterator[Problem]:
    lost: dict[tuple[str, str], int] = {}
    for table, _rowid, parent, _key in read_rows(connection, "PRAGMA foreign_key_check"):
        lost[table, parent] = lost.get((table, parent), 0) + 1
    for (table, parent), count in lost.items():
        yield Problem(
            DatabasePart.KEYS,
            f"{count:,} rows of {table} belong to no {parent}.",
            repairable=table in _DERIVED_TABLES,
        )


def _rating_problems(connection: Connection) -> Iterator[Problem]:
    ((off,),) = read_rows(
        connection,
        "SELECT count(*) FROM rating AS r LEFT JOIN data_set AS d WHERE r.user_id > 0 AND"
        " (typeof(r.rating) NOT IN ('real', 'integer') OR r.rating < d.rating_min OR r.rating > d.rating_max)",
    )
    if off:
        yield Problem(DatabasePart.RATINGS, f"{off:,} ratings of the data set are off its scale.", repairable=False)
    ((off,),) = read_rows(
        connection,
        "SELECT count(*) FROM rating WHERE user_id < 0 AND (typeof(rating) NOT IN ('real', 'integer')"
        " OR rating < 0.5 OR rating > 5 OR rating * 2 <> round(rating * 2))",
    )
    if off:
        yield Problem(DatabasePart.RATINGS, f"{off:,} ratings of profiles are not half stars.", repairable=False)
    counts = read_rows(
        connection,
        "SELECT ratings, (SELECT count(*) FROM rating WHERE user_id > 0),"
        " movies, (SELECT count(*) FROM movie WHERE source = 'dataset'),"
        " users, (SELECT count(*) FROM user WHERE user_id > 0) FROM data_set",
    )
    for row in counts:
        for noun, imported, present in zip(("ratings", "films", "users"), row[::2], row[1::2], strict=True):
            if imported != present:
                yield Problem(
                    DatabasePart.RATINGS,
                    f"The data set has {imported:,} {noun}, but {present:,} are stored:"
                    " import it again with --replace.",
                    repairable=False,
                )


def _statistics_problems(connection: Connection) -> Iterator[Problem]:
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
            yield Problem(DatabasePart.STATISTICS, f"The counts or means of {wrong:,} {noun} are wrong.")
    yield from _popularity_problems(connection)


def _popularity_problems(connection: Connection) -> Iterator[Problem]:
    wrong = connection.scalar(select(func.count()).select_from(MovieStat).where(MovieStat.popularity != POPULARITY))
    if wrong:
        yield Problem(DatabasePart.STATISTICS, f"The popularity of {wrong:,} films is wrong.")


def _settings_problems(connection: Connection) -> Iterator[Problem]:
    settings = dict(read_rows(connection, "SELECT name, value FROM setting"))
    profiles = dict(read_rows(connection, "SELECT user_id, name FROM user WHERE user_id < 0"))
    active = settings.get(ACTIVE_PROFILE)
    if active is not None and active not in map(str, profiles):
        yield Problem(DatabasePart.SETTINGS, f"The active profile {active!r} does not exist.")
    with_profiles = settings.get(TRAIN_WITH_PROFILES, "0")
    if with_profiles not in ("0", "1"):
        yield Problem(DatabasePart.SETTINGS, f"The setting {TRAIN_WITH_PROFILES} is {with_profiles!r}, not 0 or 1.")
    for user_id, name in profiles.items():
        if not name:
            yield Problem(DatabasePart.SETTINGS, f"The profile {user_id} has no name.")
    for user_id, name, text in read_rows(connection, "SELECT user_id, name, filter FROM saved_filter"):
        if not is_json_object(text):
            yield Problem(DatabasePart.SETTINGS, f"The saved filter {name!r} of the profile {user_id} cannot be read.")


_CHECKS: dict[DatabasePart, Callable[[Connection], Iterator[Problem]]] = {
    DatabasePart.FILE: _file_problems,
    DatabasePart.KEYS: _key_problems,
    DatabasePart.RATINGS: _rating_problems,
    DatabasePart.STATISTICS: _statistics_problems,
    DatabasePart.SEARCH: search_problems,
    DatabasePart.RUNS: runs_problems,
    DatabasePart.SETTINGS: _settings_problems,
}
