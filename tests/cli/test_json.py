"""Every command's JSON is of the type that docs/json.md promises, and nothing of a type is missing there."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from bench import json_page
from movierec_tui.cli import front, root
from movierec_tui.cli.json_types import ANSWERS, Error
from tests.cli.conftest import CommandLine, check_answer
from tests.cli.test_help import COMMANDS, ROOT
from tests.data.imdb_files import Film, write_imdb
from tests.library import LEON, MATRIX, STAR_WARS, library_ratings

LETTERBOXD = "Date,Name,Year,Letterboxd URI,Rating\n2021-03-01,Fargo,1996,x,4\n2021-03-02,Amelie,2003,x,3\n,,,,\n"
BRIEF = ("--model", "bayesian", "--epochs", 1, "--device", "cpu")


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
    ("paths",),
    ("completion", "zsh"),
    ("config",),
    ("sql", "select * from active_movie_feature limit 2"),
    ("backup", "kept.db"),
    ("check",),
    ("repair",),
    ("train", *BRIEF),
    ("evaluate", "--train", "train.tsv", "--test", "test.tsv", *BRIEF),
    ("runs",),
    ("runs", "list"),
    ("runs", "activate", 1),
    ("runs", "delete", 2, "--yes"),
    ("data", "import", "films", "--replace", "--yes"),
)
ASKED_ELSEWHERE = {"data get", "export", "serve"}
"""`data get`, which needs a server, in `test_data_sets`; `export`, which needs an extra, in `tests/front/test_outgrow`;
`serve` answers as long as it runs."""


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


@pytest.mark.parametrize(
    ("call", "exit_code", "code", "hint"),
    [
        (("movie", 999999), 1, "not_found", "movierec-tui search"),
        (("movie", "no such film at all"), 1, "not_found", "movierec-tui search"),
        (("movie",), 2, "usage", "movierec-tui movie --help"),
        (("recommend", 3, "--year", "nineties"), 2, "usage", "movierec-tui recommend --help"),
        (("serach", "x"), 2, "usage", "movierec-tui --help"),
        (("data", "import", "/no/such/file.zip"), 1, "job", None),
        (("sql", "delete from rating"), 1, "database", None),
        (("picture", "map", "--out", "map.gif"), 1, "database", None),
    ],
)
def test_an_error_is_one_object(
    cli: CommandLine, call: tuple[object, ...], exit_code: int, code: str, hint: str | None
) -> None:
    outcome = cli(*call, "--json")

    error = _error(outcome.err)
    assert (outcome.code, outcome.out, error["code"]) == (exit_code, "", code)
    assert (error["hint"] or "").startswith(hint or "")


def test_what_is_missing_has_a_code_and_the_command_that_makes_it(nowhere: CommandLine, untrained: CommandLine) -> None:
    without_database = _error(nowhere("search", "star", "--json").err)
    without_model = _error(untrained("recommend", 3, "--json").err)

    assert (without_database["code"], without_database["hint"]) == ("no_database", "movierec-tui setup")
    assert (without_model["code"], without_model["hint"]) == ("no_model", "movierec-tui train")


def test_an_ambiguous_title_gives_the_films_that_it_may_mean(cli: CommandLine) -> None:
    error = _error(cli("movie", "genre:sci-fi", "--json").err)

    assert error["code"] == "ambiguous"
    film = {"movie_id": MATRIX, "title": "The Matrix", "source_title": "Matrix, The (1999)", "year": 1999}
    assert film in error["candidates"]


def _error(text: str) -> Any:
    """The error of a call, which is the last line on standard error."""
    return TypeAdapter(Error).validate_json(text.splitlines()[-1], strict=True)["error"]


def test_the_page_and_the_schema_are_of_these_types() -> None:
    assert (json_page.DOCS / "json.md").read_text("utf-8") == json_page.page_text()
    assert (json_page.DOCS / "json-schema.json").read_text("utf-8") == json_page.schema_text()


def test_the_page_names_every_code_of_an_error() -> None:
    source = inspect.getsource(front) + inspect.getsource(root)
    codes = set(re.findall(r'(?:complain\(\s*|\w: )"([a-z_]+)"', source))

    assert codes >= {"usage", "ambiguous", "output", "bug"}
    assert {code for code in codes if f"`{code}`" not in json_page.page_text()} == set()
