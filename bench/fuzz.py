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
    from db.personal.opinions import rate
    from db.personal.profiles import activate_profile, create_profile
    from db.search.query import parse_query
    from db.store.database import open_store
    from engine.errors import EngineError
    from engine.events import DoneEvent, FailedEvent, ProgressEvent, from_line, to_line
    from movierec_tui.library.answers import ListRequest
    from movierec_tui.library.library import Library
    from movierec_tui.tui.keys.key_map import read_key_map
    from tests.data.test_personal_never_crash import TEXTS, check
    from tests.library import MATRIX, build_library, publish_random_run

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


_VALUES = (b"\xff\0", "a b", "[1]", "", 1.5, 2**62, -(2**62), float("inf"), 1e12, None, "\x1b[2J", 0, -1)


@cache
def _sound() -> bytes:
    """A small database with a profile and a run."""
    path = _FOLDER / "sound.db"
    store = build_library(path)
    publish_random_run(store)
    with store.writing() as connection:
        ann = activate_profile(connection, create_profile(connection, "ann").user_id)
        rate(connection, ann.user_id, MATRIX, 4.5)
    store.close()
    return path.read_bytes()


def _values(content: bytes) -> None:
    """Writes a value into a column of a table, for each three bytes; then everything is asked."""
    path = _file("values.db", _sound())
    tables = Base.metadata.sorted_tables
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for table_number, column_number, value in zip(*[iter(content[:30])] * 3, strict=False):
            table = tables[table_number % len(tables)]
            column = list(table.columns)[column_number % len(table.columns)].name
            with suppress(sqlite3.Error):
                connection.execute(f'UPDATE "{table.name}" SET "{column}" = ?', (_VALUES[value % len(_VALUES)],))  # noqa: S608
        connection.commit()
    _ask(path)


def _pages(content: bytes) -> None:
    """Changes a byte of the file for each four bytes; then everything is asked."""
    changed = bytearray(_sound())
    for high, middle, low, byte in zip(*[iter(content)] * 4, strict=False):
        changed[((high << 16) + (middle << 8) + low) % len(changed)] = byte
    _ask(_file("pages.db", bytes(changed)))


def _ask(path: Path) -> None:
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    try:
        library = Library.open(path)
    except StoreError:
        return
    questions: list[Callable[[], object]] = [
        library.status,
        lambda: library.search("matrix", 20),
        lambda: library.movie(MATRIX),
        lambda: library.user(3),
        library.runs,
        library.profiles.all,
        lambda: library.profiles.opinions(-1),
        lambda: library.lists.recommend(-1, ListRequest()),
        lambda: library.similar_movies(MATRIX, 5),
        lambda: library.personal.undo(-1),
    ]
    for question in questions:
        with suppress(StoreError, EngineError), library.explained():
            question()
    library.close()
    with suppress(StoreError), closing(open_store(path)) as store:
        check_database(store)


class _Browser:
    """A browser window of a served app; a new one is opened where the app was told to end."""

    def __init__(self) -> None:
        from aiohttp import ClientSession  # noqa: PLC0415 - needs the extra

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._address = f"127.0.0.1:{free.getsockname()[1]}"
        serve = ("serve", "--port", self._address.partition(":")[2])
        command = [sys.executable, "-P", "-m", "movierec_tui", "--db", str(_file("served.db", _sound())), *serve]
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
