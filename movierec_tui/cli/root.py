"""The root command: what comes before a command's name, and the list of all commands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from movierec_tui.cli import (
    data_sets,
    evaluating,
    films,
    first_start,
    inspecting,
    key_lists,
    maintenance,
    opinions,
    people,
    pictures,
    profiles,
    recommending,
    serving,
    similar,
    training,
)
from movierec_tui.cli.opening import open_app
from movierec_tui.cli.options import Database, Json, examples, invocation
from movierec_tui.cli.output import PLAIN
from movierec_tui.config import read_choices


def start(
    ctx: typer.Context,
    db: Database = None,
    as_json: Json = False,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", help="Words and figures in place of drawn stars and bars, as for a screen reader."
        ),
    ] = False,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """A movie recommender for the terminal. Without a command, the app opens."""
    call = invocation(ctx, db, as_json)
    PLAIN.set(plain or read_choices().in_words)
    if show_version:
        from importlib.metadata import version  # noqa: PLC0415  (no other command reads it)

        typer.echo(f"movierec-tui {version('movierec-tui')}")
        raise typer.Exit
    if ctx.invoked_subcommand is not None:
        return
    if sys.stdin.isatty() and sys.stdout.isatty() and not call.as_json:
        raise typer.Exit(open_app(call.database, plain=plain))
    first_start.show_without_terminal(call)


app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.callback(
    invoke_without_command=True,
    epilog=examples(
        "",
        "setup",
        'search "star wars"',
        "recommend 42 -n 10 --because",
        "profile create ann",
        "rate ann toy story 4.5",
        "recommend ann",
        "--plain movie fargo",
    ),
)(start)
for group in (
    first_start,
    data_sets,
    training,
    films,
    similar,
    recommending,
    profiles,
    opinions,
    people,
    pictures,
    evaluating,
    inspecting,
    key_lists,
    serving,
    maintenance,
):
    group.add_to(app)
