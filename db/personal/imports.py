"""A person's export comes in: first a plan that says what would change, then the change, in one transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from data.personal import LeftOut, PersonalExport, PersonalRow, RowKind
from db.errors import NotFound, StoreError
from db.personal.film_matching import FilmMatcher
from db.personal.opinions import (
    ENDED_BY_A_RATING,
    EXCLUDING,
    FilmMark,
    Opinion,
    check_stars,
    opinions_of,
    refresh_user_stat,
)
from db.personal.profiles import get_profile
from db.rows import MovieSummary
from db.store.bulk import read_rows, write_rows
from db.summaries import movie_summaries


class Change(StrEnum):
    """What taking a row would do."""

    NEW = "new"
    """The film gets its first rating, or the mark."""
    CHANGED = "changed"
    """The film's rating becomes another one."""
    SAME = "same"
    """The profile says so already."""
    KEPT = "kept yours"
    """The profile says otherwise, and said so later or with more weight."""
    COVERED = "covered"
    """Another row, or the profile's rating, says this and more: a film that is rated was seen."""


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row whose film is known. `mine` is the profile's own rating of it, None without one."""

    row: PersonalRow
    movie: MovieSummary
    change: Change
    mine: float | None


@dataclass(frozen=True, slots=True)
class AmbiguousFilm:
    """A film of the export that a person has to choose.

    Attributes:
        rows: all that the export says of it; a choice for one of them counts for all.
        candidates: films that it may be, best first.
        reason: why it is not certain: "several films fit", "another year".
    """

    rows: tuple[PersonalRow, ...]
    candidates: tuple[MovieSummary, ...]
    reason: str

    @property
    def number(self) -> int:
        """What a choice is keyed by."""
        return self.rows[0].number


@dataclass(frozen=True, slots=True)
class ImportReport:
    """An import in numbers, of rows; for what is planned, or for what was done.

    Attributes:
        rows: all rows of films that the export has; `left_out` ones come on top.
        matched: of these, the rows whose film is known; each is one of new, changed, same, kept or covered.
        ambiguous: rows that wait for a choice.
        unmatched: rows whose film is not in this data set.
    """

    source: str
    rows: int
    matched: int
    new: int
    changed: int
    same: int
    kept: int
    covered: int
    ambiguous: int
    unmatched: int
    left_out: int


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do; nothing is written yet.

    Attributes:
        source: "Letterboxd", "IMDb" or "movierec-tui".
        matched: in the order of the export.
        unmatched: rows whose film this data set lacks. They are kept aside, and count as soon as a data set
            with their films is imported.
    """

    user_id: int
    source: str
    matched: tuple[MatchedRow, ...]
    ambiguous: tuple[AmbiguousFilm, ...]
    unmatched: tuple[PersonalRow, ...]
    left_out: tuple[LeftOut, ...]

    def report(self) -> ImportReport:
        """The plan in numbers."""
        changes = Counter(matched.change for matched in self.matched)
        ambiguous = sum(len(film.rows) for film in self.ambiguous)
        return ImportReport(
            source=self.source,
            rows=len(self.matched) + ambiguous + len(self.unmatched),
            matched=len(self.matched),
            new=changes[Change.NEW],
            changed=changes[Change.CHANGED],
            same=changes[Change.SAME],
            kept=changes[Change.KEPT],
            covered=changes[Change.COVERED],
            ambiguous=ambiguous,
            unmatched=len(self.unmatched),
            left_out=len(self.left_out),
        )


_Placed = tuple[PersonalRow, int]
"""A row and its film's id."""

_KIND_MARKS = {
    RowKind.SEEN: FilmMark.SEEN,
    RowKind.WATCHLIST: FilmMark.WATCHLIST,
    RowKind.HIDDEN: FilmMark.HIDDEN,
}


def plan_import(connection: Connection, user_id: int, export: PersonalExport) -> ImportPlan:
    """What taking an export into a profile would change.

    Raises:
        StoreError: the user is one of the data set.
        NotFound: no such profile.
    """
    _check_profile(connection, user_id)
    films = _group(export.rows)
    matches = dict(
        zip(films, map(FilmMatcher(connection).match, (rows[0] for rows in films.values())), strict=True)
    )
    named = [movie_id for match in matches.values() for movie_id in (match.movie_id or 0, *match.candidates)]
    movies = movie_summaries(connection, named)
    doubted = _doubted(
        {film: match.movie_id for film, match in matches.items() if match.movie_id}, films, movies
    )
    placed: list[_Placed] = []
    ambiguous: list[AmbiguousFilm] = []
    unmatched: list[PersonalRow] = []
    for film, rows in films.items():
        match = matches[film]
        if film in doubted and match.movie_id:
            reason = "another row fits this film better"
            ambiguous.append(AmbiguousFilm(tuple(rows), (movies[match.movie_id],), reason))
        elif match.movie_id:
            placed += [(row, match.movie_id) for row in rows]
        elif match.candidates:
            candidates = tuple(movies[movie_id] for movie_id in match.candidates)
            ambiguous.append(AmbiguousFilm(tuple(rows), candidates, match.reason))
        else:
            unmatched += rows
    matched = _matched(placed, opinions_of(connection, user_id), movies)
    return ImportPlan(user_id, export.source, matched, tuple(ambiguous), tuple(unmatched), export.left_out)


