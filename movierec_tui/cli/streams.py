"""Standard input and output beyond answers: files that are named `-`, and questions before something is destroyed."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from movierec_tui.cli.output import notice

STANDARD = "-"
"""Stands for standard input or output where a file is named."""


def named_folder(path: Path | None) -> Path | None:
    """A folder as it was named.

    Raises:
        typer.BadParameter: it is `-`.
    """
    if str(path) == STANDARD:
        raise typer.BadParameter("Several files need a folder: standard input and output are for one.")
    return path


@contextmanager
def file_to_read(path: Path) -> Iterator[Path]:
    """The file to read; for `-`, a copy of standard input that is deleted at the end."""
    if str(path) != STANDARD:
        yield path.expanduser()
        return
    with tempfile.TemporaryDirectory(prefix="movierec-") as folder:
        copy = Path(folder) / "standard input"
        with copy.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield copy


@contextmanager
def file_to_write(path: Path, name: str, *, as_json: bool, text: bool = False) -> Iterator[Path]:
    """The file to write; for `-`, one that goes to standard output at the end.

    Args:
        path: what the person named.
        name: of the temporary file, as its ending may say how it is written.
        as_json: whether standard output is for JSON.
        text: whether a terminal may show it.

    Raises:
        typer.BadParameter: standard output is for something else.
    """
    if str(path) != STANDARD:
        yield path.expanduser()
        return
    if as_json:
        raise typer.BadParameter("Standard output is for the file or for --json, not for both.", param_hint=STANDARD)
    if sys.stdout.isatty() and not text:
        raise typer.BadParameter("A terminal cannot show this file: redirect it, or name one.", param_hint=STANDARD)
    with tempfile.TemporaryDirectory(prefix="movierec-") as folder:
        copy = Path(folder) / name
        yield copy
        sys.stdout.flush()
        with copy.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)


def confirm(question: str, *, yes: bool) -> None:
    """Asks before something is destroyed, unless `yes` has the answer; ends the command after a no.

    Raises:
        typer.BadParameter: there is no terminal at which somebody could answer.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise typer.BadParameter("Nobody can be asked here: add --yes.", param_hint="--yes")
    if not typer.confirm(question, err=True):
        notice("Nothing was changed.")
        raise typer.Exit(1)


def may_replace(path: Path, *, force: bool, is_there: Callable[[Path], bool] = Path.is_file) -> bool:
    """Whether what is there already is replaced: where `force` says so, or a person at a terminal."""
    file = path.expanduser()
    if force or not (sys.stdin.isatty() and is_there(file)):
        return force
    confirm(f"Replace {file}?", yes=False)
    return True
