"""One file arrives whole from servers of all kinds, and goes on where it stopped if that is possible."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.transfer import PartFile, Patience, SourceError, fetch, shown_address
from tests.data.expired_certificate import EXPIRED
from tests.data.server import Behaviour, FileServer

IMPATIENT = Patience(connect=5, read=0.5, attempts=2)
CONTENT = bytes(range(256)) * 4096


@pytest.fixture
def part(tmp_path: Path) -> PartFile:
    return PartFile(tmp_path / "file.part")


def url_of(server: FileServer) -> str:
    server.files["file"] = CONTENT
    return f"{server.address}/file"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://ann:secret@example.org:8443/ml/x.zip", "https://example.org:8443/ml/x.zip"),
        ("https://example.org/a@b.zip", "https://example.org/a@b.zip"),
        ("nonsense", "nonsense"),
    ],
)
def test_no_message_shows_a_password(address: str, shown: str) -> None:
    assert shown_address(address) == shown


@pytest.mark.parametrize("first", [Behaviour.BREAKS, Behaviour.STALLS])
def test_a_broken_or_stalled_transfer_goes_on_where_it_stopped(
    server: FileServer, part: PartFile, first: Behaviour
) -> None:
    server.behaviours = [first]
    fetch(url_of(server), part, 2**30, patience=IMPATIENT)
    assert part.path.read_bytes() == CONTENT
    assert [wanted for _, wanted in server.requests] == [None, f"bytes={len(CONTENT) // 2}-"]


@pytest.mark.parametrize("second", [Behaviour.NO_RANGES, Behaviour.WRONG_RANGE])
def test_a_server_that_cannot_go_on_is_asked_for_all_of_it(
    server: FileServer, part: PartFile, second: Behaviour
) -> None:
    url = url_of(server)
    server.behaviours = [Behaviour.BREAKS]
    with pytest.raises(SourceError):
        fetch(url, part, 2**30, patience=replace(IMPATIENT, attempts=1))
    server.behaviours = [second]
    fetch(url, part, 2**30, patience=IMPATIENT)
    assert part.path.read_bytes() == CONTENT


def test_a_later_call_goes_on_with_what_an_earlier_one_left(server: FileServer, part: PartFile) -> None:
    server.behaviours = [Behaviour.BREAKS]
    with pytest.raises(SourceError, match="broke"):
        fetch(url_of(server), part, 2**30, patience=replace(IMPATIENT, attempts=1))
    assert part.size == len(CONTENT) // 2
    told: list[tuple[str, int, int]] = []
    fetch(url_of(server), part, 2**30, lambda *step: told.append(step))
    assert part.path.read_bytes() == CONTENT
    assert told[0] == ("download", len(CONTENT) // 2, len(CONTENT))


def test_a_file_that_changed_meanwhile_is_fetched_from_its_start(server: FileServer, part: PartFile) -> None:
    server.behaviours = [Behaviour.BREAKS]
    with pytest.raises(SourceError):
        fetch(url_of(server), part, 2**30, patience=replace(IMPATIENT, attempts=1))
    server.files["file"] = CONTENT[::-1]
    server.version = '"v2"'
    fetch(f"{server.address}/file", part, 2**30)
    assert part.path.read_bytes() == CONTENT[::-1]


def test_a_file_that_shrank_meanwhile_is_fetched_from_its_start(server: FileServer, part: PartFile) -> None:
    server.behaviours = [Behaviour.BREAKS]
    with pytest.raises(SourceError):
        fetch(url_of(server), part, 2**30, patience=replace(IMPATIENT, attempts=1))
    server.files["file"] = CONTENT[:1000]
    fetch(f"{server.address}/file", part, 2**30)
    assert part.path.read_bytes() == CONTENT[:1000]


def test_a_part_of_another_address_is_not_gone_on_with(server: FileServer, part: PartFile) -> None:
    server.behaviours = [Behaviour.BREAKS]
    with pytest.raises(SourceError):
        fetch(url_of(server), part, 2**30, patience=replace(IMPATIENT, attempts=1))
    server.files["other"] = CONTENT[::-1]
    fetch(f"{server.address}/other", part, 2**30)
    assert part.path.read_bytes() == CONTENT[::-1]


def test_without_a_version_nothing_is_kept_to_go_on_with(server: FileServer, part: PartFile) -> None:
    server.behaviours = [Behaviour.NO_VALIDATOR]
    fetch(url_of(server), part, 2**30)
    assert part.validator(url_of(server)) is None


def test_an_unknown_length_is_told_as_zero(server: FileServer, part: PartFile) -> None:
    server.behaviours = [Behaviour.NO_LENGTH]
    told: list[tuple[str, int, int]] = []
    fetch(url_of(server), part, 2**30, lambda *step: told.append(step))
    assert part.path.read_bytes() == CONTENT
    assert {total for _, _, total in told} == {0}


def test_a_server_that_stays_silent_is_given_up(server: FileServer, part: PartFile) -> None:
    server.behaviours = [Behaviour.STALLS] * 9
    with pytest.raises(SourceError, match=r"127\.0\.0\.1 sent nothing for 0\.5 seconds"):
        fetch(url_of(server), part, 2**30, patience=IMPATIENT)
    assert len(server.requests) == IMPATIENT.attempts


@pytest.mark.parametrize("behaviour", [Behaviour.GOOD, Behaviour.ENDLESS])
def test_far_more_bytes_than_expected_are_refused(server: FileServer, part: PartFile, behaviour: Behaviour) -> None:
    server.behaviours = [behaviour]
    with pytest.raises(SourceError, match="far more"):
        fetch(url_of(server), part, 1000, patience=IMPATIENT)
    assert part.size == 0


def test_a_cancelled_transfer_can_be_gone_on_with(server: FileServer, part: PartFile) -> None:
    class CancelledError(Exception):
        pass

    def cancel(_phase: str, done: int, _total: int) -> None:
        if done > 100_000:
            raise CancelledError

    with pytest.raises(CancelledError):
        fetch(url_of(server), part, 2**30, cancel)
    assert 0 < part.size < len(CONTENT)
    fetch(url_of(server), part, 2**30)
    assert part.path.read_bytes() == CONTENT
    assert server.requests[-1][1] is not None


def test_a_certificate_that_has_expired_is_told_with_its_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = tmp_path / "expired.pem"
    certificate.write_text(EXPIRED)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    with (
        FileServer(certificate=certificate) as server,
        pytest.raises(SourceError, match=r"^the certificate of 127\.0\.0\.1 expired on 2001-08-28, so it cannot be"),
    ):
        fetch(f"{server.address}/a.zip", PartFile(tmp_path / "part"), 100)


def test_a_name_that_is_not_known_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    with pytest.raises(SourceError, match=r"^nowhere\.invalid cannot be reached \(its name is not known here"):
        fetch("https://nowhere.invalid/a.zip", PartFile(tmp_path / "part"), 100)
