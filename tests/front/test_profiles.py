from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from db.marks import FilmMark
from db.rows import Opinion
from movierec_tui.library.library import Library
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


def test_a_change_comes_with_its_film(films: Library, ann: int) -> None:
    rated = films.profiles.rate(ann, MATRIX, 3.0)
    marked = films.profiles.mark(ann, LEON, FilmMark.SEEN, on=True)
    undone = films.profiles.undo(rated)

    matrix, leon = films.films([MATRIX, LEON])
    assert [change.movie for change in (rated, marked, undone)] == [matrix, leon, matrix]
    assert (undone.before, undone.after) == (rated.after, rated.before)


def test_a_profile_is_found_by_its_id_whoever_is_active(films: Library, ann: int) -> None:
    films.profiles.create("Bob")

    found = films.profiles.get(ann)
    assert found is not None
    assert found.name == "Ann"
    films.profiles.delete(ann)
    assert films.profiles.get(ann) is None


def test_warming_up_keeps_no_lock(films: Library, ann: int, tmp_path: Path) -> None:
    films.warm_up()

    with closing(sqlite3.connect(tmp_path / "copy.db", timeout=0)) as other:
        other.execute("DELETE FROM rating WHERE user_id = ?", (ann,))
