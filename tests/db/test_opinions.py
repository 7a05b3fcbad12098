from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from db.errors import NotFound, StoreError
from db.marks import FilmMark
from db.movies import movie_summary
from db.personal.opinions import marked_movies, opinion_on, opinions_of, rate, restore, set_mark
from db.personal.profiles import create_profile
from db.rows import Opinion, OpinionChange
from db.store.database import Store
from db.users import user_history, user_summary
from tests.library import AMELIE, LEON, MATRIX, STAR_WARS

ANN = -1


@pytest.fixture
def ann(store: Store) -> Store:
    """A library with one profile."""
    with store.writing() as connection:
        assert create_profile(connection, "Ann").user_id == ANN
    return store


def _said(store: Store, movie_id: int = MATRIX) -> Opinion:
    with store.reading() as connection:
        return opinion_on(connection, ANN, movie_id)


def test_a_rating_is_kept_and_counted(ann: Store) -> None:
    with ann.writing() as connection:
        change = rate(connection, ANN, MATRIX, 4.5, at=70)
        rate(connection, ANN, LEON, 2.0, at=80)

    assert (change.user_id, change.movie_id) == (ANN, MATRIX)
    assert (change.before, change.after) == (Opinion(), Opinion(4.5, 70))
    with ann.reading() as connection:
        assert [(row.movie.movie_id, row.rating) for row in user_history(connection, ANN)] == [
            (LEON, 2.0),
            (MATRIX, 4.5),
        ]
        summary = user_summary(connection, ANN)
    assert (summary.ratings, summary.mean_rating) == (2, 3.25)


def test_a_change_names_its_film_so_that_nobody_has_to_read_it_again(ann: Store) -> None:
    with ann.writing() as connection:
        changes = [rate(connection, ANN, MATRIX, 4.5)]
        changes += [set_mark(connection, ANN, MATRIX, FilmMark.HIDDEN, on=on) for on in (True, True, False)]
        changes += [restore(connection, changes[0])]
        film = movie_summary(connection, MATRIX)

    assert [change.movie for change in changes] == [film] * 5


def test_rating_again_replaces_and_none_takes_back(ann: Store) -> None:
    with ann.writing() as connection:
        rate(connection, ANN, MATRIX, 4.5, at=70)
        rate(connection, ANN, MATRIX, 0.5, at=71)
    assert _said(ann) == Opinion(0.5, 71)

    with ann.writing() as connection:
        rate(connection, ANN, MATRIX, None)
    assert _said(ann) == Opinion()
    with ann.reading() as connection:
        assert user_summary(connection, ANN).ratings == 0


@pytest.mark.parametrize("stars", [0.0, 0.25, 5.5, -1.0, 3.3, float("nan"), float("inf")])
def test_only_half_stars_can_be_given(ann: Store, stars: float) -> None:
    with ann.writing() as connection, pytest.raises(StoreError, match=r"0\.5 to 5 stars in steps of a half"):
        rate(connection, ANN, MATRIX, stars)
    assert _said(ann) == Opinion()


def test_a_rating_ends_what_it_makes_pointless(ann: Store) -> None:
    with ann.writing() as connection:
        for mark in (FilmMark.WATCHLIST, FilmMark.SKIPPED):
            set_mark(connection, ANN, MATRIX, mark, on=True, at=5)
        rate(connection, ANN, MATRIX, 4.0, at=6)

    assert _said(ann) == Opinion(4.0, 6)


