"""Completion: what shells offer at a press of Tab, and that it reaches the program as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db.importing.importer import import_data_set
from db.marks import FilmMark
from db.personal.opinions import rate, set_mark
from db.store.database import open_store
from movierec_tui.cli.completion import FILES, complete, script
from movierec_tui.library.library import Library
from tests.app.real_terminal import RealTerminal
from tests.cli.conftest import CommandLine
from tests.library import FILMS, MATRIX, TOY_STORY, LibraryReader

BREAKS = " \t\n\"'><=;|&(:"
"""COMP_WORDBREAKS of bash."""

ROOT = Path(__file__).parents[2]

HOSTILE = (
    'Don\'t Say "$(touch HACKED)"',
    "Grave `touch HACKED`: Part; 2 | cat > HACKED",
    "Back\\slash\\",
    "[red]Marked[/red] *Up*!",
    "3001: A Space Oddity",
)

RECORDER = """\
#!/bin/sh
[ -n "$_MOVIEREC_TUI_COMPLETE" ] && exec {python} -P -m movierec_tui "$@"
printf '%s\\n' "$@" >> {record}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with films whose titles mean something to a shell or a terminal, and a profile."""
    database = tmp_path_factory.mktemp("hostile") / "it's.db"
    films = (*FILMS, *((20 + number, title, ("Drama",)) for number, title in enumerate((*HOSTILE, "Bell\x07\x1b[31m"))))
    store = open_store(database)
    import_data_set(store, LibraryReader(films=films))
    Library(store).profiles.create("Zoë O'Neil")
    with store.writing() as connection:
        rate(connection, -1, TOY_STORY, 4.0)
        set_mark(connection, -1, MATRIX, FilmMark.HIDDEN, on=True)
        connection.exec_driver_sql("INSERT INTO person VALUES (1, 'Stanley Kubrick'), (2, 'Agnès Varda')")
        connection.exec_driver_sql("INSERT INTO person_fts (rowid, name) SELECT person_id, name FROM person")
        connection.exec_driver_sql("UPDATE user SET occupation = 'actor\nforged\x1b[31m' WHERE user_id = 30")
    store.close()
    return database


@pytest.fixture
def offered(
    hostile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[str]]:
    """Presses Tab at the end of a line; gives what is offered."""
    monkeypatch.setenv("MOVIEREC_DB", str(hostile))

    def press_tab(line: str, shell: str = "fish") -> list[str]:
        assert complete(shell, [f"movierec-tui {line}", BREAKS]) == 0
        return [each.split("\t")[0] for each in capsys.readouterr().out.splitlines()]

    return press_tab


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("mov", ["movie"]),
        ("runs a", ["activate"]),
        ("--db elsewhere.db data --json g", ["get"]),
        ("recommend --wa", ["--watchlist-only"]),
        ("movie --versi", []),
        ("movie star w", ["Wars"]),
        ("movie 'star w", ["Star Wars"]),
        ("movie matr", ["The Matrix"]),
        ("movie leo", ["Léon: The Professional"]),
        ("movie 2001", ["2001: A Space Odyssey"]),
        ("movie bell", []),
        ("user 30", ["30"]),
        ("like alien 'toy st", ["Toy Story"]),
        ("similar movie -k 5 toy\\ s", ["Toy Story"]),
        ("rate me toy s", ["Story"]),
        ("unrate me ", ["Toy Story"]),
        ("unrate me toy s", ["Story"]),
        ('unhide "zoë o\'neil" matr', ["The Matrix"]),
        ("watchlist remove me ", []),
        ("search genre:an", ["genre:Animation"]),
        ("recommend me --director kub", ["Kubrick"]),
        ("search director:varda", ["director:Varda"]),
        ("recommend ", ["me", "Zoë O'Neil"]),
        ("recommend 2", ["2", *map(str, range(20, 30))]),
        ("recommend me --genre=an", ["--genre=Animation"]),
        ("recommend me --genre an", ["Animation"]),
        ("picture map --format p", ["png"]),
        ("data get ml-1", ["ml-100k", "ml-1m", "ml-10m"]),
        ("runs activate ", []),
        ("nonsense ", []),
    ],
)
def test_each_place_has_its_own_values(offered: Callable[..., list[str]], line: str, words: list[str]) -> None:
    assert offered(line) == words


@pytest.mark.parametrize("line", ["profile import me ", "--db ", "data import ~/", "train --tensorboard "])
def test_files_are_left_to_the_shell(line: str) -> None:
    assert complete("zsh", [f"movierec-tui {line}"]) == FILES


@pytest.mark.parametrize(
    ("line", "inserted"),
    [
        ("movie toy", ["'Toy Story'"]),
        ('movie "toy', ["Toy Story"]),
        ("movie toy\\ ", ["'Toy Story'"]),
        ("search genre:sc", ["Sci-Fi"]),
        ("movie 3001:", ["' A Space Oddity'"]),
        ("movie 'don", [HOSTILE[0].replace("'", "'\\''")]),
        ("movie grav", ["'Grave `touch HACKED`: Part; 2 | cat > HACKED'"]),
    ],
)
def test_bash_gets_what_readline_puts_in_its_place(
    offered: Callable[..., list[str]], line: str, inserted: list[str]
) -> None:
    assert offered(line, "bash")[:1] == inserted


def test_nothing_is_offered_and_nothing_said_without_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOVIEREC_DB", str(tmp_path / "none.db"))

    assert complete("bash", ["movierec-tui movie a", BREAKS]) == 0
    assert capfd.readouterr() == ("", "")
    assert not [*tmp_path.iterdir()]


def test_runs_are_offered(cli: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    complete("fish", [f"movierec-tui --db {cli.database} runs delete "])

    assert capsys.readouterr().out.startswith("1\t")


START = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"], "fish": ["fish", "-N", "-i"]}


@pytest.mark.parametrize("shell", START)
def test_what_a_real_shell_completes_reaches_the_program_as_it_is(shell: str, hostile: Path, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    record = tmp_path / "record"
    program = tmp_path / "movierec-tui"
    program.write_text(RECORDER.format(python=sys.executable, record=record))
    program.chmod(0o755)
    (tmp_path / "script").write_text(script(shell, hostile))
    calls = {
        "movie toy s": ["movie", "toy", "Story"],
        'like "star w': ["like", "Star Wars"],
        "recommend zo": ["recommend", "Zoë O'Neil"],
        "movie don": ["movie", HOSTILE[0]],
        "movie grav": ["movie", HOSTILE[1]],
        "movie bac": ["movie", HOSTILE[2]],
        "movie 3001:": ["movie", HOSTILE[4]],
        "movie \\[red": ["movie", HOSTILE[3]],
        "movie 'spider": ["movie", "Spider-Man"],
        "recommend me --genre=an": ["recommend", "me", "--genre=Animation"],
        "data import scr": ["data", "import", "script"],
    }

    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = "import os, sys; os.chdir(sys.argv[1]); os.execvp(sys.argv[2], sys.argv[2:])"
    terminal = RealTerminal(["-c", command, str(tmp_path), *START[shell]], (150, 40), hears_hangup=True, **environment)
    try:
        ready = "autoload -Uz compinit && compinit -D; " if shell == "zsh" else ""
        terminal.type(f"{ready}. ./script; echo rea''dy\n")
        terminal.sees("ready")
        expected = ""
        for line, arguments in calls.items():
            terminal.type(f"movierec-tui {line}\t\n")
            expected += "".join(f"{each}\n" for each in arguments)
            terminal.until(lambda: record.exists() and record.read_text().count("\n") >= expected.count("\n"))  # noqa: B023
            assert record.read_text() == expected
    finally:
        terminal.clean_up()
    assert not (tmp_path / "HACKED").exists()


def test_a_press_of_tab_waits_for_nothing_heavy(hostile: Path) -> None:
    loads = "import sys; from movierec_tui.__main__ import main\ntry: main()\nfinally: print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", loads, "movierec-tui movie toy"],
        env=os.environ | {"MOVIEREC_DB": str(hostile), "_MOVIEREC_TUI_COMPLETE": "fish"},
        capture_output=True,
        text=True,
        check=True,
    )

    offered, modules = done.stdout.splitlines()
    assert offered == "Toy Story\t1995"
    heavy = {"typer", "rich", "sqlalchemy", "numpy", "pandas", "textual", "dataclasses", "platformdirs", "shutil"}
    assert not heavy & set(modules.split())
