"""The root command: the options before a command's name, and all commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from movierec_tui.choices import read_choices
from movierec_tui.cli import (
    configuration,
    data_sets,
    films,
    maintenance,
    opinions,
    pictures,
    profiles,
    recommending,
    training,
)
from movierec_tui.cli.front import INTERRUPTED, App, asks_for_json, complain, no_screen
from movierec_tui.cli.options import Call, Database, HelpedGroup, Json, Plain, Quiet, call_of, examples
from movierec_tui.cli.output import PLAIN, QUIET, reply

_WRONG_CALL: Any = typer.BadParameter.__base__  # which typer gives no public name

cli = typer.Typer(
    cls=HelpedGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@cli.callback(
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
)
def start(
    ctx: typer.Context,
    db: Database = None,
    as_json: Json = False,
    plain: Plain = False,
    quiet: Quiet = False,
    show_version: Annotated[bool, typer.Option("--version", "-V", help="Print the version and exit.")] = False,
) -> None:
    """A movie recommender for the terminal. Without a command, the app opens."""
    PLAIN.set(read_choices().in_words)
    QUIET.set(False)
    call = call_of(ctx, db, as_json, plain, quiet)
    if show_version:
        from importlib.metadata import version  # noqa: PLC0415  (no other command reads it)

        number = version("movierec-tui")
        reply(call.as_json, {"version": number}, f"movierec-tui {number}")
        raise typer.Exit
    if ctx.invoked_subcommand is not None:
        return
    obstacle = no_screen()
    if obstacle is None and call.app is not None and not call.as_json:
        raise typer.Exit(call.app.open(call.database, plain=plain))
    data_sets.show_sample(call, obstacle or "Without --json, this opens the app.")


for group in (data_sets, training, films, recommending, profiles, opinions, pictures, configuration, maintenance):
    cli.add_typer(group.commands)


def run_command(arguments: Sequence[str], app: App) -> int:
    """Runs the command that the arguments name, and gives its exit code."""
    try:
        code = cli(args=list(arguments), prog_name="movierec-tui", obj=Call(app), standalone_mode=False)
    except _WRONG_CALL as error:
        if isinstance(error, typer.BadParameter):
            error.message = error.message.removeprefix("Value error, ")  # pydantic's, which newer typers ask
        if not asks_for_json(arguments):
            error.show()
        else:
            context = error.ctx
            complain("usage", error.format_message(), True, hint=f"{context.command_path} --help" if context else None)
        return int(error.exit_code)
    except typer.Abort:  # Ctrl+C or Ctrl+D instead of an answer
        return INTERRUPTED
    return code if isinstance(code, int) else 0