def test_a_hidden_film_stays_hidden_when_it_is_rated(ann: Store) -> None:
    with ann.writing() as connection:
        set_mark(connection, ANN, MATRIX, FilmMark.HIDDEN, on=True, at=5)
        rate(connection, ANN, MATRIX, 1.0, at=6)

    assert _said(ann) == Opinion(1.0, 6, ((FilmMark.HIDDEN, 5),))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (FilmMark.WATCHLIST, FilmMark.HIDDEN),
        (FilmMark.HIDDEN, FilmMark.WATCHLIST),
        (FilmMark.SEEN, FilmMark.UNSEEN),
    ],
)
def test_marks_that_contradict_each_other_do_not_stand_together(ann: Store, first: FilmMark, second: FilmMark) -> None:
    with ann.writing() as connection:
        set_mark(connection, ANN, MATRIX, first, on=True, at=5)
        set_mark(connection, ANN, MATRIX, second, on=True, at=6)

    assert _said(ann).marks == ((second, 6),)


def test_setting_a_mark_again_keeps_its_first_time(ann: Store) -> None:
    with ann.writing() as connection:
        set_mark(connection, ANN, MATRIX, FilmMark.WATCHLIST, on=True, at=5)
        change = set_mark(connection, ANN, MATRIX, FilmMark.WATCHLIST, on=True, at=9)

    assert change.before == change.after
    assert _said(ann).marks == ((FilmMark.WATCHLIST, 5),)


def test_marked_films_are_listed_newest_first(ann: Store) -> None:
    with ann.writing() as connection:
        for when, film in enumerate((MATRIX, LEON, AMELIE)):
            set_mark(connection, ANN, film, FilmMark.WATCHLIST, on=True, at=when)
        set_mark(connection, ANN, LEON, FilmMark.WATCHLIST, on=False)
        listed = marked_movies(connection, ANN, FilmMark.WATCHLIST)
        assert marked_movies(connection, ANN, FilmMark.HIDDEN) == []

    assert [(row.movie.movie_id, row.marked_at) for row in listed] == [(AMELIE, 2), (MATRIX, 0)]


def test_only_profiles_have_opinions_to_change(ann: Store) -> None:
    with ann.writing() as connection:
        with pytest.raises(StoreError, match="User 3 belongs to the data set"):
            rate(connection, 3, MATRIX, 4.0)
        with pytest.raises(StoreError, match="belongs to the data set"):
            set_mark(connection, 3, MATRIX, FilmMark.HIDDEN, on=True)
        with pytest.raises(NotFound, match="profile no longer exists"):
            rate(connection, -9, MATRIX, 4.0)
        with pytest.raises(NotFound, match="There is no film 999"):
            rate(connection, ANN, 999, 4.0)


def test_users_of_the_data_set_have_their_ratings_as_opinions(ann: Store) -> None:
    with ann.reading() as connection:
        said = opinions_of(connection, 3)
        rated = {row.movie.movie_id: row.rating for row in user_history(connection, 3)}

    assert {film: opinion.rating for film, opinion in said.items()} == rated


_STEPS = st.lists(
    st.tuples(
        st.sampled_from([MATRIX, STAR_WARS]),
        st.one_of(st.sampled_from([None, 0.5, 3.0, 5.0]), st.tuples(st.sampled_from(list(FilmMark)), st.booleans())),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_undoing_everything_leaves_nothing_said(
    ann: Store, steps: list[tuple[int, float | tuple[FilmMark, bool] | None]]
) -> None:
    with ann.writing() as connection:
        changes = [_step(connection, film, what) for film, what in steps]
        said = opinions_of(connection, ANN)
        assert {film: said.get(film, Opinion()) for film in (MATRIX, STAR_WARS)} == {
            film: opinion_on(connection, ANN, film) for film in (MATRIX, STAR_WARS)
        }
        for change in reversed(changes):
            restore(connection, change)
            assert opinion_on(connection, ANN, change.movie_id) == change.before
        assert opinions_of(connection, ANN) == {}
        assert connection.scalar(text("SELECT ratings FROM user_stat WHERE user_id = -1")) == 0


def _step(connection: Connection, film: int, what: float | tuple[FilmMark, bool] | None) -> OpinionChange:
    if isinstance(what, tuple):
        return set_mark(connection, ANN, film, what[0], on=what[1], at=7)
    return rate(connection, ANN, film, what, at=8)
