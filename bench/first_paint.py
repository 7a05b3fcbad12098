"""How long a person waits: from starting the app to its first screen, and from a key to the films it finds.

Runs the real program in a pseudo-terminal and reads what it draws:

    python -m bench.first_paint --db FILE [--starts 5] [--text "star wars"]

FILE is a database with a data set. Four figures: the first screen is painted once its search box is there, the first
films once the most popular one is drawn, a key is answered once the best film for the letters so far is drawn, and
memory is the resident size of the app's process at the end.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.terminal import drawn, running_app
from db.movies import popular_movies
from db.search.films import search_movies
from db.store.database import open_store

SEARCH_BOX = "Search films"
PAUSE_SECONDS = 0.15


def first_paint(database: Path, popular: str) -> tuple[float, float]:
    """Milliseconds from the start to the first screen, and to the first films."""
    with running_app(database) as terminal:
        screen = terminal.until(SEARCH_BOX)
        films = terminal.until(popular)
        return 1000 * (screen - terminal.started), 1000 * (films - terminal.started)


def key_to_films(database: Path, popular: str, text: str, best: Callable[[str], str]) -> tuple[list[float], float]:
    """Milliseconds from each letter of `text` to its films, and the app's memory in MiB."""
    waits = []
    with running_app(database) as terminal:
        terminal.until(popular)
        terminal.rest(1.5)
        for end, letter in enumerate(text, 1):
            wanted = best(text[:end])
            pressed = time.perf_counter()
            terminal.type(letter)
            waits.append(1000 * (terminal.until(wanted) - pressed))
            terminal.rest(PAUSE_SECONDS)
        return waits, terminal.memory_mib()


def main(arguments: Sequence[str]) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--text", default="star wars")
    options = parser.parse_args(arguments)

    store = open_store(options.db)
    with store.reading() as connection:
        popular = drawn(popular_movies(connection, 1)[0].display_title)
        found = {
            options.text[:end]: search_movies(connection, options.text[:end], 1)
            for end in range(1, len(options.text) + 1)
        }
    store.close()
    if nothing := [text for text, films in found.items() if not films]:
        parser.error(f"nothing is called {nothing[0]!r} in {options.db}: give another --text")
    best = {text: drawn(films[0].display_title) for text, films in found.items()}

    starts = [first_paint(options.db, popular) for _ in range(options.starts)]
    waits, memory = key_to_films(options.db, popular, options.text, best.__getitem__)
    for name, figures in (
        ("first screen", [screen for screen, _films in starts]),
        ("first films", [films for _screen, films in starts]),
        (f"key to films ({options.text!r})", waits),
    ):
        print(f"{name:<28} median {statistics.median(figures):6.0f} ms   most {max(figures):6.0f} ms")
    print(f"{'memory of the app':<28} {memory:6.0f} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
