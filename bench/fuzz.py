"""Readers, importers, search and the protocol under coverage-guided fuzzing, beyond the suite's property tests.

    pip install atheris
    python -m bench.fuzz TARGET [CORPUS_FOLDER] [-max_total_time=60] [-seed=1]

Targets: `personal` (a file that a person imports), `archive` (the same as a zip), `ratings` (a file of ratings to
predict), `query` (what is typed into search), `title` (a film's title in a data set), `event` (a line of a job's
output). What follows the target goes to libFuzzer as it is. An input is either read or refused with the error that the
reader's callers expect; anything else stops the run, and libFuzzer writes the input to a file. The rules that sound
results obey are those of the property tests. `personal` and `event` start from sound inputs of each kind.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["data", "db.search.query", "engine.events"]):
    from data.errors import DataSetError
    from data.ratings_file import read_ratings_file
    from data.titles import parse_title
    from db.search.query import parse_query
    from engine.events import DoneEvent, FailedEvent, ProgressEvent, from_line, to_line
    from tests.data.test_personal_never_crash import TEXTS, check

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


TARGETS: dict[str, Callable[[bytes], None]] = {
    "personal": _personal,
    "archive": _archive,
    "ratings": _ratings,
    "query": _query,
    "title": _title,
    "event": _event,
}


SEEDS = {
    "personal": TEXTS,
    "event": {
        event.name: to_line(event)
        for event in (ProgressEvent("train", 3, 10), DoneEvent({"run": 5}), FailedEvent("no space"))
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
    atheris.Setup([sys.argv[0], *rest], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
