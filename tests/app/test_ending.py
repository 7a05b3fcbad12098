"""How the app ends, is suspended, and fits the terminal that it runs in."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest

from tests.app.real_terminal import RealTerminal, app_in_terminal


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is this one, wherever it is started."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


def children_of(process: int) -> list[int]:
    return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))


def start_training(terminal: RealTerminal) -> list[int]:
    """Starts a training; gives its processes."""
    terminal.sees("films for Ann")
    terminal.type("4")
    terminal.sees("Run 2 · RMSE", "⏎ Use")
    terminal.type("s")
    terminal.until(lambda: bool(children_of(terminal.process.pid)))
    return children_of(terminal.process.pid)


def still_there(processes: list[int]) -> list[int]:
    return [process for process in processes if Path(f"/proc/{process}").exists()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_app_and_training_and_restores_the_terminal(anns: Path, number: signal.Signals) -> None:
    with app_in_terminal(anns) as terminal:
        children = start_training(terminal)
        os.kill(terminal.process.pid, number)
        assert terminal.ends() == 0
        assert terminal.is_restored
        assert not still_there(children)


@pytest.mark.parametrize("hears_hangup", [True, False], ids=["with a signal", "without a signal"])
def test_a_closed_window_ends_app_and_training(anns: Path, hears_hangup: bool) -> None:
    with app_in_terminal(anns, hears_hangup=hears_hangup) as terminal:
        children = start_training(terminal)
        terminal.close_window()
        terminal.until(lambda: terminal.process.poll() is not None and not still_there(children))


def test_quitting_asks_while_a_training_runs_and_ends_both(anns: Path) -> None:
    with app_in_terminal(anns) as terminal:
        children = start_training(terminal)
        terminal.type("q")
        terminal.sees("If you quit")
        terminal.type("y")
        assert terminal.ends() == 0
        assert terminal.is_restored
        assert not still_there(children)


@pytest.mark.parametrize("dialog", [False, True], ids=["screen", "dialog"])
def test_what_was_suspended_is_drawn_in_full_again(anns: Path, dialog: bool) -> None:
    with app_in_terminal(anns) as terminal:
        terminal.sees("films for Ann")
        terminal.type("4")
        terminal.sees("Run 2 · RMSE", "⏎ Use")
        if dialog:
            terminal.type("P")
            terminal.sees("Trainings learn", "● Ann")
        terminal.type("\x1a")
        terminal.until(lambda: terminal.is_suspended)
        terminal.read_all()
        assert terminal.is_restored
        before = terminal.lines
        terminal.forget()
        os.kill(terminal.process.pid, signal.SIGCONT)
        terminal.until(lambda: terminal.lines == before)


@pytest.mark.parametrize(
    "steps",
    [(), ("/", "Popular films"), ("P", "● Ann"), ("P", "● Ann", "d", "Delete Ann")],
    ids=["list", "text box", "dialog", "question"],
)
def test_control_c_says_how_to_quit_and_then_quits(anns: Path, steps: tuple[str, ...]) -> None:
    with app_in_terminal(anns) as terminal:
        terminal.sees("films for Ann")
        for key, text in zip(steps[::2], steps[1::2], strict=True):
            terminal.type(key)
            terminal.sees(text)
        terminal.type("\x03")
        terminal.sees("again to quit")
        terminal.type("\x03")
        assert terminal.ends() == 0
        assert terminal.is_restored


def test_q_is_text_in_a_box_and_quits_elsewhere(anns: Path) -> None:
    with app_in_terminal(anns) as terminal:
        terminal.sees("films for Ann")
        terminal.type("/")
        terminal.sees("Popular films")
        terminal.type("q")
        terminal.sees("│ q ")
        terminal.type("\x1b[27u")
        terminal.sees("Search films: a title")
        terminal.type("\x1b[27u")
        terminal.sees("▌ The Matrix")
        terminal.type("q")
        assert terminal.ends() == 0
        assert terminal.is_restored


@pytest.mark.parametrize(
    ("env", "pattern"),
    [
        ({"TERM": "linux"}, rb"\x1b\[[0-9;]*[34][0-7][;m]"),
        ({"TERM": "xterm-256color"}, rb"[34]8;5;"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, rb"[34]8;2;"),
    ],
    ids=["16 colours", "256 colours", "all colours"],
)
def test_the_app_uses_the_colours_that_the_terminal_has(anns: Path, env: dict[str, str], pattern: bytes) -> None:
    with app_in_terminal(anns, env=env) as terminal:
        terminal.sees("films for Ann", "Match")
        assert re.search(pattern, terminal.drawn)
        assert ("COLORTERM" in env) == (re.search(rb"[34]8;2;", terminal.drawn) is not None)
        assert (env["TERM"] == "linux") <= (re.search(rb"[34]8;5;", terminal.drawn) is None)