def apply_plan(
    connection: Connection, user_id: int, plan: ImportPlan, choices: Mapping[int, int] | None = None
) -> ImportReport:
    """Takes an export into a profile, in the caller's writing transaction.

    What the profile says now counts, not what it said when the plan was made. Doing it again changes nothing.

    Args:
        connection: of a writing transaction.
        user_id: the profile's.
        plan: from `plan_import`.
        choices: the film for the number of an ambiguous or unmatched row.

    Raises:
        StoreError: the user is one of the data set, or a row has no possible number of stars.
        NotFound: no such profile, row or film; films may be gone since the plan was made.
    """
    _check_profile(connection, user_id)
    placed, open_films, unmatched = _with_choices(plan, choices or {})
    movies = {one.movie.movie_id: one.movie for one in plan.matched}
    movies |= movie_summaries(connection, set((choices or {}).values()))
    present = {movie_id for (movie_id,) in read_rows(connection, "SELECT movie_id FROM movie")}
    for row, movie_id in placed:
        if movie_id not in present:
            raise NotFound(f"There is no film {movie_id} for {row.title[:80]!r}: read the file again.")
    opinions = opinions_of(connection, user_id)
    matched = _matched(placed, opinions, movies)
    _write(connection, user_id, matched, opinions)
    _park(connection, user_id, unmatched)
    return ImportPlan(user_id, plan.source, matched, open_films, tuple(unmatched), plan.left_out).report()


def _check_profile(connection: Connection, user_id: int) -> None:
    if user_id > 0:
        raise StoreError(f"User {user_id} belongs to the data set: only profiles can import films.")
    get_profile(connection, user_id)


_Identity = tuple[str, int | None, int | None, int | None]


def _group(rows: Iterable[PersonalRow]) -> dict[_Identity, list[PersonalRow]]:
    """The rows by film, as far as the export itself says which are of one."""
    films: dict[_Identity, list[PersonalRow]] = defaultdict(list)
    for row in rows:
        films[row.title, row.year, row.imdb_id, row.tmdb_id].append(row)
    return films


def _doubted(
    matched: Mapping[_Identity, int],
    films: Mapping[_Identity, Sequence[PersonalRow]],
    movies: Mapping[int, MovieSummary],
) -> set[_Identity]:
    """Films of the export whose year is another one, and whose match another film of the export fits exactly."""
    exact: set[int] = set()
    inexact: dict[int, list[_Identity]] = defaultdict(list)
    for film, movie_id in matched.items():
        _, year, imdb_id, tmdb_id = film
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
) -> tuple[list[_Placed], tuple[AmbiguousFilm, ...], list[PersonalRow]]:
    """Rows with their films, films that still wait for a choice, and rows without a film."""
    placed = [(matched.row, matched.movie.movie_id) for matched in plan.matched]
    waiting = [*(film.rows for film in plan.ambiguous), *_group(plan.unmatched).values()]
    chosen: dict[int, int] = {}
    for rows in waiting:
        movie_id = next((choices[row.number] for row in rows if row.number in choices), None)
        if movie_id is not None:
            chosen |= {row.number: movie_id for row in rows}
            placed += [(row, movie_id) for row in rows]
    if unknown := set(choices) - set(chosen):
        raise NotFound(f"The plan has no row {min(unknown)} that waits for a choice: read the file again.")
    open_films = tuple(film for film in plan.ambiguous if film.number not in chosen)
    return placed, open_films, [row for row in plan.unmatched if row.number not in chosen]


def _matched(
    placed: Sequence[_Placed], opinions: Mapping[int, Opinion], movies: Mapping[int, MovieSummary]
) -> tuple[MatchedRow, ...]:
    by_film: dict[int, list[PersonalRow]] = defaultdict(list)
    for row, movie_id in placed:
        by_film[movie_id].append(row)
    matched = [
        MatchedRow(row, movies[movie_id], change, opinions.get(movie_id, Opinion()).rating)
        for movie_id, rows in by_film.items()
        for row, change in _changes(rows, opinions.get(movie_id, Opinion()))
    ]
    return tuple(sorted(matched, key=lambda one: one.row.number))


