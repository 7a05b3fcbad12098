"""Profiles from the command line: making, naming, choosing and deleting them, and what each has said."""

from __future__ import annotations

import os
import pty
import re
import sqlite3
import subprocess
from contextlib import closing

import pytest

from tests.cli.conftest import ANNS_RATINGS, CommandLine, process_call
from tests.library import AMELIE, LEON, REC, SLASH_B, STAR_WARS, TOY_STORY

PROFILE = {"user_id", "name", "ratings", "watchlist", "hidden", "active"}


def names(cli: CommandLine) -> list[str]:
    return [profile["name"] for profile in cli.ask("profile", "list")]


def active(cli: CommandLine) -> str | None:
    profile = cli.ask("info")["active_profile"]
    return profile and str(profile["name"])


def test_a_new_profile_is_given_back_and_active(own_copy: CommandLine) -> None:
    made = own_copy.ask("profile", "create", "Ann B")

    assert made.keys() == PROFILE
    assert (made["name"], made["ratings"], made["active"]) == ("Ann B", 0, True)
    assert made["user_id"] < 0
    assert active(own_copy) == "Ann B"


def test_the_last_one_made_is_active_until_another_is_chosen(own_copy: CommandLine) -> None:
    for name in ("ann", "bob"):
        own_copy("profile", "create", name)
    assert (names(own_copy), active(own_copy)) == (["ann", "bob"], "bob")

    assert own_copy.ask("profile", "switch", "ANN")["active"]

    assert active(own_copy) == "ann"
    assert [profile["active"] for profile in own_copy.ask("profile", "list")] == [True, False]


@pytest.mark.parametrize(("name", "word"), [("ANN", "already"), ("42", "number"), (" ", "name"), ("x" * 41, "41")])
def test_a_name_that_cannot_be_is_one_sentence(ann: CommandLine, name: str, word: str) -> None:
    outcome = ann("profile", "create", name)

    assert (outcome.code, outcome.out) == (1, "")
    assert word in outcome.err
    assert names(ann) == ["ann"]


def test_a_renamed_profile_keeps_its_ratings(ann: CommandLine) -> None:
    renamed = ann.ask("profile", "rename", "ann", "Anna")

    assert (renamed["name"], renamed["ratings"], renamed["active"]) == ("Anna", len(ANNS_RATINGS), True)
    assert names(ann) == ["Anna"]


def test_a_deleted_profile_is_gone_with_all_it_said(ann: CommandLine) -> None:
    ann("watchlist", "add", "ann", LEON)

    assert ann.ask("profile", "delete", "ann", "--yes")["deleted"]

    assert (names(ann), active(ann)) == ([], None)
    for table in ("rating", "movie_mark"):
        assert ann.ask("sql", f"select count(*) as n from {table} where user_id < 0") == [{"n": 0}]


def test_nothing_is_deleted_where_nobody_can_be_asked(ann: CommandLine) -> None:
    outcome = ann("profile", "delete", "ann")

    assert outcome.code == 2
    assert "--yes" in outcome.err
    assert names(ann) == ["ann"]


