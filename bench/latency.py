"""How long a person waits on every screen: from a key to the screen that follows from it, measured at the terminal.

Imports a data set, trains a quick model, makes a profile with a few ratings, and drives the real program in a
pseudo-terminal of 120 columns by 40 lines:

    python -m bench.latency --data ml-latest-small.zip [--films 87585] [--presses 30] [--keep FILE]

`--films` adds invented films until there are so many; `--keep` names a database that is made once and used again.
A key is answered at the last byte of the burst that follows it, which ends where nothing was drawn for 50 ms. "First
byte" is its beginning; "at rest" also counts what follows later on purpose, such as the film beside a list. "First
time" is the first press, which may load a screen. Processor time is the app's, all threads together, until it rests:
the clock only means something on an idle machine, so the load is told, too. Escape has 100 ms in it, in which the byte
may begin another key; terminals with the Kitty keyboard protocol need no such wait, and this one has none of it. Linux
only.
"""

from __future__ import annotations

import argparse
import os
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.fitting import table
from bench.larger_catalogue import grow_catalogue
from bench.scale import follow, processor_seconds
from bench.terminal import WIDE, Terminal, running_app
from db.movies import popular_movies
from db.personal.opinions import rate
from db.personal.profiles import activate_profile, create_profile
from db.store.database import open_store
from engine.options import TrainOptions
from movierec_tui.jobs.children import ingest_command, train_command

FIRST_SCREEN = "For you"
"""A tab of the top bar, which is there with the first paint."""

FIRST_LIST = "Predicted"
"""A heading that comes with the films."""

NAME = "Eve"
STARS = "453425514345245"
QUIET = 0.05
REST = 0.2
EPOCHS = 12
LARGE_CATALOGUE = 50_000
KEY_BARS = (150.0, 200.0)
"""Milliseconds that 95 of 100 keys may take: with a small catalogue, and with a large one."""

FIRST_PAINT_BAR = 400.0
COMPLETION_BAR = 50.0
MEMORY_BAR = 200.0

