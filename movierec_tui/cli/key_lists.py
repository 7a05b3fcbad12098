"""The command for a person's own keys: keys."""
# ruff: noqa: PLC0415  (a command imports what it uses when it runs)

from __future__ import annotations

from typing import Annotated

import typer

from movierec_tui.cli.options import Database, Json, examples, invocation
from movierec_tui.cli.output import notice, print_json, print_table, say, words
from movierec_tui.config import keys_path


def add_to(app: typer.Typer) -> None:
    """Adds this group's commands."""
    app.command(epilog=examples("keys", "keys --write", "keys --json"))(keys)


def keys(
    ctx: typer.Context,
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Write a file with every key commented out, to be changed.")
    ] = False,
    db: Database = None,
    as_json: Json = False,
) -> None:
    """List the app's actions with their present keys, and where your own are kept."""
    call = invocation(ctx, db, as_json)
    from movierec_tui.tui.keys.actions import ACTIONS
    from movierec_tui.tui.keys.key_map import read_key_map, write_template

    path = keys_path()
    if write:
        write_template(path)
    key_map = read_key_map(path)
    if call.as_json:
        actions = [
            {
                "action": action.id,
                "keys": key_map.keys(action),
                "changed": action.id in key_map.changed,
                "context": action.context.value,
                "help": action.help,
            }
            for action in ACTIONS
        ]
        print_json({"file": path, "exists": path.exists(), "troubles": key_map.troubles, "actions": actions})
        return
    for sentence in key_map.troubles:
        notice(sentence)
    if write:
        say(f"Wrote {path}; every line of it is commented out.")
        return
    rows = (
        (action.id, " ".join(key_map.every_key(action)), action.context.value, action.help)
        for action in ACTIONS
    )
    print_table(words("action", "keys", "where", "what it does"), rows)
    say()
    there = "" if path.exists() else " (not there; `movierec-tui keys --write` makes it)"
    say(f"Your own keys: {path}{there}.")
