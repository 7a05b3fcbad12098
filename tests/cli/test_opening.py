"""The app opens without reading the options of every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from movierec_tui.cli.front import AppCall, app_call


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ([], AppCall()),
        (["--db", "my films.db"], AppCall(Path("my films.db"))),
        (["--db=films.db", "--plain"], AppCall(Path("films.db"), plain=True)),
        (["--db", "a.db", "--db", "b.db"], AppCall(Path("b.db"))),
    ],
)
def test_a_call_of_the_app_alone_opens_it(arguments: list[str], call: AppCall) -> None:
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
