"""Which film of the catalogue a row of a personal export means. A wrong film is worse than none.

Ids decide where both sides have them. Titles decide only together with the year, and only where no other film fits as
well; weaker resemblances become candidates that a person chooses from.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from itertools import islice, takewhile
from typing import NamedTuple

from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from data.personal import PersonalRow
from data.titles import parse_title
from db.personal.film_names import PartKind, Spelling, parts_of, spelling, spelling_of_folded
from db.store.bulk import read_rows

MOST_CANDIDATES = 8

_WELL_KNOWN = 10
"""Ratings."""
_LONG, _VERY_LONG = 10, 18
"""Letters."""


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for a row.

    Attributes:
        movie_id: the film; None where it is not certain.
        candidates: films that it may be, best first, where it is not certain; empty where none is like it.
        reason: why a person has to choose, in a few words.
    """

    movie_id: int | None
    candidates: tuple[int, ...] = ()
    reason: str = ""


class _Likeness(IntEnum):
    """How a row's title meets a name of a film, best first."""

    TITLE = 0
    OTHER_NAME = 1
    SPELLING = 2
    MISSPELT = 3
    PART = 4
    VAGUE_PART = 5


@dataclass(frozen=True, slots=True)
class _Film:
    movie_id: int
    year: int | None
    imdb_id: int | None
    ratings: int
    titles: tuple[str, str]
    """The title, and a JSON list of the others."""

    @property
    def is_well_known(self) -> bool:
        return self.ratings >= _WELL_KNOWN


class _Named(NamedTuple):
    """A film under one of its names, of which the first is its title."""

    film: _Film
    spelling: Spelling
    likeness: _Likeness


@dataclass(frozen=True, slots=True)
class _Hit:
    """A film that a row may mean, and what speaks for it.

    Attributes:
        years_apart: 1 where either year is unknown.
        words: how many the row's title has.
    """

    film: _Film
    years_apart: int
    likeness: _Likeness
    words: int

    @property
    def rank(self) -> tuple[int, int]:
        """The smaller, the better the film fits."""
        return self.years_apart, self.likeness

    @property
    def is_certain(self) -> bool:
        """Whether this is enough, if no other film fits as well."""
        if self.years_apart > 1:
            return False
        # Many films share a short title, and the catalogue lacks most of them; a well-known film is what people mean.
        if self.likeness <= _Likeness.SPELLING:
            return self.years_apart == 0 or self.words > 1 or self.film.is_well_known
        if self.likeness is _Likeness.PART:
            return self.film.is_well_known
        return self.likeness is _Likeness.MISSPELT


@dataclass(frozen=True, slots=True)
class _OfYear:
    """What weak resemblances are looked up in: films of one year by parts of their names, and by a few letters."""

    parts: dict[str, list[tuple[_Film, PartKind]]] = field(default_factory=lambda: defaultdict(list))
    blocks: dict[str, list[_Named]] = field(default_factory=lambda: defaultdict(list))


