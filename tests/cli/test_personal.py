"""Exports of other sites come in by command, and a profile's lists go out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import ANNS_RATINGS, CommandLine
from tests.library import AMELIE, LEON, MATRIX, REC, SPACE_ODYSSEY, TOY_STORY

RATINGS = """Date,Name,Year,Letterboxd URI,Rating
2021-03-01,The Matrix,1999,https://boxd.it/1,4.5
2021-03-02,2001: A Space Odyssey,1968,https://boxd.it/2,5
2021-03-03,Toy Story,1995,https://boxd.it/3,4
2021-03-04,Amelie,2003,https://boxd.it/4,3
2021-03-05,A Film of Nowhere,2011,https://boxd.it/5,2
"""


@pytest.fixture
def letterboxd(tmp_path: Path) -> Path:
    file = tmp_path / "ratings.csv"
    file.write_text(RATINGS)
    return file


def ratings(cli: CommandLine, name: str = "ann") -> dict[int, float]:
    return {film["movie_id"]: film["rating"] for film in cli.ask("profile", "show", name)["rated_movies"]}


def test_a_dry_run_shows_every_row_and_changes_nothing(ann: CommandLine, letterboxd: Path) -> None:
    planned = ann.ask("profile", "import", "ann", letterboxd, "--dry-run")

    assert planned["dry_run"]
    assert (planned["same"], planned["new"]) == (1, 1)
    kept, doubt, lacking = planned["details"]
    assert (kept["row"], kept["title"], kept["status"], kept["movie_id"]) == (3, "Toy Story", "kept", TOY_STORY)
    assert (doubt["row"], doubt["title"], doubt["status"]) == (4, "Amelie", "ambiguous")
    assert AMELIE in [candidate["movie_id"] for candidate in doubt["candidates"]]
    assert (lacking["title"], lacking["status"]) == ("A Film of Nowhere", "unmatched")
    assert ratings(ann) == ANNS_RATINGS
    assert "Nothing was changed" in ann("profile", "import", "ann", letterboxd, "--dry-run").err


def test_a_dry_run_prints_every_row_that_is_not_plain(ann: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    lacking = "".join(f"2021-03-05,Film {number} of Nowhere,2011,u,2\n" for number in range(30))
    another_year = RATINGS.replace("Odyssey,1968", "Odyssey,1967")
    file.write_text(another_year + "2021-03-07,,1999,u,5\n" + lacking)

    out = ann("profile", "import", "ann", file, "--dry-run").out

    assert "2001: A Space Odyssey (1967)" in out.partition("Found under another title or year")[2].partition("Not")[0]
    assert all(f"Film {number} of Nowhere" in out for number in range(30))
    assert "no title" in out.partition("Skipped")[2]
    assert "The Matrix" not in out


def test_a_scale_is_asked_for_and_taken(ann: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("title,year,rating\n2001: A Space Odyssey,1968,5\n")

    assert "--scale" in ann("profile", "import", "ann", file).err
    ann("profile", "import", "ann", file, "--scale", "10")

    assert ratings(ann)[SPACE_ODYSSEY] == 2.5


def test_an_import_can_be_undone_as_a_whole(ann: CommandLine, letterboxd: Path) -> None:
    ann("profile", "import", "ann", letterboxd, "--choose", f"4={AMELIE}")
    assert ratings(ann) != ANNS_RATINGS

    undone = ann.ask("profile", "undo-import", "ann")

    assert (undone["source"], undone["kept"], undone["parked"]) == ("Letterboxd", 0, 1)
    assert (undone["removed"], undone["restored"]) == (2, 0)
    assert ratings(ann) == ANNS_RATINGS
    assert "no import that can be undone" in ann("profile", "undo-import", "ann").err


def test_an_import_takes_what_is_certain_once(ann: CommandLine, letterboxd: Path) -> None:
    first, second = (ann.ask("profile", "import", "ann", letterboxd) for _ in range(2))

    assert (first["new"], first["ambiguous"], first["unmatched"]) == (1, 1, 1)
    assert (second["new"], second["changed"]) == (0, 0)
    assert ratings(ann) == ANNS_RATINGS | {SPACE_ODYSSEY: 5}


@pytest.mark.parametrize("film", [AMELIE, "amelie"])
def test_a_row_that_is_not_certain_is_chosen_by_its_number(ann: CommandLine, letterboxd: Path, film: object) -> None:
    done = ann.ask("profile", "import", "ann", letterboxd, "--choose", f"4={film}")

    assert "ambiguous" not in [row["status"] for row in done["details"]]
    assert ratings(ann)[AMELIE] == 3


def test_what_an_import_did_is_told_in_words(ann: CommandLine, letterboxd: Path) -> None:
    out = ann("profile", "import", "ann", letterboxd).out

    assert out.startswith("Imported 1 of 5 rows from Letterboxd for ann.")
    for words in (
        "1 needs a choice",
        "--choose ROW=FILM",
        "1 not in this data set",
        "A Film of Nowhere",
    ):
        assert words in out


@pytest.mark.parametrize(
    ("options", "code", "word"),
    [
        (["--choose", "4"], 2, "ROW=FILM"),
        (["--choose", "x=4"], 2, "ROW=FILM"),
        (["--choose", f"4={AMELIE}", "--dry-run"], 2, "--dry-run"),
        (["--choose", "99=4"], 1, "99"),
        (["--choose", "4=no such film at all"], 1, "no such film"),
    ],
)
def test_a_wrong_choice_changes_nothing(
    ann: CommandLine, letterboxd: Path, options: list[str], code: int, word: str
) -> None:
    outcome = ann("profile", "import", "ann", letterboxd, *options)

    assert (outcome.code, outcome.out) == (code, "")
    assert word in outcome.err
    assert ratings(ann) == ANNS_RATINGS


@pytest.mark.parametrize("content", ["", "nonsense\n1\n", "\0\1\2", "Const,Your Rating\n"])
def test_a_file_that_is_no_export_is_one_sentence(ann: CommandLine, tmp_path: Path, content: str) -> None:
    file = tmp_path / "broken.csv"
    file.write_text(content)

    outcome = ann("profile", "import", "ann", file)

    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("Error: ")
    assert len(outcome.err.splitlines()) == 1
    assert ratings(ann) == ANNS_RATINGS


def test_a_file_that_is_not_there_is_one_sentence(ann: CommandLine, tmp_path: Path) -> None:
    outcome = ann("profile", "import", "ann", tmp_path / "none.csv")

    assert outcome.code == 1
    assert "none.csv" in outcome.err


@pytest.mark.parametrize("name", ["ann.csv", "ann.json"])
def test_what_is_exported_can_be_imported_by_another_profile(ann: CommandLine, tmp_path: Path, name: str) -> None:
    ann("watchlist", "add", "ann", LEON)
    ann("hide", "ann", REC)
    written = ann.ask("profile", "export", "ann", tmp_path / name, "--what", "all")
    ann("profile", "create", "twin")

    taken = ann.ask("profile", "import", "twin", tmp_path / name)

    assert (written["rows"], written["format"]) == (len(ANNS_RATINGS) + 2, name.removeprefix("ann."))
    assert taken["new"] == written["rows"]
    twin = ann.ask("profile", "show", "twin")
    assert ratings(ann, "twin") == ANNS_RATINGS
    assert [film["movie_id"] for film in twin["watchlist_movies"]] == [LEON]
    assert [film["movie_id"] for film in twin["hidden_movies"]] == [REC]


def test_a_list_can_become_a_tag_to_find_films_by(ann: CommandLine, tmp_path: Path) -> None:
    file, exported = tmp_path / "list.csv", tmp_path / "tags.csv"
    file.write_text(
        "Position,Const,Created,Title,Year,Your Rating\n1,,2021-03-01,The Matrix,1999,9\n2,,,Amelie,2001,\n"
    )

    def found() -> list[set[int]]:
        searched = ann.ask("search", "tag:rainy")
        listed = ann.ask("recommend", "ann", "--include-seen", "--tag", "rainy days")
        return [{film["movie_id"] for film in films} for films in (searched, listed)]

    assert "needs a name" in ann("profile", "import", "ann", file, "--tag", " ").err
    assert ann.ask("profile", "import", "ann", file, "--tag", "rainy days")["new"] == 2
    assert found() == [{MATRIX, AMELIE}] * 2
    assert ann.ask("movie", MATRIX)["mine"]["marks"] == ["tag:rainy days"]
    assert ratings(ann) == ANNS_RATINGS
    assert ann.ask("profile", "export", "ann", exported, "--what", "tags")["rows"] == 2

    ann("profile", "undo-import", "ann")
    assert "No film has the tag" in ann("recommend", "ann", "--tag", "rainy days").err
    ann("profile", "import", "ann", exported)
    assert found() == [{MATRIX, AMELIE}] * 2
    assert ann("check").code == 0


def test_letterboxd_gets_the_columns_that_its_import_reads(ann: CommandLine, tmp_path: Path) -> None:
    ann("profile", "export", "ann", tmp_path / "out.csv", "--format", "letterboxd")

    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0].keys() >= {"Title", "Year", "Rating", "WatchedDate"}
    assert {row["Title"]: float(row["Rating"]) for row in rows}["The Matrix"] == ANNS_RATINGS[MATRIX]


def test_recommendations_are_exported_in_their_order(ann: CommandLine, tmp_path: Path) -> None:
    listed = [film["movie_id"] for film in ann.ask("recommend", "ann", "-n", 4)]

    call = ("profile", "export", "ann", tmp_path / "out.json", "--what", "recommendations", "-n", 4)
    assert ann(*call).out == f"Wrote 4 rows to {tmp_path / 'out.json'}.\n"

    rows = json.loads((tmp_path / "out.json").read_text())["rows"]
    assert [row["movie_id"] for row in rows] == listed


def test_a_list_that_a_format_has_no_place_for_is_one_sentence(ann: CommandLine, tmp_path: Path) -> None:
    ann("watchlist", "add", "ann", LEON)

    outcome = ann("profile", "export", "ann", tmp_path / "x.csv", "--what", "all", "--format", "letterboxd")

    assert outcome.code == 1
    assert "two files" in outcome.err
    assert not (tmp_path / "x.csv").exists()


def test_an_export_replaces_what_is_there_only_where_that_is_said_and_the_database_never(
    ann: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "mine.csv").write_text("mine")

    refused = ann("profile", "export", "ann", tmp_path / "mine.csv")
    onto_itself = ann("profile", "export", "ann", ann.database, "--force")

    assert (refused.code, onto_itself.code) == (1, 1)
    assert "add --force" in refused.err
    assert "is a database" in onto_itself.err
    assert ratings(ann) == ANNS_RATINGS
    assert ann("profile", "export", "ann", tmp_path / "mine.csv", "--force").code == 0


def test_a_place_that_cannot_be_written_is_one_sentence(ann: CommandLine, tmp_path: Path) -> None:
    outcome = ann("profile", "export", "ann", tmp_path / "none" / "x.csv")

    assert outcome.code == 1
    assert len(outcome.err.splitlines()) == 1


def test_older_ratings_of_a_file_do_not_undo_newer_ones(ann: CommandLine, letterboxd: Path) -> None:
    ann("profile", "import", "ann", letterboxd)

    assert ratings(ann)[TOY_STORY] == ANNS_RATINGS[TOY_STORY]
