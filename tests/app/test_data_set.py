"""The first start: choose, accept, watch, and ways on when something fails."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from movierec_tui.jobs.state import SET_UP, Outcome
from tests.app.driving import SMALL, WIDE, Person, person_at
from tests.data.imdb_files import Film, write_imdb
from tests.library import FILMS, build_library, library_ratings

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "120x40"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data set as GroupLens lays out its newer ones."""
    folder = tmp_path / "ml-tiny"
    folder.mkdir()
    films = [f'{movie_id},"{title}",{"|".join(genres)}' for movie_id, title, genres in FILMS]
    (folder / "movies.csv").write_text("\n".join(["movieId,title,genres", *films, ""]), encoding="utf-8")
    ratings = [f"{user},{movie},{stars},{time}" for user, movie, stars, time in library_ratings()]
    (folder / "ratings.csv").write_text("\n".join(["userId,movieId,rating,timestamp", *ratings, ""]))
    (folder / "links.csv").write_text("movieId,imdbId,tmdbId\n" + "".join(f"{row[0]},{row[0]},\n" for row in FILMS))
    (folder / "tags.csv").write_text("userId,movieId,tag,timestamp\n")
    return folder


async def give_path(person: Person, path: object) -> None:
    await person.press("p")
    await person.paste(str(path))
    await person.press("enter")


async def choose_beside(person: Person, path: Path) -> None:
    """From the first screen to another data set, which is to lie beside."""
    await person.sees("Popular films")
    await person.press("escape", "5")
    await give_path(person, path)
    await person.sees(f"{path.name} can replace tiny")
    await person.press("b")


def data_set(person: Person) -> str | None:
    status = person.app.status
    return None if status is None or status.data_set is None else status.data_set.name


def outcome(person: Person) -> Outcome | None:
    return None if person.app.job is None else person.app.job.outcome


@SIZES
async def test_the_first_start_offers_the_catalogue_and_shows_the_licence(nothing: Path, size: tuple[int, int]) -> None:
    async with person_at(nothing, size) as person:
        await person.sees(
            "Welcome", "MovieLens Latest Small (2018)", "100,000", "4.7 MiB", "licence", "Free for research"
        )
        await person.sees("Accept and get ml-latest-small", "Films to 2018. 0.9 MiB to download")
        await person.press("down")
        await person.sees("Accept and get ml-100k")
        await person.press("down")
        await person.sees("Accept and get ml-1m")


async def test_a_folder_of_ones_own_becomes_recommendations_while_one_looks_at_other_screens(
    nothing: Path, folder: Path
) -> None:
    async with person_at(nothing, WIDE) as person:
        await person.sees("Welcome")
        await give_path(person, folder)
        await person.sees("x cancels", "other screens can be used")
        await person.press("escape")
        await person.until(lambda: person.app.current_mode == "search")
        assert outcome(person) in (Outcome.RUNNING, Outcome.DONE)
        await person.press("escape", "5")
        await person.until(lambda: outcome(person) is not Outcome.RUNNING)
        await person.sees("Films for you", "Your name, then", "ml-tiny · run 1", "Run 1 ")
        await person.type("Nina")
        await person.press("enter")
        await person.names_no_favourites()
        await person.sees("Rate films", "0 of about 15", "esc shows your list")
        await person.press("escape")
        await person.sees("films for Nina", "by popularity")


async def test_a_path_that_is_not_there_says_so(nothing: Path) -> None:
    async with person_at(nothing) as person:
        await person.sees("Welcome")
        await person.press("p")
        await person.type("/no/such/file.zip")
        await person.press("enter")
        await person.sees("There is no file or folder at /no/such/file.zip")


async def test_broken_data_are_one_sentence_and_a_way_on(nothing: Path, folder: Path) -> None:
    with (folder / "ratings.csv").open("a") as ratings:
        ratings.write("1,1,eleven,5\n")
    async with person_at(nothing, WIDE) as person:
        await person.sees("Welcome")
        await give_path(person, folder)
        await person.sees("✗", "ratings.csv", "try again")
        assert "Traceback" not in person.screen()
        assert person.app.focused is not None
        assert person.app.focused.id == "catalogue"


