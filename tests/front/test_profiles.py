from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.marks import FilmMark
from db.ratings import rating_histograms
from db.rows import Opinion
from movierec_tui.library import Library, lists
from tests.library import LEON, MATRIX


def test_a_new_profile_is_the_active_one_until_another_is_chosen(films: Library, ann: int) -> None:
    bob = films.profiles.create("Bob")
    assert films.profiles.active() == bob

    films.profiles.switch(ann)
    active = films.profiles.active()
    assert active is not None
    assert active.name == "Ann"


def test_every_change_can_be_undone(films: Library, ann: int) -> None:
    first = films.profiles.rate(ann, MATRIX, 3.0)
    second = films.profiles.rate(ann, MATRIX, 4.5)
    third = films.profiles.mark(ann, LEON, FilmMark.HIDDEN, on=True)

    films.profiles.undo(third)
    films.profiles.undo(second)
    assert films.profiles.opinions(ann) == {MATRIX: first.after}

    films.profiles.undo(first)
    assert films.profiles.opinions(ann) == {}
    assert films.profiles.opinion(ann, MATRIX) == Opinion()


def test_what_was_said_is_there_after_the_program_ended(films: Library, ann: int, tmp_path: Path) -> None:
    films.profiles.rate(ann, MATRIX, 4.5)
    films.profiles.mark(ann, LEON, FilmMark.WATCHLIST, on=True)
    said = films.profiles.opinions(ann)
    films.close()

    again = Library.open(tmp_path / "copy.db")
    try:
        active = again.profiles.active()
        assert active is not None
        assert (active.name, active.ratings, active.watchlist) == ("Ann", 1, 1)
        assert again.profiles.opinions(ann) == said
        assert [row.movie.movie_id for row in again.profiles.marked(ann, FilmMark.WATCHLIST)] == [LEON]
    finally:
        again.close()


def test_the_choice_to_train_with_profiles_is_remembered(films: Library) -> None:
    assert not films.profiles.trains_with_profiles()
    films.profiles.train_with_profiles(on=True)
    assert films.profiles.trains_with_profiles()


def test_warming_up_changes_nothing_that_anybody_said(films: Library, ann: int) -> None:
    every_film = [film.movie_id for film in films.search("", 100)]
    for movie_id in every_film:
        films.profiles.rate(ann, movie_id, 2.5)
    films.profiles.mark(ann, every_film[0], FilmMark.HIDDEN, on=True)
    said = films.profiles.opinions(ann)

    films.warm_up()

    assert films.profiles.opinions(ann) == said
    assert films.user(ann).mean_rating == 2.5


def test_warming_up_makes_no_opinion_where_there_was_none(films: Library, ann: int) -> None:
    films.warm_up()

    assert films.profiles.opinions(ann) == {}
    assert films.user(ann).ratings == 0


@pytest.mark.parametrize(("most", "counted_ahead"), [(10**6, True), (0, False)])
def test_what_rating_films_begins_with_is_counted_ahead_where_ratings_are_few(
    films: Library, ann: int, monkeypatch: pytest.MonkeyPatch, most: int, *, counted_ahead: bool
) -> None:
    counted: list[Sequence[int]] = []

    def noted(connection: Connection, movie_ids: Sequence[int]) -> NDArray[np.float32]:
        counted.append(movie_ids)
        return rating_histograms(connection, movie_ids)

    monkeypatch.setattr(lists, "rating_histograms", noted)
    monkeypatch.setattr(lists, "COUNTED_AHEAD", most)
    films.warm_up()
    assert bool(counted) == counted_ahead
    films.lists.next_to_rate(ann, 3)
    assert len(counted) == 1


def test_warming_up_keeps_no_lock(films: Library, ann: int, tmp_path: Path) -> None:
    films.warm_up()

    with closing(sqlite3.connect(tmp_path / "copy.db", timeout=0)) as other:
        other.execute("DELETE FROM rating WHERE user_id = ?", (ann,))
