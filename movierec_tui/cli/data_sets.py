"""Commands about data sets: data list, data get, data import."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from movierec_tui.cli.options import Database, Invocation, Json, examples, invocation
from movierec_tui.cli.output import figures, notice, print_json, print_table, say, words
from movierec_tui.cli.progress import shown_progress
from movierec_tui.jobs.children import ingest_command, run_blocking

Replace = Annotated[
    bool, typer.Option("--replace", help="Replace another data set in the database, and its training runs.")
]


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    group = typer.Typer(no_args_is_help=True, epilog=examples("data list", "data get ml-latest-small"))
    group.command("list", epilog=examples("data list"))(list_data_sets)
    group.command(epilog=examples("data get ml-1m --db ml-1m.db", "data get ml-1m --replace"))(get)
    group.command("import", epilog=examples("data import ~/Downloads/ml-25m.zip", "data import my-films/"))(
        import_files
    )
    app.add_typer(group, name="data", help="List, fetch and import data sets.")


def list_data_sets(ctx: typer.Context, *, db: Database = None, as_json: Json = False) -> None:
    """List the data sets, and which one the database holds."""
    call = invocation(ctx, db, as_json)
    from data.catalogue import CATALOGUE

    held = _held_data_set(call)
    if call.as_json:
        print_json(
            [
                {
                    "name": entry.name,
                    "title": entry.title,
                    "ratings": entry.ratings,
                    "movies": entry.movies,
                    "users": entry.users,
                    "download_mib": entry.download_mib,
                    "installed": entry.name == held,
                }
                for entry in CATALOGUE
            ]
        )
        return
    print_table(
        (*words("name", "data set"), *figures("ratings", "films", "users", "MiB"), *words("")),
        (
            (
                entry.name,
                entry.title,
                f"{entry.ratings:,}",
                f"{entry.movies:,}",
                f"{entry.users:,}",
                f"{entry.download_mib:,.1f}",
                "in the database" if entry.name == held else "",
            )
            for entry in CATALOGUE
        ),
    )


def get(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name of `movierec-tui data list`.")],
    *,
    replace: Replace = False,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Fetch a data set and import it into the database."""
    call = invocation(ctx, db, as_json)
    from data.catalogue import find_entry

    _report(call, fetch_and_import(call, find_entry(name).name, replace=replace))


def import_files(
    ctx: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(metavar="PATH", help="A MovieLens zip or folder, or your own CSV files."),
    ],
    *,
    replace: Replace = False,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """Import a data set from a zip archive or a folder.

    All official MovieLens files are read, and folders with ratings.csv and movies.csv of that shape.
    """
    call = invocation(ctx, db, as_json)
    # An absolute path is never taken for a name of the catalogue.
    _report(call, ingest(call, str(path.expanduser().absolute()), replace=replace))


def fetch_and_import(call: Invocation, name: str, *, replace: bool = False) -> dict[str, Any]:
    """Fetches and imports a data set of the catalogue; shows its licence first.

    Raises:
        DataSetError: the catalogue has no such name.
        JobFailed: it cannot be fetched or imported; the message says why.
    """
    from data.catalogue import find_entry

    entry = find_entry(name)
    notice(f"{entry.title}: {entry.licence}")
    return ingest(call, entry.name, replace=replace)


def ingest(call: Invocation, source: str, *, replace: bool = False) -> dict[str, Any]:
    """Runs the import job with its progress on standard error and gives its result.

    Raises:
        JobFailed: nothing was imported; the message says why.
    """
    with shown_progress() as progress:
        return run_blocking(ingest_command(call.database, source, replace=replace), progress).result


def _held_data_set(call: Invocation) -> str | None:
    if not call.database.exists():
        return None
    from db.store.data_sets import stored_data_set
    from movierec_tui.cli.database import reading

    with reading(call.database) as connection:
        held = stored_data_set(connection)
    return held.name if held else None


def _report(call: Invocation, result: dict[str, Any]) -> None:
    if call.as_json:
        print_json(result)
        return
    counts = f"{result['movies']:,} films, {result['users']:,} users, {result['ratings']:,} ratings"
    if result["unchanged"]:
        say(f"{result['dataset']} is in the database already: {counts}.")
    else:
        say(f"Imported {result['dataset']} in {result['seconds']:.1f} s: {counts}.")
        say("Next: `movierec-tui train`, then `movierec-tui recommend USER`.")
