"""Fixtures of the data room: the official files where they are at hand, and a server on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data.server import FileServer

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def official_files() -> Path:
    """The folder with the official zip archives; tests that need it are skipped where it is missing."""
    folder = Path(os.environ.get("MOVIEREC_TEST_DATA") or REPOSITORY.parent / "shared" / "data")
    needed = ("ml-100k.zip", "ml-1m.zip", "ml-latest-small.zip")
    if missing := [name for name in needed if not (folder / name).is_file()]:
        pytest.skip(f"the official {', '.join(missing)} are not at hand; name their folder in MOVIEREC_TEST_DATA")
    return folder


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """A server that data sets are fetched from instead of GroupLens'."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with FileServer() as running:
        monkeypatch.setenv("MOVIEREC_DATA_URL", running.address)
        yield running
