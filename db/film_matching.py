"""Which film of the catalogue a row of a personal export means. A wrong film is worse than none.

Ids decide where both sides have them. Titles decide only together with the year, and only where no other film fits as
well; weaker resemblances become candidates that a person chooses from.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from data.personal import PersonalRow
from data.titles import parse_title
from db.bulk import read_rows
from db.film_names import PartKind, Spelling, parts_of, spelling

MOST_CANDIDATES = 8

_WELL_KNOWN = 10
_LONG = 10
_VERY_LONG = 18


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

    @property
    def well_known(self) -> bool:
        return self.ratings >= _WELL_KNOWN


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
            return self.years_apart == 0 or self.words > 1 or self.film.well_known
        if self.likeness is _Likeness.PART:
            return self.film.well_known
        return self.likeness is _Likeness.MISSPELT


@dataclass(frozen=True, slots=True)
class _Named:
    """A film under one of its names."""

    film: _Film
    likeness: _Likeness
    spelling: Spelling


class FilmMatcher:
    """The names of all films, read once; then each row is matched in microseconds."""

    def __init__(self, connection: Connection) -> None:
        self._by_imdb: dict[int, _Film] = {}
        self._by_tmdb: dict[int, list[_Film]] = defaultdict(list)
        self._exact: dict[str, list[_Named]] = defaultdict(list)
        self._loose: dict[str, list[_Named]] = defaultdict(list)
        self._parts: dict[str, list[tuple[_Named, PartKind]]] = defaultdict(list)
        self._of_year: dict[tuple[int, str], list[_Named]] = defaultdict(list)
        rows = read_rows(
            connection,
            "SELECT m.movie_id, m.year, m.imdb_id, m.tmdb_id, coalesce(s.ratings, 0), m.display_title, m.aliases"
            " FROM movie AS m LEFT JOIN movie_stat AS s USING (movie_id) ORDER BY m.movie_id",
        )
        for movie_id, year, imdb_id, tmdb_id, ratings, title, aliases in rows:
            film = _Film(movie_id, year, imdb_id, ratings)
            if imdb_id is not None:
                self._by_imdb.setdefault(imdb_id, film)
            if tmdb_id is not None:
                self._by_tmdb[tmdb_id].append(film)
            self._add_names(film, title, json.loads(aliases) if aliases != "[]" else ())

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

    def _add_names(self, film: _Film, title: str, aliases: Sequence[str]) -> None:
        for place, name in enumerate((title, *aliases)):
            spelled = spelling(name)
            if spelled is None:
                continue
            named = _Named(film, _Likeness.OTHER_NAME if place else _Likeness.TITLE, spelled)
            self._exact[spelled.exact].append(named)
            self._loose[spelled.loose].append(named)
            if film.year is not None:
                for part in parts_of(name):
                    self._parts[part.spelling.loose].append((named, part.kind))
                for block in _blocks(spelled):
                    self._of_year[film.year, block].append(named)

    def _hits(self, row: PersonalRow) -> list[_Hit]:
        """The films that the row may mean, each with what speaks best for it; best first."""
        best: dict[int, _Hit] = {}
        year, titles = _asked(row)
        for place, title in enumerate(titles):
            spelled = spelling(title)
            if spelled is None:
                continue
            for named, likeness in self._alike(title, spelled, None if row.mini_series else year):
                apart = _years_apart(year, named.film.year)
                # Another name of the row counts only where the year agrees, and so does a mini series.
                if apart is None or (apart and (place or row.mini_series)):
                    continue
                hit = _Hit(named.film, apart, likeness, spelled.words)
                known = best.get(named.film.movie_id)
                if known is None or hit.rank < known.rank:
                    best[named.film.movie_id] = hit
        return sorted(best.values(), key=lambda hit: (hit.rank, -hit.film.ratings, hit.film.movie_id))

    def _alike(self, title: str, spelled: Spelling, year: int | None) -> Iterator[tuple[_Named, _Likeness]]:
        """Films under a name like this one; weak likeness counts only for films of that year."""
        for named in self._exact.get(spelled.exact, ()):
            yield named, named.likeness
        for named in self._loose.get(spelled.loose, ()):
            yield named, _Likeness.SPELLING
        if year is None:
            return
        named_so = self._parts.get(spelled.loose, ())
        first_year = min((named.film.year or 0 for named, _ in named_so), default=0)
        for named, kind in named_so:
            if named.film.year == year:
                # Only the first film of a series is called by the name of the series.
                is_name = kind is PartKind.LONG_END or (kind is PartKind.BEGINNING and year == first_year)
                yield named, _Likeness.PART if is_name else _Likeness.VAGUE_PART
        for part in parts_of(title):
            # "Hellboy: The Seeds of Creation" is about a film of that year, not the film.
            likeness = _Likeness.PART if part.kind is PartKind.LONG_END else _Likeness.VAGUE_PART
            for named in self._loose.get(part.spelling.loose, ()):
                if named.film.year == year:
                    yield named, likeness
        yield from self._misspelt(year, spelled)

    def _misspelt(self, year: int, spelled: Spelling) -> Iterator[tuple[_Named, _Likeness]]:
        allowed = _typing_errors(spelled)
        if allowed:
            for block in _blocks(spelled):
                for named in self._of_year.get((year, block), ()):
                    other = named.spelling
                    # "I, Frankenstein" is no misspelt "Frankenstein".
                    same_words = spelled.words == other.words or allowed > 1
                    if spelled.numbers != other.numbers or not same_words:
                        continue
                    distance = OSA.distance(spelled.loose, other.loose, score_cutoff=allowed)
                    if 0 < distance <= allowed:
                        yield named, _Likeness.MISSPELT


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
    equal = [hit for hit in hits if hit.rank == hits[0].rank]
    if hits[0].years_apart and row.year is None:
        # Without a year, the best likeness of several is no proof.
        equal = [hit for hit in hits if hit.likeness <= _Likeness.SPELLING]
    if hits[0].likeness > _Likeness.SPELLING and any(hit.likeness <= _Likeness.SPELLING for hit in hits):
        return _offered(hits, "several films fit")
    own = [hit for hit in equal if hit.film.movie_id == row.movie_id]
    if len(equal) > 1 and len(own) != 1:
        return _offered(hits, "several films fit")
    best = own[0] if own else hits[0]
    return Match(best.film.movie_id) if best.is_certain else _offered(hits, _doubt(best))


def _doubt(hit: _Hit) -> str:
    return "another year" if hit.years_apart else "another title"


def _offered(hits: Sequence[_Hit], reason: str) -> Match:
    films = tuple(hit.film.movie_id for hit in hits[:MOST_CANDIDATES])
    return Match(None, films, reason if films else "")


def _years_apart(wanted: int | None, year: int | None) -> int | None:
    """None where the films are too far apart to be one."""
    if wanted is None or year is None:
        return 1
    apart = abs(wanted - year)
    return apart if apart <= 2 else None


def _typing_errors(spelled: Spelling) -> int:
    """How many letters may be wrong in a title of this length."""
    length = len(spelled.loose)
    return (length >= _LONG) + (length >= _VERY_LONG)


def _blocks(spelled: Spelling) -> tuple[str, str]:
    """Titles that differ in a letter or two share their beginning or their end."""
    return spelled.loose[:3], "-" + spelled.loose[-3:]
