"""Zip archives are not trusted: what is unsafe or damaged is refused with a sentence."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest

from data.archive import MAX_UNPACKED, check_members
from data.errors import DataSetError
from data.readers import open_data_set
from tests.data.tiny_sets import csv_files, ml_1m, write_zip


def read_all(path: Path) -> None:
    with open_data_set(path) as reader:
        reader.movies()
        list(reader.rating_chunks())


def refusal(path: Path) -> str:
    with pytest.raises(DataSetError) as caught:
        read_all(path)
    return str(caught.value)


@pytest.mark.parametrize("name", ["../evil.txt", "a/../../evil.txt", "/etc/evil", "C:/evil", "..\\evil", "a\\b"])
def test_paths_that_leave_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    assert "is refused" in refusal(write_zip(tmp_path / "x.zip", csv_files() | {name: b""}))


def test_links_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", csv_files())
    link = zipfile.ZipInfo("passwords.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "is a link" in refusal(path)


def test_encrypted_archives_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", csv_files())
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(content)
    assert "is encrypted" in refusal(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    assert "unpacks to more than" in refusal(write_zip(tmp_path / "x.zip", csv_files() | {"zeros": bytes(2**22)}))


def test_many_large_members_are_refused_by_their_sum() -> None:
    infos = [zipfile.ZipInfo(f"{number}.csv") for number in range(4)]
    for info in infos:
        info.file_size, info.compress_size = MAX_UNPACKED // 3, MAX_UNPACKED // 6
    with pytest.raises(DataSetError, match="would unpack to"):
        check_members(infos, "x.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", csv_files())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("ratings.csv", b"other")
    assert "twice" in refusal(path)


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in csv_files().items():
            archive.writestr(name, content)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"7,1,4.5,880000001", b"7,1,4.5,880000002"))
    assert refusal(path).startswith("ratings.csv is damaged inside the zip archive")


@pytest.mark.parametrize("kept", [0.2, 0.9])
def test_a_truncated_archive_is_not_a_whole_one(tmp_path: Path, kept: float) -> None:
    path = write_zip(tmp_path / "x.zip", ml_1m())
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert "is not a whole zip archive" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"<html>not found</html>"])
def test_what_is_not_a_zip_archive_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert "is not a whole zip archive" in refusal(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_an_unreadable_file_gives_a_sentence(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", ml_1m())
    path.chmod(0)
    assert "cannot be opened" in refusal(path)


def test_a_device_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.zip")
    assert "is no file or folder" in refusal(tmp_path / "pipe.zip")


def test_resource_forks_of_macos_are_ignored(tmp_path: Path) -> None:
    files = {f"ml-1m/{name}": content for name, content in ml_1m().items()}
    forks = {f"__MACOSX/ml-1m/._{name}": b"\0\5" for name in ml_1m()}
    with open_data_set(write_zip(tmp_path / "x.zip", forks | files)) as reader:
        assert len(reader.movies()) == 3
