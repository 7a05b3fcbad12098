"""Fetching and importing data sets, from the command to the filled database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from movierec_tui.config import download_folder
from tests.cli.conftest import CommandLine

MOVIES = """movieId,title,genres
1,Toy Story (1995),Adventure|Animation
2,"Matrix, The (1999)",Action|Sci-Fi
3,[REC] (2007),Horror
"""
LINKS = "movieId,imdbId,tmdbId\n1,0114709,862\n2,0133093,603\n3,,\n"
RATINGS = """userId,movieId,rating,timestamp
1,1,4.0,964982703
1,2,3.5,964981247
2,2,5.0,964982224
"""


@pytest.fixture
def own_films(tmp_path: Path) -> Path:
    """A folder of the shape of the official CSV files."""
    folder = tmp_path / "own-films"
    folder.mkdir()
    (folder / "movies.csv").write_text(MOVIES)
    (folder / "links.csv").write_text(LINKS)
    (folder / "ratings.csv").write_text(RATINGS)
    return folder


COUNTS = {"dataset": "own-films", "movies": 3, "users": 2, "ratings": 3}


def test_a_folder_is_imported_into_a_new_database_and_again_changes_nothing(
    nowhere: CommandLine, own_films: Path
) -> None:
    result = nowhere.ask("data", "import", own_films)

    assert result.items() >= (COUNTS | {"unchanged": False}).items()
    assert result["seconds"] >= 0
    assert nowhere.ask("movie", "the matrix")["links"] == {
        "imdb": "https://www.imdb.com/title/tt0133093/",
        "tmdb": "https://www.themoviedb.org/movie/603",
    }
    assert nowhere.ask("data", "import", own_films).items() >= (COUNTS | {"unchanged": True}).items()
    assert "in the database already" in nowhere("data", "import", own_films).out


def test_another_data_set_is_replaced_only_when_told_to(own_copy: CommandLine, own_films: Path) -> None:
    refused = own_copy("data", "import", own_films)
    assert refused.code == 1
    assert "--replace" in refused.err
    assert own_copy.ask("info")["dataset"] == "tiny"

    assert own_copy.ask("data", "import", own_films, "--replace", "--yes").items() >= COUNTS.items()
    assert own_copy.ask("info")["dataset"] == "own-films"


@pytest.mark.parametrize("call", [["data", "get", "ml-1m"], ["setup", "--dataset", "ml-1m"]])
def test_nothing_is_downloaded_that_would_not_be_imported(cli: CommandLine, call: list[str]) -> None:
    outcome = cli(*call)

    assert outcome.code == 1
    assert "has tiny: add --replace" in outcome.err
    assert not download_folder().exists()


def test_a_broken_row_is_named_by_file_and_line_and_nothing_is_kept(nowhere: CommandLine, own_films: Path) -> None:
    with (own_films / "ratings.csv").open("a") as file:
        file.write("2,1,seven,964982224\n")

    outcome = nowhere("data", "import", own_films)

    assert outcome.code == 1
    assert "ratings.csv" in outcome.err
    assert "5" in outcome.err
    assert nowhere.ask("info")["dataset"] is None


def test_a_missing_file_is_one_sentence(nowhere: CommandLine, tmp_path: Path) -> None:
    outcome = nowhere("data", "import", tmp_path / "none.zip")

    assert outcome.code == 1
    assert "none.zip" in outcome.err
    assert not nowhere.database.exists()


def test_a_folder_here_is_not_taken_for_a_name_of_the_catalogue(
    nowhere: CommandLine, own_films: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_films.rename(own_films.with_name("ml-1m"))
    monkeypatch.chdir(own_films.parent)

    assert nowhere.ask("data", "import", "ml-1m")["dataset"] == "ml-1m"


@pytest.mark.parametrize("call", [["data", "get", "ml-1m"], ["setup"], []])
def test_without_a_network_the_way_on_is_named(nowhere: CommandLine, call: list[str]) -> None:
    outcome = nowhere(*call)

    last_line = outcome.err.splitlines()[-1]
    assert outcome.code == 1
    assert last_line.startswith("Error: ")
    assert "movierec-tui data import PATH" in last_line
    assert "Traceback" not in outcome.err


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server on this machine with a data set as large as ml-latest-small has to be."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    films, users = range(1, 6001), range(1, 501)
    movies = "movieId,title,genres\n" + "".join(f"{film},Film {film} (2000),Drama\n" for film in films)
    links = "movieId,imdbId,tmdbId\n" + "".join(f"{film},{film},{film}\n" for film in films)
    ratings = "userId,movieId,rating,timestamp\n" + "".join(
        f"{user},{film},{1 + (user + film) % 5},964982703\n" for user in users for film in films[user % 40 :: 48]
    )
    with ZipFile(folder / "ml-latest-small.zip", "w", ZIP_DEFLATED) as archive:
        for name, text in (("movies", movies), ("links", links), ("ratings", ratings)):
            archive.writestr(f"ml-latest-small/{name}.csv", text)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    monkeypatch.setenv("MOVIEREC_DATA_URL", f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.mark.usefixtures("mirror")
def test_a_data_set_is_fetched_with_its_licence_shown_and_kept_for_the_next_time(
    nowhere: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = nowhere("data", "get", "ml-latest-small", "--json")

    assert fetched.json["movies"] == 6000
    assert "research" in fetched.err
    assert (download_folder() / "ml-latest-small.zip").is_file()

    monkeypatch.setenv("MOVIEREC_DATA_URL", "http://127.0.0.1:9/")
    assert nowhere.ask("data", "get", "ml-latest-small")["unchanged"]
    installed = [entry["name"] for entry in nowhere.ask("data", "list") if entry["installed"]]
    assert installed == ["ml-latest-small"]
