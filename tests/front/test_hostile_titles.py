"""A film whose title does everything that a title can do wrong, from its file to app, commands and exports."""

from __future__ import annotations

import csv
import io
import json
import shutil
import stat
from pathlib import Path

import pytest

from db.checks.check import check
from db.search.films import search_movies
from db.store.database import open_store
from engine.events import DoneEvent
from movierec_tui.__main__ import run
from movierec_tui.jobs.children import ingest_command, run_blocking
from tests.app.driving import person_at
from tests.library import publish_random_run

HOSTILE = (
    "=cmd|' /C calc'!A0 \x1b]0;mine\x07\x1b[31mRed\x9b2J \u202eesrever\u2066 [bold]x[/b] :smile: 🎬👩\u200d👩\u200d👧\n"
    'next\tline \ud7ff\ufffe\'; DROP TABLE movie;-- "quoted", ' + "long " * 2000 + "end (1999)"
)
OBEYED = set("\x1b\x07\x9b\u202e\u2066\r")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set with the film 7, and a model; imported by the real job. Only to be read or copied."""
    folder = tmp_path_factory.mktemp("hostile")
    files = folder / "set"
    files.mkdir()
    with (files / "movies.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["movieId", "title", "genres"])
        rows.writerow([7, HOSTILE, "Drama|[red]"])
        rows.writerows([film, f"Film {film} (2000)", "Comedy"] for film in range(8, 20))
    ratings = "".join(f"{user},{film},4.0,1\n" for user in range(1, 6) for film in range(7, 20))
    (files / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + ratings)
    path = folder / "movies.db"
    done = run_blocking(ingest_command(path, str(files)), lambda _event: None)
    assert isinstance(done, DoneEvent)
    store = open_store(path)
    publish_random_run(store)
    store.close()
    return path


@pytest.fixture
def database(library: Path, tmp_path: Path) -> Path:
    """A copy that the test may change."""
    return Path(shutil.copy(library, tmp_path / "movies.db"))


def test_the_title_is_stored_as_it_is_and_found(database: Path) -> None:
    store = open_store(database)
    with store.reading() as connection:
        found = search_movies(connection, "cmd calc red")
    assert check(store) == []
    store.close()

    assert found[0].movie_id == 7
    assert found[0].title == HOSTILE


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_app_shows_it_and_obeys_nothing(database: Path, size: tuple[int, int]) -> None:
    async with person_at(database, size) as person:
        await person.type("cmd")
        await person.sees("=cmd|' /C calc'!A0")
        person.app.open_movie(7)
        await person.sees("=cmd|' /C calc'!A0", "Nearest films ·")
        assert not OBEYED & set(person.screen())


def call(database: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["--db", str(database), *arguments])
    written = capsys.readouterr()
    return code, written.out, written.err


def test_commands_show_it_in_one_line_and_obey_nothing(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["search", "cmd"],
        ["movie", "7"],
        ["fans", "8"],
        ["user", "3"],
        ["sql", "select * from movie"],
    ):
        code, out, err = call(database, capsys, *arguments)
        assert (code, err) == (0, "")
        assert "=cmd|' /C calc'!A0" in out
        assert not OBEYED & set(out)
        assert "next line" in out
    code, out, _ = call(database, capsys, "movie", "7", "--json")
    assert json.loads(out)["source_title"] == HOSTILE


def test_no_export_makes_a_formula_of_it(database: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    call(database, capsys, "profile", "create", "ann")
    call(database, capsys, "rate", "ann", "7", "4.5")
    for name in ("mine.csv", "mine.json"):
        code, _, err = call(database, capsys, "profile", "export", "ann", str(tmp_path / name))
        assert code == 0, err
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    text = (tmp_path / "mine.csv").read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]


@pytest.mark.parametrize("number", ["9223372036854775808", "-9223372036854775809", "1" + "0" * 30, "0", "-1", "1e400"])
@pytest.mark.parametrize("command", [["movie"], ["user"], ["similar", "movie"], ["recommend"], ["runs", "activate"]])
def test_a_number_beyond_all_ids_is_nobodys(
    database: Path, capsys: pytest.CaptureFixture[str], command: list[str], number: str
) -> None:
    code, out, err = call(database, capsys, *command, "--", number)

    assert code in (1, 2)
    assert out == ""
    assert "Traceback" not in err
    assert "defect" not in err


def test_no_room_reads_or_runs_what_others_wrote_as_code() -> None:
    """No pickle, no eval, no torch files."""
    root = Path(__file__).parents[2]
    forbidden = (
        "import pickle",
        "pickle.",
        "torch.load",
        "torch.save",
        "marshal",
        "shelve",
        "joblib",
        "allow_pickle",
    )
    for room in ("data", "db", "engine", "movierec_tui"):
        for file in (root / room).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            assert not [word for word in forbidden if word in text], file
            assert " eval(" not in text, file
            assert " exec(" not in text, file
