"""How the app opens: without loading every command, and only where there is a screen for it."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from movierec_tui.cli.front import app_call
from tests.cli.conftest import CommandLine, process_call


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ([], (None, False)),
        (["--db", "my films.db"], (Path("my films.db"), False)),
        (["--db=films.db", "--plain"], (Path("films.db"), True)),
        (["--db", "a.db", "--db", "b.db"], (Path("b.db"), False)),
    ],
)
def test_a_call_of_the_app_alone_opens_it(arguments: list[str], call: tuple[Path | None, bool]) -> None:
    assert app_call(arguments) == call


@pytest.mark.parametrize(
    "arguments",
    [
        ["search"],
        ["--db"],
        ["--db", "--plain"],
        ["--db="],
        ["--db", "a.db", "runs"],
        ["--json"],
        ["--help"],
        ["-h"],
    ],
)
def test_anything_else_is_left_to_the_commands(arguments: list[str]) -> None:
    assert app_call(arguments) is None


def test_a_dumb_terminal_gets_a_sentence_and_a_sample(cli: CommandLine) -> None:
    terminal, inside = pty.openpty()
    with subprocess.Popen(
        process_call(cli.database), stdin=inside, stdout=inside, env=os.environ | {"TERM": "dumb"}
    ) as process:
        os.close(inside)
        shown = b""
        while chunk := read_some(terminal):
            shown += chunk
    os.close(terminal)

    assert process.returncode == 0
    assert b"\x1b" not in shown
    assert b"This terminal cannot show the app (TERM=dumb)" in shown
    assert b"Top films for user" in shown


def read_some(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux: nobody has the other side open any more
        return b""
