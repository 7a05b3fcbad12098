"""Twenty apps and commands at once on one database, with a training: is anything lost, and how long does who wait?

    python -m bench.load [--minutes 10] [--apps 8] [--raters 6] [--readers 4] [--commands 2] [--seed 0]

Apps rate and look films up; raters and readers do the same through the library, as commands do, without starting anew
each time; the last ones are real commands, one after the other. Each is a person of their own. Meanwhile trainings
follow each other. In the middle somebody holds the turn of writing for 15 seconds, so that those who wait are refused.

Prints how long readings and ratings took, who was refused, the load of the machine, and every rating that was
acknowledged and is not there.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.generate import Size, write_data_set
from bench.kills import template
from db.checks.check import check
from db.errors import StoreError
from db.personal.opinions import opinions_of
from db.personal.profiles import create_profile
from db.store.database import open_store
from movierec_tui.library.library import Library
from movierec_tui.tui.app import MovieRecApp

SIZE = Size(ratings=100_000, users=600, movies=9_000)
FILMS_RATED = 40
HELD_SECONDS = 15.0
PAUSE_OF_A_PERSON, PAUSE_OF_A_PROGRAM = 2.0, 0.2

KINDS = ("app", "rater", "reader", "command")


def work(kind: str, database: Path, number: int, seconds: float) -> None:
    """Goes on for so long, and says of each reading or rating how long it took, in a line: "rated 0.004 17 3.5"."""
    end = time.monotonic() + seconds
    if kind == "app":
        asyncio.run(_app(database, number, end))
        return
    with closing(Library.open(database)) as library:
        for rating in _ratings(library, number):
            if time.monotonic() > end:
                return
            if kind == "reader":
                _read(rating, library)
            elif kind == "rater":
                _rate(rating, library)
            else:
                _command(database, "command", "search", "the wi")
                _command(database, "commanded", "rate", _name(number), str(rating.film), str(rating.stars))
            time.sleep(PAUSE_OF_A_PROGRAM)


async def _app(database: Path, number: int, end: float) -> None:
    app = MovieRecApp(database)
    app.animation_level = "none"
    async with app.run_test() as pilot:
        while app.profile is None:
            await pilot.pause(0.05)
        for rating in await app.library.read(partial(_ratings, number=number)):
            if time.monotonic() > end:
                return
            await app.library.read(partial(_read, rating))
            await app.library.change(partial(_rate, rating))
            await pilot.pause(PAUSE_OF_A_PERSON)


class _Rating(NamedTuple):
    person: int
    film: int
    stars: float


def _ratings(library: Library, number: int) -> Iterator[_Rating]:
    """What a person says of films, without end."""
    dice = np.random.default_rng(number)
    films = [film.movie_id for film in library.search("", FILMS_RATED)]
    person = library.profiles.find(_name(number)).user_id
    return (_Rating(person, int(dice.choice(films)), float(dice.integers(1, 11)) / 2) for _ in count())


def _read(rating: _Rating, library: Library) -> None:
    started = time.monotonic()
    library.movie(rating.film)
    library.search("the wi", 50)
    _say("read", time.monotonic() - started)


def _rate(rating: _Rating, library: Library) -> None:
    started = time.monotonic()
    try:
        library.profiles.rate(*rating)
    except StoreError as error:
        _say("refused", time.monotonic() - started, error)
    else:
        _say("rated", time.monotonic() - started, rating.film, rating.stars)


def _command(database: Path, what: str, *words: str) -> None:
    started = time.monotonic()
    call = [sys.executable, "-P", "-m", "movierec_tui", "--db", str(database), *words]
    done = subprocess.run(call, check=False, capture_output=True, text=True)
    took = time.monotonic() - started
    if done.returncode:
        _say("refused", took, done.stderr.strip())
    else:
        _say(what, took, *words[2:])


def _say(what: str, took: float, *said: object) -> None:
    # Straight to the stream: inside the app, standard output belongs to the screen.
    print(what, f"{took:.4f}", *said, file=sys.__stdout__, flush=True)


def _name(number: int) -> str:
    return f"person {number}"


def measure(minutes: float, kinds: Sequence[str], seed: int) -> bool:
    """Lets them work side by side, and prints what came of it; gives whether all of it is as it has to be."""
    seconds = minutes * 60
    with tempfile.TemporaryDirectory(prefix="movierec-load-") as name:
        folder = Path(name)
        write_data_set(folder / "set", SIZE, seed=seed)
        database = template(folder / "movies.db", folder / "set")
        with closing(open_store(database)) as store, store.writing() as connection:
            people = [create_profile(connection, _name(number)).user_id for number in range(len(kinds))]
        outputs = [(folder / f"{number}.txt").open("w+", encoding="utf-8") for number in range(len(kinds))]
        workers = [
            subprocess.Popen(
                [sys.executable, "-m", "bench.load", kind, str(database), str(number), str(seconds)], stdout=output
            )
            for number, (kind, output) in enumerate(zip(kinds, outputs, strict=True))
        ]
        trained = _train_and_hold(database, seconds)
        ended = [worker.wait() for worker in workers]
        lines: list[list[str]] = []
        for output in outputs:
            output.seek(0)
            lines.append(output.read().splitlines())
            output.close()
        lost = _lost(database, people, lines)
        with closing(open_store(database)) as store:
            problems = [problem.description for problem in check(store)]
    print(f"{len(kinds)} processes for {minutes:g} minutes, {trained} trainings; load {os.getloadavg()[1]:.1f}")
    everything = [line.split(maxsplit=2) for person in lines for line in person]
    for what in ("read", "rated", "command", "commanded", "refused"):
        took = [float(line[1]) for line in everything if line[0] == what]
        if took:
            half, most, longest = np.quantile(took, (0.5, 0.99, 1))
            late = sum(seconds > 1 for seconds in took)
            print(
                f"{what:10} {len(took):7,}  half {half:.3f} s, 99 % {most:.3f} s, longest {longest:.3f} s, {late} > 1 s"
            )
    refusals = {line[2] for line in everything if line[0] == "refused"}
    print(*refusals, *lost, *problems, *(f"a process ended with {code}" for code in ended if code), sep="\n")
    return not (lost or problems or any(ended))


def _train_and_hold(database: Path, seconds: float) -> int:
    """Trains again and again, and in the middle holds the turn of writing; gives how many trainings were done."""
    end, middle = time.monotonic() + seconds, time.monotonic() + seconds / 2
    train = [sys.executable, "-P", "-m", "engine.train", "--db", str(database), "--device", "cpu"]
    trained, held = 0, False
    while time.monotonic() < end:
        with subprocess.Popen(train, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as training:
            while training.poll() is None and time.monotonic() < end:
                time.sleep(0.1)
                if not held and time.monotonic() > middle:
                    with closing(open_store(database, busy_timeout=60)) as store, store.writing():
                        time.sleep(HELD_SECONDS)
                    held = True
            trained += training.poll() == 0
            training.terminate()
    return trained


def _lost(database: Path, people: Sequence[int], lines: Sequence[Sequence[str]]) -> list[str]:
    with closing(open_store(database)) as store, store.reading() as connection:
        there = [opinions_of(connection, person) for person in people]
    problems = []
    for number, said in enumerate(lines):
        rated = [line.split() for line in said if line.startswith(("rated", "commanded"))]
        for film, stars in {int(film): float(stars) for _, _, film, stars in rated}.items():
            if film not in there[number] or there[number][film].rating != stars:
                problems.append(f"{_name(number)} gave film {film} {stars} stars, which are not there")
    return problems


def main() -> int:
    if sys.argv[1:] and sys.argv[1] in KINDS:
        kind, database, number, seconds = sys.argv[1:]
        work(kind, Path(database), int(number), float(seconds))
        return 0
    parser = argparse.ArgumentParser(prog="bench.load", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    for kind, processes in zip(KINDS, (8, 6, 4, 2), strict=True):
        parser.add_argument(f"--{kind}s", type=int, default=processes)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    kinds = [kind for kind in KINDS for _ in range(getattr(given, f"{kind}s"))]
    return 0 if measure(given.minutes, kinds, given.seed) else 1


if __name__ == "__main__":
    sys.exit(main())
