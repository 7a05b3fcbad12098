"""What people said outlives whatever happens to models and data sets."""

from __future__ import annotations

import csv
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from data.readers import open_data_set
from db.importing.importer import import_data_set
from db.marks import FilmMark
from db.store.database import open_store
from engine.options import Device, ModelName, TrainOptions
from engine.train import train_database
from movierec_tui.library.library import Library
from tests.cli.conftest import ANNS_RATINGS, CommandLine, process_call
from tests.library import (
    AMELIE,
    FILMS,
    LEON,
    MATRIX,
    REC,
    SPIDER_MAN,
    STAR_WARS,
    library_ratings,
    publish_random_run,
)

MOVED = 100
"""How much higher every film's id is in the other data set."""


def write_folder(folder: Path, films: Iterable[int], moved: int, repeats: int = 1) -> Path:
    """A data set in the shape of the official CSV files, of some of the tiny library's films.

    Args:
        folder: where; its name is the data set's.
        films: their ids in the tiny library.
        moved: what is added to every id.
        repeats: how often every user is there.
    """
    kept = set(films)
    folder.mkdir()
    with (folder / "movies.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("movieId", "title", "genres"))
        rows = ((film + moved, title, "|".join(genres)) for film, title, genres in FILMS if film in kept)
        writer.writerows(rows)
    with (folder / "ratings.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("userId", "movieId", "rating", "timestamp"))
        writer.writerows(
            (user + 1000 * copy, film + moved, stars, when)
            for copy in range(repeats)
            for user, film, stars, when in library_ratings()
            if film in kept
        )
    return folder


EVERY_FILM = [film for film, _, _ in FILMS]
WITHOUT_TWO = [film for film in EVERY_FILM if film not in {SPIDER_MAN, LEON}]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data set that the person's database holds, as files."""
    return write_folder(tmp_path_factory.mktemp("data") / "first", EVERY_FILM, 0, repeats=10)


@pytest.fixture
def mine(first: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """A database that a person has used: Ann rated five films, hid one and wants to see another."""
    database = tmp_path / "films.db"
    store = open_store(database)
    with open_data_set(first) as reader:
        import_data_set(store, reader)
    publish_random_run(store)
    library = Library(store)
    ann = library.profiles.create("ann").user_id
    for film, stars in ANNS_RATINGS.items():
        library.profiles.rate(ann, film, stars)
    library.profiles.mark(ann, LEON, FilmMark.WATCHLIST, on=True)
    library.profiles.mark(ann, REC, FilmMark.HIDDEN, on=True)
    library.close()
    return CommandLine(database, capsys)


def said(mine: CommandLine, moved: int = 0) -> tuple[dict[int, float], list[int], list[int]]:
    """Ann's ratings, watchlist and hidden films, by the ids of the tiny library."""
    shown = mine.ask("profile", "show", "ann")
    return (
        {film["movie_id"] - moved: film["rating"] for film in shown["rated_movies"]},
        [film["movie_id"] - moved for film in shown["watchlist_movies"]],
        [film["movie_id"] - moved for film in shown["hidden_movies"]],
    )


EVERYTHING = (ANNS_RATINGS, [LEON], [REC])


@pytest.mark.parametrize("choice", ["on", "off"])
def test_opinions_survive_retraining_and_count_in_the_new_run(mine: CommandLine, choice: str) -> None:
    mine.ask("profile", "train-with", choice)

    options = TrainOptions(model=ModelName.CLASSIC, device=Device.CPU, epochs=1)
    train_database(mine.database, options, lambda _event: None)

    assert said(mine) == EVERYTHING
    recommended = {film["movie_id"] for film in mine.ask("recommend", "ann", "-n", 50)}
    assert recommended == set(EVERY_FILM) - set(ANNS_RATINGS) - {LEON, REC}
    trained = mine.ask("sql", "select count(*) as n from active_user_feature where user_id < 0")
    assert trained == [{"n": int(choice == "on")}]


STATUS_AFTER = {signal.SIGINT: "cancelled", signal.SIGTERM: "cancelled", signal.SIGKILL: "building"}
CODE_AFTER = {signal.SIGINT: 130, signal.SIGTERM: -signal.SIGTERM, signal.SIGKILL: 1}


@pytest.mark.parametrize("ending", STATUS_AFTER)
def test_opinions_survive_a_training_that_is_cancelled_or_killed_and_it_leaves_no_run(
    mine: CommandLine, ending: signal.Signals
) -> None:
    before = mine.ask("recommend", "ann", "--because")

    code, errors = train_and_end(mine, ending)

    assert code == CODE_AFTER[ending]
    assert "Traceback" not in errors
    assert bool(errors) == (ending == signal.SIGKILL)
    assert status_at_the_end(mine, STATUS_AFTER[ending]) == STATUS_AFTER[ending]
    assert mine.ask("sql", "select distinct run_id from movie_feature") == [{"run_id": 1}]
    assert said(mine) == EVERYTHING
    assert mine.ask("recommend", "ann", "--because") == before
    assert mine.ask("rate", "ann", AMELIE, 5)["rating"] == 5


def train_and_end(mine: CommandLine, ending: signal.Signals) -> tuple[int, str]:
    """Trains until the second event; ends the command as a terminal does, or kills its child with no warning."""
    endless = ("--model", "bayesian", "--device", "cpu", "--epochs", 1_000_000)
    command = process_call(mine.database, "train", *endless, "--json")
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.readline()
        os.kill(child_of(process.pid) if ending == signal.SIGKILL else process.pid, ending)
        _, errors = process.communicate()
    return process.returncode, errors


def status_at_the_end(mine: CommandLine, expected: str) -> str:
    """The newest run's status, once the child has noticed that nobody waits for it any more."""
    deadline = time.monotonic() + 30
    while (status := mine.ask("runs")[0]["status"]) != expected and time.monotonic() < deadline:
        time.sleep(0.05)
    return str(status)


def child_of(pid: int) -> int:
    """The one child process of a process."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
        pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        if children := [child for child, parent in pairs if parent == pid]:
            return children[0]
    raise AssertionError("the command has no child")


def test_importing_the_same_data_set_again_changes_nothing(mine: CommandLine, first: Path) -> None:
    assert mine.ask("data", "import", first)["unchanged"]
    assert mine.ask("data", "import", first, "--replace", "--yes")["unchanged"]

    assert said(mine) == EVERYTHING
    assert mine.ask("recommend", "ann")


def test_opinions_move_to_another_data_set_and_what_it_lacks_comes_back_with_the_first_one(
    mine: CommandLine, first: Path, tmp_path: Path
) -> None:
    other = write_folder(tmp_path / "other", WITHOUT_TWO, MOVED, repeats=2)

    mine.ask("data", "import", other, "--replace", "--yes")

    left = {film: stars for film, stars in ANNS_RATINGS.items() if film != SPIDER_MAN}
    assert said(mine, MOVED) == (left, [], [REC])
    assert mine.ask("info")["active_profile"]["name"] == "ann"
    assert "movierec-tui train" in mine("recommend", "ann").err

    mine.ask("data", "import", first, "--replace", "--yes")

    assert said(mine) == EVERYTHING


def test_opinions_survive_going_back_to_an_older_run(mine: CommandLine) -> None:
    older = mine.ask("recommend", "ann", "--because")
    store = open_store(mine.database)
    second_run = publish_random_run(store, seed=1)
    store.close()
    assert mine.ask("recommend", "ann", "--because") != older
    mine.ask("rate", "ann", AMELIE, 1)

    mine.ask("runs", "activate", 1)

    assert said(mine)[0] == ANNS_RATINGS | {AMELIE: 1}
    mine.ask("unrate", "ann", AMELIE)
    assert mine.ask("recommend", "ann", "--because") == older
    mine.ask("runs", "activate", second_run)
    assert said(mine) == EVERYTHING


# A run that was made before a film was there


@pytest.fixture
def before_amelie(own_copy: CommandLine) -> CommandLine:
    """The active run does not know Amélie; Ann, whose only rating is of it, is there."""
    with sqlite3.connect(own_copy.database) as connection:
        connection.execute("delete from movie_feature where movie_id = ?", (AMELIE,))
    connection.close()
    own_copy.ask("profile", "create", "ann")
    own_copy.ask("rate", "ann", AMELIE, 5)
    return own_copy


@pytest.mark.parametrize("call", [["predict", "ann", AMELIE], ["why", "ann", AMELIE], ["similar", "movie", AMELIE]])
def test_a_film_that_the_run_does_not_know_is_one_sentence(before_amelie: CommandLine, call: list[object]) -> None:
    outcome = before_amelie(*call)

    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err == f"Error: The active model does not know film {AMELIE}; train again.\n"


def test_such_a_film_is_shown_as_far_as_it_is_known(before_amelie: CommandLine) -> None:
    outcome = before_amelie("movie", AMELIE)

    assert outcome.code == 0
    assert outcome.out.startswith("Amelie (2001)")
    assert "train again" in outcome.err
    assert before_amelie.ask("movie", AMELIE)["similar"] == []


def test_a_rating_of_such_a_film_waits_for_a_run_that_knows_it(before_amelie: CommandLine) -> None:
    films = before_amelie.ask("recommend", "ann", "-n", 50, "--because", "--include-seen")

    assert {film["movie_id"] for film in films} == set(EVERY_FILM) - {AMELIE}
    assert all(film["because"] == [] for film in films)
    assert before_amelie.ask("rate", "ann", STAR_WARS, 5)["rating"] == 5
    assert before_amelie.ask("why", "ann", MATRIX)["because"][0]["movie_id"] == STAR_WARS


def test_a_user_that_the_run_does_not_know_is_shown_as_far_as_possible(own_copy: CommandLine) -> None:
    with sqlite3.connect(own_copy.database) as connection:
        connection.execute("delete from user_feature where user_id = 3")
    connection.close()

    outcome = own_copy("user", 3)

    assert outcome.code == 0
    assert "Newest ratings" in outcome.out
    assert "does not know user 3; train again" in outcome.err
