"""What survives a change of data set: profiles, and what they said of films.

What they said of a film that the new data set lacks is parked, and comes back with a data set that has the film.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from sqlalchemy import Connection

from data.folding import fold
from data.personal import PersonalRow, RowKind
from db.marks import ENDED_BY_A_RATING
from db.personal.film_matching import FilmMatcher
from db.personal.import_undo import remember_restored
from db.personal.opinions import opinions_of, refresh_user_stat
from db.store.bulk import read_rows, write_rows

RATING = "rating"


@dataclass(frozen=True, slots=True)
class KeptOpinion:
    """A profile's rating or mark, with what identifies the film in another data set.

    Attributes:
        kind: "rating", or a mark as `movie_mark` has it.
        stars: of a rating.
        noted_at: seconds since 1970.
    """

    user_id: int
    kind: str
    stars: float | None
    noted_at: int
    imdb_id: int | None
    title: str
    year: int | None


_PARKED_COLUMNS = "user_id, kind, stars, noted_at, imdb_id, title, year"


def take_profiles(connection: Connection) -> list[KeptOpinion]:
    """Everything that profiles said of films, parked opinions first, so that newer ones replace them."""
    of_film = "m.imdb_id, m.display_title, m.year FROM {} AS o JOIN movie AS m USING (movie_id) WHERE o.user_id < 0"
    parked = f"SELECT {_PARKED_COLUMNS} FROM parked_opinion"  # noqa: S608 - our own columns
    ratings = "SELECT o.user_id, 'rating', o.rating, o.rated_at, " + of_film.format("rating")
    marks = "SELECT o.user_id, o.mark, NULL, o.marked_at, " + of_film.format("movie_mark")
    return [KeptOpinion(*row) for query in (parked, ratings, marks) for row in read_rows(connection, query)]


def restore_profiles(connection: Connection, kept: Iterable[KeptOpinion]) -> None:
    """Writes the opinions of films that are found again, by IMDb number, else by title and year; parks the others."""
    films = _FilmsOfDataSet(connection)
    found: list[tuple[KeptOpinion, int]] = []
    parked: dict[tuple[object, ...], KeptOpinion] = {}
    for opinion in kept:
        movie_id = films.find(opinion)
        if movie_id is None:
            parked[opinion.user_id, opinion.kind, opinion.imdb_id, opinion.title, opinion.year] = opinion
        else:
            found.append((opinion, movie_id))
    _write_opinions(connection, found)
    connection.exec_driver_sql("DELETE FROM parked_opinion")
    write_rows(
        connection,
        "INSERT INTO parked_opinion (user_id, kind, stars, noted_at, imdb_id, title, year)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        map(astuple, parked.values()),
    )


def restore_parked(connection: Connection) -> None:
    """Gives parked opinions back to films that are there now, matched as an import matches its rows.

    What was said of such a film meanwhile stays, and undoing the import that parked them takes them back. The names of
    films must be up to date.
    """
    rows = read_rows(connection, f"SELECT parked_id, {_PARKED_COLUMNS} FROM parked_opinion ORDER BY parked_id")  # noqa: S608
    if not rows:
        return
    matcher = FilmMatcher(connection)
    found: dict[int, tuple[KeptOpinion, int]] = {}
    for parked_id, *columns in rows:
        said = KeptOpinion(*columns)
        row = PersonalRow(1, "", 1, RowKind.RATING, said.title, said.year, imdb_id=said.imdb_id)
        if (movie_id := matcher.match(row).movie_id) is not None:
            found[parked_id] = said, movie_id
    people = {said.user_id for said, _ in found.values()}
    before = {user_id: opinions_of(connection, user_id) for user_id in people}
    _write_opinions(connection, found.values())
    write_rows(connection, "DELETE FROM parked_opinion WHERE parked_id = ?", ((parked_id,) for parked_id in found))
    # A rating ends marks that say less than it.
    ended = ", ".join(f"'{mark}'" for mark in sorted(ENDED_BY_A_RATING))
    connection.exec_driver_sql(
        f"DELETE FROM movie_mark WHERE mark IN ({ended})"  # noqa: S608 - our own marks
        " AND (user_id, movie_id) IN (SELECT user_id, movie_id FROM rating WHERE user_id < 0)"
    )
    for user_id in people:
        refresh_user_stat(connection, user_id)
        restored = {parked_id: movie_id for parked_id, (said, movie_id) in found.items() if said.user_id == user_id}
        remember_restored(connection, user_id, restored, before[user_id])


def _write_opinions(connection: Connection, found: Iterable[tuple[KeptOpinion, int]]) -> None:
    """Writes opinions of films; of several of one kind the last counts, and what is there already stays."""
    ratings: dict[tuple[int, int], KeptOpinion] = {}
    marks: dict[tuple[int, int, str], KeptOpinion] = {}
    for opinion, movie_id in found:
        if opinion.kind == RATING:
            ratings[opinion.user_id, movie_id] = opinion
        else:
            marks[opinion.user_id, movie_id, opinion.kind] = opinion
    write_rows(
        connection,
        "INSERT OR IGNORE INTO rating (user_id, movie_id, rating, rated_at) VALUES (?, ?, ?, ?)",
        ((*key, opinion.stars, opinion.noted_at) for key, opinion in ratings.items()),
    )
    write_rows(
        connection,
        "INSERT OR IGNORE INTO movie_mark (user_id, movie_id, mark, marked_at) VALUES (?, ?, ?, ?)",
        ((*key, opinion.noted_at) for key, opinion in marks.items()),
    )


class _FilmsOfDataSet:
    """The films of the new data set, by what identifies them."""

    def __init__(self, connection: Connection) -> None:
        self._by_imdb: dict[int, int] = {}
        self._by_title: dict[tuple[str, int | None], int] = {}
        rows = read_rows(connection, "SELECT movie_id, imdb_id, display_title, year FROM movie ORDER BY movie_id")
        for movie_id, imdb_id, title, year in rows:
            self._by_title.setdefault((fold(title), year), movie_id)
            if imdb_id is not None:
                self._by_imdb.setdefault(imdb_id, movie_id)

    def find(self, opinion: KeptOpinion) -> int | None:
        by_number = self._by_imdb.get(opinion.imdb_id) if opinion.imdb_id is not None else None
        return by_number or self._by_title.get((fold(opinion.title), opinion.year))
