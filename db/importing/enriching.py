"""Enriching a data set with IMDb's files: what its films are, and films that it lacks.

One transaction, so the database has all of it or is as it was before. Doing it again brings everything up to date:
films that IMDb's files no longer give are removed, unless somebody said something of them.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, update

from data.folding import fold
from data.imdb.titles import ImdbFilms, ImdbTitle, read_films
from data.progress import Progress, silent
from data.titles import parse_title
from db.errors import StoreError
from db.importing.kept_profiles import restore_parked
from db.models import DataSet
from db.ratings import write_popularity
from db.rows import FIRST_IMDB_FILM, FilmSource
from db.search.index import FoldedNames, write_search_index
from db.search.names import match_key
from db.store.bulk import read_rows, write_rows
from db.store.data_sets import stored_data_set
from db.store.database import Store

_FROM_IMDB = FilmSource.IMDB.value
_CHILDREN = frozenset({"Children", "Children's"})
_OF_FILMS = ("movie_genre", "movie_name", "movie_stat", "movie_person", "movie_tag", "movie_feature")


@dataclass(frozen=True, slots=True)
class EnrichResult:
    """What the database holds now.

    Attributes:
        films_enriched: films of the data set of which IMDb's files say something.
        films_added: films from IMDb that the data set lacks.
        people: who directs them or plays in them.
    """

    films_enriched: int
    films_added: int
    people: int
    seconds: float


_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Changes:
    """All that is to be written, made ready before the transaction, in which others wait.

    Attributes:
        own, new: rows of `movie`, for films of the data set and for added ones.
        genres: of added films, as IMDb calls them.
        credits: rows of `movie_person`.
        people: rows of `person`.
        names: of films and people.
    """

    own: Sequence[_Row]
    new: Sequence[_Row]
    genres: Mapping[int, Sequence[str]]
    credits: Sequence[_Row]
    people: Sequence[_Row]
    names: FoldedNames


@dataclass(frozen=True, slots=True)
class _StoredFilm:
    movie_id: int
    title: str
    display_title: str
    year: int | None
    imdb_id: int | None
    aliases: tuple[str, ...]
    """As the data set's own title gives them."""


def enrich(
    store: Store,
    files: Mapping[str, Path],
    min_votes: int,
    progress: Progress = silent,
    before_commit: Callable[[], None] = lambda: None,
) -> EnrichResult:
    """Adds to the films of the data set what IMDb knows of them, and films of at least so many votes that it lacks.

    Progress has the phases "imdb" (bytes read) and "enrich" (parts written). `before_commit` is called just before
    the commit; what it raises undoes everything.

    Args:
        store: with a data set.
        files: the path of each of `data.imdb.titles.FILE_NAMES`.
        min_votes: at IMDb, of an added film.
        progress: told how far it is.
        before_commit: the last chance to stop.

    Raises:
        StoreError: there is no data set; the database cannot be written, or its ids leave no room for IMDb's films.
        DataSetError: a file is broken; the message names it.
    """
    started = time.monotonic()
    with store.reading() as connection:
        fingerprint = _fingerprint(connection)
        films = _stored_films(connection)
        kept = _films_with_opinions(connection)
    numbers = {film.imdb_id for film in films if film.imdb_id is not None} | {film - FIRST_IMDB_FILM for film in kept}
    named = {(fold(name), film.year) for film in films for name in _names(film) if film.imdb_id is None and film.year}
    imdb = read_films(files, numbers, min_votes, datetime.now(UTC).year, progress, named)
    numbers_of_films = _matched(films, imdb)
    own = set(numbers_of_films.values())
    added = {
        FIRST_IMDB_FILM + number: title
        for number, title in imdb.titles.items()
        if number not in own and (FIRST_IMDB_FILM + number in kept or (title.is_film and title.votes >= min_votes))
    }
    changes = _changes(films, numbers_of_films, added, imdb)
    with store.bulk_loading() as connection:
        if _fingerprint(connection) != fingerprint:
            raise StoreError("Another process imported a data set meanwhile: run `movierec-tui data enrich` again.")
        _write(connection, changes, progress)
        before_commit()
    return EnrichResult(len(numbers_of_films), len(added), len(changes.people), round(time.monotonic() - started, 3))


def require_data_set(store: Store) -> None:
    """Refuses before long work what `enrich` would refuse.

    Raises:
        StoreError: there is no data set, or the database cannot be written.
    """
    store.require_writable()
    with store.reading() as connection:
        _fingerprint(connection)


def _fingerprint(connection: Connection) -> str:
    data_set = stored_data_set(connection)
    if data_set is None:
        raise StoreError("The database has no data set to enrich yet: `movierec-tui setup` gets one and trains.")
    return data_set.fingerprint


