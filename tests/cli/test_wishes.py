"""What a list should hold: every condition of `recommend` and `together`, saved filters, and why a film is there."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import pytest
from sqlalchemy import text

from db.store.database import open_store
from engine.options import GroupRule
from movierec_tui.cli.recommending import ListOptions, together
from movierec_tui.library.answers import Sort
from tests.cli.conftest import ANNS_RATINGS, CommandLine
from tests.library import AMELIE, FILMS, LEON, REC, STAR_WARS, UNRATED


def ids(cli: CommandLine, *call: object) -> list[int]:
    return [film["movie_id"] for film in cli.ask(*call)]


def everything(cli: CommandLine, *options: object) -> list[int]:
    return ids(cli, "recommend", "ann", "-n", 50, *options)


def test_rated_hidden_and_watchlist_films_are_left_out_and_the_list_is_refilled(ann: CommandLine) -> None:
    first, second, third, *_ = everything(ann)
    ann("hide", "ann", first)
    ann("watchlist", "add", "ann", second)
    ann("rate", "ann", third, 3)

    assert len(ids(ann, "recommend", "ann", "-n", 3)) == 3
    assert not {first, second, third} & set(everything(ann))


def test_each_kind_of_film_comes_back_when_asked_for_but_hidden_ones_never(ann: CommandLine) -> None:
    ann("hide", "ann", REC)
    ann("watchlist", "add", "ann", LEON)

    assert set(everything(ann, "--include-watchlist")) - set(everything(ann)) == {LEON}
    assert set(everything(ann, "--include-seen")) - set(everything(ann)) == set(ANNS_RATINGS)
    assert everything(ann, "--watchlist-only") == [LEON]
    assert REC not in everything(ann, "--include-seen", "--include-watchlist")


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("match", lambda film: -film["score"]),
        ("stars", lambda film: -film["predicted_rating"]),
        ("year", lambda film: -(film["year"] or 0)),
        ("title", lambda film: film["title"].casefold()),
    ],
)
def test_a_list_can_be_sorted(ann: CommandLine, order: str, key: Any) -> None:
    films = ann.ask("recommend", "ann", "--sort", order)

    assert films == sorted(films, key=key)
    assert {film["movie_id"] for film in films} == set(ids(ann, "recommend", "ann"))


def test_every_order_and_rule_may_be_asked_for() -> None:
    assert Sort in get_args(get_type_hints(ListOptions)["sort"])
    assert get_type_hints(together)["rule"] is GroupRule


def test_a_surprise_is_the_same_for_the_same_seed(ann: CommandLine) -> None:
    def drawn(seed: int) -> tuple[int, ...]:
        return tuple(ids(ann, "recommend", "ann", "-n", 3, "--surprise", "--seed", seed))

    assert drawn(7) == drawn(7)
    assert len({drawn(seed) for seed in range(8)}) > 1


def test_a_surprise_without_a_seed_names_the_seed_that_draws_it_again(ann: CommandLine) -> None:
    outcome = ann("recommend", "ann", "-n", 3, "--surprise", "--json")
    seed = outcome.err.split("--seed ")[1].split()[0]

    assert ann.ask("recommend", "ann", "-n", 3, "--surprise", "--seed", seed) == outcome.json


def test_a_seed_without_a_surprise_is_a_wrong_call(ann: CommandLine) -> None:
    outcome = ann("recommend", "ann", "--seed", 7)

    assert outcome.code == 2
    assert "--surprise" in outcome.err


# Why


@pytest.mark.parametrize("user", ["ann", "3"])
@pytest.mark.parametrize("popularity", [-1, 0, 0.7])
def test_base_named_films_and_the_others_sum_to_the_score(ann: CommandLine, user: str, popularity: float) -> None:
    films = ann.ask("recommend", user, "-n", 50, "--because", "--popularity", popularity)

    assert any(film["because"] for film in films)
    for film in films:
        parts = [film["base"], film["others"], *(part["contribution"] for part in film["because"])]
        assert sum(parts) == pytest.approx(film["score"], abs=1e-4)


def test_every_rated_film_has_its_share_and_all_sum_to_the_score(ann: CommandLine) -> None:
    listed = ann.ask("recommend", "ann", "-n", 1, "--because")[0]

    told = ann.ask("why", "ann", listed["movie_id"])
    shares = [part["contribution"] for part in told["because"]]

    assert {part["movie_id"]: part["rating"] for part in told["because"]} == ANNS_RATINGS
    assert shares == sorted(shares, reverse=True)
    assert told["base"] + sum(shares) == pytest.approx(told["score"], abs=1e-4)
    assert told["score"] == pytest.approx(listed["score"], abs=1e-4)
    assert told["because"][: len(listed["because"])] == listed["because"]


def test_why_is_said_in_words_too(ann: CommandLine) -> None:
    out = ann("why", "ann", "léon").out

    assert out.startswith("Léon: The Professional (1994), for ann")
    assert "5 rated films" in out
    assert "Star Wars" in out


def test_a_prediction_of_a_profile_agrees_with_its_list(ann: CommandLine) -> None:
    for film in ann.ask("recommend", "ann", "-n", 3):
        expected = ann.ask("predict", "ann", film["movie_id"])
        assert expected["predicted_rating"] == pytest.approx(film["predicted_rating"], abs=1e-4)
        assert expected["uncertainty"] == pytest.approx(film["uncertainty"], abs=1e-4)


# Saved filters


def test_a_saved_filter_is_taken_up_again_and_changed_by_options(ann: CommandLine) -> None:
    saved = ann("recommend", "ann", "--genre", "sci-fi", "--genre", "comedy", "--save-filter", "Light")
    assert 'filter "Light" of ann' in saved.err

    light = everything(ann, "--filter", "light")
    assert light == everything(ann, "--genre", "sci-fi", "--genre", "comedy")
    without = {film for film, _, genres in FILMS if "Sci-Fi" in genres}
    assert everything(ann, "--filter", "light", "--exclude-genre", "sci-fi") == [
        film for film in light if film not in without
    ]


def test_a_filter_that_cannot_be_read_leaves_the_others_usable(ann: CommandLine) -> None:
    ann("recommend", "ann", "--year", "1990s", "--save-filter", "nineties")
    store = open_store(ann.database)
    with store.writing() as connection:
        connection.execute(text("INSERT INTO saved_filter SELECT user_id, 'broken', '[' FROM saved_filter"))
    store.close()

    assert everything(ann, "--filter", "nineties") == everything(ann, "--year", "1990s")
    assert 'The saved filter "broken" cannot be read.' in ann("recommend", "ann", "--filter", "broken").err
    assert ann.ask("profile", "show", "ann")["filters"] == ["broken", "nineties"]
    assert "cannot be read" in ann("profile", "show", "ann").err
    assert ann.ask("profile", "forget-filter", "ann", "broken")["filters"] == ["nineties"]


def test_an_unknown_filter_names_those_there_are(ann: CommandLine) -> None:
    assert "none is saved yet" in ann("recommend", "ann", "--filter", "x").err
    ann("recommend", "ann", "--year", "1990s", "--save-filter", "nineties")

    outcome = ann("recommend", "ann", "--filter", "x")

    assert outcome.code == 1
    assert "choose from nineties" in outcome.err


def test_a_filter_can_be_forgotten(ann: CommandLine) -> None:
    ann("recommend", "ann", "--year", "1990s", "--save-filter", "nineties")

    assert ann.ask("profile", "forget-filter", "ann", "nineties")["filters"] == []
    assert ann("profile", "forget-filter", "ann", "nineties").code == 1


def test_users_of_the_data_set_keep_no_filters(ann: CommandLine) -> None:
    outcome = ann("recommend", 3, "--save-filter", "mine")

    assert (outcome.code, outcome.out) == (1, "")
    assert "only profiles" in outcome.err


# Together


@pytest.fixture
def couple(ann: CommandLine) -> CommandLine:
    """Ann and Bob B, who likes other films."""
    ann("profile", "create", "Bob B")
    ann("rate", "Bob B", STAR_WARS, 1)
    ann("rate", "Bob B", AMELIE, 5)
    return ann


def test_films_for_several_people_have_the_stars_of_each_in_the_order_named(couple: CommandLine) -> None:
    films = couple.ask("together", "bob b", "ann", 3, "-n", 3)

    assert 0 < len(films) <= 3
    for film in films:
        assert [person["name"] or person["user_id"] for person in film["people"]] == ["Bob B", "ann", 3]
        for person, name in zip(film["people"], ("bob b", "ann", 3), strict=True):
            alone = couple.ask("predict", name, film["movie_id"])["predicted_rating"]
            assert person["predicted_rating"] == pytest.approx(alone, abs=1e-4)


def test_what_one_has_seen_or_hidden_is_left_out_for_all(couple: CommandLine) -> None:
    couple("hide", "ann", LEON)

    films = set(ids(couple, "together", "ann", "Bob B", "-n", 50))

    assert films
    assert not {LEON, AMELIE, *ANNS_RATINGS} & films
    assert AMELIE in ids(couple, "together", "ann", "Bob B", "-n", 50, "--include-seen")


def test_the_rule_and_the_conditions_hold_for_the_group(couple: CommandLine) -> None:
    both = ("together", "ann", "Bob B", "-n", 50, "--include-seen")

    scores = {
        rule: {film["movie_id"]: film["score"] for film in couple.ask(*both, "--rule", rule)}
        for rule in ("average", "least-misery")
    }
    assert all(scores["least-misery"][film] <= score + 1e-6 for film, score in scores["average"].items())
    assert all("Drama" in film["genres"] for film in couple.ask(*both, "--genre", "drama"))


@pytest.mark.parametrize("people", [["ann"], ["ann", "ANN"]])
def test_one_person_is_no_group(ann: CommandLine, people: list[str]) -> None:
    outcome = ann("together", *people)

    assert outcome.code == 2
    assert "two people" in outcome.err


def test_a_group_reads_as_a_table(couple: CommandLine) -> None:
    heading, columns, *rows = couple("together", "ann", "Bob B").out.splitlines()

    assert heading == "For ann and Bob B together:"
    assert columns.split()[-3:] == ["ann", "Bob", "B"]
    assert rows


def test_a_film_that_nobody_rated_can_be_asked_about(ann: CommandLine) -> None:
    assert ann.ask("predict", "ann", UNRATED)["uncertainty"] > 0