UP, DOWN, RIGHT, LEFT, TAB, BACK_TAB = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\t", "\x1b[Z"
ENTER, ESCAPE, BACKSPACE = "\r", "\x1b", "\x7f"


@dataclass(frozen=True, slots=True)
class Press:
    """A key, and what it does in the words of the table; without words it is not measured."""

    key: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A screen: keys that lead to it, one round of presses, and the keys that lead back to where one came from.

    Attributes:
        once: there is one round only, as the next one would find something else.
    """

    name: str
    there: Sequence[str]
    presses: Sequence[Press]
    back: Sequence[str] = ()
    once: bool = False


@dataclass
class Answers:
    """What the presses of one kind took, in milliseconds."""

    first: list[float] = field(default_factory=list)
    updated: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def down_and_up(rows: int = 10) -> list[Press]:
    """The cursor down a list and up again."""
    return [Press(DOWN, "cursor down")] * rows + [Press(UP, "cursor up")] * rows


def there_and_back(key: str, words: str, back: str = ESCAPE) -> list[Press]:
    """Something that opens, and closes again."""
    return [Press(key, words), Press(back, f"{words}: back")]


RATING = [Press("r", "ask for stars"), Press("4", "give stars"), Press("u", "undo")]
LOOKING_ROUND = [Press(RIGHT, "next film"), Press(LEFT, "next film")]
TYPING = [Press(letter, "type a letter") for letter in "star wars"]
DELETING = [Press(BACKSPACE, "delete a letter")] * len(TYPING)

JOURNEY = (
    # Search is last, as its box takes digits as text.
    Place("First visit", [], [Press(key, f"go to {key}") for key in "3451"], once=True),
    Place("Search: box", ["/"], [*TYPING, *DELETING], [ESCAPE]),
    Place("Search: list", [], [*down_and_up(), *RATING]),
    Place("Search: list", [], [Press(DOWN), *there_and_back(ENTER, "open a film")]),
    Place("Film", [ENTER], RATING),
    Place("Film", [DOWN], [*down_and_up(5), Press("+", "more neighbours"), Press("-", "fewer")], [ESCAPE]),
    Place("For you", ["2"], [*down_and_up(), *RATING, Press("]", "tilt"), Press("[", "tilt")]),
    Place("For you", [], [Press("f", "open filters"), Press("f", "close filters"), Press("s", "sort")]),
    Place("For you", [], [Press(TAB, "next list")]),
    Place("Users", ["3"], [*down_and_up(), Press("n", "next page"), Press("p", "page before")]),
    Place("Users", [], there_and_back(ENTER, "open a user")),
    Place("User", [ENTER], [*down_and_up(5), Press(TAB, "next list"), Press(BACK_TAB)], [ESCAPE]),
    Place("Training", ["4"], [Press(TAB, "next field"), Press(BACK_TAB)]),
    Place("Data set", ["5"], down_and_up(4)),
    # A key that moves nothing is waited for: the map is there before the first one that counts.
    Place("Map", ["M", RIGHT, LEFT], [*LOOKING_ROUND, Press("+", "zoom"), Press("-", "zoom out")], [ESCAPE]),
    Place("Taste", ["T"], [Press(DOWN, "cursor down"), Press(UP, "cursor up")], [ESCAPE]),
    Place("Anywhere", ["1"], [Press(key, f"go to {key}") for key in "23451"]),
    Place("Anywhere", [], [*there_and_back("?", "help"), *there_and_back("\x10", "palette")]),
    Place("Palette", ["\x10"], [*TYPING, *DELETING], [ESCAPE]),
    Place("Anywhere", ["1", ESCAPE], [*there_and_back("M", "map"), *there_and_back("T", "taste")]),
    Place("Anywhere", [], [*there_and_back("C", "looks"), *there_and_back("L", "data sets")]),
    Place("Anywhere", [], [*there_and_back("P", "profiles"), *there_and_back("R", "rate films")]),
    Place("Film", [ENTER], there_and_back("e", "why"), [ESCAPE]),
    Place("For you", ["2"], [*there_and_back("F", "saved filters"), *there_and_back("i", "import")]),
    Place("For you", [], [*there_and_back("e", "export"), *there_and_back("z", "by chance")]),
    Place("User", ["3", ENTER], there_and_back("b", "both rated"), [ESCAPE]),
)


def travel(terminal: Terminal, presses: int) -> dict[tuple[str, str], Answers]:
    """Presses each key of the journey about so many times."""
    found: dict[tuple[str, str], Answers] = {}
    for place in JOURNEY:
        for key in place.there:
            press(terminal, Press(key), Answers())
        fewest = min(_times(place.presses, one) for one in place.presses if one.words)
        for _ in range(1 if place.once else max(1, presses // fewest)):
            for one in place.presses:
                press(terminal, one, found.setdefault((place.name, one.words), Answers()))
        for key in place.back:
            press(terminal, Press(key), Answers())
    return {key: answers for key, answers in found.items() if key[1]}


def _times(presses: Sequence[Press], one: Press) -> int:
    return sum(other.words == one.words for other in presses)


def press(terminal: Terminal, one: Press, answers: Answers) -> None:
    """Presses one key and takes down what its answer took; a key that changes nothing on the screen is left out."""
    before = processor_seconds(terminal.process)
    burst = terminal.burst(one.key, QUIET, REST)
    if burst is None:
        return
    answers.first.append(burst.first)
    answers.updated.append(burst.last)
    answers.rest.append(burst.rest)
    answers.cpu.append(1000 * (processor_seconds(terminal.process) - before))


def percentile_95(values: Sequence[float]) -> float:
    """Nineteen of twenty values are no greater."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


def lines_of(found: dict[tuple[str, str], Answers], bar: float) -> list[list[str]]:
    """The table's lines; what is over the bar is bold."""
    lines = []
    for (place, words), answers in found.items():
        if not answers.updated:
            continue
        slowest = percentile_95(answers.updated)
        lines.append(
            [
                place,
                words,
                str(len(answers.updated)),
                f"{statistics.median(answers.first):.0f}",
                f"{statistics.median(answers.updated):.0f}",
                f"**{slowest:.0f}**" if slowest > bar else f"{slowest:.0f}",
                f"{answers.updated[0]:.0f}",
                f"{statistics.median(answers.rest):.0f}",
                f"{statistics.mean(answers.cpu):.0f}",
            ]
        )
    return lines


COLUMNS = (
    "screen",
    "key",
    "presses",
    "first byte ms",
    "updated ms",
    "p95 ms",
    "first time ms",
    "at rest ms",
    "CPU ms",
)


def prepare(database: Path, archive: Path, films: int) -> None:
    """A database in which every screen has something to show."""
    follow(ingest_command(database, str(archive)))
    store = open_store(database)
    with store.writing() as connection:
        grow_catalogue(connection, films)
    store.close()
    follow(train_command(database, TrainOptions(epochs=EPOCHS)))
    store = open_store(database)
    with store.writing() as connection:
        profile = create_profile(connection, NAME)
        activate_profile(connection, profile.user_id)
        rated = popular_movies(connection, 3 * len(STARS))[::3]
        for movie, stars in zip(rated, STARS, strict=True):
            rate(connection, profile.user_id, movie.movie_id, float(stars))
    store.close()


def start(database: Path) -> tuple[float, float, float]:
    """Milliseconds from the start to the first screen and to the first films, and processor time until the first."""
    with running_app(database, WIDE) as terminal:
        screen = 1000 * (terminal.until(FIRST_SCREEN) - terminal.started)
        cpu = 1000 * processor_seconds(terminal.process)
        films = 1000 * (terminal.until(FIRST_LIST) - terminal.started)
        return screen, films, cpu


def complete(database: Path) -> tuple[float, float]:
    """Milliseconds until a shell has the titles that begin with an s, and processor time."""
    call = [sys.executable, "-P", "-c", "from movierec_tui.__main__ import main; main()"]
    line = f"movierec-tui --db {shlex.quote(str(database))} movie s"
    began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*call, line], env=os.environ | {"_MOVIEREC_TUI_COMPLETE": "fish"}, capture_output=True, check=True)
    done, after = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (done - began), 1000 * (after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime)


