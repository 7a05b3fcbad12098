"""What goes wrong ends in one sentence on stderr and an exit code, never in a traceback."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from movierec_tui.cli.front import exit_code_of
from tests.cli.conftest import CommandLine

FAILURE, WRONG_CALL = 1, 2


def assert_one_sentence(err: str) -> None:
    assert err.startswith("Error: ")
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (["movie", "999999"], "999999"),
        (["movie", "no such film at all"], "movierec-tui search"),
        (["similar", "movie", "s"], ""),
        (["user", "nobody"], 'no user "nobody"'),
        (["similar", "user", "0"], "no user"),
        (["fans", "0"], ""),
        (["recommend", "nobody"], 'no user "nobody"'),
        (["recommend", "3", "--genre", "opera"], "the genres are Action, Adventure"),
        (["recommend", "3", "--exclude-genre", "[/b]"], 'no genre "[/b]"'),
        (["predict", "3", "0"], ""),
        (["predict", "0", "2"], "no user"),
        (["runs", "activate", "12345"], "no run 12345"),
        (["runs", "delete", "12345"], "no run 12345"),
        (["runs", "delete", "1"], "activate another run"),
        (["data", "get", "no-such"], "ml-latest-small"),
        (["setup", "--dataset", "no-such"], "ml-latest-small"),
        (["sql", "delete from rating"], "SELECT"),
        (["backup", "~nobody-of-this-name/x.db"], "write it in full"),
        (["data", "import", "~nobody-of-this-name/x"], "write it in full"),
        (["sql", "selec 1"], "syntax error"),
        (["sql", "select 1; select 2"], "one statement"),
    ],
)
def test_a_failure_is_one_sentence(cli: CommandLine, call: list[str], sentence: str) -> None:
    outcome = cli(*call)

    assert outcome.code == FAILURE
    assert outcome.out == ""
    assert sentence in outcome.err
    assert_one_sentence(outcome.err)


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (["nonsense"], "nonsense"),
        (["recommend"], "USER"),
        (["recommend", "3", "-n", "-3"], "-n"),
        (["recommend", "3", "-n", "0"], "-n"),
        (["recommend", "3", "-n", "many"], "-n"),
        (["recommend", "3", "--year", "nineties"], "1990-1999"),
        (["recommend", "3", "--year", "1999-1990"], "ends before it begins"),
        (["recommend", "3", "--popularity", "1.5"], "--popularity"),
        (["recommend", "3", "--min-ratings", "-1"], "--min-ratings"),
        (["similar", "movie", "2", "-k", "0"], "-k"),
        (["train", "--epochs", "0"], "--epochs"),
        (["train", "--device", "abacus"], "--device"),
        (["train", "--model", "magic"], "--model"),
        (["runs", "activate", "two"], "RUN"),
        (["evaluate", "--train", "/no/such/file", "--test", "/no/such/file"], "/no/such/file"),
    ],
)
def test_a_wrong_call_says_which_part_is_wrong(cli: CommandLine, call: list[str], word: str) -> None:
    outcome = cli(*call)

    assert outcome.code == WRONG_CALL
    assert outcome.out == ""
    assert word in outcome.err
    assert "Traceback" not in outcome.err
    assert "Value error" not in outcome.err


def test_an_ambiguous_title_lists_the_films_it_may_mean(cli: CommandLine) -> None:
    outcome = cli("movie", "genre:sci-fi")

    assert outcome.code == FAILURE
    assert "2 Star Wars (1977)" in outcome.err
    assert "3 Empire Strikes Back, The (1980)" in outcome.err


@pytest.mark.parametrize(
    "call",
    [
        ["search", "star"],
        ["movie", "2"],
        ["user", "3"],
        ["recommend", "3"],
        ["train"],
        ["runs"],
        ["sql", "select 1"],
    ],
)
def test_without_a_database_setup_is_named_and_no_file_is_made(nowhere: CommandLine, call: list[str]) -> None:
    outcome = nowhere(*call)

    assert outcome.code == FAILURE
    assert "movierec-tui setup" in outcome.err
    assert_one_sentence(outcome.err)
    assert not nowhere.database.exists()


@pytest.mark.parametrize("call", [["recommend", "3"], ["similar", "movie", "2"], ["predict", "3", "2"]])
def test_without_a_model_training_is_named(untrained: CommandLine, call: list[str]) -> None:
    outcome = untrained(*call)

    assert outcome.code == FAILURE
    assert "movierec-tui train" in outcome.err
    assert_one_sentence(outcome.err)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database\n")

    outcome = CommandLine(file, capsys)("search", "star")

    assert outcome.code == FAILURE
    assert_one_sentence(outcome.err)
    assert file.read_text() == "not a database\n"


def test_a_folder_is_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = CommandLine(tmp_path, capsys)("runs")

    assert outcome.code == FAILURE
    assert_one_sentence(outcome.err)


@pytest.mark.parametrize(
    ("change", "call", "words"),
    [
        ("movie SET display_title = x'ff' WHERE movie_id = 1", ["movie", 1], "display_title is not a text"),
        ("movie SET source = 'x'", ["movie", 1], "source is not a text that can be used"),
        ("rating SET rating = 'good' WHERE user_id = 3", ["together", 3, 4], "rating is not a number"),
        ("user_stat SET mean_rating = 9e12", ["user", 3], "mean_rating is not a number"),
        ("rating SET rating = 9e999 WHERE user_id = 3", ["user", 3], "rating is not a number"),
        ("data_set SET rating_max = 9e12", ["movie", 1], "rating_max is not a number"),
    ],
)
def test_values_that_another_program_wrote_are_named(
    own_copy: CommandLine, change: str, call: list[str], words: str
) -> None:
    with sqlite3.connect(own_copy.database) as connection:
        connection.execute(f"UPDATE {change}")
    connection.close()

    outcome = own_copy(*call)

    assert outcome.code == FAILURE
    assert "changed by another program" in outcome.err
    assert "movierec-tui check" in outcome.err
    assert words in own_copy("check").out


def broken() -> int:
    """A defect of ours."""
    return int("defect")


def test_a_defect_is_one_sentence_that_says_how_to_get_the_details(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(broken) == FAILURE

    told = capsys.readouterr().err
    assert "ValueError" in told
    assert "MOVIEREC_DEBUG=1" in told
    assert_one_sentence(told)


def test_the_details_of_a_defect_are_shown_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIEREC_DEBUG", "1")

    with pytest.raises(ValueError, match="defect"):
        exit_code_of(broken)
