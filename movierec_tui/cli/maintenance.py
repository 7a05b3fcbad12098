"""Commands that keep a database safe: backup, check, repair."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.events import ProgressEvent
from movierec_tui.cli.options import Database, Invocation, Json, examples, invocation
from movierec_tui.cli.output import print_json, print_table, say, words
from movierec_tui.cli.progress import shown_progress

if TYPE_CHECKING:
    from data.progress import Progress
    from db.checks.problems import Problem


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(epilog=examples("backup ~/movies-backup.db", "backup ~/movies-backup.db --force"))(backup)
    app.command(epilog=examples("check", "check --json"))(check)
    app.command(epilog=examples("repair"))(repair)


def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to put the copy.", show_default=False)],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there already.")] = False,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Copy the database, whatever else uses it at the time.

    The copy is a database like any other: open it with --db, or put it in the place of a lost one.
    """
    call = invocation(ctx, db, as_json)
    from db.store.backup import back_up
    from movierec_tui.cli.database import require_database

    require_database(call.database)
    with _progress() as progress:
        size = back_up(call.database, file, progress, overwrite=force)
    if call.as_json:
        print_json({"database": call.database.absolute(), "backup": file.absolute(), "bytes": size})
    else:
        say(f"Backed up to {file} ({size / 2**20:,.1f} MiB).")


def check(ctx: typer.Context, *, db: Database = None, as_json: Json = False) -> None:
    """Look whether the database is whole; exit code 1 where it is not."""
    call = invocation(ctx, db, as_json)
    findings = _findings(call)
    if call.as_json:
        print_json(_report(call, findings))
    elif findings:
        _print_findings(findings)
        if any(finding.repairable for finding in findings):
            say("`movierec-tui repair` mends what it can, after a backup.")
    else:
        say(f"{call.database} is whole.")
    if findings:
        raise typer.Exit(1)


def repair(ctx: typer.Context, *, db: Database = None, as_json: Json = False) -> None:
    """Make anew what can be worked out again, after a backup; exit code 1 where something stays wrong.

    Statistics, title search, and runs that are dead or broken. Ratings and profiles are never touched.
    """
    call = invocation(ctx, db, as_json)
    from db.checks.repair import repair as mend
    from movierec_tui.cli.database import existing_store

    with existing_store(call.database) as store, _progress() as progress:
        outcome = mend(store, progress)
    if call.as_json:
        print_json(_report(call, outcome.left) | {"done": outcome.done, "copy": outcome.copy})
    else:
        for sentence in outcome.done:
            say(sentence)
        if outcome.copy is not None:
            say(f"The database as it was before: {outcome.copy}.")
        if outcome.left:
            _print_findings(outcome.left)
            say(
                "This cannot be mended here: put a backup in its place, or move it away and set up a new one."
            )
        elif not outcome.done:
            say(f"{call.database} is whole; nothing was changed.")
    if outcome.left:
        raise typer.Exit(1)


def _findings(call: Invocation) -> list[Problem]:
    from db.checks.check import check as look_at
    from db.checks.problems import DatabasePart, Problem
    from db.errors import Damaged
    from movierec_tui.cli.database import existing_store, require_database

    require_database(call.database)
    try:
        with existing_store(call.database) as store, _progress() as progress:
            return look_at(store, progress)
    except Damaged as error:
        return [Problem(DatabasePart.FILE, str(error), repairable=False)]


def _report(call: Invocation, findings: list[Problem] | tuple[Problem, ...]) -> dict[str, Any]:
    from db.checks.problems import DatabasePart

    return {
        "database": call.database.absolute(),
        "ok": not findings,
        "checked": [part.value for part in DatabasePart],
        "findings": [
            {"part": finding.part.value, "problem": finding.description, "repairable": finding.repairable}
            for finding in findings
        ],
    }


def _print_findings(findings: list[Problem] | tuple[Problem, ...]) -> None:
    rows = ((finding.part.value, finding.description) for finding in findings)
    print_table(words("part", "what is wrong"), rows)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Progress on standard error of what is done in this process."""
    with shown_progress() as line:
        yield lambda phase, done, total: line(ProgressEvent(phase, done, total))
