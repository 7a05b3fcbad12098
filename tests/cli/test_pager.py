"""Long answers in a terminal: a pager shows them, and tables fold what is too wide."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.app.real_terminal import RealTerminal
from tests.cli.conftest import CommandLine, process_call

RATINGS = ("sql", "select * from rating", "-n", 20)


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard output is a terminal of 80 x 10."""
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)  # the test gets another object than we
    for name, value in {"COLUMNS": "80", "LINES": "10", "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("terminal")
def test_what_is_longer_than_the_terminal_goes_to_the_pager(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page"
    monkeypatch.setenv("PAGER", f"cat > '{page}'")

    assert len(cli(*RATINGS[:2], "-n", 3).out.splitlines()) == 4
    assert not page.exists()

    long = cli(*RATINGS)
    assert long.out == ""
    assert "There are more rows" in long.err
    assert len(page.read_text().splitlines()) == 21


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("pager", ["", "cat", "no-such-pager", "/", "less '", "false"])
def test_without_a_pager_that_works_everything_is_printed(
    cli: CommandLine, pager: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", pager)

    outcome = cli(*RATINGS)

    assert (outcome.code, len(outcome.out.splitlines())) == (0, 21)


@pytest.mark.parametrize("json", [True, False])
def test_programs_get_no_pager(
    cli: CommandLine, json: bool, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", "exit 1")
    if json:
        request.getfixturevalue("terminal")

    assert len(cli(*RATINGS, *["--json"] * json).out.splitlines()) > 20


@pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
def test_q_leaves_the_pager_and_the_command_quietly(
    trained_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
    call = process_call(trained_library, "sql", "select * from rating", "--limit", "200", "--quiet")
    shown = RealTerminal(call[1:], (80, 10), hears_hangup=True, HOME=str(tmp_path), LESSHISTFILE="-")
    try:
        shown.sees("user_id", ":")
        shown.type("q")
        assert shown.ends() == 0
        assert len([line for line in shown.lines if line.strip()]) <= 10
        assert b"Error" not in shown.drawn
    finally:
        shown.clean_up()


@pytest.mark.usefixtures("terminal")
def test_cells_are_folded_between_words_and_never_cut(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")  # no bold
    sentence = "words that take more room than is left beside the others, so they go on below each other"
    query = f"select 'a-name-in-one-word' as name, '{sentence}' as text, '{'z' * 40}' as long, 12345 as number"

    wide = cli("sql", query).out
    assert max(map(len, wide.splitlines())) <= 80
    assert all(word in wide for word in ("a-name-in-one-word", *sentence.split()))

    monkeypatch.setenv("COLUMNS", "40")
    narrow = cli("sql", query).out
    assert max(map(len, narrow.splitlines())) <= 40
    assert narrow.count("z") == 40
