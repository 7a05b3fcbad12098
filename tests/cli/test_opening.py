"""The app opens without reading the options of every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from movierec_tui.cli.front import app_call


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