def _changes(rows: Sequence[PersonalRow], mine: Opinion) -> Iterator[tuple[PersonalRow, Change]]:
    """What each row of one film does; of several of a kind, the newest counts, and of equally new ones the last."""
    newest: dict[RowKind, PersonalRow] = {}
    for row in sorted(rows, key=lambda row: (row.noted_at, row.number)):
        newest[row.kind] = row
    is_rated = mine.rating is not None or RowKind.RATING in newest
    marks = {mark for mark, _ in mine.marks}
    if RowKind.RATING in newest and _change_of_rating(newest[RowKind.RATING], mine) in {
        Change.NEW,
        Change.CHANGED,
    }:
        marks -= ENDED_BY_A_RATING
    for row in rows:
        mark = _KIND_MARKS.get(row.kind)
        if newest[row.kind] is not row or (is_rated and mark in ENDED_BY_A_RATING):
            yield row, Change.COVERED
        elif mark is None:
            yield row, _change_of_rating(row, mine)
        elif mark in marks:
            yield row, Change.SAME
        elif mark in {FilmMark.WATCHLIST, FilmMark.HIDDEN} and marks & EXCLUDING[mark]:
            yield row, Change.KEPT
        else:
            marks.add(mark)
            yield row, Change.NEW


def _change_of_rating(row: PersonalRow, mine: Opinion) -> Change:
    if mine.rating is None:
        return Change.NEW
    if mine.rating == row.stars:
        return Change.SAME
    return Change.KEPT if mine.rated_at > row.noted_at else Change.CHANGED


def _write(
    connection: Connection, user_id: int, matched: Iterable[MatchedRow], opinions: Mapping[int, Opinion]
) -> None:
    """Writes in bulk what `db.personal.opinions` writes one by one, and ends the same marks."""
    ratings: list[tuple[int, int, float, int]] = []
    marks: list[tuple[int, int, str, int]] = []
    ended: list[tuple[int, int, str]] = []
    for one in matched:
        movie_id, row = one.movie.movie_id, one.row
        if one.change not in {Change.NEW, Change.CHANGED}:
            continue
        if row.stars is not None:
            check_stars(row.stars)
            ratings.append((user_id, movie_id, row.stars, row.noted_at))
            ending = ENDED_BY_A_RATING
        else:
            mark = _KIND_MARKS[row.kind]
            marks.append((user_id, movie_id, mark.value, row.noted_at))
            ending = EXCLUDING[mark]
        present = opinions[movie_id].marks if movie_id in opinions else ()
        ended += [(user_id, movie_id, mark.value) for mark, _ in present if mark in ending]
    write_rows(connection, "DELETE FROM movie_mark WHERE user_id = ? AND movie_id = ? AND mark = ?", ended)
    write_rows(
        connection,
        "INSERT OR REPLACE INTO rating (user_id, movie_id, rating, rated_at) VALUES (?, ?, ?, ?)",
        ratings,
    )
    write_rows(
        connection,
        "INSERT INTO movie_mark (user_id, movie_id, mark, marked_at) VALUES (?, ?, ?, ?)",
        marks,
    )
    refresh_user_stat(connection, user_id)


def _park(connection: Connection, user_id: int, rows: Sequence[PersonalRow]) -> None:
    """Keeps what was said of films that this data set lacks for a data set that has them."""
    newest: dict[tuple[RowKind, _Identity], PersonalRow] = {}
    for film, said in _group(rows).items():
        for row in sorted(said, key=lambda row: (row.noted_at, row.number)):
            newest[row.kind, film] = row
        if (RowKind.RATING, film) in newest:
            for kind, mark in _KIND_MARKS.items():
                if mark in ENDED_BY_A_RATING:
                    newest.pop((kind, film), None)
    write_rows(
        connection,
        "DELETE FROM parked_opinion WHERE user_id = ? AND title = ? AND year IS ? AND imdb_id IS ? AND kind = ?",
        ((user_id, row.title, row.year, row.imdb_id, row.kind.value) for row in newest.values()),
    )
    write_rows(
        connection,
        "INSERT INTO parked_opinion (user_id, kind, stars, noted_at, imdb_id, title, year)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (user_id, row.kind.value, row.stars, row.noted_at, row.imdb_id, row.title, row.year)
            for row in newest.values()
        ),
    )