def _stored_films(connection: Connection) -> list[_StoredFilm]:
    rows = read_rows(
        connection,
        "SELECT movie_id, title, display_title, year, imdb_id FROM movie WHERE source = 'dataset' ORDER BY movie_id",
    )
    return [
        _StoredFilm(movie_id, title, display_title, year, imdb_id, parse_title(title).aliases)
        for movie_id, title, display_title, year, imdb_id in rows
    ]


def _names(film: _StoredFilm) -> tuple[str, ...]:
    return (film.display_title, *film.aliases)


def _films_with_opinions(connection: Connection) -> set[int]:
    """The films that IMDb added and of which somebody said something."""
    rows = read_rows(
        connection,
        "SELECT movie_id FROM movie WHERE source = 'imdb' AND (movie_id IN (SELECT movie_id FROM movie_mark)"
        " OR movie_id IN (SELECT movie_id FROM rating WHERE user_id < 0))",
    )
    return {movie_id for (movie_id,) in rows}


def _matched(films: Sequence[_StoredFilm], imdb: ImdbFilms) -> dict[int, int]:
    """The IMDb number of each film of the data set that IMDb's files have, by film id.

    A film without a number, or with one that IMDb no longer has, is found by title and year. The strongest resemblance
    counts: the same title and year; the same but for an article, spaces and numerals; another title of that year; the
    same title in the year before or after. Of several films the one with most votes counts. No film of IMDb is two
    films of the data set.
    """
    found = {film.movie_id: film.imdb_id for film in films if film.imdb_id in imdb.titles}
    taken = set(found.values())
    open_films = [film for film in films if film.movie_id not in found and film.year is not None]
    if not open_films:
        return {movie_id: number for movie_id, number in found.items() if number is not None}
    candidates = [title for title in imdb.titles.values() if title.is_film and title.number not in taken]
    for key, names_of, years in _RESEMBLANCES:
        named: dict[tuple[str, int], list[ImdbTitle]] = defaultdict(list)
        for title in candidates:
            for name in set(map(key, names_of(title))) - {""}:
                named[name, title.year or 0].append(title)
        for film in open_films:
            alike = [
                title
                for name in dict.fromkeys(map(key, _names(film)))
                for apart in years
                for title in named.get((name, (film.year or 0) + apart), ())
                if title.number not in taken
            ]
            if film.movie_id not in found and alike:
                best = max(alike, key=lambda title: (title.votes, -title.number))
                found[film.movie_id] = best.number
                taken.add(best.number)
    return {movie_id: number for movie_id, number in found.items() if number is not None}


def _main_titles(title: ImdbTitle) -> tuple[str, ...]:
    return title.title, title.original_title or title.title


def _loose(name: str) -> str:
    return match_key(fold(name))


_RESEMBLANCES: tuple[tuple[Callable[[str], str], Callable[[ImdbTitle], Sequence[str]], tuple[int, ...]], ...] = (
    (fold, _main_titles, (0,)),
    (_loose, _main_titles, (0,)),
    (_loose, lambda title: title.other_titles, (0,)),
    (fold, _main_titles, (-1, 1)),
)
"""How names are compared, which of them, and how many years lie between; the strongest first."""


def _changes(
    films: Sequence[_StoredFilm], numbers: Mapping[int, int], added: Mapping[int, ImdbTitle], imdb: ImdbFilms
) -> _Changes:
    own: list[_Row] = []
    other_titles: list[Sequence[str]] = []
    for film in films:
        title = imdb.titles.get(numbers.get(film.movie_id, 0))
        aliases = list(film.aliases) if title is None else _aliases(film.display_title, film.aliases, title)
        facts = (None, None, None, None, None, film.imdb_id) if title is None else _facts(title)
        own.append((*facts, _as_json(aliases), film.movie_id))
        other_titles.append([film.display_title, *aliases])
    new: list[_Row] = []
    for movie_id, title in added.items():
        aliases = _aliases(title.title, (), title)
        dated = title.title if title.year is None else f"{title.title} ({title.year})"
        sort_title = parse_title(dated).sort_title
        new.append(
            (*_facts(title), _as_json(aliases), movie_id, dated, title.title, title.year, sort_title, _FROM_IMDB)
        )
        other_titles.append([title.title, *aliases])
    credits = [
        (movie_id, number, role, place)
        for movie_id, title in chain(((film, imdb.titles[number]) for film, number in numbers.items()), added.items())
        for role, people in (("director", title.directors), ("cast", [number for _, number in title.cast]))
        for place, number in enumerate((number for number in people if number in imdb.people), start=1)
    ]
    credited = sorted({number for _, number, _, _ in credits})
    people = [(number, imdb.people[number]) for number in credited]
    genres = {movie_id: title.genres for movie_id, title in added.items()}
    return _Changes(own, new, genres, credits, people, FoldedNames(other_titles, (name for _, name in people)))


