"""Files named `-`, and what happens before something is destroyed."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import ANNS_RATINGS, CommandLine, process_call
from tests.library import LEON


def piped(database: Path, content: bytes, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    """A command in a pipe, as a process of its own."""
    return subprocess.run(process_call(database, *arguments), input=content, capture_output=True, check=False)


def test_an_import_and_a_query_come_from_standard_input(ann: CommandLine) -> None:
    imported = piped(ann.database, b"Title,Year,Rating10\nFargo,1996,8\n", "profile", "import", "ann", "-", "--json")
    asked = piped(ann.database, b"select count(*) as n\nfrom rating where user_id < 0", "sql", "-", "--json")
    refused = piped(ann.database.with_name("new.db"), b"no zip", "data", "import", "-", "--quiet")

    assert json.loads(imported.stdout)["rows"] == 1, imported.stderr
    assert json.loads(asked.stdout) == [{"n": len(ANNS_RATINGS)}]
    assert refused.stderr.startswith(b"Error: standard input is not a whole zip archive")


def test_an_export_a_picture_and_a_backup_go_to_standard_output(ann: CommandLine, tmp_path: Path) -> None:
    exported = ann("profile", "export", "ann", "-")
    drawn = piped(ann.database, b"", "picture", "curves", "-o", "-", "--format", "png")
    kept = piped(ann.database, b"", "backup", "-")

    assert exported.out.splitlines()[0].startswith("kind,movie_id,title,source_title,year")
    assert len(exported.out.splitlines()) == 1 + len(ANNS_RATINGS)
    assert drawn.stdout.startswith(b"\x89PNG")
    (tmp_path / "kept.db").write_bytes(kept.stdout)
    with closing(sqlite3.connect(tmp_path / "kept.db")) as copy:
        assert copy.execute("select count(*) from rating where user_id < 0").fetchone() == (len(ANNS_RATINGS),)
    assert not list(ann.database.parent.glob("-*"))


@pytest.mark.parametrize("call", [("train", "--tensorboard"), ("data", "enrich"), ("export", "--parquet")])
def test_several_files_need_a_folder(ann: CommandLine, call: tuple[str, ...]) -> None:
    refused = ann(*call, "-")

    assert refused.code == 2
    assert "Several files need a folder" in refused.err


@pytest.mark.parametrize("call", [("profile", "export", "ann", "-"), ("backup", "-"), ("picture", "map", "-o", "-")])
def test_standard_output_is_for_the_file_or_for_json(ann: CommandLine, call: tuple[str, ...]) -> None:
    outcome = ann(*call, "--json")

    assert (outcome.code, outcome.out) == (2, "")
    assert "not for both" in outcome.err


@pytest.mark.parametrize(
    "call",
    [
        ("runs", "delete", "2"),
        ("data", "get", "ml-100k", "--replace"),
        ("data", "import", "films", "--replace"),
        ("setup", "--dataset", "ml-100k", "--replace"),
        ("profile", "delete", "ann"),
    ],
)
def test_without_a_terminal_nothing_is_destroyed_unless_that_is_said(ann: CommandLine, call: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(ann.database)) as connection, connection:
        connection.execute(
            "insert into model_run select 2, status, model, created, finished, data_set, seed, device, config, metrics,"
            " message from model_run"
        )

    outcome = ann(*call)

    assert outcome.code == 2
    assert "add --yes" in outcome.err
    assert len(ann.ask("runs")) == 2
    assert ann.ask("profile", "list")[0]["ratings"] == len(ANNS_RATINGS)
    assert ann.ask("movie", LEON)