def report_starts(database: Path, starts: int) -> None:
    """Prints how long the program takes to be there, and a shell to complete a title."""
    screens, films, cpu = zip(*(start(database) for _ in range(starts)), strict=True)
    complete(database)
    tabs, tab_cpu = zip(*(complete(database) for _ in range(3 * starts)), strict=True)
    print(table(("start", "median ms", "most ms", "bar ms"), [
        ["first paint", f"{statistics.median(screens):.0f}", f"{max(screens):.0f}", f"{FIRST_PAINT_BAR:.0f}"],
        ["first films", f"{statistics.median(films):.0f}", f"{max(films):.0f}", ""],
        ["processor time to the first paint", f"{statistics.median(cpu):.0f}", f"{max(cpu):.0f}", ""],
        ["Tab at a shell", f"{statistics.median(tabs):.0f}", f"{max(tabs):.0f}", f"{COMPLETION_BAR:.0f}"],
        ["processor time for it", f"{statistics.median(tab_cpu):.0f}", f"{max(tab_cpu):.0f}", ""],
    ]))  # fmt: skip


def report_keys(database: Path, presses: int, bar: float) -> None:
    """Prints what every key takes, and the memory at the end."""
    with running_app(database, WIDE) as terminal:
        terminal.until(FIRST_LIST)
        terminal.rest(3.0)
        at_first = terminal.memory_mib()
        found = travel(terminal, presses)
        resident, of_files = terminal.memory_mib(), terminal.memory_mib("RssFile")
    print(table(COLUMNS, lines_of(found, bar)))
    print(
        f"\nResident memory on the first screen: {at_first:.0f} MiB, at the end: {resident:.0f} MiB"
        f" (bar {MEMORY_BAR:.0f}), {of_files:.0f} of it files."
    )


@contextmanager
def prepared(archive: Path, films: int, keep: Path | None) -> Iterator[Path]:
    """A database to measure with, which the measuring may change."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "movierec.db"
        if keep is None:
            prepare(copy, archive, films)
        else:
            if not keep.exists():
                prepare(keep, archive, films)
            shutil.copy(keep, copy)
        with own_places(Path(folder)):
            yield copy


@contextmanager
def own_places(folder: Path) -> Iterator[None]:
    """Nobody's own keys and looks take part, no cursor blinks into an answer, and modules are compiled once."""
    before = dict(os.environ)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ |= {name: str(folder) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME")} | {"NO_MOTION": "1"}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def count_films(database: Path) -> int:
    """How many films the database holds."""
    store = open_store(database)
    with store.reading() as connection:
        films: int = connection.exec_driver_sql("SELECT count(*) FROM movie").scalar_one()
    store.close()
    return films


def main(arguments: Sequence[str]) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        prog="bench.latency", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="an official MovieLens zip or folder")
    parser.add_argument("--films", type=int, default=0, help="as many films as the catalogue should have")
    parser.add_argument("--presses", type=int, default=30)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--keep", type=Path, default=None, metavar="FILE")
    options = parser.parse_args(arguments)
    with prepared(options.data, options.films, options.keep) as database:
        films = count_films(database)
        print(f"{options.data.name}, {films:,} films; load average {os.getloadavg()[0]:.1f}\n")
        report_starts(database, options.starts)
        print()
        report_keys(database, options.presses, KEY_BARS[films > LARGE_CATALOGUE])
        print(f"Load average at the end: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main(sys.argv[1:])