class FilmMatcher:
    """The names of all films, read once; then each row is matched in microseconds."""

    def __init__(self, connection: Connection) -> None:
        rows = read_rows(
            connection,
            "SELECT m.movie_id, m.year, m.imdb_id, m.tmdb_id, coalesce(s.ratings, 0), m.display_title, m.aliases"
            " FROM movie AS m LEFT JOIN movie_stat AS s USING (movie_id)",
        )
        self._films: dict[int, _Film] = {}
        self._by_imdb: dict[int, _Film] = {}
        self._by_tmdb: dict[int, list[_Film]] = defaultdict(list)
        for movie_id, year, imdb_id, tmdb_id, ratings, title, aliases in rows:
            self._films[movie_id] = film = _Film(movie_id, year, imdb_id, ratings, (title, aliases))
            if imdb_id is not None:
                self._by_imdb[imdb_id] = film
            if tmdb_id is not None:
                self._by_tmdb[tmdb_id].append(film)
        self._names_of: dict[int, list[_Named]] = defaultdict(list)
        self._by_loose_name: dict[str, list[_Named]] = defaultdict(list)
        # Folded at import; the title of a film comes first.
        for name, movie_id in read_rows(connection, "SELECT name, movie_id FROM movie_name ORDER BY name_id"):
            names = self._names_of[movie_id]
            likeness = _Likeness.OTHER_NAME if names else _Likeness.TITLE
            named = _Named(self._films[movie_id], spelling_of_folded(name), likeness)
            names.append(named)
            self._by_loose_name[named.spelling.loose].append(named)
        self._years: dict[int, _OfYear] = {}

    def match(self, row: PersonalRow) -> Match:
        """The film that a row means, or the films that it may mean."""
        if row.imdb_id is not None and (film := self._by_imdb.get(row.imdb_id)):
            return Match(film.movie_id)
        if row.tmdb_id is not None and len(films := self._by_tmdb.get(row.tmdb_id, [])) == 1:
            return Match(films[0].movie_id)
        hits = self._hits(row)
        if row.imdb_id is not None and self._by_imdb:
            # The catalogue knows the ids of its films, and this is none of them: most likely a namesake.
            without_id = [hit for hit in hits if hit.film.imdb_id is None]
            namesakes = [hit for hit in hits if hit.years_apart == 0 and hit.likeness <= _Likeness.SPELLING]
            return _decided(row, without_id) if without_id else _offered(namesakes, "another IMDb id")
        return _decided(row, hits)

    @cached_property
    def _sorted_names(self) -> list[tuple[str, int]]:
        """(name, year), 0 where it is unknown."""
        return sorted(
            (named.spelling.name, named.film.year or 0)
            for names in self._names_of.values()
            for named in names
        )

    @cached_property
    def _films_of_years(self) -> dict[int, list[_Film]]:
        films: dict[int, list[_Film]] = defaultdict(list)
        for film in self._films.values():
            if film.year is not None:
                films[film.year].append(film)
        return films

    def _of_year(self, year: int) -> _OfYear:
        if year not in self._years:
            self._years[year] = made = _OfYear()
            for film in self._films_of_years.get(year, ()):
                title, aliases = film.titles
                for name in (title, *(json.loads(aliases) if aliases != "[]" else ())):
                    for part in parts_of(name):
                        made.parts[part.spelling.loose].append((film, part.kind))
                for named in self._names_of[film.movie_id]:
                    if len(named.spelling.loose) >= _LONG - 1:
                        for block in _blocks(named.spelling):
                            made.blocks[block].append(named)
        return self._years[year]

    def _hits(self, row: PersonalRow) -> list[_Hit]:
        """The films that the row may mean, each with what speaks best for it; best first."""
        best: dict[int, _Hit] = {}
        year, titles = _asked(row)

        def keep(film: _Film, likeness: _Likeness, words: int, most_apart: int) -> None:
            apart = _years_apart(year, film.year)
            if apart <= most_apart:
                hit, known = _Hit(film, apart, likeness, words), best.get(film.movie_id)
                if known is None or hit.rank < known.rank:
                    best[film.movie_id] = hit

        spelled_titles = [(title, spelled) for title in titles if (spelled := spelling(title))]
        for place, (_, spelled) in enumerate(spelled_titles):
            # Another name of the row counts only where the year agrees, and so does a mini series.
            most_apart = 0 if place or row.mini_series else 2
            for film, other, likeness in self._by_loose_name.get(spelled.loose, ()):
                found = likeness if other.name == spelled.name else _Likeness.SPELLING
                keep(film, found, spelled.words, most_apart)
        if (
            year is not None
            and not row.mini_series
            and not any(hit.years_apart == 0 for hit in best.values())
        ):
            for title, spelled in spelled_titles:
                for film, likeness in self._weak(title, spelled, year):
                    keep(film, likeness, spelled.words, 0)
        return sorted(best.values(), key=lambda hit: (hit.rank, -hit.film.ratings, hit.film.movie_id))

    def _weak(self, title: str, spelled: Spelling, year: int) -> Iterator[tuple[_Film, _Likeness]]:
        """Films of that year whose name has something in common with this one."""
        of_year = self._of_year(year)
        for film, kind in of_year.parts.get(spelled.loose, ()):
            is_name = kind is PartKind.LONG_END or (
                kind is PartKind.BEGINNING and self._begins_a_series(spelled.name, year)
            )
            yield film, _Likeness.PART if is_name else _Likeness.VAGUE_PART
        for part in parts_of(title):
            # "Hellboy: The Seeds of Creation" is about a film of that year, not the film.
            likeness = _Likeness.PART if part.kind is PartKind.LONG_END else _Likeness.VAGUE_PART
            for film, _, _ in self._by_loose_name.get(part.spelling.loose, ()):
                yield film, likeness
        if allowed := _typing_errors(spelled):
            for block in _blocks(spelled):
                for film, other, _ in of_year.blocks.get(block, ()):
                    # "I, Frankenstein" is no misspelt "Frankenstein".
                    has_same_words = spelled.words == other.words or allowed > 1
                    if (
                        has_same_words
                        and OSA.distance(spelled.loose, other.loose, score_cutoff=allowed) <= allowed
                        and spelled.numbers == other.numbers
                    ):
                        yield film, _Likeness.MISSPELT

    def _begins_a_series(self, name: str, year: int) -> bool:
        """Whether no older film's name begins so: only the first of a series is called by the name of the series."""
        first = bisect_left(self._sorted_names, (name, 0))
        for other, its_year in takewhile(
            lambda named: named[0].startswith(name), islice(self._sorted_names, first, None)
        ):
            if other[len(name) : len(name) + 1] in {"", " "} and 0 < its_year < year:
                return False
        return True


