"""From a key press to the films it finds: how long title search takes, for whole queries and letter by letter.

    python -m bench.search [--data ml-latest-small.zip] [--rounds 5]

Each query is typed one letter after the other, and each letter asks `db.search` on a connection of its own, as the
app does. Drawing is not part of it; `bench.first_paint` has that.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.readers import open_data_set
from db.importing import ImportResult, import_data_set
from db.search import search_movies
from db.store import Store, open_store
from movierec_tui.config import download_folder

QUERIES = (
    "matrix",
    "the matrix",
    "star wars",
    "spider-man",
    "amelie",
    "leon",
    "matirx",
    "godfahter",
    "lord of the rings",
    "2001 a space odyssey",
    "genre:comedy 1990s",
    "star:",
    'an odd " quote',
    "🎬",
    "zzzzqqqq",
)
LIMIT = 20
BAR_MS = 50.0


@dataclass(frozen=True, slots=True)
class Typed:
    """Milliseconds that a query took: `whole` once in each round, `keys` for each of its letters in each round."""

    query: str
    best: str
    whole: Sequence[float]
    keys: Sequence[float]


@contextmanager
def imported(archive: Path) -> Iterator[tuple[Store, ImportResult]]:
    """A data set in a temporary database."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "bench.db")
        try:
            with open_data_set(archive) as reader:
                result = import_data_set(store, reader)
            yield store, result
        finally:
            store.close()


def type_query(store: Store, query: str, rounds: int) -> Typed:
    """Types a query `rounds` times."""
    whole, keys, best = [], [], ""
    for _ in range(rounds):
        for length in range(1, len(query) + 1):
            started = time.perf_counter()
            with store.reading() as connection:
                films = search_movies(connection, query[:length], LIMIT)
            keys.append(1000 * (time.perf_counter() - started))
        whole.append(keys[-1])
        best = films[0].title if films else "-"
    return Typed(query, best, whole, keys)


def table(typed: Sequence[Typed]) -> str:
    """Markdown: median and 95th percentile for each query, and for all keys at the end."""
    every_key = [key for query in typed for key in query.keys]
    total = Typed("all", "", [time for query in typed for time in query.whole], every_key)
    lines = [
        "| query | p50 ms | p95 ms | each key: p50 ms | p95 ms | slowest ms | best film |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    for query in (*typed, total):
        figures = (*_percentiles(query.whole), *_percentiles(query.keys), max(query.keys))
        cells = " | ".join(f"{figure:.1f}" for figure in figures)
        lines.append(f"| {query.query} | {cells} | {query.best} |")
    within = np.mean(np.array(every_key) <= BAR_MS)
    return "\n".join([*lines, "", f"{within:.1%} of {len(every_key):,} keys within {BAR_MS:.0f} ms"])


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="bench.search", description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        default=download_folder() / "ml-latest-small.zip",
        help="a MovieLens zip or folder [default: ml-latest-small as `movierec-tui data get` keeps it]",
    )
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with imported(options.data) as (store, data_set):
        type_query(store, "warm up", 1)
        typed = [type_query(store, query, options.rounds) for query in QUERIES]
        print(f"{data_set.dataset}, {data_set.movies:,} films\n")
        print(table(typed))


def _percentiles(values: Sequence[float]) -> tuple[float, float]:
    half, most = np.percentile(values, (50, 95))
    return float(half), float(most)


if __name__ == "__main__":
    main()
