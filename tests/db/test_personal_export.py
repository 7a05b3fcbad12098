"""What a profile says goes out as rows, and comes back into another profile as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.personal import ExportRow, FileFormat, RowKind, read_personal_export, write_rows
from db.marks import FilmMark
from db.personal.exports import opinions_for_export, recommendations_for_export
from db.personal.imports import apply_plan, plan_import
from db.personal.opinions import opinions_of, rate, set_mark
from db.personal.profiles import create_profile
from db.store.bulk import write_rows as write_to_table
from db.store.database import Store
from tests.library import AMELIE, LEON, MATRIX, NO_YEAR, REC, SLASH_B, TOY_STORY

EVERY_KIND = (RowKind.RATING, RowKind.SEEN, RowKind.WATCHLIST, RowKind.HIDDEN)


@pytest.fixture
def me(store: Store) -> int:
    """A profile with opinions of all kinds, in a catalogue where one film has ids."""
    with store.writing() as connection:
        write_to_table(
            connection,
            "UPDATE movie SET imdb_id = ?, tmdb_id = ? WHERE movie_id = ?",
            [(133093, 603, MATRIX)],
        )
        user_id = create_profile(connection, "Anna").user_id
        rate(connection, user_id, MATRIX, 4.5, at=1_700_000_000)
        rate(connection, user_id, SLASH_B, 0.5, at=1_700_000_001)
        rate(connection, user_id, NO_YEAR, 3.0, at=1_600_000_000)
        set_mark(connection, user_id, AMELIE, FilmMark.SEEN, on=True, at=5)
        set_mark(connection, user_id, REC, FilmMark.WATCHLIST, on=True, at=6)
        set_mark(connection, user_id, TOY_STORY, FilmMark.HIDDEN, on=True, at=7)
        set_mark(connection, user_id, LEON, FilmMark.SKIPPED, on=True, at=8)
    return user_id


def test_the_kinds_that_were_asked_for_the_newest_first(store: Store, me: int) -> None:
    with store.reading() as connection:
        rows = opinions_for_export(connection, me, [RowKind.RATING, RowKind.WATCHLIST])

    assert rows == [
        ExportRow(RowKind.RATING, SLASH_B, "[/b]", "[/b] (1999)", 1999, None, None, 0.5, 1_700_000_001),
        ExportRow(RowKind.RATING, MATRIX, "The Matrix", "Matrix, The (1999)", 1999, 133093, 603, 4.5, 1_700_000_000),
        ExportRow(RowKind.RATING, NO_YEAR, "Babylon 5", "Babylon 5", None, None, None, 3.0, 1_600_000_000),
        ExportRow(RowKind.WATCHLIST, REC, "[REC]", "[REC] (2007)", 2007, None, None, None, 6),
    ]


@pytest.mark.parametrize("file_format", [FileFormat.CSV, FileFormat.JSON])
def test_an_export_makes_another_profile_say_the_same(
    store: Store, me: int, tmp_path: Path, file_format: FileFormat
) -> None:
    with store.reading() as connection:
        write_rows(tmp_path / "x", opinions_for_export(connection, me, EVERY_KIND), file_format)
    with store.writing() as connection:
        other = create_profile(connection, "Ben").user_id
        report = apply_plan(connection, plan_import(connection, other, read_personal_export(tmp_path / "x")))
        mine, theirs = opinions_of(connection, me), opinions_of(connection, other)

    assert (report.new, report.unmatched, report.ambiguous) == (6, 0, 0)
    del mine[LEON]
    assert theirs == mine


def test_letterboxd_s_format_comes_back_too(store: Store, me: int, tmp_path: Path) -> None:
    with store.reading() as connection:
        rows = opinions_for_export(connection, me, [RowKind.RATING, RowKind.SEEN])
        write_rows(tmp_path / "x.csv", rows, FileFormat.LETTERBOXD)
        planned = plan_import(connection, me, read_personal_export(tmp_path / "x.csv"))

    assert planned.report().same == 4


def test_recommendations_keep_their_order_and_get_names(store: Store, me: int) -> None:
    with store.reading() as connection:
        rows = recommendations_for_export(connection, [(REC, 4.2, 1.5), (99, 5.0, 1.4), (MATRIX, 3.9, 1.0)])

    assert [(row.title, row.imdb_id, row.predicted_rating, row.score) for row in rows] == [
        ("[REC]", None, 4.2, 1.5),
        ("The Matrix", 133093, 3.9, 1.0),
    ]
