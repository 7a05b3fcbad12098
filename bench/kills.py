"""kill -9 at random moments of rating, app, import, history and so on; then everything must be whole.

    python -m bench.kills [--times 100] [--places rating app import history enriching ...] [--seed 0]

For each kill a fresh copy of a small database is worked on by a real process, which is killed after a random time. Then
the database must open; the check must find nothing but, after a training, the dead run, which a repair clears away; a
data set, a run or an imported history is whole or not there; every rating that was acknowledged is there; and no
process is left that has the database in its command. Prints one line for each place, and what was wrong.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.generate import Size, write_data_set
from bench.generate_imdb import write_imdb
from data.readers import open_data_set
from db.checks.check import check
from db.checks.repair import repair
from db.importing.importer import import_data_set
from db.personal.opinions import opinions_of, rate
from db.personal.profiles import activate_profile, create_profile
from db.runs.model_runs import active_run
from db.store.data_sets import stored_data_set
from db.store.database import Store, open_store
from db.store.schema import HEAD
from tests.db.earlier_versions import contents, database_of, holds
from tests.library import publish_random_run

ANN = -1
ANNS_FIRST_RATING = 4.5
SMALL = Size(ratings=3000, users=60, movies=150)
IMDB_TITLES = 20_000
PATIENCE_SECONDS = 90.0
"""A training that still loads its libraries ends only when it has them, which takes long on a busy machine."""
KILLED_BEFORE_READY = 0.2

Judge = Callable[[Store, Sequence[str]], list[str]]


@dataclass(frozen=True)
class Place:
    """Where is killed.

    Attributes:
        name: for the report.
        template: the database before.
        command: of the process that works on a copy.
        judge: what is wrong with the copy afterwards, besides what a check finds; knows what the process printed.
    """

    name: str
    template: Path
    command: Callable[[Path, int], list[str]]
    judge: Judge


@dataclass
class Report:
    """What the kills at one place came to. `late`: the process had ended by itself before."""

    name: str
    kills: int = 0
    late: int = 0
    acknowledged: int = 0
    problems: list[str] = field(default_factory=list)


def places(folder: Path) -> list[Place]:
    """All places, with their databases in `folder`."""
    one, other = folder / "one", folder / "other"
    write_data_set(one, SMALL, seed=1)
    write_data_set(other, SMALL, seed=2)
    imdb = folder / "imdb"
    write_imdb(imdb, IMDB_TITLES)
    library = template(folder / "template.db", one)
    old = old_template(folder / "old.db")
    before = contents(old)

    def kept(store: Store, _lines: Sequence[str]) -> list[str]:
        return [] if holds(contents(store.path), before) else ["something is lost that was there before"]

    return [
        Place("rating", library, lambda db, seed: _target("rate", db, seed), _every_rating_is_there),
        Place("app", library, lambda db, seed: _target("app", db, seed), _every_rating_is_there),
        Place("import", library, lambda db, _seed: _import(db, other), _one_data_set_is_whole),
        Place("history", library, lambda db, seed: _target("history", db, seed), _all_of_a_history_or_nothing),
        Place("enriching", library, lambda db, _seed: _enriching(db, imdb), _all_of_imdb_or_nothing),
        Place("training", library, _training, _a_run_is_active),
        Place("migration", old, lambda db, _seed: _opening(db), kept),
    ]


def kill_often(place: Place, times: int, seed: int, folder: Path, lengths: tuple[float, float] | None = None) -> Report:
    """Kills `times` processes, each at its own moment.

    Args:
        place: where.
        times: how often.
        seed: of the moments.
        folder: for the copies of the database.
        lengths: seconds from the start to the first line, and from there to the end; measured where not given.
    """
    report = Report(place.name)
    dice = np.random.default_rng([seed, *place.name.encode()])
    until_ready, from_there = lengths or _lengths(place, folder)
    for number in range(times):
        database = _fresh(place, folder)
        waits_for_ready = dice.random() > KILLED_BEFORE_READY
        delay = dice.uniform(0, from_there if waits_for_ready else until_ready)
        lines, ended = _killed(place.command(database, number), delay, waits_for_ready=waits_for_ready)
        report.kills += 1
        report.late += ended
        report.acknowledged += sum(line.startswith("= ") for line in lines)
        problems = _judged(place, database, lines)
        report.problems += [f"{place.name} {number}, after {delay:.3f} s: {problem}" for problem in problems]
        shutil.rmtree(database.parent)
    return report


def _judged(place: Place, database: Path, lines: Sequence[str]) -> list[str]:
    problems = [f"still running: {process}" for process in _orphans(database)]
    problems += [line for line in lines if line.startswith("! ")]
    lines = [line for line in lines if not line.startswith("! ")]
    store = open_store(database)
    try:
        found = [finding.description for finding in check(store)]
        dead_run = "is being built, but no training is running"
        if found and all(dead_run in problem for problem in found):
            found = [finding.description for finding in repair(store).left]
        problems += found + place.judge(store, lines)
    finally:
        store.close()
    if parts := [file.name for file in database.parent.glob(".*.part*")]:
        problems.append(f"left behind: {parts}")
    return problems


def _every_rating_is_there(store: Store, lines: Sequence[str]) -> list[str]:
    """The last rating of each film that was begun may be there or not; the last one acknowledged is."""
    allowed: dict[int, set[float]] = {}
    for line in lines:
        sign, film, stars = line.split()
        if sign == "=":
            allowed[int(film)] = {float(stars)}
        else:
            allowed.setdefault(int(film), set()).add(float(stars))
    acknowledged = {int(line.split()[1]) for line in lines if line.startswith("= ")}
    with store.reading() as connection:
        there = {film: opinion.rating for film, opinion in opinions_of(connection, ANN).items()}
    return [
        f"film {film} should have {sorted(stars)} stars, but has {there.get(film)}"
        for film, stars in allowed.items()
        if film in acknowledged and there.get(film) not in stars
    ]


def _one_data_set_is_whole(store: Store, _lines: Sequence[str]) -> list[str]:
    with store.reading() as connection:
        data_set = stored_data_set(connection)
        kept = connection.exec_driver_sql(
            "SELECT (SELECT count(*) FROM rating WHERE user_id < 0) + (SELECT count(*) FROM parked_opinion)"
        ).scalar_one()
    problems = [] if data_set is not None and data_set.ratings == SMALL.ratings else [f"half an import: {data_set}"]
    return problems if kept == 1 else [*problems, f"of one opinion {kept} are left"]


def _all_of_imdb_or_nothing(store: Store, _lines: Sequence[str]) -> list[str]:
    with store.reading() as connection:
        data_set = stored_data_set(connection)
        films, people, credits, runtimes = connection.exec_driver_sql(
            "SELECT (SELECT count(*) FROM movie WHERE source = 'imdb'), (SELECT count(*) FROM person),"
            " (SELECT count(*) FROM movie_person), (SELECT count(*) FROM movie WHERE runtime IS NOT NULL)"
        ).one()
    assert data_set is not None
    counts = f"{films} films, {people} people, {credits} credits, {runtimes} runtimes"
    if data_set.enriched_at is None:
        return [f"half enriched: {counts}"] if films or people or credits or runtimes else []
    return [] if min(films, people, credits, runtimes) >= films > 0 else [f"enriched with {counts}"]


def _all_of_a_history_or_nothing(store: Store, lines: Sequence[str]) -> list[str]:
    """Ann's own rating, and after an import that was acknowledged and not undone one of every film."""
    with store.reading() as connection:
        ratings = len(opinions_of(connection, ANN))
    own, everything = 1, SMALL.movies
    allowed = {"? import": {own, everything}, "= import": {own, everything}, "= undo": {own}}
    last = lines[-1] if lines else "= undo"
    return [] if ratings in allowed[last] else [f"after {last!r} there are {ratings} ratings"]


