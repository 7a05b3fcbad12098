"""Title search: how often it finds the film that a person means, and how long each key press takes.

    python -m bench.search [--data ml-latest-small.zip] [--every 4] [--films 87000] [--misses]

The queries of `search_queries.tsv` are what people type for films of ml-latest-small, each with the film meant. They
were written before the search was tuned, from what people are known to type; a third of each kind, drawn by a hash, is
held out: look at its figures, never at its misses. success@1 and success@5: how often the film meant is the first,
or among the first five.

For the time, every 4th query is typed one letter after the other, and each letter asks `db.search.films` on a
connection of its own, as the app does; once on the data set and once with invented films added to it. Drawing is
not part of it: `bench.latency` has that.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.larger_catalogue import FILMS, grow_catalogue
from data.readers import open_data_set
from db.importing.importer import ImportResult, import_data_set
from db.search.films import search_movies
from db.store.database import Store, open_store
from movierec_tui.config import download_folder

QUERIES = Path(__file__).with_name("search_queries.tsv")
HELD_OUT = "held-out"
LIMIT = 50


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody types, and the film meant: the id is that of MovieLens."""

    kind: str
    split: str
    text: str
    movie_id: int
    year: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found: `place` of the film meant (1 is the first, None if it is not there), and the first film."""

    query: Query
    place: int | None
    first: str

    def within(self, places: int) -> bool:
        return self.place is not None and self.place <= places


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


def read_queries(path: Path = QUERIES) -> list[Query]:
    """The queries, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Query(row["kind"], row["split"], row["query"], int(row["movie_id"]), int(row["year"])) for row in rows]


def ask(store: Store, queries: Sequence[Query]) -> list[Answer]:
    """What each query finds."""
    answers = []
    with store.reading() as connection:
        for query in queries:
            films = search_movies(connection, query.text, LIMIT)
            ids = [film.movie_id for film in films]
            place = ids.index(query.movie_id) + 1 if query.movie_id in ids else None
            answers.append(Answer(query, place, films[0].title if films else "-"))
    return answers


def type_queries(store: Store, texts: Sequence[str]) -> list[tuple[float, str]]:
    """Milliseconds for each key press, with the text there was after it."""
    keys = []
    for text in texts:
        for length in range(1, len(text) + 1):
            started = time.perf_counter()
            with store.reading() as connection:
                search_movies(connection, text[:length], LIMIT)
            keys.append((1000 * (time.perf_counter() - started), text[:length]))
    return keys


def success_table(answers: Sequence[Answer]) -> str:
    """Markdown: success by kind, for the queries tuned with and those held out."""
    lines = [
        "| kind | queries | success@1 | success@5 | held out | success@1 | success@5 |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for kind in (*dict.fromkeys(answer.query.kind for answer in answers), "all"):
        of_kind = [answer for answer in answers if kind in (answer.query.kind, "all")]
        cells = []
        for held_out in (False, True):
            chosen = [answer for answer in of_kind if (answer.query.split == HELD_OUT) is held_out]
            cells += [str(len(chosen)), _success(chosen, 1), _success(chosen, 5)]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(lines)


def misses(answers: Sequence[Answer]) -> str:
    """The queries tuned with whose film is not the first."""
    missed = [answer for answer in answers if answer.place != 1 and answer.query.split != HELD_OUT]
    return "\n".join(
        f"{answer.query.text}: film {answer.query.movie_id} at {answer.place or 'no place'}, first is {answer.first}"
        for answer in missed
    )


def key_line(name: str, keys: Sequence[tuple[float, str]]) -> str:
    """Median, 95th percentile and the slowest key press."""
    half, most = np.percentile([took for took, _ in keys], (50, 95))
    longest, text = max(keys)
    return f"| {name} | {len(keys):,} | {half:.1f} | {most:.1f} | {longest:.1f} ({text!r}) |"


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(
        prog="bench.search", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=download_folder() / "ml-latest-small.zip",
        help="a MovieLens zip or folder [default: ml-latest-small as `movierec-tui data get` keeps it]",
    )
    parser.add_argument("--every", type=int, default=4, help="which queries are typed: every 4th")
    parser.add_argument("--films", type=int, default=FILMS, help="size of the larger catalogue; 0 for none")
    parser.add_argument("--misses", action="store_true", help="also name the queries that missed")
    options = parser.parse_args()
    queries = read_queries()
    with imported(options.data) as (store, data_set):
        answers = ask(store, queries)
        print(success_table(answers))
        if options.misses:
            print(f"\n{misses(answers)}")
        print("\n| films | keys | p50 ms | p95 ms | slowest ms |\n|---|---:|---:|---:|---|")
        texts = [query.text for query in queries[:: options.every]]
        print(key_line(f"{data_set.movies:,} of {data_set.dataset}", type_queries(store, texts)), flush=True)
        if options.films > data_set.movies:
            with store.writing() as connection:
                added = grow_catalogue(connection, options.films)
            store.close()  # connections remember the words of the titles there were
            print(key_line(f"{data_set.movies + added:,}, most invented", type_queries(store, texts)))


def _success(answers: Sequence[Answer], places: int) -> str:
    return f"{np.mean([answer.within(places) for answer in answers]):.3f}" if answers else "-"


if __name__ == "__main__":
    main()
