"""The command line on a tiny real database, called as a person calls it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import ConfigDict, TypeAdapter

from movierec_tui.__main__ import run
from movierec_tui.cli.json_types import ANSWERS
from movierec_tui.library.library import Library
from tests.library import EMPIRE, MATRIX, SPIDER_MAN, STAR_WARS, TOY_STORY, build_library

ANNS_RATINGS = {MATRIX: 4.5, STAR_WARS: 5, EMPIRE: 4, TOY_STORY: 2, SPIDER_MAN: 0.5}


@dataclass(frozen=True)
class Outcome:
    """What one call gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        assert self.code == 0, self.err
        return json.loads(self.out)


def check_answer(arguments: Sequence[str], answer: str) -> str:
    """Fails where an answer is not exactly of its command's type; gives the command's name."""
    names = (" ".join(arguments[:length]) for length in (2, 1))
    command = next((name for name in names if name in ANSWERS), "")
    _adapter(command).validate_json(f"[{answer}]")
    return command


@cache
def _adapter(command: str) -> TypeAdapter[Any]:
    # In a list, as a type that could have a configuration of its own cannot be given one.
    in_a_list: Any = list
    return TypeAdapter(in_a_list[ANSWERS[command]], config=ConfigDict(strict=True, extra="forbid"))


@dataclass
class CommandLine:
    """Calls commands on one database, in this process; long work still runs in its children."""

    database: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> Outcome:
        code = run(["--db", str(self.database), *map(str, arguments)])
        written = self.capture.readouterr()
        return Outcome(code, written.out, written.err)

    def ask(self, *arguments: object) -> Any:
        """The JSON that a command answers with, which must be of the type that docs/json.md promises."""
        outcome = self(*arguments, "--json")
        assert outcome.code in {0, 1}, outcome.err
        check_answer(tuple(map(str, arguments)), outcome.out)
        return outcome.json


@pytest.fixture(scope="session")
def trained_library(library_file: Path) -> Path:
    """A library with an active run; only for reading."""
    return library_file


@pytest.fixture(scope="session")
def untrained_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library without any run; only for reading."""
    path = tmp_path_factory.mktemp("library") / "untrained.db"
    build_library(path).close()
    return path


@pytest.fixture(autouse=True)
def nothing_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's own database and downloads, or reaches a network."""
    for variable in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setenv("MOVIEREC_DATA_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    for variable in ("MOVIEREC_DB", "MOVIEREC_DEBUG"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def cli(trained_library: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Commands on a trained library that they must not change."""
    return CommandLine(trained_library, capsys)


@pytest.fixture
def untrained(untrained_library: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Commands on a library without a model, which they must not change."""
    return CommandLine(untrained_library, capsys)


@pytest.fixture
def own_copy(trained_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Commands on a trained library of the test's own."""
    return CommandLine(Path(shutil.copy(trained_library, tmp_path / "copy.db")), capsys)


@pytest.fixture(scope="session")
def anns_library(trained_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained library in which the profile ann rated five films; only for reading."""
    path = Path(shutil.copy(trained_library, tmp_path_factory.mktemp("ann") / "library.db"))
    library = Library.open(path)
    ann = library.profiles.create("ann").user_id
    for film, stars in ANNS_RATINGS.items():
        library.profiles.rate(ann, film, stars)
    library.close()
    return path


@pytest.fixture
def ann(anns_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Commands on a trained library of the test's own, in which the profile ann rated five films."""
    return CommandLine(Path(shutil.copy(anns_library, tmp_path / "copy.db")), capsys)


@pytest.fixture
def untrained_copy(untrained_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Commands on a library of the test's own, without a model."""
    return CommandLine(Path(shutil.copy(untrained_library, tmp_path / "untrained.db")), capsys)


@pytest.fixture
def nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Commands on a database that is not there yet."""
    return CommandLine(tmp_path / "new" / "films.db", capsys)


@pytest.fixture
def hostile_folder(tmp_path: Path) -> Path:
    """A folder of somebody else's: its modules leave a file `taken` when they are imported."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in ("data", "db", "engine", "movierec_tui", "numpy", "torch", "random", "json", "sitecustomize"):
        (folder / f"{name}.py").write_text(f"open({str(folder / 'taken')!r}, 'w')", encoding="utf-8")
    (folder / "matplotlibrc").write_text("text.usetex: True", encoding="utf-8")
    return folder


Launch = Callable[..., "subprocess.CompletedProcess[str]"]


def process_call(database: Path, *arguments: object) -> list[str]:
    """How a command on a database is called as a process of its own."""
    return [sys.executable, "-P", "-m", "movierec_tui", "--db", str(database), *map(str, arguments)]


@pytest.fixture
def launch(trained_library: Path) -> Launch:
    """Runs `python -P -m movierec_tui` as a process of its own."""

    def launch_process(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            process_call(trained_library, *arguments),
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            check=False,
            env=dict(os.environ),
        )

    return launch_process
