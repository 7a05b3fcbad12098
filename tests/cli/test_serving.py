"""`serve`: what is said before anything is served, and who may connect to the app."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from movierec_tui.jobs.web_page import LARGEST, SMALLEST, Page, within_limits
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
    monkeypatch.delitem(sys.modules, "movierec_tui.jobs.web_server", raising=False)
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


@pytest.mark.parametrize(
    ("host", "may_be_called"),
    [
        ("127.0.0.1:8000", True),
        ("LOCALHOST:8000", True),
        ("[::1]:8000", True),
        ("127.0.0.1:9000", False),
        ("rebound.example:8000", False),
        ("", False),
    ],
)
def test_another_sites_name_does_not_lead_here(host: str, may_be_called: bool) -> None:
    assert Page(Path("a.db")).may_be_called(host) is may_be_called


def test_behind_a_proxy_both_names_lead_here() -> None:
    page = Page(Path("a.db"), "192.168.1.5", url="https://films.example")

    assert page.may_be_called("films.example")
    assert page.may_be_called("192.168.1.5:8000")
    assert not page.may_be_called("localhost:8000")


def test_a_window_is_never_larger_than_a_screen() -> None:
    assert within_limits(120, 40) == (120, 40)
    assert within_limits(30_000, 30_000) == LARGEST
    assert within_limits(-1, 0) == SMALLEST


def test_nothing_of_the_page_comes_from_elsewhere() -> None:
    policy = Page(Path("a.db"), url="https://films.example/app").headers["Content-Security-Policy"]

    assert {word for word in policy.replace(";", "").split() if ":" in word} == {
        *("https://films.example", "wss://films.example", "data:")
    }
    assert policy.startswith("default-src 'self' https://films.example;")


# With the extra

_SERVE = """
import sys
from pathlib import Path
from movierec_tui.jobs import serving, web_page
web_page.MOST_WINDOWS = 2
serving.serve(web_page.Page(Path(sys.argv[1]), port=int(sys.argv[2])), lambda: print("opened", flush=True))
"""


@pytest.fixture
def served(tmp_path: Path, free: int, hostile_folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of an app that serves at most two windows, started in a hostile folder, and the server."""
    pytest.importorskip("textual_serve", reason="needs the extra serve")
    command = [sys.executable, "-P", "-c", _SERVE, str(tmp_path / "none.db"), str(free)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=hostile_folder
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "opened\n"
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", free)):
                break
        yield f"127.0.0.1:{free}", server
        server.terminate()
    assert not (hostile_folder / "taken").exists(), "a module of the current folder was imported"


def _children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110  (processes tell nobody)
            await asyncio.sleep(0.05)


async def _until_drawn(window: Any) -> None:
    async with asyncio.timeout(60):
        while b"\x1b" not in (await window.receive()).data:
            pass


async def _status(address: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    aiohttp = pytest.importorskip("aiohttp")
    async with aiohttp.ClientSession() as browser, browser.get(f"http://{address}/", headers=headers) as answer:
        return answer.status, await answer.text(), dict(answer.headers)


def test_the_page_is_shown_in_no_frame_and_under_no_other_name(served: tuple[str, Any]) -> None:
    address, _ = served
    status, page, headers = asyncio.run(_status(address))
    assert (status, headers["X-Frame-Options"]) == (200, "DENY")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "ws://127.0.0.1" in page
    status, sentence, _ = asyncio.run(_status(address, Host="rebound.example"))
    assert status == 403
    assert "--url" in sentence


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not list processes")
def test_two_windows_are_two_apps_a_third_is_refused_and_none_outlives_the_other_end(served: tuple[str, Any]) -> None:
    aiohttp = pytest.importorskip("aiohttp")
    address, server = served

    async def browsing() -> None:
        async with aiohttp.ClientSession(headers={"Origin": f"http://{address}"}) as browser:
            url = f"ws://{address}/ws?width=30000&height=30000"
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await browser.ws_connect(url, headers={"Origin": "https://evil.example"})
            first, second = await browser.ws_connect(url), await browser.ws_connect(url)
            await asyncio.gather(*(_until_drawn(window) for window in (first, second)))
            assert len(_children(server.pid)) == 2
            with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
                await browser.ws_connect(url)
            status, sentence, _ = await _status(address)
            assert status == 503
            assert "Close one" in sentence
            for nonsense in ("[", "{}", '["resize", {"width": "x"}]', '["stdin", 1]'):
                await first.send_str(nonsense)
            # Cut off without a word, as by a network that is gone.
            second.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
            await _until(lambda: len(_children(server.pid)) <= 1)
            (shell,) = _children(server.pid)
            for app in _children(int(shell)) or [shell]:
                os.kill(int(app), signal.SIGKILL)
            async with asyncio.timeout(60):
                async for _ in first:
                    pass
            assert first.closed
            await _until(lambda: not _children(server.pid))

    asyncio.run(browsing())
