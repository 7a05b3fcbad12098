"""Help: every command says what it does and shows calls that work."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bench import command_pages
from movierec_tui.__main__ import run
from movierec_tui.cli.root import cli

ROOT: Any = typer.main.get_command(cli)


def all_commands(command: Any = ROOT, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from all_commands(inner, (*path, name))


COMMANDS = list(all_commands())


@pytest.fixture
def help_of(capsys: pytest.CaptureFixture[str]) -> Any:
    def text(*path: str) -> str:
        assert run([*path, "--help"]) == 0
        return capsys.readouterr().out

    return text


def examples(text: str) -> list[list[str]]:
    _, _, block = text.partition("Example")
    return [shlex.split(line)[1:] for line in block.splitlines() if line.strip().startswith("movierec-tui")]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_names_the_shared_options_and_shows_a_call(help_of: Any, path: tuple[str, ...]) -> None:
    text = help_of(*path)

    assert any(call[: len(path)] == list(path) for call in examples(text))
    shared = text.partition("Options of every command:")[2]
    assert all(option in shared for option in ("--db", "--json", "--plain", "--quiet"))
    assert not re.search(r"<[a-z]|[{}]|x>=", text, re.MULTILINE)


def test_commands_are_listed_under_headings(help_of: Any) -> None:
    text = help_of()

    assert re.findall(r"^[A-Z].*:$", text, re.MULTILINE)[0] == "Data and models:"
    assert text.index("Films and people:") < text.index("  search ") < text.index("Recommendations:")
    assert "Commands:" not in text


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_example_is_understood_with_the_shared_options_anywhere(
    help_of: Any, path: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("u1.base", "u1.test"):
        Path(name).touch()

    shared = ["--db", "x.db", "--json", "--plain", "-q"]
    for call in examples(help_of(*path)):
        understand(ROOT, call)
        for place in {*range(len(path) + 1), len(call)}:
            understand(ROOT, [*call[:place], *shared, *call[place:]])


GUIDE = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")


def test_every_call_in_the_guide_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("u1.base", "u1.test"):
        Path(name).touch()

    calls = [line for line in GUIDE.splitlines() if line.startswith("movierec-tui ")]
    assert calls
    for line in calls:
        understand(ROOT, shlex.split(line, comments=True)[1:])


def understand(command: Any, arguments: list[str]) -> None:
    """Reads a call as the command does, without carrying it out; a wrong call raises."""
    context = command.make_context("movierec-tui", list(arguments))
    rest = [*getattr(context, "_protected_args", ()), *context.args]
    if rest and hasattr(command, "commands"):
        _, inner, inner_arguments = command.resolve_command(context, rest)
        understand(inner, inner_arguments)


def test_a_wrong_example_would_be_noticed() -> None:
    for wrong in (["serach", "x"], ["search", "x", "--limits", "3"], ["runs", "activate"]):
        with pytest.raises(Exception, match=r"serach|limits|run_id"):
            understand(ROOT, wrong)


def test_the_man_page_and_what_completion_reads_are_current() -> None:
    written = {command_pages.MAN_PAGE: command_pages.man_page(), command_pages.COMMANDS: command_pages.tree_text()}

    for file, text in written.items():
        assert file.read_text(encoding="utf-8") == text, "write it again: python -m bench.command_pages"


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_man_reads_its_page_without_a_warning() -> None:
    done = subprocess.run(
        ["man", "--warnings", "--local-file", str(command_pages.MAN_PAGE)],
        env=os.environ | {"MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stderr == ""
    assert "profile import PROFILE FILE" in done.stdout
    assert "movierec-tui recommend 42 -n 10 --because" in done.stdout


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-V"]) == 0
    assert capsys.readouterr().out.startswith("movierec-tui 0.")
