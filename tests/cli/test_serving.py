"""`serve`: what is said before anything is served, and who may connect to the app."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from movierec_tui.jobs.web_page import Page
from tests.cli.conftest import CommandLine


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


@pytest.fixture
def free() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def test_a_port_that_is_taken_is_told(cli: CommandLine, taken: int) -> None:
    outcome = cli("serve", "--port", taken)
    assert outcome.code == 1
    assert f"Port {taken} of 127.0.0.1 is not free" in outcome.err
    assert "--port" in outcome.err


def test_an_address_that_is_not_there_is_told(cli: CommandLine) -> None:
    outcome = cli("serve", "--host", "no such host")
    assert outcome.code == 1
    assert "There is no address 'no such host'" in outcome.err


def test_without_the_extra_one_sentence_says_how_to_get_it(
    cli: CommandLine, free: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    outcome = cli("serve", "--port", free)
    assert outcome.code == 1
    assert "pip install 'movierec-tui[serve]'" in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_a_port_must_be_one(cli: CommandLine) -> None:
    assert cli("serve", "--port", 70000).code == 2


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104
        ("192.168.1.5", False),
        ("example.org", False),
    ],
)
def test_only_loopback_is_private(host: str, private: bool) -> None:
    assert Page(Path("a.db"), host).is_private is private


def test_the_address_is_what_a_browser_is_given() -> None:
    assert Page(Path("a.db")).address == "http://127.0.0.1:8000"
    assert Page(Path("a.db"), port=80).address == "http://127.0.0.1"
    assert Page(Path("a.db"), "::1").address == "http://[::1]:8000"
    assert Page(Path("a.db"), url="https://films.example/").address == "https://films.example"


@pytest.mark.parametrize(
    ("origin", "may_connect"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("HTTP://LOCALHOST:8000", True),
        ("http://localhost:9000", False),
        ("https://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_no_other_sites_script_may_connect_to_the_app(origin: str, may_connect: bool) -> None:
    assert Page(Path("a.db")).may_connect(origin) is may_connect


def test_behind_an_address_of_its_own_only_that_page_may_connect() -> None:
    page = Page(Path("a.db"), "192.168.1.5", url="https://films.example")

    assert page.may_connect("https://films.example")
    assert not page.may_connect("http://192.168.1.5:8000")
