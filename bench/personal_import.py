"""How long it takes to import a person's export, how many of its films are found, and whether any is a wrong one.

    python -m bench.personal_import ml-latest-small.zip [--seed 0] [--sample 100]

The exports are made from the data set's own films, so the truth is known: well-known films have the names that
Letterboxd and IMDb really give them, the others are spelled as such sites differ from MovieLens. A twentieth of the
films is taken out of the database first and appears in the exports all the same: these must not be found.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from bench.search import imported
from data.personal import read_personal_export
from db.personal.import_plan import ImportPlan, MatchedRow
from db.personal.imports import apply_plan, plan_import
from db.personal.profiles import create_profile
from db.store.bulk import read_rows, write_rows
from db.store.database import Store
from tests.data.personal_files import CatalogueFilm, ExportWriter, Truth

TAKEN_OUT = 0.05


@dataclass(frozen=True, slots=True)
class Outcome:
    """One export, planned and applied."""

    name: str
    plan: ImportPlan
    truth: Truth
    read_seconds: float
    plan_seconds: float
    apply_seconds: float

    def line(self) -> str:
        """Markdown: one row of the table."""
        known = [film for film in self.truth.values() if film is not None]
        wrong = len(self.wrong())
        right = len(self.plan.matched) - wrong
        offered = sum(
            self.truth[row.file, row.line] in {film.movie_id for film in open_film.candidates}
            for open_film in self.plan.ambiguous
            for row in open_film.rows
        )
        seconds = (self.read_seconds, self.plan_seconds, self.apply_seconds)
        cells = [
            self.name,
            f"{self.plan.report().rows:,}",
            *(f"{part:.2f}" for part in (*seconds, sum(seconds))),
        ]
        cells += [f"{right / len(known):.2%}", f"{offered / len(known):.2%}", str(wrong)]
        return f"| {' | '.join(cells)} |"

    def wrong(self) -> list[MatchedRow]:
        """Rows that were taken for another film."""
        return [one for one in self.plan.matched if self.truth[one.row.file, one.row.line] != one.movie.movie_id]


def catalogue_films(connection: Connection) -> list[CatalogueFilm]:
    """All films of the database."""
    rows = read_rows(
        connection,
        "SELECT movie_id, title, display_title, year, imdb_id, aliases, ratings FROM movie"
        " JOIN movie_stat USING (movie_id) ORDER BY movie_id",
    )
    return [
        CatalogueFilm(movie_id, title, display_title, year, imdb_id, tuple(json.loads(aliases)), ratings)
        for movie_id, title, display_title, year, imdb_id, aliases, ratings in rows
    ]


def take_out(
    store: Store, films: Sequence[CatalogueFilm], seed: int
) -> tuple[list[CatalogueFilm], list[CatalogueFilm]]:
    """Removes a random twentieth of the films from the database: (those left, those removed)."""
    twins = Counter((film.display_title, film.year) for film in films)
    chances = np.random.default_rng(seed).random(len(films))
    # Of a film that the data set has twice, the other one would rightly be found.
    removed = [
        chance < TAKEN_OUT and twins[film.display_title, film.year] == 1
        for film, chance in zip(films, chances.tolist(), strict=True)
    ]
    gone = [film for film, is_gone in zip(films, removed, strict=True) if is_gone]
    with store.writing() as connection:
        write_rows(connection, "DELETE FROM movie WHERE movie_id = ?", ((film.movie_id,) for film in gone))
    return [film for film, is_gone in zip(films, removed, strict=True) if not is_gone], gone


def measure(store: Store, name: str, folder: Path, write: Callable[[Path], Truth]) -> Outcome:
    """Writes an export and imports it into a new profile."""
    path = folder / name
    truth = write(path)
    with store.writing() as connection:
        user_id = create_profile(connection, name).user_id
    started = time.perf_counter()
    export = read_personal_export(path)
    read = time.perf_counter()
    with store.reading() as connection:
        plan = plan_import(connection, user_id, export)
    planned = time.perf_counter()
    with store.writing() as connection:
        apply_plan(connection, plan)
    applied = time.perf_counter()
    return Outcome(name, plan, truth, read - started, planned - read, applied - planned)


def sample(plan: ImportPlan, count: int, seed: int) -> str:
    """Some matches for a person to check."""
    places = np.random.default_rng(seed).permutation(len(plan.matched))[:count]
    return listed([plan.matched[place] for place in sorted(places.tolist())])


def listed(rows: Sequence[MatchedRow]) -> str:
    """One match a line: what the export says, and the film it was taken for."""
    return "\n".join(f"{one.row.title} ({one.row.year})  ->  {one.movie.title}" for one in rows)


def main() -> None:
    """Prints the table and the sample."""
    parser = argparse.ArgumentParser(prog="bench.personal_import", description=__doc__)
    parser.add_argument("data", type=Path, help="a MovieLens zip or folder")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sample", type=int, default=100, help="how many matches to print for checking by eye")
    options = parser.parse_args()
    with imported(options.data) as (store, data_set), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with store.reading() as connection:
            films = catalogue_films(connection)
        left, gone = take_out(store, films, options.seed)
        writer = ExportWriter(left, gone, options.seed)
        outcomes = [
            measure(store, "letterboxd.zip", folder, lambda path: writer.letterboxd(path, 900)),
            measure(store, "imdb.csv", folder, lambda path: writer.imdb(path, 9000)),
            measure(store, "imdb-without-ids.csv", folder, lambda path: writer.imdb(path, 9000, with_ids=False)),
        ]
    print(f"{data_set.dataset}, {len(left):,} films, {len(gone):,} more taken out\n")
    print("| export | rows | read s | plan s | apply s | all s | found of those there | offered | wrong |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    print("\n".join(outcome.line() for outcome in outcomes))
    for outcome in outcomes:
        if outcome.wrong():
            print(f"\n{outcome.name}, wrong:\n{listed(outcome.wrong())}")
    for outcome in outcomes[:2]:
        print(f"\n{outcome.name}, {options.sample} matches:\n{sample(outcome.plan, options.sample, options.seed)}")


if __name__ == "__main__":
    main()