def _a_run_is_active(store: Store, _lines: Sequence[str]) -> list[str]:
    with store.reading() as connection:
        rating = opinions_of(connection, ANN).popitem()[1].rating
        problems = [] if active_run(connection) is not None else ["no run is active"]
    return problems if rating == ANNS_FIRST_RATING else [*problems, "a rating is lost"]


def template(path: Path, data_set: Path) -> Path:
    """A database with a data set, a profile that rated a film, and an active run."""
    store = open_store(path)
    with open_data_set(data_set) as reader:
        import_data_set(store, reader)
    with store.writing() as connection:
        activate_profile(connection, create_profile(connection, "ann").user_id)
        film = connection.exec_driver_sql("SELECT max(movie_id) FROM movie").scalar_one()
        rate(connection, ANN, film, ANNS_FIRST_RATING)
    publish_random_run(store)
    store.close()
    return path


def old_template(path: Path) -> Path:
    """A database of the first version, large enough for its migration to take a while."""
    database_of("0001", path)
    with sqlite3.connect(path) as connection:
        connection.executescript(
            """
            WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)
            INSERT INTO movie (movie_id, title, display_title, year, sort_title, aliases)
            SELECT i, 'Film ' || i, 'Film ' || i, 1999, 'film', '[]' FROM n;
            INSERT INTO movie_stat (movie_id, ratings) SELECT movie_id, 0 FROM movie WHERE movie_id >= 100;
            INSERT INTO movie_feature (run_id, movie_id, vector, bias, preference, preference_bias)
            SELECT 1, movie_id, x'0000803f', 3.5, x'00000040', 0.5 FROM movie WHERE movie_id >= 100;
            UPDATE data_set SET movies = (SELECT count(*) FROM movie);
            INSERT INTO movie_name SELECT movie_id, movie_id, 'film ' || movie_id, 'film' || movie_id
            FROM movie WHERE movie_id >= 100;
            """
        )
    connection.close()
    return path