def _write(connection: Connection, changes: _Changes, progress: Progress) -> None:
    progress("enrich", 0, 4)
    _refuse_taken_ids(connection, changes.genres)
    _remove_films(connection, kept=_films_with_opinions(connection) | changes.genres.keys())
    write_rows(
        connection,
        "UPDATE movie SET runtime = ?, original_title = ?, imdb_rating = ?, imdb_votes = ?, imdb_year = ?, imdb_id = ?,"
        " aliases = ? WHERE movie_id = ?",
        changes.own,
    )
    _write_added(connection, changes)
    progress("enrich", 1, 4)
    for table in ("movie_person", "person"):
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - our own tables
    write_rows(connection, "INSERT INTO person (person_id, name) VALUES (?, ?)", changes.people)
    write_rows(
        connection,
        "INSERT INTO movie_person (movie_id, person_id, role, position) VALUES (?, ?, ?, ?)",
        changes.credits,
    )
    write_popularity(connection)
    progress("enrich", 2, 4)
    write_search_index(connection, changes.names)
    restore_parked(connection)
    progress("enrich", 3, 4)
    connection.execute(update(DataSet).values(enriched_at=datetime.now(UTC).isoformat(timespec="seconds")))
    progress("enrich", 4, 4)


def _refuse_taken_ids(connection: Connection, added: Collection[int]) -> None:
    sql = "SELECT movie_id FROM movie WHERE source = 'dataset' AND movie_id > ?"
    rows = read_rows(connection, sql, (FIRST_IMDB_FILM,))
    if taken := [movie_id for (movie_id,) in rows if movie_id in added]:
        raise StoreError(
            f"The data set has a film with the id {taken[0]}, and ids from {FIRST_IMDB_FILM:,} on are for IMDb's films:"
            " number the films of your own files from 1."
        )


def _remove_films(connection: Connection, kept: Collection[int]) -> None:
    """Removes all films that IMDb added but those that are kept. Foreign keys are off here."""
    rows = read_rows(connection, "SELECT movie_id FROM movie WHERE source = 'imdb'")
    gone = [(movie_id,) for (movie_id,) in rows if movie_id not in kept]
    for table in (*_OF_FILMS, "movie"):
        write_rows(connection, f"DELETE FROM {table} WHERE movie_id = ?", gone)  # noqa: S608 - our own tables


def _write_added(connection: Connection, changes: _Changes) -> None:
    write_rows(
        connection,
        "INSERT INTO movie (runtime, original_title, imdb_rating, imdb_votes, imdb_year, imdb_id, aliases, movie_id,"
        " title, display_title, year, sort_title, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (movie_id) DO UPDATE SET runtime = excluded.runtime, original_title = excluded.original_title,"
        " imdb_rating = excluded.imdb_rating, imdb_votes = excluded.imdb_votes, imdb_year = excluded.imdb_year,"
        " aliases = excluded.aliases, title = excluded.title, display_title = excluded.display_title,"
        " year = excluded.year, sort_title = excluded.sort_title",
        changes.new,
    )
    write_rows(
        connection,
        "INSERT INTO movie_stat (movie_id, ratings, mean_rating, fans) VALUES (?, 0, NULL, 0) ON CONFLICT DO NOTHING",
        ((movie_id,) for movie_id in changes.genres),
    )
    _write_genres(connection, changes.genres)


def _write_genres(connection: Connection, genres: Mapping[int, Sequence[str]]) -> None:
    """The genres of added films, in the data set's words where it has them; IMDb's own others as they are."""
    known = {name: number for number, name in read_rows(connection, "SELECT genre_id, name FROM genre")}
    ours = {"Family": next(iter(_CHILDREN & known.keys()), "Children")}
    names = {ours.get(name, name) for named in genres.values() for name in named}
    for number, name in enumerate(sorted(names - known.keys()), start=max(known.values(), default=0) + 1):
        known[name] = number
        connection.exec_driver_sql("INSERT INTO genre (genre_id, name) VALUES (?, ?)", (number, name))
    write_rows(connection, "DELETE FROM movie_genre WHERE movie_id = ?", ((movie_id,) for movie_id in genres))
    write_rows(
        connection,
        "INSERT INTO movie_genre (movie_id, genre_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        ((movie_id, known[ours.get(name, name)]) for movie_id, named in genres.items() for name in named),
    )
    connection.exec_driver_sql("DELETE FROM genre WHERE genre_id NOT IN (SELECT genre_id FROM movie_genre)")


def _facts(title: ImdbTitle) -> _Row:
    return title.runtime, title.original_title, title.rating, title.votes or None, title.year, title.number


def _aliases(display_title: str, own: Collection[str], title: ImdbTitle) -> list[str]:
    """Other titles: the data set's own, then those of IMDb, each once."""
    seen = {fold(display_title)}
    aliases = []
    for name in (*own, title.title, title.original_title or "", *title.other_titles):
        if (folded := fold(name)) and folded not in seen:
            seen.add(folded)
            aliases.append(name)
    return aliases


def _as_json(names: Collection[str]) -> str:
    return json.dumps(list(names), ensure_ascii=False)
