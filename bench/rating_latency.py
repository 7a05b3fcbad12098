"""How long a person waits for their list: from the key that rates a film to the list that follows from it.

Runs the real program in a pseudo-terminal on a copy of a database, makes a profile, and rates film after film on the
screen for that:

    python -m bench.rating_latency --db FILE [--ratings 15]

FILE is a database with a data set and an active run. The fifth rating is named, as the list is personal from there on.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.terminal import drawn, running_app
from db.movies import popular_movies
from db.personal.profiles import activate_profile, create_profile
from db.store.database import open_store

NAME = "Eve"
STARS = "453425514345245"
PAUSE_SECONDS = 0.4


def waits(database: Path, ratings: int) -> list[float]:
    """Milliseconds from each rating to the list after it."""
    store = open_store(database)
    with store.writing() as connection:
        activate_profile(connection, create_profile(connection, NAME).user_id)
        popular = drawn(popular_movies(connection, 1)[0].display_title)
    store.close()
    found = []
    with running_app(database) as terminal:
        terminal.until(popular)
        terminal.rest(1.5)
        terminal.type("\x1b")
        terminal.rest(PAUSE_SECONDS)
        terminal.type("R")
        terminal.until("Name three films")
        terminal.rest(PAUSE_SECONDS)
        terminal.type("\x1b")
        terminal.until("by popularity")
        terminal.rest(1.0)
        for number in range(1, ratings + 1):
            pressed = time.perf_counter()
            terminal.type(STARS[(number - 1) % len(STARS)])
            found.append(1000 * (terminal.until(f"after {number} rating") - pressed))
            terminal.rest(PAUSE_SECONDS)
    return found


def main(arguments: Sequence[str]) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--ratings", type=int, default=15)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(options.db, Path(folder) / "movierec.db"))
        found = waits(copy, options.ratings)
    print(f"{'rating to list':<28} median {statistics.median(found):6.0f} ms   most {max(found):6.0f} ms")
    if len(found) >= 5:
        print(f"{'the fifth rating':<28}        {found[4]:6.0f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