def _target(how: str, database: Path, seed: int) -> list[str]:
    return [sys.executable, "-m", "bench.kill_targets", how, str(database), "--seed", str(seed)]


def _import(database: Path, data_set: Path) -> list[str]:
    arguments = ("--db", str(database), "--source", str(data_set), "--replace")
    return [sys.executable, "-m", "movierec_tui.jobs.ingest", *arguments]


def _enriching(database: Path, imdb: Path) -> list[str]:
    arguments = ("--db", str(database), "--folder", str(imdb), "--min-votes", "10")
    return [sys.executable, "-m", "movierec_tui.jobs.enrich", *arguments]


def _training(database: Path, seed: int) -> list[str]:
    arguments = ("--db", str(database), "--model", "classic", "--device", "cpu", "--epochs", "20")
    return [sys.executable, "-m", "engine.train", *arguments, "--seed", str(seed)]


def _opening(database: Path) -> list[str]:
    script = (
        "import sys; from pathlib import Path; from db.store.database import open_store; print('ready', flush=True);"
    )
    return [sys.executable, "-c", f"{script} open_store(Path(sys.argv[1])).close()", str(database)]


def _fresh(place: Place, folder: Path) -> Path:
    """A new folder with a copy of the place's database."""
    work = Path(tempfile.mkdtemp(prefix="work-", dir=folder))
    for ending in ("", "-wal"):
        file = place.template.with_name(place.template.name + ending)
        if file.exists():
            shutil.copy(file, work / f"movies.db{ending}")
    return work / "movies.db"


def _lengths(place: Place, folder: Path) -> tuple[float, float]:
    """Seconds from the start to the first line, and from there to the end, or as long as is worth waiting for."""
    started = time.monotonic()
    database = _fresh(place, folder)
    process = _start(place.command(database, 0), subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    ready = time.monotonic()
    try:
        process.communicate(timeout=4)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    _orphans(database)
    return ready - started, time.monotonic() - ready


def _killed(command: list[str], delay: float, *, waits_for_ready: bool) -> tuple[list[str], bool]:
    """What the process printed, whole lines only, and whether it had ended before."""
    process = _start(command, subprocess.PIPE)
    assert process.stdout is not None
    with _given_up(process):
        first = process.stdout.readline() if waits_for_ready else ""
    if waits_for_ready and not first:
        process.communicate()
        return [f"! never said a word, ended with {process.returncode}"], True
    time.sleep(delay)
    ended = process.poll() is not None
    process.kill()
    rest, _ = process.communicate()
    return [line for line in (first + rest).split("\n")[:-1] if line.strip()], ended


@contextmanager
def _given_up(process: subprocess.Popen[str]) -> Iterator[None]:
    """Kills a process that takes too long for what happens in the block."""
    timer = threading.Timer(PATIENCE_SECONDS, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _start(command: list[str], output: int) -> subprocess.Popen[str]:
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.DEVNULL, text=True)


def _orphans(database: Path) -> list[str]:
    """Commands of processes that still work on the database after some patience; none where there is no /proc."""
    end = time.monotonic() + PATIENCE_SECONDS
    while (found := _working_on(database)) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def _working_on(database: Path) -> list[str]:
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = file.read_bytes().split(b"\0")
        except OSError:
            continue
        if str(database).encode() in words:
            found.append(b" ".join(words).decode(errors="replace"))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Kills, reports, and gives 1 where anything was wrong."""
    parser = argparse.ArgumentParser(prog="bench.kills", description=__doc__.splitlines()[0])
    names = ("rating", "app", "import", "history", "enriching", "training", "migration")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--places", nargs="+", choices=names, default=names)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="movierec-kills-") as name:
        for place in places(Path(name)):
            if place.name not in given.places:
                continue
            report = kill_often(place, given.times, given.seed, Path(name))
            whole = report.kills - len({problem.split(",")[0] for problem in report.problems})
            print(
                f"{report.name}: {report.kills} kills ({report.late} came after the end), {whole} recovered,"
                f" {report.acknowledged} changes acknowledged; schema {HEAD}",
                flush=True,
            )
            print("\n".join(report.problems[:20]), end="\n" if report.problems else "", flush=True)
            wrong += len(report.problems)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
