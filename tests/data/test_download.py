"""Downloads arrive whole and verified, or end in one sentence that says what to do."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from data.catalogue import CatalogueEntry, find_entry
from data.download import download
from data.errors import DataSetError
from data.progress import Progress, silent
from data.readers import open_data_set
from data.transfer import Patience
from tests.data.server import Behaviour, FileServer
from tests.data.tiny_sets import csv_files, ml_1m, recbole_100k, write_zip

IMPATIENT = Patience(connect=5, read=5, attempts=3)


def tiny(name: str = "ml-1m") -> CatalogueEntry:
    """The catalogue's entry, with the counts of the tiny data sets and no checksum."""
    return replace(find_entry(name), ratings=5, movies=3, users=2, md5=None, sha256=None, mirrors=())


def serve(server: FileServer, folder: Path, name: str = "ml-1m") -> bytes:
    content = write_zip(folder / "served.zip", csv_files() if name.startswith("ml-latest") else ml_1m()).read_bytes()
    server.files[f"{name}.zip"] = content
    return content


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def failure(entry: CatalogueEntry, folder: Path, progress: Progress = silent) -> str:
    with pytest.raises(DataSetError) as caught:
        download(entry, folder, progress, patience=IMPATIENT)
    return str(caught.value)


def test_a_download_ends_as_a_verified_archive_and_tells_its_progress(server: FileServer, tmp_path: Path) -> None:
    content = serve(server, tmp_path)
    told: list[tuple[str, int, int]] = []
    path = download(tiny(), tmp_path / "new" / "folder", lambda *step: told.append(step))
    assert path.read_bytes() == content
    assert files_in(path.parent) == ["ml-1m.zip"]
    assert told[0] == ("download", 0, len(content))
    assert told[-1] == ("download", len(content), len(content))
    with open_data_set(path) as reader:
        assert len(reader.movies()) == 3


def test_what_is_there_already_is_not_fetched_again(server: FileServer, tmp_path: Path) -> None:
    serve(server, tmp_path)
    first = download(tiny(), tmp_path / "x")
    assert download(tiny(), tmp_path / "x") == first
    assert len(server.requests) == 1


def test_a_damaged_archive_is_fetched_again(server: FileServer, tmp_path: Path) -> None:
    content = serve(server, tmp_path)
    path = download(tiny(), tmp_path / "x")
    path.write_bytes(content[:100])
    assert download(tiny(), tmp_path / "x").read_bytes() == content


def test_the_checksum_decides_where_one_is_known(server: FileServer, tmp_path: Path) -> None:
    content = serve(server, tmp_path)
    for number, known in enumerate(
        (
            replace(tiny(), md5=hashlib.md5(content, usedforsecurity=False).hexdigest(), ratings=99),
            replace(tiny(), sha256=hashlib.sha256(content).hexdigest(), md5="0" * 32, ratings=99),
        )
    ):
        assert download(known, tmp_path / str(number)).exists()


def test_a_mirrors_repacked_archive_is_judged_by_its_content(server: FileServer, tmp_path: Path) -> None:
    serve(server, tmp_path)
    assert download(replace(tiny(), md5="0" * 32), tmp_path / "x").exists()


def test_grouplens_own_archive_must_have_the_published_checksum(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(server, tmp_path)
    monkeypatch.setattr("data.catalogue.OFFICIAL_BASE", f"{server.address}/")
    message = failure(replace(tiny(), md5="0" * 32), tmp_path / "x")
    assert "its MD5 sum is" in message
    assert files_in(tmp_path / "x") == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<html>Not here</html>", "not a whole zip archive"),
        (b"", "not a whole zip archive"),
    ],
)
def test_what_is_no_archive_is_thrown_away(server: FileServer, tmp_path: Path, content: bytes, problem: str) -> None:
    server.files["ml-1m.zip"] = content
    assert problem in failure(tiny(), tmp_path / "x")
    assert files_in(tmp_path / "x") == []


def test_a_flipped_bit_is_found(server: FileServer, tmp_path: Path) -> None:
    content = bytearray(serve(server, tmp_path))
    content[60] ^= 1
    server.files["ml-1m.zip"] = bytes(content)
    assert "is of no use" in failure(tiny(), tmp_path / "x")
    assert files_in(tmp_path / "x") == []


def test_too_few_rows_are_found(server: FileServer, tmp_path: Path) -> None:
    serve(server, tmp_path)
    assert "it holds 5 ratings where ml-1m has 6" in failure(replace(tiny(), ratings=6), tmp_path / "x")


def test_a_data_set_that_may_change_is_judged_by_its_content(server: FileServer, tmp_path: Path) -> None:
    serve(server, tmp_path, "ml-latest-small")
    assert download(replace(tiny("ml-latest-small"), ratings=9), tmp_path / "x").exists()
    assert "where ml-latest-small has 11" in failure(replace(tiny("ml-latest-small"), ratings=11), tmp_path / "x")


@pytest.mark.parametrize("status", ["404 Not Found", "503 Service Unavailable"])
def test_an_http_error_names_address_status_and_the_way_on(server: FileServer, tmp_path: Path, status: str) -> None:
    if status.startswith("503"):
        serve(server, tmp_path)
        server.behaviours = [Behaviour.FAILS]
    message = failure(tiny(), tmp_path / "x")
    assert f"{server.address}/ml-1m.zip answers {status}" in message
    assert "movierec-tui data import PATH" in message


def test_an_interrupted_download_says_that_it_goes_on_and_does(server: FileServer, tmp_path: Path) -> None:
    content = serve(server, tmp_path)
    server.behaviours = [Behaviour.BREAKS, Behaviour.FAILS]
    assert "What came so far is kept." in failure(tiny(), tmp_path / "x")
    assert download(tiny(), tmp_path / "x").read_bytes() == content
    assert server.requests[-1][1] == f"bytes={len(content) // 2}-"


