"""Readers, importers, search and the protocol under coverage-guided fuzzing, beyond the suite's property tests.

    pip install atheris
    python -m bench.fuzz TARGET [CORPUS_FOLDER] [-max_total_time=60] [-seed=1]

Targets: `personal` (a file that a person imports), `archive` (the same as a zip), `ratings` (a file of ratings to
predict), `query` (what is typed into search), `title` (a film's title in a data set), `event` (a line of a job's
output), `keys` (a person's own keys), `values` (a database into which another program wrote), `pages` (one whose bytes
were changed), `socket` (what a browser says to `movierec-tui serve`, with its extra). What follows the target goes to
libFuzzer as it is. An input is either read or refused with the error that the reader's callers expect; anything else
stops the run, and libFuzzer writes the input to a file. The rules that sound results obey are those of the property
tests. `personal`, `event`, `keys` and `socket` start from sound inputs of each kind.
"""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["data", "db", "engine.events", "movierec_tui"]):
    from data.errors import DataSetError
    from data.ratings_file import read_ratings_file
    from data.titles import parse_title
    from db.checks.check import check as check_database
    from db.errors import StoreError
    from db.models import Base
    from db.search.query import parse_query
    from db.store.database import Store, open_store
    from engine.errors import EngineError
    from engine.events import DoneEvent, FailedEvent, ProgressEvent, from_line, to_line
    from movierec_tui.library.library import Library
    from movierec_tui.tui.keys.key_map import read_key_map
    from tests.data.test_personal_never_crash import TEXTS, check
    from tests.front.test_wrong_values import VALUES as WRONG_VALUES
    from tests.front.test_wrong_values import fill, questions, write_wrong

_FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))


def _file(name: str, content: bytes) -> Path:
    path = _FOLDER / name
    path.write_bytes(content)
    return path


def _personal(content: bytes) -> None:
    check(_file("watched.csv", content))


def _archive(content: bytes) -> None:
    check(_file("export.zip", content))


def _ratings(content: bytes) -> None:
    with suppress(DataSetError):
        assert len(read_ratings_file(_file("ratings.csv", content)))


def _query(content: bytes) -> None:
    parse_query(content.decode(errors="surrogateescape"))


def _title(content: bytes) -> None:
    parse_title(content.decode(errors="replace"))


def _event(content: bytes) -> None:
    with suppress(ValueError):
        to_line(from_line(content.decode(errors="replace")))


def _keys(content: bytes) -> None:
    read_key_map(_file("keys.toml", content))


_VALUES = (*WRONG_VALUES, "[1]", "", 1.5, -(2**62), 1e12, "\x1b[2J", 0, -1)
_COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]
_ASKED_AT_ONCE = 3


@cache
def _sound() -> Path:
    """A small database with something in every table."""
    path = _FOLDER / "sound.db"
    fill(path)
    return path


@cache
def _opened() -> tuple[sqlite3.Connection, sqlite3.Connection, Store]:
    """Connections to the sound database and to a copy of it, and the copy as the program opens it."""
    path = _file("values.db", _sound().read_bytes())
    store = open_store(path)
    spoiled = sqlite3.connect(path)
    spoiled.execute("PRAGMA ignore_check_constraints = ON")
    return sqlite3.connect(_sound()), spoiled, store


def _values(content: bytes) -> None:
    """Asks what the first byte says after writing a value into a column, for each two bytes more."""
    sound, spoiled, store = _opened()
    for column, value in zip(*[iter(content[1:21])] * 2, strict=False):
        write_wrong(spoiled, _COLUMNS[column % len(_COLUMNS)], _VALUES[value % len(_VALUES)])
    spoiled.commit()
    _ask(store, content[0] if content else 0)
    sound.backup(spoiled)


def _pages(content: bytes) -> None:
    """Asks what the first byte says after changing a byte of the file for each four bytes more."""
    changed = bytearray(_sound().read_bytes())
    for high, middle, low, byte in zip(*[iter(content[1:])] * 4, strict=False):
        changed[((high << 16) + (middle << 8) + low) % len(changed)] = byte
    path = _file("pages.db", bytes(changed))
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    with suppress(StoreError), closing(open_store(path)) as store:
        _ask(store, content[0] if content else 0)


def _ask(store: Store, first: int) -> None:
    library = Library(store)
    every: list[Callable[[], object]] = [
        *questions(library),
        lambda: library.personal.undo(-1),
        lambda: check_database(store),
    ]
    for place in range(first, first + _ASKED_AT_ONCE):
        with suppress(StoreError, EngineError), library.explained():
            every[place % len(every)]()


class _Browser:
    """A browser window of a served app; a new one is opened where the app was told to end."""

    def __init__(self) -> None:
        from aiohttp import ClientSession  # noqa: PLC0415 - needs the extra

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._address = f"127.0.0.1:{free.getsockname()[1]}"
        serve = ("serve", "--port", self._address.partition(":")[2])
        command = [
            sys.executable,
            "-P",
            "-m",
            "movierec_tui",
            "--db",
            str(_file("served.db", _sound().read_bytes())),
            *serve,
        ]
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._server.stdout is not None
        self._server.stdout.readline()
        time.sleep(1)  # it says so just before it listens
        self._loop = asyncio.new_event_loop()
        self._session = ClientSession(headers={"Origin": f"http://{self._address}"}, loop=self._loop)
        self._window: Any = None

    def say(self, text: str) -> None:
        self._loop.run_until_complete(asyncio.wait_for(self._say(text), 60))
        assert self._server.poll() is None, "the server has ended"

    async def _say(self, text: str) -> None:
        if self._window is None or self._window.closed:
            self._window = await self._session.ws_connect(f"ws://{self._address}/ws?width=80&height=24")
        with suppress(ConnectionError):  # the app was told to end
            await self._window.send_str(text)
        with suppress(TimeoutError):
            await self._window.receive(timeout=0.001)


_browser = cache(_Browser)


def _socket(content: bytes) -> None:
    _browser().say(content.decode(errors="replace"))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "personal": _personal,
    "archive": _archive,
    "ratings": _ratings,
    "query": _query,
    "title": _title,
    "event": _event,
    "keys": _keys,
    "values": _values,
    "pages": _pages,
    "socket": _socket,
}


SEEDS = {
    "personal": TEXTS,
    "event": {
        event.name: to_line(event)
        for event in (ProgressEvent("train", 3, 10), DoneEvent({"run": 5}), FailedEvent("no space"))
    },
    "keys": {"one": '"film.rate" = "r"', "two": '"film.rate" = ["r", "ctrl+r"]'},
    "socket": {
        "typed": '["stdin", "/matrix"]',
        "size": '["resize", {"width": 100, "height": 30}]',
        "ping": '["ping", 1]',
        "focus": '["focus"]',
    },
}


def main() -> None:
    """Runs one target until libFuzzer ends."""
    name, *rest = sys.argv[1:] or [""]
    if name not in TARGETS:
        sys.exit(f"Name one of {', '.join(TARGETS)}.")
    if name in SEEDS and all(word.startswith("-") for word in rest):
        corpus = Path(tempfile.mkdtemp(prefix="corpus-"))
        for kind, text in SEEDS[name].items():
            (corpus / kind.replace(" ", "-")).write_text(text, encoding="utf-8")
        rest.append(str(corpus))
    if TARGETS[name] in (_values, _pages):  # else inputs begin with a byte and grow slowly
        rest = ["-len_control=0", "-max_len=64", *rest]
    atheris.Setup([sys.argv[0], *rest], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
