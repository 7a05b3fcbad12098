"""What `bench.kills` kills: processes that change a profile without end and say what was acknowledged.

    python -m bench.kill_targets rate FILE --seed 1
    python -m bench.kill_targets app FILE --seed 1
    python -m bench.kill_targets history FILE

Before each rating a line "? FILM STARS", after it "= FILM STARS"; `app` does it with the real app, without a terminal,
beside a training that the app follows. `history` imports a file with a rating of every film and undoes that, by turns:
"= import", "= undo".
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from data.personal import ExportRow, FileFormat, RowKind, write_rows
from engine.options import Device, ModelName, TrainOptions
from movierec_tui.library.library import Library
from movierec_tui.tui.app import MovieRecApp

FILMS_RATED = 20
MOST_FILMS = 1000


def rate_without_end(database: Path, seed: int) -> None:
    """Rates with the library, one film after the other."""
    dice = np.random.default_rng(seed)
    library = Library.open(database)
    profile = library.profiles.find("ann")
    films = [film.movie_id for film in library.search("", FILMS_RATED)]
    while True:
        film, stars = int(dice.choice(films)), float(dice.integers(1, 11)) / 2
        _say("?", film, stars)
        library.profiles.rate(profile.user_id, film, stars)
        _say("=", film, stars)


async def rate_in_the_app(database: Path, seed: int) -> None:
    """Rates with the app as its keys do, and waits for each rating to be shown."""
    dice = np.random.default_rng(seed)
    app = MovieRecApp(database)
    app.animation_level = "none"
    async with app.run_test() as pilot:
        while app.profile is None:
            await pilot.pause(0.01)
        films = [film.movie_id for film in await app.library.read(lambda library: library.search("", FILMS_RATED))]
        app.jobs.start_training(TrainOptions(model=ModelName.CLASSIC, device=Device.CPU, seed=seed))
        while True:
            film, stars = int(dice.choice(films)), float(dice.integers(1, 11)) / 2
            _say("?", film, stars)
            app.ratings.rate(film, stars)
            while film not in app.opinions or app.opinions[film].rating != stars:  # as a person sees it
                await pilot.pause(0.002)
            _say("=", film, stars)


def import_without_end(database: Path) -> None:
    """Imports a history and undoes it, by turns."""
    library = Library.open(database)
    profile = library.profiles.find("ann")
    file = database.with_suffix(".csv")
    rows = [
        ExportRow(RowKind.RATING, film.movie_id, film.title, film.title, film.year, stars=2.0)
        for film in library.search("", MOST_FILMS)
    ]
    write_rows(file, rows, FileFormat.CSV)
    plan = library.personal.plan(profile.user_id, file)
    while True:
        _say("?", "import")
        library.personal.take(plan)
        _say("=", "import")
        library.personal.undo(profile.user_id)
        _say("=", "undo")


def _say(*words: object) -> None:
    # Straight to the stream: inside the app, standard output belongs to the screen.
    sys.__stdout__.write(" ".join(map(str, words)) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def main(arguments: Sequence[str] | None = None) -> None:
    """Goes on until it is killed."""
    parser = argparse.ArgumentParser(prog="bench.kill_targets", description=__doc__.splitlines()[0])
    parser.add_argument("how", choices=("rate", "app", "history"))
    parser.add_argument("database", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    if given.how == "rate":
        rate_without_end(given.database, given.seed)
    elif given.how == "history":
        import_without_end(given.database)
    else:
        asyncio.run(rate_in_the_app(given.database, given.seed))


if __name__ == "__main__":
    main()
