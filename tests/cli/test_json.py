"""Every command's JSON is of the type that docs/json.md promises, and nothing of a type is missing there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from movierec_tui.cli.json_types import ANSWERS
from tests.cli.conftest import CommandLine, check_answer
from tests.cli.test_help import COMMANDS, ROOT
from tests.data.imdb_files import Film, write_imdb
from tests.library import LEON, MATRIX, STAR_WARS, library_ratings

LETTERBOXD = "Date,Name,Year,Letterboxd URI,Rating\n2021-03-01,Fargo,1996,x,4\n2021-03-02,Amelie,2003,x,3\n,,,,\n"
BRIEF = ("--model", "classic", "--epochs", 1, "--device", "cpu")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the files that commands read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letterboxd.csv").write_text(LETTERBOXD)
    lines = [f"{user}\t{film}\t{stars:g}\t{time}\n" for user, film, stars, time in library_ratings()]
    (tmp_path / "train.tsv").write_text("".join(lines[::2]))
    (tmp_path / "test.tsv").write_text("".join(lines[1::2]))
    write_imdb(tmp_path / "imdb", [Film(1160419, "Dune", 2021, 900_000)])
    films = tmp_path / "films"
    films.mkdir()
    (films / "movies.csv").write_text("movieId,title,genres\n1,Toy Story (1995),Comedy\n")
    (films / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,1,4.0,964982703\n")
    return tmp_path


CALLS: tuple[tuple[object, ...], ...] = (
    ("",),
    ("--version",),
    ("setup",),
    ("data", "list"),
    ("data", "enrich", "imdb"),
    ("search", "star"),
    ("movie", STAR_WARS),
    ("like", STAR_WARS, MATRIX),
    ("fans", STAR_WARS),
    ("user", 3),
    ("similar", "movie", STAR_WARS),
    ("similar", "user", 3),
    ("recommend", "ann", "--because"),
    ("together", "ann", 3),
    ("predict", "ann", STAR_WARS),
    ("why", "ann", STAR_WARS),
    ("rate", "ann", LEON, 4),
    ("unrate", "ann", LEON),
    ("watchlist", "add", "ann", LEON),
    ("watchlist", "list", "ann"),
    ("watchlist", "remove", "ann", LEON),
    ("hide", "ann", LEON),
    ("hidden", "ann"),
    ("recommend", "ann", "--save-filter", "mine"),
    ("profile", "show", "ann"),
    ("profile", "forget-filter", "ann", "mine"),
    ("unhide", "ann", LEON),
    ("profile", "import", "ann", "letterboxd.csv"),
    ("profile", "undo-import", "ann"),
    ("profile", "export", "ann", "ann.csv"),
    ("profile", "train-with", "off"),
    ("profile", "create", "bob"),
    ("profile", "list"),
    ("profile", "rename", "bob", "Bob"),
    ("profile", "switch", "ann"),
    ("profile", "delete", "bob", "--yes"),
    ("picture", "map", "--out", "map.svg"),
    ("picture", "taste", "--out", "taste.svg"),
    ("picture", "curves", "--out", "curves.svg"),
    ("info",),
    ("keys",),
    ("sql", "select * from active_movie_feature limit 2"),
    ("backup", "kept.db"),
    ("check",),
    ("repair",),
    ("train", *BRIEF),
    ("evaluate", "--train", "train.tsv", "--test", "test.tsv", *BRIEF),
    ("runs",),
    ("runs", "list"),
    ("runs", "activate", 1),
    ("runs", "delete", 2),
    ("data", "import", "films", "--replace"),
)
ASKED_ELSEWHERE = {"data get", "serve"}
"""`data get`, which needs a server, in `test_data_sets`; `serve` answers as long as it runs."""


def test_every_command_answers_with_its_type(ann: CommandLine, folder: Path) -> None:
    asked = set()
    for call in CALLS:
        arguments = [str(word) for word in call if word != ""]
        outcome = ann(*arguments, "--json")
        assert outcome.code == 0, (call, outcome.err)
        for line in outcome.out.splitlines():
            asked.add(check_answer(arguments, line))

    assert asked | ASKED_ELSEWHERE == set(ANSWERS)


def test_every_command_has_a_type() -> None:
    groups = {path for path in COMMANDS if hasattr(_command(path), "commands")} - {(), ("runs",)}

    assert {" ".join(path) for path in COMMANDS if path not in groups} | {"--version"} == set(ANSWERS)


def _command(path: tuple[str, ...]) -> Any:
    command = ROOT
    for name in path:
        command = command.commands[name]
    return command


def test_vectors_come_as_arrays_and_bytes_as_base64(cli: CommandLine, capsys: pytest.CaptureFixture[str]) -> None:
    query = "select vector, dot(vector, vector) as square from active_movie_feature limit 1"

    [row] = cli.ask("sql", query)
    [coded] = cli.ask("sql", query, "--blobs", "base64")

    assert sum(number**2 for number in row["vector"]) == pytest.approx(row["square"], rel=1e-5)
    assert isinstance(coded["vector"], str)
    assert "base64" in cli("sql", "select x'ff' as vector", "--json").err


def test_a_training_without_data_still_ends_with_failed(nowhere: CommandLine) -> None:
    outcome = nowhere("train", "--json")

    assert outcome.code == 1
    assert json.loads(outcome.out)["event"] == "failed"
    check_answer(["train"], outcome.out)
