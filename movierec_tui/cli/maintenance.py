"""Commands about the program and its database: info, keys, sql, backup, export, check, repair."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Literal

import typer

from data.progress import Progress
from db.checks.problems import DatabasePart, Problem
from db.errors import Damaged
from engine.events import ProgressEvent
from movierec_tui.cli import json_types
from movierec_tui.cli.objects import profile_object, run_object, size_words, utc_time
from movierec_tui.cli.options import Call, Force, command
from movierec_tui.cli.output import (
    ProgressLine,
    TableColumn,
    notice,
    print_json,
    print_pairs,
    print_table,
    reply,
    say,
    words,
)
from movierec_tui.cli.streams import STANDARD, file_to_write, may_replace, named_folder
from movierec_tui.config import download_folder
from movierec_tui.errors import FrontError

_SHOWN_ROWS = 100
_MOST_ROWS = 1_000_000
_PACKAGES = ("movierec-tui", "torch", "numpy", "pandas", "sqlalchemy", "textual")

commands = typer.Typer(rich_help_panel="Program and database")


@command(commands, "info", "info --json")
def info(call: Call) -> None:
    """Show versions, paths, data set, active run and active profile."""
    data_set, run, profile = None, None, None
    if call.database.exists():
        with call.library() as library:
            status = library.status()
            data_set, run, profile = status.data_set, status.run, library.profiles.active()
    files = (call.database, call.database.with_name(call.database.name + "-wal"))
    size = sum(file.stat().st_size for file in files if file.is_file())
    versions = {name: _installed_version(name) for name in _PACKAGES}
    versions |= {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    device = "auto: CUDA where there is one, else the CPU"
    if call.as_json:
        facts: json_types.Info = {
            "versions": versions,
            "platform": platform.platform(),
            "device": device,
            "database": str(call.database.absolute()),
            "bytes": size,
            "download_folder": str(download_folder().absolute()),
            "dataset": data_set.name if data_set else None,
            "movies": data_set.movies if data_set else None,
            "users": data_set.users if data_set else None,
            "ratings": data_set.ratings if data_set else None,
            "enriched_at": utc_time(data_set.enriched_at) if data_set else None,
            "active_run": run_object(run) if run else None,
            "active_profile": profile_object(profile, active=True) if profile else None,
        }
        print_json(facts)
        return
    films = data_set and f"{data_set.name}: {size_words(data_set.movies, data_set.users, data_set.ratings)}"
    print_pairs(
        [
            *((name, number or "not installed") for name, number in versions.items()),
            ("database", f"{call.database.absolute()} ({_mebibytes(size) if size else 'not there yet'})"),
            ("downloads", str(download_folder())),
            ("device", device),
            ("data set", films or "none yet"),
            ("enriched", (data_set and data_set.enriched_at) or "not yet"),
            ("active run", f"{run.run_id} ({run.model}, {run.created})" if run else "none yet"),
            ("active profile", profile.name if profile else "none yet"),
        ]
    )


@command(commands, "keys", "keys --write", "keys --json")
def keys(
    call: Call,
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Write a file with every key commented out, for you to change.")
    ] = False,
) -> None:
    """List the app's actions with their present keys, and the file for your own keys."""
    assert call.app is not None  # noqa: S101  (every call has one; only tests of options do without)
    key_list = call.app.keys(write=write)
    file, exists = key_list.file, key_list.file.exists()
    if call.as_json:
        actions: list[json_types.KeyAction] = [
            {
                "action": action.action,
                "keys": list(action.keys),
                "changed": action.changed,
                "context": action.context,
                "help": action.help,
            }
            for action in key_list.actions
        ]
        listed: json_types.Keys = {
            "path": str(file.absolute()),
            "exists": exists,
            "troubles": list(key_list.troubles),
            "actions": actions,
        }
        print_json(listed)
        return
    for sentence in key_list.troubles:
        notice(sentence)
    if write:
        say(f"Wrote {file}; every line of it is commented out.")
        return
    rows = ((action.action, action.shown, action.context, action.help) for action in key_list.actions)
    print_table(words("action", "keys", "where", "what it does"), rows)
    say()
    say(f"Your own keys: {file}{'' if exists else ' (not there; `movierec-tui keys --write` creates it)'}.")


@command(
    commands,
    'sql "select title from movie where year = 1994 limit 5"',
    'sql "select movie_id, cosine(vector, vector) as c from active_movie_feature limit 3" --json',
)
def sql(
    call: Call,
    statement: Annotated[str, typer.Argument(metavar="SQL", help="One SELECT statement; `-`: standard input.")],
    *,
    limit: Annotated[
        int | None,
        typer.Option(
            "-n",
            "--limit",
            min=1,
            metavar="N",
            help=f"At most N rows [default: {_SHOWN_ROWS}; with --json: {_MOST_ROWS:,}].",
        ),
    ] = None,
    blobs: Annotated[
        Literal["arrays", "base64"], typer.Option(help="What --json gives for a vector or another BLOB.")
    ] = "arrays",
) -> None:
    """Query the database in SQL, read-only.

    The functions cosine(a, b) and dot(a, b) compare stored vectors; --json gives a vector as an array of its numbers.
    """
    from db.store.sql import Blobs, run_select
    from movierec_tui.cli.hard_limits import hard_limits

    if statement == STANDARD:
        statement = sys.stdin.read()
    at_most = limit or (_MOST_ROWS if call.as_json else _SHOWN_ROWS)
    with hard_limits(as_json=call.as_json):
        rows = run_select(call.database, statement, at_most + 1, Blobs(blobs) if call.as_json else Blobs.SIZES)
    shown = rows[:at_most]
    if call.as_json:
        print_json(shown)
    elif shown:
        columns = [TableColumn(name, _kind(row[name] for row in shown)) for name in shown[0]]
        print_table(columns, ([_cell(value) for value in row.values()] for row in shown))
    else:
        notice("No rows.")
    if len(rows) > at_most and not (call.as_json and limit):
        notice(f"There are more rows; these are the first {at_most:,}. --limit shows more.")


