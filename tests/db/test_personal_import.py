"""An export comes in: the plan says what would change, and applying it changes that, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from data.personal import LeftOut, PersonalExport, PersonalRow, RowKind
from db.errors import NotFound, StoreError
from db.importing.importer import ReplacePolicy, import_data_set
from db.marks import FilmMark
from db.personal.import_plan import ImportPlan, ImportReport, RowChange
from db.personal.import_undo import undo_import
from db.personal.imports import apply_plan, plan_import
from db.personal.opinions import opinions_of, rate, set_mark
from db.personal.profiles import create_profile, delete_profile, get_profile
from db.search.facets import tags_named
from db.store.bulk import read_rows
from db.store.database import Store
from tests.library import AMELIE, EMPIRE, FILMS, MATRIX, SPIDER_MAN, STAR_WARS, TOY_STORY, LibraryReader

RATING, SEEN, WATCHLIST, HIDDEN = RowKind.RATING, RowKind.SEEN, RowKind.WATCHLIST, RowKind.HIDDEN
LATER, EARLIER = 2_000, 1_000

_Film = tuple[str, int | None]
THE_MATRIX: _Film = ("The Matrix", 1999)
TOYS: _Film = ("Toy Story", 1995)
SPIDER: _Film = ("Spider-Man", 2002)
ELSEWHERE: _Film = ("Heat", 1995)
UNSURE: _Film = ("Toy Story", 1993)


def export(*rows: tuple[Any, ...], left_out: Sequence[LeftOut] = ()) -> PersonalExport:
    """Of rows (kind, film, stars or None, time)."""
    made = [
        PersonalRow(number, "f.csv", number + 1, kind, film[0], film[1], stars=stars, noted_at=noted_at)
        for number, (kind, film, stars, noted_at) in enumerate(rows, start=1)
    ]
    return PersonalExport("Letterboxd", tuple(made), tuple(left_out))


@pytest.fixture
def me(store: Store) -> int:
    with store.writing() as connection:
        return create_profile(connection, "Anna").user_id


def plan(store: Store, me: int, given: PersonalExport) -> ImportPlan:
    with store.reading() as connection:
        return plan_import(connection, me, given)


def take(store: Store, me: int, given: PersonalExport, choices: dict[int, int] | None = None) -> ImportReport:
    planned = plan(store, me, given)
    with store.writing() as connection:
        return apply_plan(connection, planned, choices)


def said(store: Store, me: int) -> dict[int, tuple[float | None, int, set[str]]]:
    with store.reading() as connection:
        return {
            film: (opinion.rating, opinion.rated_at, {str(mark) for mark, _ in opinion.marks})
            for film, opinion in opinions_of(connection, me).items()
        }


def parked(store: Store) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        return read_rows(connection, "SELECT kind, title, year, stars, noted_at FROM parked_opinion ORDER BY 1, 2")


def changes(planned: ImportPlan) -> list[RowChange]:
    return [matched.change for matched in planned.matched]


class TestPlan:
    def test_it_sorts_the_rows_and_writes_nothing(self, store: Store, me: int) -> None:
        given = export(
            (RATING, THE_MATRIX, 4.5, EARLIER),
            (RATING, UNSURE, 3.0, EARLIER),
            (WATCHLIST, ELSEWHERE, None, EARLIER),
            left_out=[LeftOut("f.csv", 9, "Pilot", "a TV episode")],
        )

        planned = plan(store, me, given)

        assert [(one.row.number, one.movie.movie_id, one.change) for one in planned.matched] == [
            (1, MATRIX, RowChange.NEW)
        ]
        (unsure,) = planned.ambiguous
        assert (unsure.number, unsure.reason) == (2, "another year")
        assert [film.display_title for film in unsure.candidates] == ["Toy Story"]
        assert [row.title for row in planned.unmatched] == ["Heat"]
        assert planned.left_out[0].reason == "a TV episode"
        assert planned.report() == ImportReport("Letterboxd", 3, 1, 1, 0, 0, 0, 0, 1, 1, 1)
        assert said(store, me) == {}

    def test_it_compares_with_what_the_profile_says(self, store: Store, me: int) -> None:
        with store.writing() as connection:
            rate(connection, me, MATRIX, 4.0, at=LATER)
            rate(connection, me, TOY_STORY, 2.0, at=EARLIER)
            rate(connection, me, SPIDER_MAN, 3.0, at=EARLIER)

        planned = plan(
            store,
            me,
            export((RATING, THE_MATRIX, 1.0, EARLIER), (RATING, TOYS, 5.0, LATER), (RATING, SPIDER, 3.0, LATER)),
        )

        assert changes(planned) == [RowChange.KEPT, RowChange.CHANGED, RowChange.SAME]
        assert [one.mine for one in planned.matched] == [4.0, 2.0, 3.0]

    def test_a_rating_of_unknown_date_does_not_replace_one_of_a_known_date(self, store: Store, me: int) -> None:
        with store.writing() as connection:
            rate(connection, me, MATRIX, 4.0, at=EARLIER)
            rate(connection, me, TOY_STORY, 4.0, at=0)

        planned = plan(store, me, export((RATING, THE_MATRIX, 1.0, 0), (RATING, TOYS, 1.0, 0)))

        assert changes(planned) == [RowChange.KEPT, RowChange.CHANGED]

    def test_a_rated_film_is_neither_to_be_seen_nor_just_seen(self, store: Store, me: int) -> None:
        with store.writing() as connection:
            rate(connection, me, TOY_STORY, 4.0)

        planned = plan(
            store,
            me,
            export(
                (RATING, THE_MATRIX, 4.0, 5),
                (SEEN, THE_MATRIX, None, 5),
                (WATCHLIST, THE_MATRIX, None, 9),
                (WATCHLIST, TOYS, None, 9),
            ),
        )

        assert changes(planned) == [RowChange.NEW, RowChange.COVERED, RowChange.COVERED, RowChange.COVERED]

    def test_of_repeated_rows_the_newest_counts(self, store: Store, me: int) -> None:
        planned = plan(
            store,
            me,
            export(
                (RATING, THE_MATRIX, 1.0, LATER),
                (RATING, THE_MATRIX, 2.0, EARLIER),
                (RATING, THE_MATRIX, 3.0, LATER),
                (SEEN, TOYS, None, LATER),
                (SEEN, TOYS, None, EARLIER),
            ),
        )

        assert changes(planned) == [
            RowChange.COVERED,
            RowChange.COVERED,
            RowChange.NEW,
            RowChange.NEW,
            RowChange.COVERED,
        ]

    def test_hidden_and_on_the_watchlist_stay_what_they_are_here(self, store: Store, me: int) -> None:
        with store.writing() as connection:
            set_mark(connection, me, MATRIX, FilmMark.HIDDEN, on=True)
            set_mark(connection, me, TOY_STORY, FilmMark.WATCHLIST, on=True)
            set_mark(connection, me, SPIDER_MAN, FilmMark.WATCHLIST, on=True)

        planned = plan(
            store,
            me,
            export((WATCHLIST, THE_MATRIX, None, 5), (HIDDEN, TOYS, None, 5), (WATCHLIST, SPIDER, None, 5)),
        )

        assert changes(planned) == [RowChange.KEPT, RowChange.KEPT, RowChange.SAME]

    def test_one_film_cannot_be_both_hidden_and_to_be_seen(self, store: Store, me: int) -> None:
        planned = plan(store, me, export((HIDDEN, THE_MATRIX, None, 5), (WATCHLIST, THE_MATRIX, None, 6)))

        assert changes(planned) == [RowChange.NEW, RowChange.KEPT]

    def test_two_rows_of_neighbouring_years_are_two_films(self, store: Store, me: int) -> None:
        odyssey = "2001: A Space Odyssey"
        planned = plan(store, me, export((RATING, (odyssey, 1967), 1.0, 5), (RATING, (odyssey, 1968), 4.0, 5)))

        assert [one.row.number for one in planned.matched] == [2]
        assert [(film.number, film.reason) for film in planned.ambiguous] == [(1, "another row fits this film better")]

    def test_rows_of_one_title_and_year_with_other_original_titles_are_two_films(self, store: Store, me: int) -> None:
        rows = [
            PersonalRow(number, "f.csv", number, RATING, "Amelie", 2003, (original,), stars=4.0)
            for number, original in ((1, "Amelie rennt"), (2, "Amelie Rising"))
        ]
        planned = plan(store, me, PersonalExport("IMDb", tuple(rows), ()))

        assert [[row.number for row in film.rows] for film in planned.ambiguous] == [[1], [2]]

    def test_what_the_export_says_of_one_film_is_asked_once(self, store: Store, me: int) -> None:
        planned = plan(store, me, export((RATING, UNSURE, 3.0, 5), (SEEN, UNSURE, None, 5)))

        assert [[row.number for row in film.rows] for film in planned.ambiguous] == [[1, 2]]
        assert planned.report().ambiguous == 2

    def test_only_profiles_import(self, store: Store) -> None:
        with pytest.raises(StoreError, match="belongs to the data set"):
            plan(store, 1, export())
        with pytest.raises(NotFound):
            plan(store, -99, export())


class TestApply:
    def test_ratings_and_marks_arrive_with_their_dates(self, store: Store, me: int) -> None:
        report = take(
            store,
            me,
            export(
                (RATING, THE_MATRIX, 4.5, EARLIER),
                (SEEN, TOYS, None, 7),
                (WATCHLIST, SPIDER, None, 8),
                (HIDDEN, ("Star Wars", 1977), None, 9),
            ),
        )

        assert (report.rows, report.matched, report.new) == (4, 4, 4)
        assert said(store, me) == {
            MATRIX: (4.5, EARLIER, set()),
            TOY_STORY: (None, 0, {"seen"}),
            SPIDER_MAN: (None, 0, {"watchlist"}),
            STAR_WARS: (None, 0, {"hidden"}),
        }
        with store.reading() as connection:
            profile = get_profile(connection, me)
            mean = read_rows(connection, "SELECT ratings, mean_rating FROM user_stat WHERE user_id = ?", (me,))
        assert (profile.ratings, profile.watchlist, profile.hidden) == (1, 1, 1)
        assert mean == [(1, 4.5)]

    def test_the_second_time_nothing_changes(self, store: Store, me: int) -> None:
        given = export(
            (RATING, THE_MATRIX, 4.5, EARLIER),
            (SEEN, THE_MATRIX, None, 7),
            (SEEN, TOYS, None, 7),
            (WATCHLIST, ELSEWHERE, None, 8),
            (RATING, ("Alien", 1979), 5.0, 8),
        )
        take(store, me, given)
        before = said(store, me), parked(store)

        report = take(store, me, given)

        assert (report.new, report.changed, report.same) == (0, 0, 2)
        assert (said(store, me), parked(store)) == before

    def test_it_ends_the_marks_that_a_rating_or_mark_ends_in_the_app(self, store: Store, me: int) -> None:
        with store.writing() as connection:
            for mark in (FilmMark.WATCHLIST, FilmMark.SKIPPED, FilmMark.UNSEEN):
                set_mark(connection, me, MATRIX, mark, on=True)
            set_mark(connection, me, TOY_STORY, FilmMark.UNSEEN, on=True)
            set_mark(connection, me, SPIDER_MAN, FilmMark.SKIPPED, on=True)

        take(
            store,
            me,
            export((RATING, THE_MATRIX, 2.0, 5), (SEEN, TOYS, None, 5), (WATCHLIST, SPIDER, None, 5)),
        )

        assert {film: marks for film, (_, _, marks) in said(store, me).items()} == {
            MATRIX: set(),
            TOY_STORY: {"seen"},
            SPIDER_MAN: {"skipped", "watchlist"},
        }

    def test_a_choice_counts_for_all_rows_of_the_film(self, store: Store, me: int) -> None:
        report = take(store, me, export((SEEN, UNSURE, None, 5), (RATING, UNSURE, 3.0, 5)), choices={1: TOY_STORY})

        assert said(store, me) == {TOY_STORY: (3.0, 5, set())}
        assert (report.matched, report.new, report.covered, report.ambiguous) == (2, 1, 1, 0)

    def test_an_unmatched_row_may_be_given_a_film_too(self, store: Store, me: int) -> None:
        take(store, me, export((RATING, ELSEWHERE, 3.0, 5)), choices={1: AMELIE})

        assert said(store, me) == {AMELIE: (3.0, 5, set())}
        assert parked(store) == []

    def test_what_waits_for_a_choice_is_not_taken(self, store: Store, me: int) -> None:
        report = take(store, me, export((RATING, UNSURE, 3.0, 5)))

        assert (report.ambiguous, said(store, me), parked(store)) == (1, {}, [])

    @pytest.mark.parametrize("choices", [{1: 999}, {5: MATRIX}])
    def test_a_choice_of_nothing_is_refused_and_nothing_written(
        self, store: Store, me: int, choices: dict[int, int]
    ) -> None:
        with pytest.raises(NotFound):
            take(store, me, export((RATING, UNSURE, 3.0, 5), (RATING, THE_MATRIX, 3.0, 5)), choices)
        assert said(store, me) == {}

    def test_what_was_said_since_the_plan_counts(self, store: Store, me: int) -> None:
        planned = plan(store, me, export((RATING, THE_MATRIX, 1.0, EARLIER)))
        with store.writing() as connection:
            rate(connection, me, MATRIX, 5.0, at=LATER)
        with store.writing() as connection:
            report = apply_plan(connection, planned)

        assert report.kept == 1
        assert said(store, me)[MATRIX] == (5.0, LATER, set())

    def test_a_failure_leaves_nothing_behind(self, store: Store, me: int) -> None:
        planned = plan(store, me, export((RATING, THE_MATRIX, 1.0, 5), (RATING, TOYS, 1.0, 5)))
        broken = replace(planned.matched[1].row, stars=None)
        planned = replace(planned, matched=(planned.matched[0], replace(planned.matched[1], row=broken)))

        with pytest.raises(StoreError), store.writing() as connection:
            apply_plan(connection, planned)

        assert said(store, me) == {}

    def test_two_people_keep_apart(self, store: Store, me: int) -> None:
        with store.writing() as connection:
            other = create_profile(connection, "Ben").user_id
        take(store, me, export((RATING, THE_MATRIX, 1.0, 5), (RATING, ELSEWHERE, 1.0, 5)))
        take(store, other, export((RATING, THE_MATRIX, 5.0, 5), (RATING, ELSEWHERE, 5.0, 5)))

        assert (said(store, me)[MATRIX][0], said(store, other)[MATRIX][0]) == (1.0, 5.0)
        assert [row[3] for row in parked(store)] == [1.0, 5.0]


class TestFilmsOfOtherDataSets:
    def test_they_wait_for_a_data_set_that_has_them(self, store: Store, me: int) -> None:
        take(
            store,
            me,
            export((RATING, ELSEWHERE, 4.5, 5), (SEEN, ELSEWHERE, None, 5), (WATCHLIST, ("Alien", 1979), None, 6)),
        )
        assert parked(store) == [("rating", "Heat", 1995, 4.5, 5), ("watchlist", "Alien", 1979, None, 6)]

        films = (*FILMS, (50, "Heat (1995)", ("Crime",)), (51, "Alien (1979)", ("Horror",)))
        import_data_set(store, LibraryReader("larger", films), replace=ReplacePolicy.REPLACE)

        assert said(store, me) == {50: (4.5, 5, set()), 51: (None, 0, {"watchlist"})}
        assert parked(store) == []

    def test_a_newer_export_replaces_what_was_kept_aside(self, store: Store, me: int) -> None:
        take(store, me, export((RATING, ELSEWHERE, 4.5, 5)))
        take(store, me, export((RATING, ELSEWHERE, 2.0, 9)))

        assert parked(store) == [("rating", "Heat", 1995, 2.0, 9)]


def test_a_profile_that_knows_an_episode_by_its_full_name(store: Store, me: int) -> None:
    planned = plan(store, me, export((RATING, ("Star Wars: Episode V - The Empire Strikes Back", 1980), 4.0, 5)))

    assert [one.movie.movie_id for one in planned.matched] == [EMPIRE]


def test_a_list_becomes_a_tag_of_films_rated_or_not_outlives_another_data_set_and_is_undone(
    store: Store, me: int
) -> None:
    rainy = export((RowKind.TAG, THE_MATRIX, None, 5), (RowKind.TAG, ELSEWHERE, None, 5))
    rainy = replace(rainy, rows=tuple(replace(row, tag="rainy days") for row in rainy.rows))
    take(store, me, export((RATING, THE_MATRIX, 4.0, 1), (SEEN, TOYS, None, 1)))
    before = said(store, me)

    assert (take(store, me, rainy).new, take(store, me, rainy).same) == (1, 1)
    assert said(store, me)[MATRIX] == (4.0, 1, {"tag:rainy days"})
    assert parked(store) == [("tag:rainy days", "Heat", 1995, None, 5)]
    with store.reading() as connection:
        assert tags_named(connection, "Rainy days") == ("rainy days",)

    films = (*FILMS, (50, "Heat (1995)", ("Crime",)))
    import_data_set(store, LibraryReader("larger", films), replace=ReplacePolicy.REPLACE)
    assert (said(store, me)[MATRIX], said(store, me)[50]) == (
        (4.0, 1, {"tag:rainy days"}),
        (None, 0, {"tag:rainy days"}),
    )

    import_data_set(store, LibraryReader("first", FILMS), replace=ReplacePolicy.REPLACE)
    take(store, me, replace(rainy, rows=tuple(replace(row, tag="sunny") for row in rainy.rows)))
    with store.writing() as connection:
        undo_import(connection, me)
    assert said(store, me) == before | {MATRIX: (4.0, 1, {"tag:rainy days"})}


class TestUndo:
    def test_everything_is_as_before_also_what_was_parked(self, store: Store, me: int) -> None:
        with store.writing() as connection:
            rate(connection, me, TOY_STORY, 2.0, at=3)
            set_mark(connection, me, MATRIX, FilmMark.WATCHLIST, on=True, at=3)
        take(store, me, export((RATING, ("A Film of Nowhere", 2001), 2.0, 5)))
        before = said(store, me), parked(store)
        rows = ((RATING, THE_MATRIX, 4.0, 5), (RATING, TOYS, 5.0, 5), (RATING, ("A Film of Nowhere", 2001), 3.0, 9))
        take(store, me, export(*rows))
        assert (said(store, me), parked(store)) != before

        with store.writing() as connection:
            undone = undo_import(connection, me)

        assert (undone.source, undone.films, undone.kept, undone.parked) == ("Letterboxd", 2, 0, 1)
        assert (said(store, me), parked(store)) == before

    def test_what_was_said_since_stays(self, store: Store, me: int) -> None:
        take(store, me, export((RATING, THE_MATRIX, 4.0, 5), (RATING, TOYS, 5.0, 5)))
        with store.writing() as connection:
            rate(connection, me, MATRIX, 1.0)
            undone = undo_import(connection, me)
            left = opinions_of(connection, me)

        assert (undone.films, undone.kept) == (1, 1)
        assert {movie_id: opinion.rating for movie_id, opinion in left.items()} == {MATRIX: 1.0}

    def test_imports_are_undone_one_after_the_other_and_not_twice(self, store: Store, me: int) -> None:
        first, second = export((RATING, THE_MATRIX, 4.0, 5)), export((RATING, THE_MATRIX, 5.0, 6))
        for said_there in (first, second, second):
            take(store, me, said_there)
        ratings = []
        for _ in range(2):
            with store.writing() as connection:
                undo_import(connection, me)
                ratings.append({movie: opinion.rating for movie, opinion in opinions_of(connection, me).items()})

        assert ratings == [{MATRIX: 4.0}, {}]
        with pytest.raises(NotFound, match="no import that can be undone"), store.writing() as connection:
            undo_import(connection, me)

    def test_one_import_is_undone_by_its_id_and_no_other_in_its_place(self, store: Store, me: int) -> None:
        first = take(store, me, export((RATING, THE_MATRIX, 4.0, 5)))
        second = take(store, me, export((RATING, THE_MATRIX, 5.0, 6)))
        assert take(store, me, export((RATING, THE_MATRIX, 5.0, 6))).import_id is None

        with pytest.raises(NotFound, match="another last import by now"), store.writing() as connection:
            undo_import(connection, me, first.import_id)
        with store.writing() as connection:
            assert undo_import(connection, me, second.import_id).films == 1

    def test_a_new_profile_with_an_old_id_has_nothing_to_undo(self, store: Store, me: int) -> None:
        take(store, me, export((RATING, THE_MATRIX, 4.0, 5)))
        with store.writing() as connection:
            delete_profile(connection, me)
            again = create_profile(connection, "again").user_id
            with pytest.raises(NotFound, match="no import that can be undone"):
                undo_import(connection, again)
