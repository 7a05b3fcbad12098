"""The app opens without reading the options of every command."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from movierec_tui.cli.opening import AppCall, app_call


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())


@pytest.mark.usefixtures("terminal")
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


@pytest.mark.usefixtures("terminal")
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


def test_without_a_terminal_the_app_stays_closed() -> None:
    assert app_call([]) is None
