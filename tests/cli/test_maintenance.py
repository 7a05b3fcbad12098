"""The commands that keep a database safe."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from tests import disks
from tests.cli.conftest import ANNS_RATINGS, CommandLine
from tests.library import MATRIX, STAR_WARS

ROOT = Path(__file__).parents[2]


def _change(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(statement)
    connection.close()


def test_a_backup_says_where_it_is_and_can_be_used(ann: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"

    told = ann.ask("backup", file)

    assert told == {
        "database": str(ann.database),
        "path": str(file),
        "bytes": file.stat().st_size,
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert CommandLine(file, ann.capture).ask("profile", "list")[0]["ratings"] == len(ANNS_RATINGS)


def test_a_backup_is_told_to_people_in_a_sentence(cli: CommandLine, tmp_path: Path) -> None:
    assert cli("backup", tmp_path / "kept.db").out.startswith(f"Backed up to {tmp_path / 'kept.db'} (")


def test_a_backup_replaces_a_file_only_when_told(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    file.write_text("precious")

    outcome = cli("backup", file)

    assert outcome.code == 1
    assert outcome.err.endswith("exists already: add --force to replace it, or name another file.\n")
    assert file.read_text() == "precious"
    assert cli("backup", file, "--force").code == 0


@pytest.mark.parametrize("call", [["backup", "kept.db"], ["check"], ["repair"]])
def test_without_a_database_nothing_is_made(nowhere: CommandLine, call: list[str]) -> None:
    outcome = nowhere(*call)

    assert outcome.code == 1
    assert "movierec-tui setup" in outcome.err
    assert not nowhere.database.parent.exists()


def test_a_whole_database_is_said_to_be_whole(cli: CommandLine) -> None:
    outcome = cli("check")

    assert (outcome.code, outcome.out) == (0, f"{cli.database} is intact.\n")
    assert cli.ask("check") == {
        "database": str(cli.database),
        "ok": True,
        "checked": ["file", "keys", "ratings", "statistics", "search", "runs", "settings"],
        "findings": [],
    }


def test_what_is_wrong_is_listed_with_exit_code_1(own_copy: CommandLine) -> None:
    _change(own_copy.database, "UPDATE movie_stat SET ratings = 0")

    outcome = own_copy("check")

    assert outcome.code == 1
    assert "statistics  The counts or means of 11 films are wrong." in outcome.out
    assert "`movierec-tui repair` repairs what it can" in outcome.out
    assert '"repairable": true' in own_copy("check", "--json").out


def test_a_repair_says_what_it_did_and_where_the_copy_is(own_copy: CommandLine) -> None:
    _change(own_copy.database, "DELETE FROM movie_stat")
    _change(own_copy.database, "DELETE FROM user_feature WHERE user_id = 1")

    outcome = own_copy("repair")

    assert outcome.code == 0
    assert "Recounted the ratings of all films and users." in outcome.out
    assert "Deleted run 1. Run 1 has no vectors for 1 users." in outcome.out
    assert f"The database as it was before: {own_copy.database}.before-repair." in outcome.out
    assert own_copy("check").code == 0


def test_a_repair_of_what_is_whole_does_nothing(own_copy: CommandLine) -> None:
    outcome = own_copy("repair", "--json").json

    assert (outcome["ok"], outcome["done"], outcome["path"]) == (True, [], None)


def test_what_cannot_be_mended_is_said(ann: CommandLine) -> None:
    _change(ann.database, "UPDATE rating SET rating = 9 WHERE user_id < 0")

    outcome = ann("repair")

    assert outcome.code == 1
    assert "ratings of profiles are not half stars" in outcome.out
    assert "put a backup in its place" in outcome.out


def test_a_file_that_cannot_even_be_opened_is_a_finding(own_copy: CommandLine) -> None:
    with own_copy.database.open("r+b") as file:
        file.seek(100)
        file.write(b"\xa5" * 5000)

    outcome = own_copy("check", "--json")

    assert outcome.code == 1
    assert '"ok": false' in outcome.out
    assert "is damaged" in outcome.out
    assert "Traceback" not in outcome.err


READING: list[list[object]] = [
    ["info"],
    ["search", "matrix"],
    ["movie", MATRIX],
    ["user", 3],
    ["recommend", 3],
    ["similar", "movie", MATRIX],
    ["predict", 3, MATRIX],
    ["runs"],
    ["profile", "list"],
    ["data", "list"],
    ["sql", "select count(*) from rating"],
    ["check"],
]
WRITING: list[list[object]] = [
    ["profile", "create", "bob"],
    ["runs", "activate", 1],
    ["train", "--epochs", "1"],
    ["data", "get", "ml-100k", "--replace", "--yes"],
    ["repair"],
]


def test_a_folder_that_may_not_be_written_is_good_for_reading(
    trained_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with disks.read_only_folder(tmp_path / "shelf", trained_library) as folder:
        cli = CommandLine(folder / trained_library.name, capsys)
        for call in READING:
            outcome = cli(*call)
            assert (call, outcome.code) == (call, 0), outcome.err
        for call in WRITING:
            outcome = cli(*call)
            assert (call, outcome.code) == (call, 1)
            assert outcome.err.endswith(
                f"Error: {cli.database} may not be written: check the permissions of the file and its folder.\n"
            )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may enter every folder")
def test_a_file_in_a_folder_that_nobody_may_enter_is_explained(
    trained_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    shutil.copy(trained_library, folder / "library.db")
    folder.chmod(0)
    outcome = CommandLine(folder / "library.db", capsys)("info")
    folder.chmod(0o700)

    assert outcome.code == 1
    assert "cannot be opened: permission denied" in outcome.err


@pytest.mark.parametrize("room", [0, 200])
def test_a_full_disk_is_one_sentence_and_loses_nothing(
    trained_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], room: int
) -> None:
    with disks.small_disk(tmp_path / "small", 2000) as folder:
        cli = CommandLine(Path(shutil.copy(trained_library, folder / "library.db")), capsys)
        cli.ask("profile", "create", "ann")
        cli.ask("rate", "ann", MATRIX, 4.5)
        disks.fill(folder, room)

        imported = cli("data", "import", _large_set(tmp_path), "--replace", "--yes")
        trained = cli("train", "--model", "bayesian", "--epochs", "1", "--device", "cpu")
        rated = cli("rate", "ann", STAR_WARS, 3)

        assert imported.code == 1
        for outcome in (imported, trained, rated):
            assert outcome.code == 0 or "is full: make room and try again" in outcome.err.splitlines()[-1]
        disks.make_room(folder)
        kept = cli.ask("sql", "select rating from rating where user_id < 0 order by movie_id")
        assert kept == [{"rating": 4.5}, {"rating": 3.0}][: 2 if rated.code == 0 else 1]
        assert cli.ask("info")["dataset"] == "tiny"
        assert {finding["part"] for finding in _findings(cli)} <= {"runs"}
        assert cli("rate", "ann", MATRIX, 2).code == 0


def _findings(cli: CommandLine) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(cli("check", "--json").out)["findings"]
    return found


def _large_set(folder: Path) -> Path:
    """A data set whose ratings do not fit a small disk."""
    files = folder / "set"
    files.mkdir(exist_ok=True)
    films = "".join(f"{film},Film {film} (1999),Drama\n" for film in range(1, 201))
    (files / "movies.csv").write_text("movieId,title,genres\n" + films)
    rows = "".join(f"{user},{film},4.0,1\n" for user in range(1, 201) for film in range(1, 201))
    (files / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + rows)
    return files


def test_config_says_what_is_set_and_by_whom_and_shows_no_password(
    ann: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOVIEREC_DATA_URL", "https://ann:secret@mirror.example/")

    settings = {setting["name"]: setting for setting in ann.ask("config")}

    assert (settings["database"]["value"], settings["database"]["set_by"]) == (str(ann.database), "option")
    assert (settings["active_profile"]["value"], settings["active_profile"]["set_by"]) == ("ann", "database")
    assert (
        settings["MOVIEREC_DATA_URL"].items() >= {"value": "https://mirror.example/", "set_by": "environment"}.items()
    )
    assert (settings["MOVIEREC_DB"]["value"], settings["MOVIEREC_DB"]["set_by"]) == (None, "default")
    assert "secret" not in ann("config").out


def test_config_knows_every_variable_of_ours(cli: CommandLine) -> None:
    sources = (file for room in ("data", "db", "engine", "movierec_tui") for file in (ROOT / room).rglob("*.py"))
    read = {name for file in sources for name in re.findall(r"\bMOVIEREC_[A-Z_]+\b", file.read_text("utf-8"))}

    assert read
    assert read <= {setting["name"] for setting in cli.ask("config")}


def test_paths_are_absolute_and_say_what_is_there(nowhere: CommandLine) -> None:
    places = {place["name"]: place for place in nowhere.ask("paths")}

    assert places["database"] == {"name": "database", "path": str(nowhere.database), "exists": False}
    assert all(Path(place["path"]).is_absolute() for place in places.values())