@command(commands, "backup ~/movies-backup.db", "backup ~/movies-backup.db --yes")
def backup(
    call: Call,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to put the copy; `-` is standard output.")],
    *,
    force: Force = False,
) -> None:
    """Copy the database, even while other programs use it.

    The copy is a database like any other: open it with --db, or put it in the place of a lost one.
    """
    from db.store.backup import back_up

    overwrite = may_replace(file, force=force)
    with file_to_write(file, "backup.db", as_json=call.as_json) as target, _progress() as progress:
        size = back_up(call.require_database(), target, progress, overwrite=overwrite)
    if str(file) == STANDARD:
        return
    copy: json_types.Backup = {
        "database": str(call.database.absolute()),
        "path": str(file.absolute()),
        "bytes": size,
    }
    reply(call.as_json, copy, f"Backed up to {file} ({_mebibytes(size)}).")


@command(commands, "export --parquet films", "export --parquet films --yes --json")
def export(
    call: Call,
    *,
    parquet: Annotated[
        Path,
        typer.Option(metavar="FOLDER", callback=named_folder, help="Where the files go; the folder need not be there."),
    ],
    force: Force = False,
) -> None:
    """Write films, users, ratings, opinions of profiles, and feature vectors as Parquet files.

    For DuckDB, PostgreSQL and other tools: docs/outgrow.md has recipes. Needs the extra `parquet`.
    """
    try:
        from db.parquet import export_parquet
    except ImportError:
        raise FrontError(
            "Parquet files need the extra `parquet`: pip install 'movierec-tui[parquet]' "
            "(in this project's folder: .venv/bin/pip install -c constraints.txt -e '.[parquet]')."
        ) from None

    replace = may_replace(parquet, force=force, is_there=lambda folder: folder.is_dir() and any(folder.iterdir()))
    with call.store() as store, _progress() as progress:
        written = export_parquet(store, parquet, progress, replace=replace)
    folder = parquet.expanduser().absolute()
    exported: json_types.ParquetExport = {
        "database": str(call.database.absolute()),
        "path": str(folder),
        "bytes": sum(file.stat().st_size for file in folder.iterdir()),
        "run_id": written.run_id,
        "rows": written.rows,
    }
    counts = ", ".join(f"{name} {count:,}" for name, count in written.rows.items())
    reply(call.as_json, exported, f"Wrote {parquet} ({_mebibytes(exported['bytes'])}; rows: {counts}).")
    if written.run_id is None:
        notice("There are no feature vectors yet: `movierec-tui train` makes them.")


@command(commands, "check", "check --json")
def check(call: Call) -> None:
    """Check that the database is intact; exit code 1 where it is not."""
    from db.checks.check import check as find_problems

    try:
        with call.store() as store, _progress() as progress:
            findings = find_problems(store, progress)
    except Damaged as error:
        findings = [Problem(DatabasePart.FILE, str(error), repairable=False)]
    if call.as_json:
        print_json(_report(call, findings))
    elif findings:
        _print_findings(findings)
        if any(finding.repairable for finding in findings):
            say("`movierec-tui repair` repairs what it can, after a backup.")
    else:
        say(f"{call.database} is intact.")
    if findings:
        raise typer.Exit(1)


@command(commands, "repair")
def repair(call: Call) -> None:
    """Rebuild what can be computed again, after a backup; exit code 1 where a problem is left.

    Statistics, title search, and runs that are dead or broken. Ratings and profiles are never touched.
    """
    from db.checks.repair import repair as rebuild

    with call.store() as store, _progress() as progress:
        outcome = rebuild(store, progress)
    if call.as_json:
        repaired: json_types.Repair = {
            **_report(call, outcome.left),
            "done": list(outcome.done),
            "path": None if outcome.copy is None else str(outcome.copy.absolute()),
        }
        print_json(repaired)
    else:
        for sentence in outcome.done:
            say(sentence)
        if outcome.copy is not None:
            say(f"The database as it was before: {outcome.copy}.")
        if outcome.left:
            _print_findings(outcome.left)
            say("This cannot be repaired: put a backup in its place, or move the file away and set up a new one.")
        elif not outcome.done:
            say(f"{call.database} is intact; nothing was changed.")
    if outcome.left:
        raise typer.Exit(1)


def _installed_version(name: str) -> str | None:
    # From the package's metadata: importing torch only for its version takes seconds.
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _mebibytes(count: int) -> str:
    return f"{count / 2**20:,.1f} MiB"


def _kind(values: Iterable[object]) -> Literal["words", "figure"]:
    return "figure" if all(isinstance(value, int | float | None) for value in values) else "words"


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case float():
            return f"{value:.6g}"
        case _:
            return str(value)


def _report(call: Call, findings: Sequence[Problem]) -> json_types.Check:
    return {
        "database": str(call.database.absolute()),
        "ok": not findings,
        "checked": [part.value for part in DatabasePart],
        "findings": [
            {"part": finding.part.value, "problem": finding.description, "repairable": finding.repairable}
            for finding in findings
        ],
    }


def _print_findings(findings: Sequence[Problem]) -> None:
    print_table(words("part", "problem"), ((finding.part.value, finding.description) for finding in findings))


@contextmanager
def _progress() -> Iterator[Progress]:
    """Progress of work in this process, on standard error."""
    with closing(ProgressLine(sys.stderr)) as line:
        yield lambda phase, done, total: line(ProgressEvent(phase, done, total))
