"""`data enrich`, and what the other commands say of people, tags and films from IMDb."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from movierec_tui.config import download_folder
from tests.cli.conftest import CommandLine
from tests.data.imdb_files import ODYSSEY, Film, write_imdb
from tests.data.server import FileServer
from tests.library import MATRIX, SPACE_ODYSSEY, TOY_STORY

DUNE = Film(1160419, "Dune", 2021, 900_000, directors=("Denis Villeneuve",))
DUNE_ID = 1_001_160_419


@pytest.fixture
def imdb(tmp_path: Path) -> Path:
    """A folder with IMDb's files."""
    write_imdb(tmp_path / "imdb", [ODYSSEY, DUNE])
    return tmp_path / "imdb"


def test_a_folder_enriches_the_films_and_adds_others(ann: CommandLine, imdb: Path) -> None:
    result = ann.ask("data", "enrich", imdb)

    assert result.items() >= {"films_enriched": 1, "films_added": 1, "people": 3}.items()
    film = ann.ask("movie", SPACE_ODYSSEY)
    assert film.items() >= {"runtime": 149, "imdb_rating": 8.3, "imdb_votes": 700_000, "source": "dataset"}.items()
    assert (film["directors"], film["cast"]) == (["Stanley Kubrick"], ["Keir Dullea"])
    assert film["tags"][0] == {"tag": "artificial intelligence", "weight": pytest.approx(0.7)}
    assert [found["movie_id"] for found in ann.ask("search", "director:stanley kubrick")] == [SPACE_ODYSSEY]
    assert "by or with kubrick" in ann("search", "kubrick").err
    assert "Stanley Kubrick" in ann("movie", SPACE_ODYSSEY).out


def test_an_added_film_is_like_any_other(ann: CommandLine, imdb: Path) -> None:
    ann.ask("data", "enrich", imdb)

    assert DUNE_ID in {film["movie_id"] for film in ann.ask("recommend", "ann", "-n", 50, "--min-ratings", 1)}
    assert 1 <= ann.ask("predict", "ann", DUNE_ID)["predicted_rating"] <= 5
    assert DUNE_ID not in {film["movie_id"] for film in ann.ask("similar", "movie", DUNE_ID, "-k", 50)}
    assert ann.ask("rate", "ann", DUNE_ID, 4)["movie_id"] == DUNE_ID
    assert ann.ask("movie", "dune")["source"] == "imdb"
    assert ann.ask("user", "ann")["ratings"] == 6
    assert DUNE_ID in {part["movie_id"] for part in ann.ask("why", "ann", TOY_STORY)["because"]}
    assert ann.ask("info")["enriched_at"]
    assert ann.ask("info")["movies"] == 12
    assert DUNE_ID not in {film["movie_id"] for film in ann.ask("search", "", "-n", 100)}
    assert ann("check").code == 0


def test_lists_are_filtered_by_people_tags_runtime_and_year(ann: CommandLine, imdb: Path) -> None:
    ann.ask("data", "enrich", imdb)

    def listed(*options: object) -> list[int]:
        return [film["movie_id"] for film in ann.ask("recommend", "ann", "--include-seen", *options)]

    assert listed("--director", "kubrick") == [SPACE_ODYSSEY]
    assert listed("--cast", "dullea", "--runtime", "140-") == [SPACE_ODYSSEY]
    assert listed("--runtime", "-140") == [DUNE_ID]
    assert set(listed("--tag", "space opera", "--tag", "cyberpunk")) == {MATRIX, 2, 3}
    assert TOY_STORY not in listed("--since", "1999")
    ann("recommend", "ann", "--director", "kubrick", "--runtime", "-150", "--save-filter", "k")
    assert [film["movie_id"] for film in ann.ask("recommend", "ann", "--filter", "k")] == [SPACE_ODYSSEY]
    assert "No director is called" in ann("recommend", "ann", "--director", "nobody").err
    assert "no runtime in minutes" in ann("recommend", "ann", "--runtime", "long").err


def test_where_nothing_was_enriched_the_commands_say_so(ann: CommandLine) -> None:
    assert "before `movierec-tui data enrich`" in ann("search", "director:kubrick").err
    assert "before `movierec-tui data enrich`" in ann("recommend", "ann", "--director", "kubrick").err
    assert "No film has the tag" in ann("recommend", "ann", "--tag", "nothing").err


def test_missing_files_are_downloaded_and_kept_for_a_day(
    ann: CommandLine, imdb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (imdb / "title.crew.tsv.gz").rename(imdb / "crew")
    with FileServer() as server:
        server.files["title.crew.tsv.gz"] = (imdb / "crew").read_bytes()
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("MOVIEREC_IMDB_URL", server.address)
        outcome = ann("data", "enrich", imdb, "--json")
        assert outcome.json["films_added"] == 1
        assert "non-commercial use only" in outcome.err
        kept = download_folder() / "imdb" / "title.crew.tsv.gz"

        assert "non-commercial" not in ann("data", "enrich", imdb).err
        assert len(server.requests) == 1
        os.utime(kept, (1, 1))
        ann("data", "enrich", imdb)
        assert len(server.requests) == 2


def test_a_file_that_cannot_be_had_or_is_broken_changes_nothing(
    ann: CommandLine, imdb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOVIEREC_IMDB_URL", "http://127.0.0.1:9/")
    (imdb / "title.akas.tsv.gz").write_bytes(b"broken")
    broken = ann("data", "enrich", imdb)
    (imdb / "title.akas.tsv.gz").unlink()
    missing = ann("data", "enrich", imdb)
    nowhere = ann("data", "enrich", imdb / "nowhere")

    assert (broken.code, missing.code, nowhere.code) == (1, 1, 1)
    assert "title.akas.tsv.gz is damaged or cut off" in broken.err
    assert "title.akas.tsv.gz could not be downloaded: 127.0.0.1 cannot be reached" in missing.err
    assert "is no folder" in nowhere.err
    assert ann.ask("movie", SPACE_ODYSSEY)["runtime"] is None


def test_a_database_without_a_data_set_is_refused_before_any_download(nowhere: CommandLine, imdb: Path) -> None:
    assert nowhere("data", "enrich", imdb).code == 1
