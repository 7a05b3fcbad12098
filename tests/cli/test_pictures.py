"""Pictures from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from movierec_tui.__main__ import run


@pytest.fixture
def database(library_file: Path) -> str:
    return str(library_file)


@pytest.mark.parametrize(
    "words",
    [
        ("map",),
        ("map", "--user", "7", "--genre", "horror", "--dark"),
        ("taste", "--user", "7", "--beside", "others"),
        ("curves", "--run", "1"),
    ],
    ids=" ".join,
)
def test_each_picture_is_written_where_it_was_asked_for(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    out = tmp_path / "picture.svg"
    assert run(["--db", database, "picture", *words, "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"path": str(out), "bytes": out.stat().st_size}
    assert out.read_text("utf-8").startswith("<?xml")


def test_a_file_that_is_there_is_only_replaced_where_that_is_said(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "picture.svg"
    out.write_text("mine")
    out.chmod(0o600)
    call = ["--db", database, "picture", "curves", "--run", "1", "--out", str(out)]

    assert run(call) == 1
    assert "--force" in capsys.readouterr().err
    assert out.read_text() == "mine"
    assert run([*call, "--force"]) == 0

    assert out.read_text("utf-8").startswith("<?xml")
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("map", "--out", "map.gif"), ".svg or .png"),
        (("map", "--genre", "nope", "--out", "map.svg"), "no genre"),
        (("taste", "--out", "taste.svg"), "Whose taste"),
        (("taste", "--user", "nobody", "--out", "taste.svg"), "nobody"),
        (("curves", "--run", "99", "--out", "curves.svg"), "no run 99"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_what_cannot_be_drawn_is_one_sentence(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["--db", database, "picture", *words]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("Error: ")
    assert sentence in printed.err
    assert printed.err.count("\n") == 1
    assert [entry.name for entry in tmp_path.iterdir()] == []
