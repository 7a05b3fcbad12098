"""The second source's wheel is checked and only its data set is taken out."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

import pytest

from data.errors import DataSetError
from data.progress import silent
from data.readers import open_data_set
from data.second_source import fetch_with_pip, take_from_wheel
from tests.data.tiny_sets import recbole_100k, write_zip

INNER = "recbole/dataset_example/ml-100k"


def wheel_in(folder: Path, files: dict[str, bytes]) -> tuple[Path, str]:
    path = write_zip(folder / "recbole-1.2.1-py3-none-any.whl", files)
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def whole_wheel() -> dict[str, bytes]:
    data = {f"{INNER}/{name}": content for name, content in recbole_100k().items()}
    return data | {"recbole/__init__.py": b"raise SystemExit", f"{INNER}/ml-100k.kg": b"other"}


def test_only_the_data_set_is_taken_and_it_is_readable(tmp_path: Path) -> None:
    wheel, checksum = wheel_in(tmp_path, whole_wheel())
    target = tmp_path / "out.zip"
    take_from_wheel(wheel, target, checksum)
    with zipfile.ZipFile(target) as archive:
        assert sorted(archive.namelist()) == [f"ml-100k/{name}" for name in sorted(recbole_100k())]
    with open_data_set(target) as reader:
        assert reader.movies()["title"].tolist() == ["Matrix, The (1999)", "Amélie (2001)", "[REC] (2007)"]


def test_the_wheel_itself_and_an_unpacked_folder_are_readable_too(tmp_path: Path) -> None:
    wheel, checksum = wheel_in(tmp_path, whole_wheel())
    take_from_wheel(wheel, tmp_path / "out.zip", checksum)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        archive.extractall(tmp_path / "folder")
    with open_data_set(wheel) as one, open_data_set(tmp_path / "folder") as two:
        assert one.name == two.name == "ml-100k"
        assert one.fingerprint == two.fingerprint


def test_another_wheel_is_refused(tmp_path: Path) -> None:
    wheel, _ = wheel_in(tmp_path, whole_wheel())
    with pytest.raises(DataSetError, match="SHA-256"):
        take_from_wheel(wheel, tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()


def test_a_wheel_without_the_data_set_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    wheel, checksum = wheel_in(tmp_path / "in", {"recbole/__init__.py": b""})
    with pytest.raises(DataSetError, match="does not hold the data set"):
        take_from_wheel(wheel, tmp_path / "out.zip", checksum)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_an_interpreter_without_pip_gives_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = tmp_path / "python"
    lacking.write_text("#!/bin/sh\necho 'No module named pip' >&2\nexit 1\n")
    lacking.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(lacking))
    with pytest.raises(DataSetError, match="No module named pip"):
        fetch_with_pip(tmp_path / "out.zip", silent)


def test_where_uv_made_the_environment_uv_runs_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uv = tmp_path / "uv"
    uv.write_text('#!/bin/sh\necho "asked for $1 $2 $4" >&2\nexit 1\n')
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr("data.second_source.find_spec", lambda _name: None)

    with pytest.raises(DataSetError, match="asked for tool run pip"):
        fetch_with_pip(tmp_path / "out.zip", silent)


def test_a_missing_interpreter_gives_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "missing"))
    with pytest.raises(DataSetError, match="pip cannot be started"):
        fetch_with_pip(tmp_path / "out.zip", silent)