@pytest.mark.parametrize(("answer", "left"), [("y\n", []), ("n\n", ["ann"])])
def test_in_a_terminal_deleting_asks_first(ann: CommandLine, answer: str, left: list[str]) -> None:
    terminal, inside = pty.openpty()
    command = process_call(ann.database, "profile", "delete", "ann")
    with subprocess.Popen(command, stdin=inside, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        os.close(inside)
        os.write(terminal, answer.encode())
        _, question = process.communicate()
    os.close(terminal)

    assert "Delete the profile ann with its 5 ratings?" in question
    assert process.returncode == (1 if left else 0)
    assert names(ann) == left


def test_a_profile_shows_all_that_it_said(ann: CommandLine) -> None:
    ann("watchlist", "add", "ann", LEON)
    ann("hide", "ann", REC)
    ann("recommend", "ann", "--genre", "drama", "--save-filter", "quiet")

    shown = ann.ask("profile", "show", "ann")

    assert {film["movie_id"]: film["rating"] for film in shown["rated_movies"]} == ANNS_RATINGS
    assert [film["movie_id"] for film in shown["watchlist_movies"]] == [LEON]
    assert [film["movie_id"] for film in shown["hidden_movies"]] == [REC]
    assert (shown["watchlist"], shown["hidden"], shown["filters"]) == (1, 1, ["quiet"])
    text = ann("profile", "show", "ann").out
    for words in (
        "ann, the active profile: 5 rated",
        "Star Wars",
        "Watchlist",
        "Hidden",
        "Saved filters: quiet",
    ):
        assert words in text


def test_no_profile_yet_says_how_to_make_one(cli: CommandLine) -> None:
    assert cli.ask("profile", "list") == []
    assert "movierec-tui profile create NAME" in cli("profile", "list").err
    assert "movierec-tui profile create NAME" in cli("rate", "ann", STAR_WARS, 5).err


def test_whether_training_learns_from_profiles_is_a_choice(own_copy: CommandLine) -> None:
    for choice in (True, False):
        said = own_copy.ask("profile", "train-with", "on" if choice else "off")
        assert said == own_copy.ask("profile", "train-with") == {"train_with_profiles": choice}


# What a profile says of films


def test_a_rating_is_given_back_with_its_film(ann: CommandLine) -> None:
    said = ann.ask("rate", "Ann", "léon", 3.5)

    assert (said["movie_id"], said["name"], said["rating"], said["marks"]) == (LEON, "ann", 3.5, [])
    assert said["rated_at"] > "2025"
    assert said["rated_at"].endswith("Z")
    assert "ann rated Toy Story (1995) 4 ★★★★ (was 2)." in ann("rate", "ann", "toy", "story", 4).out


def test_a_rating_taken_back_is_gone(ann: CommandLine) -> None:
    assert ann.ask("unrate", "ann", "toy", "story")["rating"] is None

    assert TOY_STORY not in [film["movie_id"] for film in ann.ask("user", "ann")["rated_movies"]]
    assert "has not rated" in ann("unrate", "ann", TOY_STORY).err


@pytest.mark.parametrize("stars", ["6", "0", "3.7", "nan", "inf"])
def test_a_number_of_stars_that_cannot_be_changes_nothing(ann: CommandLine, stars: str) -> None:
    outcome = ann("rate", "ann", STAR_WARS, stars)

    assert (outcome.code, outcome.out) == (1, "")
    assert "0.5 to 5" in outcome.err
    assert ann.ask("profile", "show", "ann")["rated_movies"][-1].keys() >= {"rating"}


@pytest.mark.parametrize("call", [["rate", "ann", "5"], ["rate", "ann", "star", "wars"], ["rate", "ann"]])
def test_a_rating_without_film_or_stars_is_a_wrong_call(ann: CommandLine, call: list[str]) -> None:
    assert ann(*call).code == 2


@pytest.mark.parametrize("user", ["3", "-1", "nobody"])
def test_only_profiles_rate(ann: CommandLine, user: str) -> None:
    outcome = ann("rate", "--", user, STAR_WARS, 5)

    assert outcome.code == 1
    assert f'no profile "{user}": choose from ann' in outcome.err


def test_a_watchlist_holds_what_was_put_on_it_the_newest_first(ann: CommandLine) -> None:
    assert ann.ask("watchlist", "add", "ann", "amelie")["marks"] == ["watchlist"]
    ann("watchlist", "add", "ann", SLASH_B)

    listed = ann.ask("watchlist", "list", "ann")
    assert {film["movie_id"] for film in listed} == {AMELIE, SLASH_B}
    assert "[/b] (1999) is already on the watchlist of ann." in ann("watchlist", "add", "ann", SLASH_B).out

    assert ann.ask("watchlist", "remove", "ann", SLASH_B)["marks"] == []
    assert [film["movie_id"] for film in ann.ask("watchlist", "list", "ann")] == [AMELIE]


def test_a_rated_film_leaves_the_watchlist(ann: CommandLine) -> None:
    ann("watchlist", "add", "ann", AMELIE)
    ann("rate", "ann", AMELIE, 4)

    assert ann.ask("watchlist", "list", "ann") == []
    assert "empty" in ann("watchlist", "list", "ann").err


def test_hidden_films_can_be_listed_and_brought_back(ann: CommandLine) -> None:
    assert ann.ask("hide", "ann", "[rec]")["marks"] == ["hidden"]
    assert [film["movie_id"] for film in ann.ask("hidden", "ann")] == [REC]

    assert ann("unhide", "ann", REC).out == "[REC] (2007) may be recommended again to ann.\n"
    assert ann.ask("hidden", "ann") == []
    assert "No film is hidden" in ann("hidden", "ann").err


# A profile is a user as any other


@pytest.mark.parametrize(
    "call", [["user", "ann"], ["similar", "user", "ANN"], ["recommend", "ann"], ["predict", "ann", "léon"]]
)
def test_a_profile_may_be_named_wherever_a_user_is(ann: CommandLine, call: list[str]) -> None:
    assert ann.ask(*call)


def test_a_film_shows_what_the_active_profile_says_and_is_expected_to(ann: CommandLine) -> None:
    ann("watchlist", "add", "ann", LEON)

    mine = ann.ask("movie", LEON)["mine"]

    assert (mine["name"], mine["rating"], mine["marks"]) == ("ann", None, ["watchlist"])
    assert mine["predicted_rating"] == pytest.approx(ann.ask("predict", "ann", LEON)["predicted_rating"])
    parts = [mine["base"], mine["others"], *(part["contribution"] for part in mine["because"])]
    assert sum(parts) == pytest.approx(mine["score"], abs=1e-4)
    assert "rated 5.0 ★★★★★; predicted" in ann("movie", STAR_WARS).out


def test_without_a_profile_a_film_is_nobodys(cli: CommandLine) -> None:
    assert cli.ask("movie", LEON)["mine"] is None


def test_a_profile_is_not_among_its_own_neighbours(ann: CommandLine) -> None:
    near = ann.ask("similar", "user", "ann", "-k", 100)

    assert near
    assert "ann" not in [user["name"] for user in near]


def test_a_profile_without_ratings_gets_what_everybody_likes(own_copy: CommandLine) -> None:
    own_copy("profile", "create", "new")

    films = own_copy.ask("recommend", "new", "-n", 3, "--because")

    assert len(films) == 3
    assert all(film["because"] == [] and film["score"] == pytest.approx(film["base"]) for film in films)
    assert "= base" in own_copy("why", "new", STAR_WARS).out


# Me


EVERY_USE = (
    ("recommend", "me", "-n", 2),
    ("predict", "me", LEON),
    ("why", "me", LEON),
    ("user", "me"),
    ("similar", "user", "me"),
    ("together", "me", 5, "-n", 2),
    ("rate", "me", LEON, 4),
    ("unrate", "me", LEON),
    ("watchlist", "add", "me", LEON),
    ("watchlist", "list", "me"),
    ("watchlist", "remove", "me", LEON),
    ("hide", "me", LEON),
    ("hidden", "me"),
    ("unhide", "me", LEON),
    ("profile", "show", "me"),
)


@pytest.mark.parametrize("call", EVERY_USE, ids=lambda call: " ".join(map(str, call[:2])))
def test_me_is_the_active_profile(ann: CommandLine, call: tuple[object, ...]) -> None:
    def answer(who: str) -> str:
        outcome = ann(*(who if word == "me" else word for word in call), "--json")
        assert outcome.code == 0, outcome.err
        return re.sub(r'"(rated|marked)_at": "[^"]*"', "", outcome.out)

    assert answer("ann") == answer("me") == answer("Me")


def test_a_profile_called_me_in_an_older_database_is_meant_before_the_active_one(ann: CommandLine) -> None:
    assert "is the active profile in commands" in ann("profile", "create", "Me").err
    ann("profile", "create", "Mo")
    ann("profile", "switch", "ann")
    with closing(sqlite3.connect(ann.database)) as database, database:
        database.execute("UPDATE user SET name = 'Me' WHERE name = 'Mo'")

    assert ann.ask("rate", "me", LEON, 4)["name"] == "Me"
    assert ann.ask("user", "me")["ratings"] == 1


@pytest.mark.parametrize("call", EVERY_USE, ids=lambda call: " ".join(map(str, call[:2])))
def test_without_an_active_profile_me_is_a_sentence_with_a_way_on(
    own_copy: CommandLine, call: tuple[object, ...]
) -> None:
    outcome = own_copy(*call)

    assert outcome.code == 1
    assert "no profile is active: `movierec-tui profile create NAME` makes one" in outcome.err


def test_where_profiles_are_there_me_says_how_to_choose_one(ann: CommandLine) -> None:
    ann("profile", "create", "bob")
    ann("profile", "delete", "bob", "--yes")

    assert "`movierec-tui profile switch NAME` chooses one" in ann("rate", "me", LEON, 4).err
