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
