"""What people see without --json: aligned tables and sentences, and nothing that a terminal would obey."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.importing.importer import import_data_set
from db.store.database import open_store
from tests.cli.conftest import CommandLine
from tests.library import FILMS, STAR_WARS, LibraryReader, publish_random_run


def test_a_search_is_an_aligned_table(cli: CommandLine) -> None:
    heading, *rows = cli("search", "genre:adventure").out.splitlines()

    place = heading.index("film")
    assert {row[place:].split("  ")[0] for row in rows} == {
        "Star Wars",
        "The Empire Strikes Back",
        "Spider-Man",
    }


def test_a_search_without_a_hit_says_so_beside_the_output(cli: CommandLine) -> None:
    outcome = cli("search", "zzzzqqqq")

    assert (outcome.code, outcome.out) == (0, "")
    assert "No film matches" in outcome.err


@pytest.mark.parametrize(("film", "title"), [(4, "[REC]"), (5, "[/b]"), (6, "Léon: The Professional")])
def test_titles_with_brackets_and_accents_are_shown_whole(cli: CommandLine, film: int, title: str) -> None:
    assert title in cli("movie", film).out
    assert title in cli("search", title).out


@pytest.fixture
def hostile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """A library with a film whose title tries to steer the terminal."""
    films = (*FILMS, (13, "\x1b[31mRed\x07 \u202etxet [bold]Alert[/bold] :smile:", ("[red]Drama[/red]",)))
    database = tmp_path / "hostile.db"
    store = open_store(database)
    import_data_set(store, LibraryReader(films=films))
    publish_random_run(store)
    store.close()
    return CommandLine(database, capsys)


@pytest.mark.parametrize(
    "call",
    [
        ["movie", "13"],
        ["search", "alert"],
        ["similar", "movie", "2", "-k", "50"],
        ["recommend", "3", "-n", "50", "--because"],
        ["sql", "select * from movie"],
        ["sql", 'select title as "\x1b[2J" from movie'],
        ["user", "3", "-k", "20"],
        ["movie", "\x1b[31m"],
        ["recommend", "3", "--genre", "\x1b[31m"],
        ["user", "\x1b[31m"],
        ["why", "3", "13"],
        ["together", "3", "4", "-n", "50"],
        ["profile", "create", "\x1b[31m"],
        ["rate", "\x1b[31m", "13", "5"],
        ["recommend", "3", "--filter", "\x1b[31m"],
        ["profile", "import", "\x1b[31m", "\x1b[31m.csv"],
    ],
)
def test_no_title_or_argument_steers_the_terminal(hostile: CommandLine, call: list[str]) -> None:
    outcome = hostile(*call)

    for forbidden in "\x1b\x07\u202e":
        assert forbidden not in outcome.out + outcome.err


def test_no_film_of_a_profile_steers_the_terminal(hostile: CommandLine, tmp_path: Path) -> None:
    export = tmp_path / "watched.csv"
    export.write_text("Date,Name,Year,Letterboxd URI\n2020-01-01,\x1b[31mNowhere\x07,2001,x\n")
    calls = [
        ["profile", "create", "[red]ann[/red]"],
        ["rate", "[red]ann[/red]", "13", "5"],
        ["watchlist", "add", "[red]ann[/red]", "13"],
        ["profile", "show", "[red]ann[/red]"],
        ["hide", "[red]ann[/red]", "13"],
        ["hidden", "[red]ann[/red]"],
        ["movie", "13"],
        ["profile", "import", "[red]ann[/red]", str(export)],
        ["together", "[red]ann[/red]", "3"],
    ]

    shown = [hostile(*call) for call in calls]

    assert [outcome.code for outcome in shown] == [0] * len(calls)
    for outcome in shown:
        assert not set("\x1b\x07\u202e") & set(outcome.out + outcome.err)
    assert "[red]ann[/red]" in shown[-1].out


def test_markup_in_a_title_is_shown_as_it_is(hostile: CommandLine) -> None:
    assert "[bold]Alert[/bold] :smile:" in hostile("search", "alert").out


def test_recommendations_name_the_films_behind_them(cli: CommandLine) -> None:
    outcome = cli("recommend", 3, "--because")

    assert outcome.out.startswith("For user 3: male, 18-24")
    assert "because you rated" in outcome.out


def test_a_prediction_is_a_sentence_with_stars(cli: CommandLine) -> None:
    out = cli("predict", 3, "star", "wars").out

    assert "★" in out
    assert "Star Wars (1977), for user 3" in out


def test_an_impossible_wish_says_so(cli: CommandLine) -> None:
    outcome = cli("recommend", 3, "--year", "1900")

    assert outcome.code == 0
    assert "No film is left" in outcome.err


def test_a_film_shows_its_ratings_as_bars(cli: CommandLine) -> None:
    out = cli("movie", "star wars").out

    assert out.startswith("Star Wars (1977)")
    assert "█" in out
    assert "Most similar films" in out
    assert "Its fans also love" in out


def test_a_user_page_has_history_films_and_neighbours(cli: CommandLine) -> None:
    out = cli("user", 3).out

    for heading in (
        "Newest ratings",
        "Taste, compared with others",
        "Top films not rated yet",
        "Most similar users",
    ):
        assert heading in out


def test_a_long_table_says_that_it_was_cut(cli: CommandLine) -> None:
    outcome = cli("sql", "select * from rating", "--limit", 5)

    assert len(outcome.out.splitlines()) == 6
    assert "more rows" in outcome.err


def test_runs_are_listed_with_the_active_one_marked(cli: CommandLine) -> None:
    heading, row = cli("runs").out.splitlines()

    assert "RMSE" in heading
    assert "active" in row
    assert "0.950" in row


def test_info_is_a_list_of_facts(cli: CommandLine) -> None:
    out = cli("info").out

    assert str(cli.database) in out
    assert "tiny: 12 films, 30 users" in out


def test_the_first_start_without_a_terminal_says_how_to_open_the_app(cli: CommandLine) -> None:
    out = cli().out

    assert "Data set tiny" in out
    assert "RMSE 0.950" in out
    assert "run `movierec-tui` in a terminal" in out


def test_plain_says_stars_and_bars_in_words(cli: CommandLine) -> None:
    for call in (("recommend", 1), ("movie", STAR_WARS), ("search", "star wars")):
        drawn, plain = cli(*call).out, cli("--plain", *call).out
        assert "★" in drawn
        assert not set("★☆½█") & set(plain)
        assert " stars" in plain


def test_plain_says_each_figure_once(ann: CommandLine) -> None:
    assert ann("--plain", "rate", "ann", STAR_WARS, 4).out == "ann rated Star Wars (1977) 4 stars (was 5).\n"
    assert ann("--plain", "rate", "ann", STAR_WARS, 1).out == "ann rated Star Wars (1977) 1 star (was 4).\n"
    assert "rated 1.0 stars; predicted" in ann("--plain", "movie", STAR_WARS).out


def test_no_heading_and_no_json_gives_the_terminal_orders(cli: CommandLine) -> None:
    evil = "\x1b]0;x\x07\x9b31m\u202e\u2066"

    table = cli("sql", f"select 1 as '{evil}'").out
    as_json = cli("sql", f"select '{evil}' as x", "--json").out

    orders = {char for char in evil if not char.isprintable()}
    assert not orders & set(table)
    assert not orders & set(as_json)
    assert json.loads(as_json) == [{"x": evil}]
