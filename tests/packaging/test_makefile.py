"""`make run` fetches from where it is told to, and from nowhere once everything is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")


def make(*words: str) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "MAKE"))}
    variables |= {"PIP_CONFIG_FILE": os.devnull, "NO_PROXY": "127.0.0.1"}
    command = ["make", f"PYTHON={sys.executable}", *words]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of an index without packages on this machine, and what it was asked for."""
    paths: list[str] = []

    class EmptyIndex(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), EmptyIndex) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple", paths
        server.shutdown()


def test_pip_gets_the_arguments_and_people_the_size_before(asked: tuple[str, list[str]], tmp_path: Path) -> None:
    index, paths = asked
    environment = tmp_path / "environment"

    done = make(f"VENV={environment}", f"PIP_ARGS=--index-url {index} --retries 0", f"{environment}/.installed")

    assert done.returncode != 0
    assert "Most of the download is PyTorch" in done.stdout
    assert "/simple/hatchling/" in paths
    assert not (environment / ".installed").exists()


def test_nothing_is_fetched_once_everything_is_installed(tmp_path: Path) -> None:
    (tmp_path / ".installed").touch()

    done = make("-n", f"VENV={tmp_path}", "run")

    assert (done.returncode, done.stdout.strip()) == (0, f"{tmp_path}/bin/movierec-tui")
