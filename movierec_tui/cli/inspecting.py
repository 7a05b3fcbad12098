"""Commands for the curious: sql, info."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from movierec_tui.cli.objects import data_set_object, profile_object, run_object
from movierec_tui.cli.options import Database, Invocation, Json, examples, invocation
from movierec_tui.cli.output import TableColumn, notice, print_json, print_pairs, print_table
from movierec_tui.config import download_folder

SHOWN_ROWS = 100
_MOST_ROWS = 1_000_000
PACKAGES = ("movierec-tui", "torch", "numpy", "pandas", "sqlalchemy", "textual")

SqlText = Annotated[str, typer.Argument(metavar="SQL", help="One SELECT statement.", show_default=False)]
RowLimit = Annotated[
    int | None,
    typer.Option(
        "-n",
        "--limit",
        min=1,
        metavar="N",
        help=f"At most N rows [default: {SHOWN_ROWS}; with --json: {_MOST_ROWS:,}].",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(
        epilog=examples(
            'sql "select title from movie where year = 1994 limit 5"',
            'sql "select movie_id, cosine(vector, vector) as c from active_movie_feature limit 3" --json',
        )
    )(sql)
    app.command(epilog=examples("info", "info --json"))(info)


def sql(
    ctx: typer.Context,
    statement: SqlText,
    *,
    limit: RowLimit = None,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Ask the database in SQL, read-only.

    The functions cosine(a, b) and dot(a, b) compare stored vectors.
    """
    call = invocation(ctx, db, as_json)
    from db.store.sql import run_select

    if call.as_json:
        at_most = limit or _MOST_ROWS
        rows = run_select(call.database, statement, at_most + 1)
        print_json(rows[:at_most])
        if limit is None and len(rows) > at_most:
            notice(f"There are more rows; these are the first {at_most:,}. Ask for more with --limit.")
        return
    at_most = limit or SHOWN_ROWS
    rows = run_select(call.database, statement, at_most + 1)
    if not rows:
        notice("No rows.")
        return
    shown = rows[:at_most]
    columns = [TableColumn(name, _kind(row[name] for row in shown)) for name in shown[0]]
    print_table(columns, ([_cell(value) for value in row.values()] for row in shown))
    if len(rows) > at_most:
        notice(f"There are more rows; these are the first {at_most}. Ask for more with --limit.")


def info(ctx: typer.Context, *, db: Database = None, as_json: Json = False) -> None:
    """Show versions, paths, data set, active run and active profile."""
    call = invocation(ctx, db, as_json)
    facts = _facts(call)
    if call.as_json:
        print_json(facts)
        return
    data_set, run, profile = facts["dataset"], facts["active_run"], facts["active_profile"]
    print_pairs(
        [
            *((name, number or "not installed") for name, number in facts["versions"].items()),
            ("database", f"{facts['database']} ({_size(facts['database_bytes'])})"),
            ("downloads", str(facts["download_folder"])),
            ("device", facts["device"]),
            ("data set", _describe_data_set(data_set) if data_set else "none yet"),
            ("active run", f"{run['run_id']} ({run['model']}, {run['created']})" if run else "none yet"),
            ("active profile", profile["name"] if profile else "none yet"),
        ]
    )


def _facts(call: Invocation) -> dict[str, Any]:
    data_set, run, profile = None, None, None
    if call.database.exists():
        from db.personal.profiles import active_profile
        from db.runs.model_runs import active_run
        from db.store.data_sets import stored_data_set
        from movierec_tui.cli.database import reading

        with reading(call.database) as connection:
            data_set, run = stored_data_set(connection), active_run(connection)
            profile = active_profile(connection)
    return {
        "versions": {
            **{name: _installed_version(name) for name in PACKAGES},
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
        },
        "platform": platform.platform(),
        "database": call.database.absolute(),
        "database_bytes": _bytes_on_disk(call.database),
        "download_folder": download_folder(),
        "device": "auto: CUDA where there is one, else the CPU",
        "dataset": data_set_object(data_set) if data_set else None,
        "active_run": run_object(run) if run else None,
        "active_profile": profile_object(profile, active=True) if profile else None,
    }


def _installed_version(name: str) -> str | None:
    # Asked of the package's metadata: importing torch only for its version takes seconds.
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _bytes_on_disk(database: Path) -> int:
    files = (database, database.with_name(database.name + "-wal"))
    return sum(file.stat().st_size for file in files if file.is_file())


def _describe_data_set(counts: dict[str, Any]) -> str:
    return (
        f"{counts['dataset']}: {counts['movies']:,} films, {counts['users']:,} users, "
        f"{counts['ratings']:,} ratings"
    )


def _size(count: int) -> str:
    return f"{count / 2**20:,.1f} MiB" if count else "not there yet"


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
