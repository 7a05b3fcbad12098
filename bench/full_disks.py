"""Disks that are too small: what import, enriching, training, backup and so on say, and what there is then.

    python -m bench.full_disks [--places get setup import replace enrich train backup export migration] [--step 256]
                               [--first KIB]

Needs the right to mount. Each command runs on a disk that has no room beside the database, or on one of `--first` KiB,
then on one that is 256 KiB larger, and so on until it has succeeded three times. Where it fails, the database must be
as before, but for dead runs and for data of which `setup` says that they are imported; where it succeeds, all of it
must be there; and a check finds nothing in either case. Prints a line for each size, what was said, and every sentence
that is untrue.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from bench.generate import Size, write_data_set
from bench.generate_imdb import write_imdb
from bench.kills import ANN, IMDB_TITLES, SMALL, old_template, template
from db.checks.check import check
from db.checks.repair import repair
from db.personal.opinions import rate
from db.store.database import open_store
from tests.data.server import FileServer
from tests.disks import small_disk

STEP_KIB = 256
ENOUGH = 3
"""Successes after which larger disks say nothing new."""
SMALLEST_KIB = 4
LATEST_SMALL = Size(ratings=100_836, users=610, movies=9_742)
"""Of a data set that is taken for MovieLens Latest Small."""
ROOM_FOR_ALL = "size=256m"

Rows = dict[str, set[tuple[object, ...]]]
_RUNS = frozenset({"model_run", "run_curve", "movie_feature", "user_feature"})


@dataclass(frozen=True)
class Place:
    """A command that may find its disk full.

    Attributes:
        database: copied to the disk before; None where only what the command writes lies there.
        arguments: of the command, knowing the database and the disk's folder.
        is_done: whether the database or disk has all of what the command does.
        may_change: tables that a failure may have changed.
        says_of_more: words of a failure that may have changed all tables.
    """

    name: str
    database: Path | None
    arguments: Callable[[Path], list[str]]
    is_done: Callable[[Rows, Rows, Path], bool]
    may_change: frozenset[str] = frozenset()
    says_of_more: str | None = None


def places(folder: Path, site: FileServer) -> list[Place]:
    """All places, with their databases in `folder` and a data set at `site`."""
    one, other, imdb = folder / "one", folder / "other", folder / "imdb"
    write_data_set(one, SMALL, seed=1)
    write_data_set(other, SMALL, seed=2)
    write_imdb(imdb, IMDB_TITLES)
    library, old, empty = template(folder / "template.db", one), old_template(folder / "old.db"), folder / "empty.db"
    open_store(empty).close()
    _rate_all(library)

    def changed(table: str) -> Callable[[Rows, Rows, Path], bool]:
        return lambda before, after, _disk: before[table] != after[table]

    train = ["train", "--model", "classic", "--device", "cpu", "--epochs", "2"]
    write_data_set(folder / "latest", LATEST_SMALL, seed=3)
    site.files["ml-latest-small.zip"] = _zipped(folder / "latest")
    get = ["data", "get", "ml-latest-small", "--yes"]
    setup = ["setup", "--dataset", "ml-latest-small", "--yes", "--model", "classic", "--device", "cpu", "--epochs", "1"]
    return [
        Place("get", empty, lambda _: get, changed("rating")),
        Place("setup", empty, lambda _: setup, changed("active_run"), _RUNS, "is imported, but no model"),
        Place("import", empty, lambda _: ["data", "import", str(one)], changed("rating")),
        Place("replace", library, lambda _: ["data", "import", str(other), "--replace", "--yes"], changed("rating")),
        Place("enrich", library, lambda _: ["data", "enrich", str(imdb), "--min-votes", "10"], changed("movie_person")),
        Place("train", library, lambda _: train, changed("active_run"), _RUNS),
        Place(
            "backup",
            None,
            lambda disk: ["backup", str(disk / "backup.db"), "--db", str(library)],
            lambda _before, _after, disk: _rows(disk / "backup.db") == _rows(library),
        ),
        Place(
            "export",
            None,
            lambda disk: ["profile", "export", "ann", str(disk / "ann.csv"), "--db", str(library)],
            lambda _before, _after, disk: (disk / "ann.csv").stat().st_size > 0,
        ),
        Place("migration", old, lambda _: ["info"], changed("alembic_version")),
    ]


def _zipped(data_set: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in data_set.iterdir():
            archive.write(file, f"ml-latest-small/{file.name}")
    return content.getvalue()


def _rate_all(database: Path) -> None:
    """Makes an export longer than the smallest disk."""
    store = open_store(database)
    with store.writing() as connection:
        for movie_id in connection.execute(text("SELECT movie_id FROM movie")).scalars().all():
            rate(connection, ANN, movie_id, 4.0)
    store.close()


def sweep(place: Place, first: int, step: int, folder: Path) -> list[str]:
    """Tries disks of growing size, and gives what was untrue."""
    untrue: list[str] = []
    needed = 0 if place.database is None else sum(file.stat().st_size for file in _files(place.database)) // 1024
    size, successes = max(-(-needed // step) * step or SMALLEST_KIB, first), 0
    while successes < ENOUGH:
        with small_disk(folder / "disk", size) as disk:
            code, said, found = _tried(place, disk)
        print(f"{place.name:10} {size:6} KiB: {code} {said}", flush=True)
        for sentence in found:
            print(f"  UNTRUE: {sentence}", flush=True)
        (folder / "disk").rmdir()
        untrue += found
        successes += code == 0
        size = size // step * step + step
    return untrue


def _tried(place: Place, disk: Path) -> tuple[int, str, list[str]]:
    """The exit code, the last line that was said, and what is wrong then."""
    database = disk / "library.db"
    if place.database is not None:
        for file in _files(place.database):
            shutil.copy(file, disk / file.name.replace(place.database.name, database.name))
    before = {} if place.database is None else _rows(place.database)
    arguments = place.arguments(disk)
    if "--db" not in arguments:
        arguments += ["--db", str(database)]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "movierec_tui", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"XDG_CACHE_HOME": str(disk / "cache")},
    )
    said = (done.stderr or done.stdout).strip().splitlines()[-1:]
    subprocess.run(["mount", "-o", f"remount,{ROOM_FOR_ALL}", str(disk)], check=True)
    if done.returncode:
        return done.returncode, "".join(said), _wrong_after_failure(place, disk, database, before, "".join(said))
    after = {} if place.database is None else _rows(database)
    found = [] if place.is_done(before, after, disk) else ["it succeeded, but not all of it is there"]
    return 0, "".join(said), found + _findings(place, database)


def _wrong_after_failure(place: Place, disk: Path, database: Path, before: Rows, said: str) -> list[str]:
    found = [] if "full" in said or "no space" in said.lower() else ["it does not say that the disk is full"]
    if place.database is None:
        left = [file.name for file in disk.iterdir()]
        return [*found, f"left behind: {left}"] if left else found
    after = _rows(database)
    changed = {table for table in before | after if before.get(table) != after.get(table)} - place.may_change
    if place.says_of_more is not None and place.says_of_more in said:
        changed = set()
    if changed and (place.name != "migration" or place.is_done(before, after, disk)):
        found.append(f"it failed, but changed {', '.join(sorted(changed))}")
    return found + ([] if place.name == "migration" else _findings(place, database))


def _findings(place: Place, database: Path) -> list[str]:
    if place.database is None:
        return []
    store = open_store(database)
    try:
        if all(finding.part.value == "runs" for finding in check(store)) and place.may_change:
            return [finding.description for finding in repair(store).left]
        return [finding.description for finding in check(store)]
    finally:
        store.close()


def _rows(database: Path) -> Rows:
    """All rows of all tables, of search indices as far as they are ordinary tables."""
    connection = sqlite3.connect(database)
    try:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_data' ESCAPE '\\'"
        ).fetchall()
        return {name: set(connection.execute(f'SELECT * FROM "{name}"')) for (name,) in tables}  # noqa: S608
    finally:
        connection.close()


def _files(database: Path) -> list[Path]:
    return [file for ending in ("", "-wal") if (file := database.with_name(database.name + ending)).exists()]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--places", nargs="+", metavar="PLACE", help="which commands [all]")
    parser.add_argument("--first", type=int, default=0, metavar="KIB", help="the smallest disk [no room at all]")
    parser.add_argument("--step", type=int, default=STEP_KIB, metavar="KIB", help=f"between two sizes [{STEP_KIB}]")
    parsed = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, FileServer() as site:
        folder = Path(temporary)
        os.environ["MOVIEREC_DATA_URL"] = site.address
        untrue = [
            sentence
            for place in places(folder, site)
            if parsed.places is None or place.name in parsed.places
            for sentence in sweep(place, parsed.first, parsed.step, folder)
        ]
    print(f"{len(untrue)} untrue sentences")
    sys.exit(bool(untrue))


if __name__ == "__main__":
    main()