def test_a_server_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FileServer() as gone:
        address = gone.address
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("MOVIEREC_DATA_URL", address)
    assert "127.0.0.1 cannot be reached" in failure(tiny(), tmp_path)


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "127.0.0.1/data", "nonsense", "http://[bad"])
def test_an_address_that_is_none_gives_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("MOVIEREC_DATA_URL", address)
    assert failure(tiny(), tmp_path).startswith("ml-1m could not be downloaded: ")


def test_a_folder_that_cannot_be_made_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be used for downloads" in failure(tiny(), tmp_path / "file" / "x")


def test_two_downloads_of_one_data_set_do_not_mix(server: FileServer, tmp_path: Path) -> None:
    with FileLock(tmp_path / "ml-1m.zip.lock"):
        assert "another process" in failure(tiny(), tmp_path)
    assert server.requests == []


class TestMirrors:
    """Where GroupLens does not give an archive, its mirrors are asked in turn."""

    @pytest.fixture(autouse=True)
    def grouplens_is_here(self, server: FileServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("data.catalogue.OFFICIAL_BASE", f"{server.address}/")

    def entry(self, server: FileServer, content: bytes, *mirrors: str, name: str = "ml-1m") -> CatalogueEntry:
        addresses = tuple(f"{server.address}/{mirror}" for mirror in mirrors)
        return replace(tiny(name), sha256=hashlib.sha256(content).hexdigest(), mirrors=addresses)

    def test_the_next_one_is_asked_when_one_fails(self, server: FileServer, tmp_path: Path) -> None:
        content = serve(server, tmp_path)
        server.files = {"mirror/2.zip": content}

        path = download(self.entry(server, content, "mirror/1.zip", "mirror/2.zip"), tmp_path / "x")

        assert path.read_bytes() == content
        assert [path for path, _ in server.requests] == ["/ml-1m.zip", "/mirror/1.zip", "/mirror/2.zip"]
        assert files_in(tmp_path / "x") == ["ml-1m.zip"]

    def test_another_file_is_refused_whatever_the_source(self, server: FileServer, tmp_path: Path) -> None:
        for name in ("ml-1m", "ml-latest-small"):
            content = serve(server, tmp_path, name)
            other = write_zip(tmp_path / "other.zip", csv_files() | {"more.txt": b"more"}).read_bytes()
            server.files = {f"mirror/{name}.zip": other}
            message = failure(self.entry(server, content, f"mirror/{name}.zip", name=name), tmp_path / "x")

            assert f"/{name}.zip answers 404" in message
            assert "is not the file that GroupLens publishes: its SHA-256 sum is" in message
            assert files_in(tmp_path / "x") == []

    def test_what_came_from_each_goes_on_later(self, server: FileServer, tmp_path: Path) -> None:
        content = serve(server, tmp_path)
        server.files["mirror.zip"] = content
        entry = self.entry(server, content, "mirror.zip")
        server.behaviours = [Behaviour.BREAKS, Behaviour.FAILS, Behaviour.BREAKS, Behaviour.FAILS]
        assert "What came so far is kept." in failure(entry, tmp_path / "x")

        assert download(entry, tmp_path / "x").read_bytes() == content

        assert server.requests[-1] == ("/ml-1m.zip", f"bytes={len(content) // 2}-")
        assert files_in(tmp_path / "x") == ["ml-1m.zip"]


class TestSecondSource:
    """ml-100k has another source; these never leave this machine."""

    def from_here(self, target: Path, _progress: Progress) -> None:
        write_zip(target, recbole_100k(), inner="ml-100k")

    def test_it_is_asked_when_the_first_one_fails(self, server: FileServer, tmp_path: Path) -> None:
        path = download(tiny("ml-100k"), tmp_path, patience=IMPATIENT, second_source=self.from_here)
        with open_data_set(path) as reader:
            assert reader.name == "ml-100k"
        assert len(server.requests) == 1

    def test_what_it_gave_is_not_fetched_again(self, server: FileServer, tmp_path: Path) -> None:
        first = download(tiny("ml-100k"), tmp_path, patience=IMPATIENT, second_source=self.from_here)
        assert download(tiny("ml-100k"), tmp_path) == first
        assert len(server.requests) == 1

    def test_it_is_also_asked_when_the_first_one_sends_rubbish(self, server: FileServer, tmp_path: Path) -> None:
        server.files["ml-100k.zip"] = b"rubbish"
        assert download(tiny("ml-100k"), tmp_path, patience=IMPATIENT, second_source=self.from_here).exists()

    def test_when_both_fail_the_message_tells_both_reasons_and_the_way_on(
        self, server: FileServer, tmp_path: Path
    ) -> None:
        def broken(_target: Path, _progress: Progress) -> None:
            raise DataSetError("pip is missing")

        with pytest.raises(DataSetError) as caught:
            download(tiny("ml-100k"), tmp_path, patience=IMPATIENT, second_source=broken)
        message = str(caught.value)
        assert f"{server.address}/ml-100k.zip answers 404" in message
        assert "pip is missing" in message
        assert "movierec-tui data import PATH" in message

    @pytest.mark.usefixtures("server")
    def test_it_must_hold_the_whole_data_set(self, tmp_path: Path) -> None:
        more = replace(tiny("ml-100k"), ratings=100)
        with pytest.raises(DataSetError, match="it holds 5 ratings where ml-100k has 100"):
            download(more, tmp_path, patience=IMPATIENT, second_source=self.from_here)
        assert files_in(tmp_path) == []
