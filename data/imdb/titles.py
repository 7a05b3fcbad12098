"""Reads the films that matter out of IMDb's six files, line by line, so that memory holds only those."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from data.errors import DataSetError
from data.folding import fold
from data.progress import Progress, silent

BASICS, RATINGS, CREW = "title.basics.tsv.gz", "title.ratings.tsv.gz", "title.crew.tsv.gz"
PRINCIPALS, NAMES, AKAS = "title.principals.tsv.gz", "name.basics.tsv.gz", "title.akas.tsv.gz"

FILE_NAMES = (RATINGS, BASICS, CREW, PRINCIPALS, NAMES, AKAS)
"""In the order in which they are read."""

CAST_OF_A_FILM = 5
MOST_DIRECTORS = 10
MOST_OTHER_TITLES = 8
LONGEST_TITLE = 300
FIRST_YEAR = 1870

_FILMS = frozenset({b"movie", b"tvMovie"})
_ACTING = frozenset({b"actor", b"actress", b"self"})
_REGIONS = frozenset(
    {b"XWW", b"US", b"GB", b"CA", b"AU", b"NZ", b"IE", b"IN", b"DE", b"FR", b"ES", b"IT", b"BR", b"PT", b"NL", b"MX"}
)
"""Other titles of these regions are kept: those of the most frequent languages of exports and searches."""

_NO_TITLES = (b"working", b"tv", b"video", b"dvd", b"festival")
_LONGEST_RUNTIME = 60 * 24
_LARGEST_NUMBER = 10**9
_LINES_BETWEEN_REPORTS = 200_000
_BLOCK = 2**20
_LONGEST_LINE = 2**20


@dataclass(slots=True)
class ImdbTitle:
    """A film as IMDb knows it.

    Attributes:
        number: of its id: 114709 for tt0114709.
        title: by which it is known now.
        original_title: in its own language; None where that is the same.
        runtime: in minutes.
        rating: from 1 to 10; None without votes.
        is_film: whether it is a film for adults and others alike, in a cinema or on television.
        directors, cast: numbers of people, in the order of the credits.
        other_titles: of other regions.
    """

    number: int
    title: str
    original_title: str | None
    year: int | None
    runtime: int | None
    genres: tuple[str, ...]
    is_film: bool
    rating: float | None = None
    votes: int = 0
    directors: tuple[int, ...] = ()
    cast: list[tuple[int, int]] = field(default_factory=list)
    """(place in the credits, number of a person)."""
    other_titles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImdbFilms:
    """The films that were asked for, by number, and the names of their people."""

    titles: Mapping[int, ImdbTitle]
    people: Mapping[int, str]


def read_films(
    files: Mapping[str, Path],
    wanted: Collection[int],
    min_votes: int,
    last_year: int,
    progress: Progress = silent,
    named: Collection[tuple[str, int]] = (),
) -> ImdbFilms:
    """The titles with a wanted number, and all films with at least so many votes up to a year.

    Args:
        files: the path of each of `FILE_NAMES`.
        wanted: numbers of titles to give whatever they are.
        min_votes: that any other film has.
        last_year: of any other film.
        progress: told bytes of all files as "imdb".
        named: folded titles and years of films to give even if they have fewer votes.

    Raises:
        DataSetError: a file cannot be read, is cut off, or is not what its name says; the message names it.
    """
    reading = _Reading(files, progress)
    numbers = frozenset(map(_key_of, wanted))
    ratings: dict[bytes, tuple[float | None, int]] = dict.fromkeys(numbers, (None, 0))
    for key, (rating, votes_cell) in reading.cells(RATINGS, b"tconst", (b"averageRating", b"numVotes")):
        votes = _whole(votes_cell) or 0
        if votes >= min_votes or named or key in numbers:
            ratings[key] = _rating(rating), votes
    titles: dict[bytes, ImdbTitle] = {}
    columns = (
        b"titleType", b"primaryTitle", b"originalTitle", b"isAdult", b"startYear", b"runtimeMinutes", b"genres",
    )  # fmt: skip
    for key, cells in reading.cells(BASICS, b"tconst", columns, ratings):
        title = _title(key, cells, last_year)
        if title is None:
            continue
        title.rating, title.votes = ratings[key]
        if key in numbers or (title.is_film and (title.votes >= min_votes or _is_named(title, named))):
            titles[key] = title
    del ratings
    people = _read_credits(reading, titles)
    _read_other_titles(reading, titles)
    return ImdbFilms({title.number: title for title in titles.values()}, people)


def _is_named(title: ImdbTitle, named: Collection[tuple[str, int]]) -> bool:
    return any(
        (fold(name), (title.year or 0) + apart) in named
        for name in (title.title, title.original_title or title.title)
        for apart in (0, -1, 1)
    )


def _read_credits(reading: _Reading, titles: Mapping[bytes, ImdbTitle]) -> dict[int, str]:
    for key, (directors,) in reading.cells(CREW, b"tconst", (b"directors",), titles):
        numbers = dict.fromkeys(filter(None, map(_number_of, directors.split(b","))))
        titles[key].directors = tuple(numbers)[:MOST_DIRECTORS]
    for key, (ordering, person, category) in reading.cells(
        PRINCIPALS, b"tconst", (b"ordering", b"nconst", b"category"), titles
    ):
        place, number = _whole(ordering), _number_of(person)
        if category in _ACTING and place is not None and number:
            cast = titles[key].cast
            if all(number != other for _, other in cast):
                cast.append((place, number))
                cast.sort()
                del cast[CAST_OF_A_FILM:]
    keys = {b"nm%07d" % number for title in titles.values() for number in title.directors}
    keys |= {b"nm%07d" % number for title in titles.values() for _, number in title.cast}
    return {
        number: name
        for key, (cell,) in reading.cells(NAMES, b"nconst", (b"primaryName",), keys)
        if (number := _number_of(key)) and (name := _text(cell))
    }


def _read_other_titles(reading: _Reading, titles: Mapping[bytes, ImdbTitle]) -> None:
    known: dict[bytes, set[str]] = {}
    columns = (b"title", b"region", b"types", b"attributes")
    for key, (cell, region, types, attributes) in reading.cells(AKAS, b"titleId", columns, titles):
        film = titles[key]
        if region not in _REGIONS or attributes != rb"\N" or types.startswith(_NO_TITLES):
            continue
        other = _text(cell)
        seen = known.get(key)
        if seen is None:
            seen = known[key] = {fold(film.title), fold(film.original_title or "")}
        if other and len(film.other_titles) < MOST_OTHER_TITLES and (folded := fold(other)) not in seen:
            seen.add(folded)
            film.other_titles.append(other)


class _Reading:
    """Reads the files one after the other, and tells how much of all bytes is done."""

    def __init__(self, files: Mapping[str, Path], progress: Progress) -> None:
        self._files = files
        self._progress = progress
        try:
            self._total = sum(files[name].stat().st_size for name in FILE_NAMES)
        except OSError as error:
            raise DataSetError(f"{error.filename} cannot be read: {error.strerror or error}.") from error
        self._before = 0

    def cells(
        self, name: str, key: bytes, columns: Sequence[bytes], wanted: Collection[bytes] | None = None
    ) -> Iterator[tuple[bytes, list[bytes]]]:
        """The key of each line and these cells of it; only of lines whose key is wanted."""
        path = self._files[name]
        try:
            with path.open("rb") as packed, io.BufferedReader(gzip.GzipFile(fileobj=packed), _BLOCK) as stream:
                header = stream.readline(10_000).rstrip(b"\r\n").split(b"\t")
                places = [self._place(name, header, column) for column in columns]
                if self._place(name, header, key) != 0:
                    raise _broken(name, f"the column {key.decode()} does not come first")
                # A line is a few hundred bytes; one without end must not fill the memory.
                lines = iter(partial(stream.readline, _LONGEST_LINE), b"")
                yield from self._lines(lines, packed, name, len(header), places, wanted)
                self._before += packed.tell()
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise DataSetError(
                f"{path} is damaged or cut off ({str(error).rstrip('.')}); delete it to have it downloaded again."
            ) from error
        except OSError as error:
            raise DataSetError(f"{path} cannot be read: {error.strerror or error}.") from error

    def _lines(
        self,
        lines: Iterable[bytes],
        packed: IO[bytes],
        name: str,
        width: int,
        places: Sequence[int],
        wanted: Collection[bytes] | None,
    ) -> Iterator[tuple[bytes, list[bytes]]]:
        rest = 0
        for line in lines:
            rest -= 1
            if rest < 0:
                self._progress("imdb", self._before + packed.tell(), self._total)
                rest = _LINES_BETWEEN_REPORTS
            key, _, _ = line.partition(b"\t")
            if wanted is not None and key not in wanted:
                continue
            cells = line.rstrip(b"\r\n").split(b"\t")
            if len(cells) != width:
                raise _broken(name, f"the row of {key[:20].decode('utf-8', 'replace')!r} has {len(cells)} cells")
            yield key, [cells[place] for place in places]

    @staticmethod
    def _place(name: str, header: Sequence[bytes], column: bytes) -> int:
        if column not in header:
            raise _broken(name, f"the column {column.decode()} is missing")
        return header.index(column)


def _broken(name: str, problem: str) -> DataSetError:
    return DataSetError(f"{name} is not in IMDb's layout: {problem}; get the file from IMDb again.")


def _title(key: bytes, cells: Sequence[bytes], last_year: int) -> ImdbTitle | None:
    kind, title_cell, original_cell, adult, year_cell, runtime_cell, genres = cells
    number, title = _number_of(key), _text(title_cell)
    if not number or not title:
        return None
    original = _text(original_cell)
    year = _whole(year_cell)
    if year is not None and not FIRST_YEAR <= year <= 9999:
        year = None
    runtime = _whole(runtime_cell)
    return ImdbTitle(
        number=number,
        title=title,
        original_title=original if original and original != title else None,
        year=year,
        runtime=runtime if runtime and runtime <= _LONGEST_RUNTIME else None,
        genres=tuple(dict.fromkeys(genre for cell in genres.split(b",") if (genre := _text(cell)))),
        is_film=kind in _FILMS and adult == b"0" and year is not None and year <= last_year,
    )


def _text(cell: bytes) -> str:
    """A cell as text in one line, empty for what is not known; too long ones are cut."""
    if cell == rb"\N":
        return ""
    text = cell.decode("utf-8", "replace")
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(text[:LONGEST_TITLE].split())


def _whole(cell: bytes) -> int | None:
    return int(cell) if cell.isdigit() and len(cell) < 10 else None


def _rating(cell: bytes) -> float | None:
    try:
        rating = float(cell)
    except ValueError:
        return None
    return rating if 1 <= rating <= 10 else None


def _key_of(number: int) -> bytes:
    return b"tt%07d" % number


def _number_of(key: bytes) -> int:
    """The number of an id such as tt0114709 or nm0000229; 0 where it is none."""
    number = _whole(key[2:]) if key[:2] in {b"tt", b"nm"} else None
    return number if number and number < _LARGEST_NUMBER else 0
