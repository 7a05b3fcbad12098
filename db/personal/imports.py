"""Importing a person's export into a profile: first a plan of what would change, then the change in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete, insert

from data.personal import PersonalExport, PersonalRow, RowKind
from db.errors import NotFound
from db.marks import ENDED_BY_A_RATING, EXCLUDED_BY, TAG, FilmMark
from db.models import MovieMark, ParkedOpinion, Rating
from db.movies import movie_summaries
from db.personal.film_matching import FilmMatcher
from db.personal.import_plan import (
    AmbiguousFilm,
    FilmIdentity,
    ImportPlan,
    ImportReport,
    MatchedRow,
    RowChange,
    film_identity,
)
from db.personal.import_undo import remember_import, said_by
from db.personal.opinions import opinions_of, refresh_user_stat
from db.personal.profiles import require_profile
from db.rows import MovieSummary, Opinion

_FoundRow = tuple[PersonalRow, int]
"""A row, and the id of its film."""

_DELETE_MARK = delete(MovieMark).where(
    MovieMark.user_id == bindparam("user_id"),
    MovieMark.movie_id == bindparam("movie_id"),
    MovieMark.mark == bindparam("mark"),
)
_DELETE_PARKED = delete(ParkedOpinion).where(
    ParkedOpinion.user_id == bindparam("user_id"),
    ParkedOpinion.kind == bindparam("kind"),
    ParkedOpinion.title == bindparam("title"),
    ParkedOpinion.year.is_not_distinct_from(bindparam("year")),
    ParkedOpinion.imdb_id.is_not_distinct_from(bindparam("imdb_id")),
)


def plan_import(connection: Connection, user_id: int, export: PersonalExport) -> ImportPlan:
    """What importing an export into a profile would change.

    Raises:
        StoreError: the user is one of the data set.
        NotFound: no such profile.
    """
    require_profile(connection, user_id)
    films = _group(export.rows)
    matches = dict(zip(films, map(FilmMatcher(connection).match, (rows[0] for rows in films.values())), strict=True))
    named = [movie_id for match in matches.values() for movie_id in (match.movie_id or 0, *match.candidates)]
    movies = movie_summaries(connection, named)
    doubtful = _doubtful({film: match.movie_id for film, match in matches.items() if match.movie_id}, films, movies)
    found: list[_FoundRow] = []
    ambiguous: list[AmbiguousFilm] = []
    unmatched: list[PersonalRow] = []
    for film, rows in films.items():
        match = matches[film]
        if film in doubtful and match.movie_id:
            reason = "another row fits this film better"
            ambiguous.append(AmbiguousFilm(tuple(rows), (movies[match.movie_id],), reason))
        elif match.movie_id:
            found += [(row, match.movie_id) for row in rows]
        elif match.candidates:
            candidates = tuple(movies[movie_id] for movie_id in match.candidates)
            ambiguous.append(AmbiguousFilm(tuple(rows), candidates, match.reason))
        else:
            unmatched += rows
    matched = _matched(found, opinions_of(connection, user_id), movies)
    return ImportPlan(
        user_id,
        export.source,
        matched,
        tuple(ambiguous),
        tuple(unmatched),
        export.left_out,
        export.notes,
        export.list_name,
    )


def apply_plan(connection: Connection, plan: ImportPlan, choices: Mapping[int, int] | None = None) -> ImportReport:
    """Imports a planned export into its profile, in the caller's writing transaction.

    What the profile says now counts, not what it said when the plan was made. Importing it again changes nothing, and
    `undo_import` takes it back.

    Args:
        connection: of a writing transaction.
        plan: from `plan_import`.
        choices: the film for the number of an ambiguous or unmatched row.

    Raises:
        NotFound: no such profile, row or film; the profile or films may be gone since the plan was made.
    """
    user_id = plan.user_id
    require_profile(connection, user_id)
    found, open_films, unmatched = _with_choices(plan, choices or {})
    movies = movie_summaries(connection, (movie_id for _, movie_id in found))
    for row, movie_id in found:
        if movie_id not in movies:
            raise NotFound(f"There is no film {movie_id} for {row.title[:80]!r}: read the file again.")
    before = said_by(connection, user_id)
    matched = _matched(found, before.opinions, movies)
    _write(connection, user_id, matched, before.opinions)
    _park(connection, user_id, unmatched)
    import_id = remember_import(connection, user_id, plan.source, before)
    done = replace(plan, matched=matched, ambiguous=open_films, unmatched=tuple(unmatched))
    return replace(done.report(), import_id=import_id)


def _group(rows: Iterable[PersonalRow]) -> dict[FilmIdentity, list[PersonalRow]]:
    """The rows by film, as far as the export itself tells."""
    films: dict[FilmIdentity, list[PersonalRow]] = defaultdict(list)
    for row in rows:
        films[film_identity(row)].append(row)
    return films


def _doubtful(
    matched: Mapping[FilmIdentity, int],
    films: Mapping[FilmIdentity, Sequence[PersonalRow]],
    movies: Mapping[int, MovieSummary],
) -> set[FilmIdentity]:
    """Films of the export that match a film of another year, which another film of the export matches better."""
    exact: set[int] = set()
    inexact: dict[int, list[FilmIdentity]] = defaultdict(list)
    for film, movie_id in matched.items():
        _, year, imdb_id, tmdb_id, _ = film
        if year == movies[movie_id].year or year is None or imdb_id or tmdb_id:
            exact.add(movie_id)
        else:
            inexact[movie_id].append(film)
    # Two rows of different years are two films, and at most one of them is this one.
    return {
        film
        for movie_id, doubtful in inexact.items()
        for film in doubtful
        if movie_id in exact or len({films[other][0].year for other in doubtful}) > 1
    }


def _with_choices(
    plan: ImportPlan, choices: Mapping[int, int]
) -> tuple[list[_FoundRow], tuple[AmbiguousFilm, ...], list[PersonalRow]]:
    """Rows whose film is known or chosen, films that still wait for a choice, and rows without a film."""
    found = [(matched.row, matched.movie.movie_id) for matched in plan.matched]
    waiting = [*(film.rows for film in plan.ambiguous), *_group(plan.unmatched).values()]
    chosen: dict[int, int] = {}
    for rows in waiting:
        movie_id = next((choices[row.number] for row in rows if row.number in choices), None)
        if movie_id is not None:
            chosen |= {row.number: movie_id for row in rows}
            found += [(row, movie_id) for row in rows]
    if unknown := set(choices) - set(chosen):
        raise NotFound(f"The plan has no row {min(unknown)} that waits for a choice: read the file again.")
    open_films = tuple(film for film in plan.ambiguous if film.number not in chosen)
    return found, open_films, [row for row in plan.unmatched if row.number not in chosen]


def _matched(
    found: Sequence[_FoundRow], opinions: Mapping[int, Opinion], movies: Mapping[int, MovieSummary]
) -> tuple[MatchedRow, ...]:
    by_film: dict[int, list[PersonalRow]] = defaultdict(list)
    for row, movie_id in found:
        by_film[movie_id].append(row)
    matched = [
        MatchedRow(row, movies[movie_id], change, opinions.get(movie_id, Opinion()).rating)
        for movie_id, rows in by_film.items()
        for row, change in _changes(rows, opinions.get(movie_id, Opinion()))
    ]
    return tuple(sorted(matched, key=lambda one: one.row.number))


def _changes(rows: Sequence[PersonalRow], mine: Opinion) -> Iterator[tuple[PersonalRow, RowChange]]:
    """What each row of one film changes. Of several of a kind, the newest counts; of equally new ones, the last."""
    newest: dict[str, PersonalRow] = {}
    for row in sorted(rows, key=lambda row: (row.noted_at, row.number)):
        newest[_said(row)] = row
    is_rated = mine.rating is not None or RowKind.RATING in newest
    marks = {mark for mark, _ in mine.marks}
    if RowKind.RATING in newest and _change_of_rating(newest[RowKind.RATING], mine) in {
        RowChange.NEW,
        RowChange.CHANGED,
    }:
        marks -= ENDED_BY_A_RATING
    for row in rows:
        mark = _said(row)
        if newest[mark] is not row or (is_rated and mark in ENDED_BY_A_RATING):
            yield row, RowChange.COVERED
        elif row.kind is RowKind.RATING:
            yield row, _change_of_rating(row, mine)
        elif mark in marks:
            yield row, RowChange.SAME
        elif mark in {FilmMark.WATCHLIST, FilmMark.HIDDEN} and marks & EXCLUDED_BY[mark]:
            yield row, RowChange.KEPT
        else:
            marks.add(mark)
            yield row, RowChange.NEW


def _said(row: PersonalRow) -> str:
    """What the row says of its film, as `parked_opinion.kind` has it: "rating", or a mark."""
    return TAG + row.tag if row.kind is RowKind.TAG else row.kind.value


def _change_of_rating(row: PersonalRow, mine: Opinion) -> RowChange:
    if mine.rating is None:
        return RowChange.NEW
    if mine.rating == row.stars:
        return RowChange.SAME
    return RowChange.KEPT if mine.rated_at > row.noted_at else RowChange.CHANGED


def _write(
    connection: Connection, user_id: int, matched: Iterable[MatchedRow], opinions: Mapping[int, Opinion]
) -> None:
    """Writes in bulk what `db.personal.opinions` writes one by one, and ends the same marks."""
    ratings: list[dict[str, object]] = []
    marks: list[dict[str, object]] = []
    ended: list[dict[str, object]] = []
    for one in matched:
        if one.change not in {RowChange.NEW, RowChange.CHANGED}:
            continue
        row, key = one.row, {"user_id": user_id, "movie_id": one.movie.movie_id}
        if row.kind is RowKind.RATING:
            ratings.append(key | {"rating": row.stars, "rated_at": row.noted_at})
            ending = ENDED_BY_A_RATING
        else:
            marks.append(key | {"mark": _said(row), "marked_at": row.noted_at})
            ending = EXCLUDED_BY.get(_said(row), frozenset())
        present = opinions.get(one.movie.movie_id, Opinion()).marks
        ended += [key | {"mark": str(mark)} for mark, _ in present if mark in ending]
    for statement, rows in (
        (_DELETE_MARK, ended),
        (insert(Rating).prefix_with("OR REPLACE"), ratings),
        (insert(MovieMark), marks),
    ):
        if rows:
            connection.execute(statement, rows)
    refresh_user_stat(connection, user_id)


def _park(connection: Connection, user_id: int, rows: Sequence[PersonalRow]) -> None:
    """Keeps what was said of films that this data set lacks for a data set that has them."""
    newest: dict[tuple[str, FilmIdentity], PersonalRow] = {}
    for film, said in _group(rows).items():
        for row in sorted(said, key=lambda row: (row.noted_at, row.number)):
            newest[_said(row), film] = row
        if (RowKind.RATING, film) in newest:
            for mark in ENDED_BY_A_RATING:
                newest.pop((mark, film), None)
    parked = [
        {
            "user_id": user_id,
            "kind": _said(row),
            "stars": row.stars,
            "noted_at": row.noted_at,
            "imdb_id": row.imdb_id,
            "title": row.title,
            "year": row.year,
        }
        for row in newest.values()
    ]
    if parked:
        connection.execute(_DELETE_PARKED, parked)
        connection.execute(insert(ParkedOpinion), parked)
