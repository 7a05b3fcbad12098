"""Commands that say where everything is and what is set: paths, config, completion."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from movierec_tui.choices import read_choices
from movierec_tui.cli import json_types
from movierec_tui.cli.front import DEBUG_VARIABLE
from movierec_tui.cli.options import Call, command
from movierec_tui.cli.output import print_json, print_table, words
from movierec_tui.cli.pager import VARIABLE as PAGER_VARIABLE
from movierec_tui.config import DATABASE_VARIABLE, child_environment, choices_path, download_folder, keys_path

VARIABLES = {
    DATABASE_VARIABLE: "the database to use, where --db names none",
    "MOVIEREC_DATA_URL": "where data sets are downloaded from",
    "MOVIEREC_IMDB_URL": "where IMDb's files are downloaded from",
    DEBUG_VARIABLE: "1 shows the details of a bug",
    PAGER_VARIABLE: "what shows tables longer than the terminal; empty or cat: nothing does",
    "NO_MOTION": "anything keeps the screen still",
    "TEXTUAL_ANIMATIONS": "none keeps the screen still",
    "OPENBLAS_NUM_THREADS": "threads of numpy; 1 in the app where it is not set",
    "XDG_DATA_HOME": "the folder of data folders",
    "XDG_CACHE_HOME": "the folder of cache folders",
    "XDG_CONFIG_HOME": "the folder of configuration folders",
    "XDG_STATE_HOME": "the folder of state folders",
}

commands = typer.Typer(rich_help_panel="Program and database")


@command(commands, "paths", "paths --json")
def paths(call: Call) -> None:
    """List every file and folder of this program, whether it is there yet or not."""
    files = {
        "database": call.database,
        "training lock": call.database.with_name(call.database.name + ".training.lock"),
        "downloads": download_folder(),
        "keys": keys_path(),
        "choices": choices_path(),
    }
    places = [_place(name, file) for name, file in files.items()]
    if call.as_json:
        print_json(places)
        return
    rows = ((place["name"], place["path"], "" if place["exists"] else "not there yet") for place in places)
    print_table(words("what", "path", ""), rows)


@command(commands, "config", "config --json")
def config(call: Call) -> None:
    """List every setting and environment variable: its value, who set it and what it means."""
    settings = [*_settings(call), *map(_variable, VARIABLES)]
    if call.as_json:
        print_json(settings)
        return
    rows = (
        (setting["name"], setting["value"] or "not set", setting["set_by"], setting["meaning"]) for setting in settings
    )
    print_table(words("setting", "value", "set by", "meaning"), rows)


@command(commands, "completion bash")
def completion(
    call: Call,
    shell: Annotated[Literal["bash", "zsh", "fish"], typer.Argument(metavar="bash|zsh|fish", help="Your shell.")],
) -> None:
    """Print the script with which a shell completes commands, titles, people, genres and runs.

    In ~/.bashrc: eval "$(movierec-tui completion bash)". In ~/.zshrc, after compinit: the same with zsh. For fish,
    write it to ~/.config/fish/completions/movierec-tui.fish.
    """
    from movierec_tui.cli.completion import script  # noqa: PLC0415  (only here)

    text = script(shell, call.database)
    if call.as_json:
        answer: json_types.Completion = {"shell": shell, "script": text}
        print_json(answer)
    else:
        typer.echo(text, nl=False)


def _place(name: str, file: Path) -> json_types.Place:
    return {"name": name, "path": str(file.absolute()), "exists": file.exists()}


def _settings(call: Call) -> Iterator[json_types.Setting]:
    by_variable = bool(os.environ.get(DATABASE_VARIABLE, "").strip())
    yield {
        "name": "database",
        "value": str(call.database.absolute()),
        "set_by": "option" if call.db_option else "environment" if by_variable else "default",
        "meaning": "the database in use",
    }
    chosen = read_choices()
    for name, value, meaning in (
        ("theme", chosen.theme, "how the app looks; `C` in the app chooses"),
        ("still", _yes(chosen.still), "nothing moves by itself; `C`, then `m`"),
        ("in_words", _yes(chosen.in_words), "figures for stars and bars, as with --plain; `C`, then `f`"),
    ):
        yield {"name": name, "value": value, "set_by": "app" if value else "default", "meaning": meaning}
    person, with_profiles = None, False
    if call.database.exists():
        with call.library() as library:
            person, with_profiles = library.profiles.active(), library.profiles.trains_with_profiles()
    yield {
        "name": "active_profile",
        "value": None if person is None else person.name,
        "set_by": "default" if person is None else "database",
        "meaning": "who is `me`; `movierec-tui profile switch`",
    }
    yield {
        "name": "train_with_profiles",
        "value": _yes(with_profiles),
        "set_by": "database" if with_profiles else "default",
        "meaning": "whether trainings learn from profiles; `movierec-tui profile train-with`",
    }


def _variable(name: str) -> json_types.Setting:
    value = child_environment().get(name)  # without what this process set for itself
    if value and name.endswith("_URL"):
        from data.transfer import shown_address  # noqa: PLC0415  (loads what downloads)

        value = shown_address(value)
    return {
        "name": name,
        "value": value or None,
        "set_by": "environment" if value else "default",
        "meaning": VARIABLES[name],
    }


def _yes(chosen: bool) -> str | None:
    return "yes" if chosen else None