def _asked(row: PersonalRow) -> tuple[int | None, list[str]]:
    """The year and the names that a row asks for; "Matrix, The" and "Alien (1979)" are understood, too."""
    year, title = row.year, row.title
    if "," in title or "(" in title:
        parsed = parse_title(title)
        year = parsed.year if year is None else year
        # What else stands in brackets may tell a film from its namesake.
        title = title if parsed.aliases else parsed.display_title
    return year, list(dict.fromkeys((title, *row.other_titles)))


def _decided(row: PersonalRow, hits: Sequence[_Hit]) -> Match:
    if not hits:
        return Match(None)
    alike = [hit for hit in hits if hit.likeness <= _Likeness.SPELLING]
    if alike and hits[0] not in alike:
        # A part of a title in the right year, or the title in another year: no proof of either.
        return _offered(hits, "several films fit")
    # Where a year is missing, the best of several is no proof, too.
    is_dated = row.year is not None or hits[0].years_apart == 0
    equal = [hit for hit in hits if hit.rank == hits[0].rank] if is_dated else alike
    own = [hit for hit in equal if hit.film.movie_id == row.movie_id]
    if len(equal) > 1 and len(own) != 1:
        return _offered(hits, "several films fit")
    best = own[0] if own else hits[0]
    doubt = "another year" if best.years_apart else "another title"
    return Match(best.film.movie_id) if best.is_certain else _offered(hits, doubt)


def _offered(hits: Sequence[_Hit], reason: str) -> Match:
    films = tuple(hit.film.movie_id for hit in hits[:MOST_CANDIDATES])
    return Match(None, films, reason if films else "")


def _years_apart(wanted: int | None, year: int | None) -> int:
    return 1 if wanted is None or year is None else abs(wanted - year)


def _typing_errors(spelled: Spelling) -> int:
    """How many letters may be wrong in a title of this length."""
    length = len(spelled.loose)
    return (length >= _LONG) + (length >= _VERY_LONG)


def _blocks(spelled: Spelling) -> tuple[str, str]:
    """Titles that differ in a letter or two share their beginning or their end."""
    return spelled.loose[:3], "-" + spelled.loose[-3:]
