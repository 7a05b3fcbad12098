"""What each command answers in JSON: the contract that programs build on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from movierec_tui.__main__ import run
from tests.cli.conftest import CommandLine
from tests.library import EMPIRE, MATRIX, STAR_WARS, TOY_STORY, UNRATED, USERS


def test_json_and_database_may_be_named_before_the_command(cli: CommandLine) -> None:
    assert cli("--json", "search", "star wars").json == cli.ask("search", "star wars")


def test_shared_options_may_stand_before_and_after_groups_and_commands(cli: CommandLine) -> None:
    assert cli("--json", "profile", "list").json == cli("profile", "--json", "list").json == cli.ask("profile", "list")
    assert cli("movie", "2", "--plain").out == cli("--plain", "movie", "2").out
    assert "█" not in cli("movie", "2", "--plain").out


def test_quiet_leaves_out_notices_and_progress_but_not_errors(ann: CommandLine) -> None:
    assert ann("search", "zzzzqqqq").err
    assert ann("search", "zzzzqqqq", "--quiet").err == ""
    assert ann("-q", "backup", ann.database.with_name("kept.db")).err == ""
    assert ann("-q", "movie", 999).err.startswith("Error: ")


def test_the_database_may_be_named_after_the_command(nowhere: CommandLine, trained_library: Path) -> None:
    assert nowhere.ask("search", "star wars", "--db", trained_library)
    assert nowhere.ask("runs", "--db", trained_library)


def test_the_environment_names_the_database(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOVIEREC_DB", str(cli.database))

    assert run(["search", "star", "wars", "--json"]) == 0
    assert '"Star Wars"' in capsys.readouterr().out


def test_a_film_has_the_title_that_people_say_and_the_one_of_the_data_set(cli: CommandLine) -> None:
    best = cli.ask("search", "the matrix")[0]

    names = {"movie_id": MATRIX, "title": "The Matrix", "source_title": "Matrix, The (1999)", "year": 1999}
    assert best.items() >= names.items()
    assert best["genres"] == ["Action", "Sci-Fi", "Thriller"]


def test_search_keeps_to_the_limit(cli: CommandLine) -> None:
    assert len(cli.ask("search", "star", "--limit", 1)) == 1


@pytest.mark.parametrize("text", ["star:", '"', "*", "[/b]", "🎬", "' or 1=1 --", "-x" * 300, ""])
def test_search_takes_any_text(cli: CommandLine, text: str) -> None:
    assert isinstance(cli("--json", "search", "--", text).json, list)


def test_a_film_is_found_by_id_title_or_unquoted_words(cli: CommandLine) -> None:
    answers = [cli.ask("movie", *film) for film in ([STAR_WARS], ["star wars"], ["Star", "Wars", "(1977)"])]

    assert [answer["movie_id"] for answer in answers] == [STAR_WARS] * 3


def test_a_film_has_a_histogram_of_every_star(cli: CommandLine) -> None:
    film = cli.ask("movie", STAR_WARS)

    assert [step["rating"] for step in film["histogram"]] == [1, 2, 3, 4, 5]
    assert sum(step["ratings"] for step in film["histogram"]) == film["ratings"] == USERS


def test_a_film_without_ratings_is_shown_too(cli: CommandLine) -> None:
    film = cli.ask("movie", UNRATED)

    assert (film["ratings"], film["mean_rating"]) == (0, None)
    assert film["similar"]


@pytest.mark.parametrize("call", [("similar", "movie", 2), ("similar", "user", 2)])
def test_neighbours_come_nearest_first_without_the_item_itself(cli: CommandLine, call: tuple[object, ...]) -> None:
    near = cli.ask(*call, "-k", 5)
    similarities = [row["similarity"] for row in near]

    assert len(near) == 5
    assert similarities == sorted(similarities, reverse=True)
    assert all(-1 <= similarity <= 1 for similarity in similarities)
    assert 2 not in [row.get("movie_id", row.get("user_id")) for row in near]


def test_asking_for_more_neighbours_than_there_are_gives_all(cli: CommandLine) -> None:
    assert len(cli.ask("similar", "user", 2, "-k", 1000)) == USERS - 1


def seen_films(cli: CommandLine, user: int) -> set[int]:
    return {row["movie_id"] for row in cli.ask("sql", f"select movie_id from rating where user_id = {user}")}


def test_recommendations_leave_out_what_the_user_rated(cli: CommandLine) -> None:
    recommended = cli.ask("recommend", 3, "-n", 50)

    assert recommended
    assert not seen_films(cli, 3) & {film["movie_id"] for film in recommended}
    assert all(1 <= film["predicted_rating"] <= 5 for film in recommended)
    assert [film["score"] for film in recommended] == sorted((film["score"] for film in recommended), reverse=True)


def test_films_already_rated_come_back_when_asked_for(cli: CommandLine) -> None:
    recommended = cli.ask("recommend", 3, "-n", 50, "--include-seen")

    assert seen_films(cli, 3) < {film["movie_id"] for film in recommended}


def recommended_ids(cli: CommandLine, *options: object) -> set[int]:
    films = cli.ask("recommend", 3, "-n", 50, "--include-seen", *options)
    return {film["movie_id"] for film in films}


@pytest.mark.parametrize(
    ("options", "condition"),
    [
        (["--genre", "comedy"], lambda film: "Comedy" in film["genres"]),
        (["--genre", "Comedy", "--genre", "Drama"], lambda film: {"Comedy", "Drama"} & set(film["genres"])),
        (["--exclude-genre", "sci-fi"], lambda film: "Sci-Fi" not in film["genres"]),
        (["--year", "1999"], lambda film: film["year"] == 1999),
        (["--year", "1990-1999"], lambda film: film["year"] and 1990 <= film["year"] <= 1999),
        (["--year", "1990s"], lambda film: film["year"] and 1990 <= film["year"] <= 1999),
        (["--min-ratings", "20"], lambda film: film["ratings"] >= 20),
        (["--genre", "Action", "--year", "1977-1980"], lambda film: film["movie_id"] in {STAR_WARS, EMPIRE}),
    ],
)
def test_recommendations_keep_to_what_was_asked(cli: CommandLine, options: list[str], condition: Any) -> None:
    every_film = cli.ask("recommend", 3, "-n", 50, "--include-seen")
    expected = {film["movie_id"] for film in every_film if condition(film)}

    assert expected
    assert recommended_ids(cli, *options) == expected


def test_popularity_goes_from_adventurous_to_familiar(cli: CommandLine) -> None:
    def ratings_of_the_best(popularity: float) -> int:
        films = cli.ask("recommend", 3, "-n", 3, "--include-seen", "--popularity", popularity)
        return sum(film["ratings"] for film in films)

    assert ratings_of_the_best(-1) <= ratings_of_the_best(0) < ratings_of_the_best(1)


def test_no_reasons_are_given_unless_asked_for(cli: CommandLine) -> None:
    assert all(film["because"] == [] for film in cli.ask("recommend", 3))


def test_reasons_are_films_that_the_user_rated(cli: CommandLine) -> None:
    recommended = cli.ask("recommend", 3, "--because")
    reasons = [reason for film in recommended for reason in film["because"]]

    assert reasons
    assert {reason["movie_id"] for reason in reasons} <= seen_films(cli, 3)


def test_a_prediction_agrees_with_the_list(cli: CommandLine) -> None:
    film = cli.ask("recommend", 3)[0]

    predicted = cli.ask("predict", 3, film["movie_id"])["predicted_rating"]

    assert predicted == pytest.approx(film["predicted_rating"], abs=1e-4)


def test_a_user_comes_with_history_films_and_neighbours(cli: CommandLine) -> None:
    person = cli.ask("user", 3, "-k", 4)

    assert len(person["rated_movies"]) == person["ratings"] == len(seen_films(cli, 3))
    assert len(person["similar_users"]) == 4
    assert not seen_films(cli, 3) & {film["movie_id"] for film in person["top_movies"]}


def test_films_and_users_are_shown_before_the_first_training(untrained: CommandLine) -> None:
    film, person = untrained.ask("movie", TOY_STORY), untrained.ask("user", 3)

    assert film["similar"] == []
    assert film["fans"]
    assert (person["top_movies"], person["similar_users"]) == ([], [])
    assert person["rated_movies"]


def test_exactly_the_data_set_in_the_database_is_installed(cli: CommandLine) -> None:
    assert not any(entry["installed"] for entry in cli.ask("data", "list"))


def test_sql_compares_stored_vectors(cli: CommandLine) -> None:
    query = (
        "select a.movie_id, cosine(a.vector, b.vector) as c from active_movie_feature a, active_movie_feature b"
        " where b.movie_id = 2 order by c desc limit 3"
    )
    best = cli.ask("sql", query)[0]

    assert best["movie_id"] == 2
    assert best["c"] == pytest.approx(1, abs=1e-5)


def test_sql_gives_programs_every_row(cli: CommandLine) -> None:
    query = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000) select i from n"

    assert len(cli.ask("sql", query)) == 3000
    assert len(cli.ask("sql", query, "--limit", 7)) == 7


def test_info_says_where_everything_is(cli: CommandLine) -> None:
    facts = cli.ask("info")

    assert facts["database"] == str(cli.database)
    assert facts["bytes"] > 0
    assert facts["dataset"] == "tiny"
    assert facts["active_run"]["status"] == "ready"
    assert facts["versions"]["torch"]


def test_info_works_before_anything_is_there(nowhere: CommandLine) -> None:
    facts = nowhere.ask("info")

    assert (facts["dataset"], facts["active_run"], facts["bytes"]) == (None, None, 0)
    assert not nowhere.database.exists()


def test_the_first_start_without_a_terminal_shows_films_for_a_sample_user(cli: CommandLine) -> None:
    shown = cli.ask()

    assert shown["dataset"] == "tiny"
    assert shown["top_movies"]


def test_setup_twice_trains_once(cli: CommandLine) -> None:
    assert cli.ask("setup")["run_id"] == cli.ask("setup")["run_id"]
    assert len(cli.ask("runs")) == 1