async def test_a_source_that_cannot_be_reached_is_one_sentence_and_a_way_on(
    nothing: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MOVIEREC_DATA_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    async with person_at(nothing, WIDE) as person:
        await person.sees("Welcome")
        await person.press("enter")
        await person.sees("✗", "choose another data set")


async def test_a_set_up_is_cancelled_after_a_question_and_leaves_nothing(nothing: Path, folder: Path) -> None:
    async with person_at(nothing) as person:
        await person.sees("Welcome")
        await give_path(person, folder)
        await person.sees("x cancels", "other screens can be used")
        await person.press("x")
        await person.sees("Setting up ml-tiny is")
        await person.press("y")
        await person.until(lambda: outcome(person) is Outcome.CANCELLED)
        await person.sees("Cancelled", "Welcome")


async def test_data_without_a_model_offer_a_training(untrained: Path) -> None:
    async with person_at(untrained) as person:
        await person.sees("tiny is open (12 films, 30 users). Press t to train")
        await person.press("t")
        await person.sees("x cancels", "other screens can be used")
        await person.press("x", "y")
        await person.until(lambda: outcome(person) is Outcome.CANCELLED)
        await person.sees("tiny is open")


async def test_imdb_enriches_the_films_once_its_terms_are_accepted(
    anns: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    kubrick = Film(62622, "2001: A Space Odyssey", 1968, directors=("Stanley Kubrick",))
    write_imdb(tmp_path / "imdb", [kubrick, Film(1160419, "Dune", 2021)])
    async with person_at(anns, WIDE) as person:
        await person.type("director:kubrick")
        await person.sees("not known yet: 5 and then e")
        await person.press("escape", "escape", "5")
        await person.sees("Not enriched: e adds directors")
        await person.press("e")
        await person.sees("1.8 GiB to download", "non-commercial use only")
        await person.press("n")
        await give_path(person, tmp_path / "imdb")
        await person.sees("✓ 1 film of the data set enriched, 1 film from IMDb added, 1 person.", "run 2")
        await person.press("slash")
        await person.type("director:kubrick")
        await person.sees("─ 1 film ─", "2001: A Space Odyssey")


async def test_data_without_a_model_can_be_searched(untrained: Path) -> None:
    async with person_at(untrained) as person:
        await person.sees("tiny is open")
        await person.press("escape")
        await person.sees("Popular films", "The Matrix", "no model")


async def test_a_second_data_set_lies_beside_the_first_and_each_keeps_its_people(database: Path, folder: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        await person.press("escape", "P", "n")
        await person.type("Nina")
        await person.press("enter")
        await person.names_no_favourites()
        await person.sees("Nina · 0 rated")
        await person.press("escape", "5")
        await person.sees("tiny is open", "kept alongside it")
        await give_path(person, folder)
        await person.sees("ml-tiny can replace tiny", "Keep both (b)")
        await person.press("b")
        await person.sees("Setting up ml-tiny …")
        await person.until(lambda: outcome(person) is Outcome.DONE)
        await person.sees("ml-tiny is ready. Open it now?", "tiny · run 2")

        await person.press("y")
        await person.sees("Popular films", "ml-tiny · run 1")
        assert "Nina" not in person.screen()
        assert person.app.library.database == database.with_name("ml-tiny.db")

        await person.press("escape", "L")
        await person.sees("Data sets on this computer", "● ml-tiny", "tiny", database.name)
        await person.press("down", "enter")
        await person.sees("Nina · 0 rated", "tiny · run 2")
        assert person.app.library.database == database


@pytest.fixture
def other(database: Path) -> Path:
    """Another database beside, with another data set and no run."""
    path = database.with_name("other.db")
    store = build_library(path)
    with store.writing() as connection:
        connection.execute(text("UPDATE data_set SET name = 'ml-tiny'"))
    store.close()
    return path


async def test_what_lies_beside_already_is_opened_rather_than_made_again(
    database: Path, folder: Path, other: Path
) -> None:
    async with person_at(database, WIDE) as person:
        await choose_beside(person, folder)
        await person.sees("ml-tiny is in other.db already")
        await person.sees("ml-tiny is open", "to train a first model")
        assert (person.app.library.database, person.app.job) == (other, None)


async def test_a_zip_of_what_lies_beside_already_is_that_data_set(database: Path, folder: Path, other: Path) -> None:
    archive = Path(shutil.make_archive(str(folder), "zip", folder.parent, folder.name))
    async with person_at(database, WIDE) as person:
        await choose_beside(person, archive)
        await person.sees("ml-tiny is in other.db already")
        assert (person.app.library.database, person.app.job) == (other, None)


async def test_a_database_that_broke_meanwhile_leaves_the_open_one(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A path without folders, so that the sentence breaks into lines at the same words everywhere.
    monkeypatch.chdir(database.parent)
    database = Path(database.name)
    other = database.with_name("other.db")
    shutil.copy(database, other)
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        await person.press("escape", "L")
        await person.sees("other.db")
        other.write_bytes(b"no database" * 1000)
        await person.press("down", "enter")
        await person.sees("other.db is not a database")
        assert person.app.library.database == database
        await person.sees("tiny · run 2")


async def test_no_other_database_is_opened_while_a_job_runs(database: Path) -> None:
    shutil.copy(database, database.with_name("other.db"))
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        await person.press("escape", "4", "s")
        await person.until(lambda: outcome(person) is Outcome.RUNNING)
        await person.press("L")
        await person.sees("other.db")
        await person.press("down", "enter")
        await person.sees("Training is still running")
        assert person.app.library.database == database


async def test_replacing_a_data_set_is_asked_first(database: Path, folder: Path) -> None:
    async with person_at(database, WIDE) as person:
        await person.sees("Popular films")
        await person.press("escape", "5")
        await person.sees("tiny is open", "Another one can replace it")
        await give_path(person, folder)
        await person.sees("ml-tiny can replace tiny")
        await person.press("n")
        await person.no_longer_sees("ml-tiny can replace")
        assert person.app.job is None
        await person.press("enter", "y")
        await person.until(lambda: data_set(person) == "ml-tiny")


async def test_who_cancels_the_training_of_a_set_up_keeps_the_data(untrained: Path) -> None:
    imported = [sys.executable, "-c", """print('{"event": "done"}')"""]
    endless = [sys.executable, "-c", "import time; time.sleep(1000)"]
    async with person_at(untrained) as person:
        await person.sees("tiny is open")
        person.app.jobs.start_job("Setting up tiny", SET_UP, [imported, endless])
        await person.until(lambda: person.app.job is not None and person.app.job.stage == 1)
        await person.press("x")
        await person.sees("Setting up tiny is 40% done", "imported")
        await person.press("y")
        await person.sees("Training cancelled; the data is imported.", "Press t to train.")
        assert outcome(person) is Outcome.CANCELLED
