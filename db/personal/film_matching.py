"""Matching rows of a personal export with films of the catalogue. A wrong film is worse than none.

Ids decide where both sides have them. Titles decide only together with the year, and only where no other film matches
as well. A short title with another year, article or letter may be a remake or a namesake that the catalogue
lacks: such films, and weaker resemblances, become candidates that a person chooses from.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from itertools import islice, takewhile
from typing import NamedTuple

from rapidfuzz.distance import OSA
from sqlalchemy import Connection, func, select

from data.personal import MINI_SERIES, SHORT_FILM, PersonalRow
from data.titles import parse_title
from db.models import Movie, MovieName, MovieStat
from db.personal.film_names import ShortNameKind, Spelling, article, short_names, spelling, spelling_of_folded
from db.store.json_values import json_texts

MOST_CANDIDATES = 8

_WELL_KNOWN = 10
"""Popularity, as `movie_stat` has it."""
_LONG, _VERY_LONG = 10, 18
"""Letters."""
_WORDS_WITHOUT_NAMESAKE = 3
"""Besides an article. Shorter titles have been given to films of neighbouring years."""


@dataclass(frozen=True, slots=True)
class Match:
    """The film of a row, or the films that it may be.

    Attributes:
        movie_id: the film; None where it is not certain.
        candidates: films that it may be, best first, where it is not certain; empty where none is similar.
        reason: why a person has to choose, in a few words.
    """

    movie_id: int | None
    candidates: tuple[int, ...] = ()
    reason: str = ""


class _Resemblance(IntEnum):
    """How a row's title resembles a name of a film, best first."""

    TITLE = 0
    OTHER_NAME = 1
    SPELLING = 2
    MISSPELT = 3
    SHORT_NAME = 4
    VAGUE_SHORT_NAME = 5


@dataclass(frozen=True, slots=True)
class _Film:
    movie_id: int
    years: tuple[int, ...]
    """The data set's and IMDb's, each once; empty where both are unknown."""
    imdb_id: int | None
    popularity: int
    title: str
    aliases: str
    """A JSON list."""

    @property
    def is_well_known(self) -> bool:
        return self.popularity >= _WELL_KNOWN


class _FilmName(NamedTuple):
    """One of a film's names. `resemblance`: what a row with the same name has, `TITLE` for the first name."""

    film: _Film
    spelling: Spelling
    resemblance: _Resemblance


@dataclass(frozen=True, slots=True)
class _Hit:
    """A film that a row may mean, and the evidence for it.

    Attributes:
        years_apart: 1 where either year is unknown.
        words: the number of words in the row's title.
        named_by: which of the row's titles are names of the film, by their places.
        has_same_article: whether row and film agree in beginning with "The" and the like.
        row_year: None where the row has none.
        may_be_newer: whether the row's year lies behind all years of the catalogue, which then lacks its films.
    """

    film: _Film
    years_apart: int
    resemblance: _Resemblance
    words: int
    named_by: frozenset[int] = frozenset()
    has_same_article: bool = True
    row_year: int | None = None
    may_be_newer: bool = False

    @property
    def rank(self) -> tuple[int, int, int]:
        """The smaller, the better the match."""
        return self.years_apart, -len(self.named_by), self.resemblance

    @property
    def is_certain(self) -> bool:
        """Whether the evidence is enough, if no other film matches as well."""
        is_long = self.words >= _WORDS_WITHOUT_NAMESAKE
        if self.years_apart > 1:
            return False
        if self.resemblance > _Resemblance.SPELLING:
            enough = self.resemblance is _Resemblance.SHORT_NAME or (
                self.resemblance is _Resemblance.MISSPELT and is_long
            )
            return enough and self.film.is_well_known
        if self.years_apart and self.film.years and self.row_year is not None:
            return len(self.named_by) > 1 or (is_long and not self.may_be_newer)
        if self.years_apart and self.words == 1 and not self.film.is_well_known:
            return False
        return self.has_same_article or is_long or (self.words > 1 and self.film.is_well_known)


@dataclass(frozen=True, slots=True)
class _FilmsOfYear:
    """The films of one year by their short names, and by the first and last letters of their names."""

    short_names: dict[str, list[tuple[_Film, ShortNameKind]]] = field(default_factory=lambda: defaultdict(list))
    blocks: dict[str, list[_FilmName]] = field(default_factory=lambda: defaultdict(list))


class FilmMatcher:
    """Matches rows in microseconds each, after reading the names of all films once."""

    def __init__(self, connection: Connection) -> None:
        films = connection.execute(
            select(
                Movie.movie_id,
                Movie.year,
                Movie.imdb_year,
                Movie.imdb_id,
                Movie.tmdb_id,
                func.coalesce(MovieStat.popularity, 0),
                Movie.display_title,
                Movie.aliases,
            ).join_from(Movie, MovieStat, MovieStat.movie_id == Movie.movie_id, isouter=True)
        )
        self._films: dict[int, _Film] = {}
        self._by_imdb: dict[int, _Film] = {}
        self._by_tmdb: dict[int, list[_Film]] = defaultdict(list)
        for movie_id, year, imdb_year, imdb_id, tmdb_id, popularity, title, aliases in films:
            years = tuple(dict.fromkeys(known for known in (year, imdb_year) if known is not None))
            self._films[movie_id] = film = _Film(movie_id, years, imdb_id, popularity, title, aliases)
            if imdb_id is not None:
                self._by_imdb[imdb_id] = film
            if tmdb_id is not None:
                self._by_tmdb[tmdb_id].append(film)
        self._names_of: dict[int, list[_FilmName]] = defaultdict(list)
        self._by_loose_name: dict[str, list[_FilmName]] = defaultdict(list)
        # Folded at import; the title of a film comes first.
        names = connection.execute(select(MovieName.name, MovieName.movie_id).order_by(MovieName.name_id))
        for name, movie_id in names:
            known = self._names_of[movie_id]
            resemblance = _Resemblance.OTHER_NAME if known else _Resemblance.TITLE
            film_name = _FilmName(self._films[movie_id], spelling_of_folded(name), resemblance)
            known.append(film_name)
            self._by_loose_name[film_name.spelling.loose].append(film_name)
        self._years: dict[int, _FilmsOfYear] = {}

    def match(self, row: PersonalRow) -> Match:
        """The film that a row means, or the films that it may mean."""
        if row.imdb_id is not None and (film := self._by_imdb.get(row.imdb_id)):
            return Match(film.movie_id)
        if row.tmdb_id is not None and len(films := self._by_tmdb.get(row.tmdb_id, [])) == 1:
            return Match(films[0].movie_id)
        hits = self._hits(row)
        if row.imdb_id is not None and self._by_imdb:
            # The catalogue has its films' ids, and this is none of them: most likely a namesake.
            without_id = [hit for hit in hits if hit.film.imdb_id is None]
            namesakes = [hit for hit in hits if hit.years_apart == 0 and hit.resemblance <= _Resemblance.SPELLING]
            return _best(row, without_id) if without_id else _uncertain(namesakes, "another IMDb id")
        # Features of its title and year are not rare, and nothing says which the catalogue has.
        return _uncertain(hits, "a short film") if row.form == SHORT_FILM else _best(row, hits)

    @cached_property
    def _sorted_names(self) -> list[tuple[str, int]]:
        """(name, year), 0 where it is unknown."""
        names = (name for names in self._names_of.values() for name in names)
        return sorted((name.spelling.name, min(name.film.years, default=0)) for name in names)

    @cached_property
    def _newest_year(self) -> int:
        return max((year for film in self._films.values() for year in film.years), default=0)

    @cached_property
    def _films_by_year(self) -> dict[int, list[_Film]]:
        films: dict[int, list[_Film]] = defaultdict(list)
        for film in self._films.values():
            for year in film.years:
                films[year].append(film)
        return films

    def _of_year(self, year: int) -> _FilmsOfYear:
        if year not in self._years:
            self._years[year] = of_year = _FilmsOfYear()
            for film in self._films_by_year.get(year, ()):
                for name in (film.title, *(json_texts(film.aliases) if film.aliases != "[]" else ())):
                    for short in short_names(name):
                        of_year.short_names[short.spelling.loose].append((film, short.kind))
                for film_name in self._names_of[film.movie_id]:
                    if len(film_name.spelling.loose) >= _LONG - 1:
                        for block in _blocks(film_name.spelling):
                            of_year.blocks[block].append(film_name)
        return self._years[year]

    def _hits(self, row: PersonalRow) -> list[_Hit]:
        """The films that the row may mean, each with its best evidence; best first."""
        best: dict[int, _Hit] = {}
        year, titles = _year_and_titles(row)
        named_by: dict[int, set[int]] = defaultdict(set)
        may_be_newer = year is not None and year > self._newest_year

        def keep(
            film: _Film, resemblance: _Resemblance, words: int, most_apart: int, same_article: bool = True
        ) -> None:
            apart = _years_apart(year, film.years)
            if apart <= most_apart:
                names = frozenset(named_by[film.movie_id])
                hit = _Hit(film, apart, resemblance, words, names, same_article, year, may_be_newer)
                known = best.get(film.movie_id)
                if known is None or hit.rank < known.rank:
                    best[film.movie_id] = hit

        spelled_titles = [(title, spelled) for title in titles if (spelled := spelling(title))]
        for place, (title, spelled) in enumerate(spelled_titles):
            # Another name of the row counts only near the year, and a mini series only in it.
            most_apart = 0 if row.form == MINI_SERIES else 1 if place else 2
            for film, other, resemblance in self._by_loose_name.get(spelled.loose, ()):
                found = resemblance if other.name == spelled.name else _Resemblance.SPELLING
                named_by[film.movie_id].add(place)
                same_article = resemblance is not _Resemblance.TITLE or article(title) == article(film.title)
                keep(film, found, spelled.words, most_apart, same_article)
        of_that_year = any(hit.years_apart == 0 for hit in best.values())
        if year is not None and row.form != MINI_SERIES and not of_that_year:
            for title, spelled in spelled_titles:
                for film, resemblance in self._weak_hits(title, spelled, year):
                    keep(film, resemblance, spelled.words, 0)
        return sorted(best.values(), key=lambda hit: (hit.rank, -hit.film.popularity, hit.film.movie_id))

    def _weak_hits(self, title: str, spelled: Spelling, year: int) -> Iterator[tuple[_Film, _Resemblance]]:
        """Films of that year with a name that partly agrees."""
        of_year = self._of_year(year)
        for film, kind in of_year.short_names.get(spelled.loose, ()):
            is_name = kind is ShortNameKind.LONG_END or (
                kind is ShortNameKind.BEGINNING and self._begins_a_series(spelled.name, year)
            )
            yield film, _Resemblance.SHORT_NAME if is_name else _Resemblance.VAGUE_SHORT_NAME
        for short in short_names(title):
            # "Hellboy: The Seeds of Creation" is about a film of that year, not the film.
            is_name = short.kind is ShortNameKind.LONG_END
            for film, _, _ in self._by_loose_name.get(short.spelling.loose, ()):
                yield film, _Resemblance.SHORT_NAME if is_name else _Resemblance.VAGUE_SHORT_NAME
        if allowed := _allowed_errors(spelled):
            for block in _blocks(spelled):
                for film, other, _ in of_year.blocks.get(block, ()):
                    # "I, Frankenstein" is not a misspelt "Frankenstein".
                    has_same_words = spelled.words == other.words or allowed > 1
                    if (
                        has_same_words
                        and OSA.distance(spelled.loose, other.loose, score_cutoff=allowed) <= allowed
                        and spelled.numbers == other.numbers
                    ):
                        yield film, _Resemblance.MISSPELT

    def _begins_a_series(self, name: str, year: int) -> bool:
        """Whether no older film's name begins so: only the first of a series is called by the series' name."""
        first = bisect_left(self._sorted_names, (name, 0))
        for other, its_year in takewhile(
            lambda named: named[0].startswith(name), islice(self._sorted_names, first, None)
        ):
            if other[len(name) : len(name) + 1] in {"", " "} and 0 < its_year < year:
                return False
        return True


def _year_and_titles(row: PersonalRow) -> tuple[int | None, list[str]]:
    """The year and the names that a row gives; "Matrix, The" and "Alien (1979)" are understood, too."""
    year, title = row.year, row.title
    if "," in title or "(" in title:
        parsed = parse_title(title)
        year = parsed.year if year is None else year
        # Anything else in brackets may tell a film from its namesake.
        title = title if parsed.aliases else parsed.display_title
    return year, list(dict.fromkeys((title, *row.other_titles)))


def _best(row: PersonalRow, hits: Sequence[_Hit]) -> Match:
    if not hits:
        return Match(None)
    same_title = [hit for hit in hits if hit.resemblance <= _Resemblance.SPELLING]
    if same_title and hits[0] not in same_title:
        # A part of a title in the right year, or the title in another year: neither is proof.
        return _uncertain(hits, "several films fit")
    if any(hit.named_by - hits[0].named_by and hit.years_apart <= 1 for hit in same_title[1:]):
        # The row's title is one film, and its original title another.
        return _uncertain(hits, "several films fit")
    # Without a year, even the best of several is no proof.
    is_dated = row.year is not None or hits[0].years_apart == 0
    equal = [hit for hit in hits if hit.rank == hits[0].rank] if is_dated else same_title
    own = [hit for hit in equal if hit.film.movie_id == row.movie_id]
    if len(equal) > 1 and len(own) != 1:
        return _uncertain(hits, "several films fit")
    best = own[0] if own else hits[0]
    doubt = "another year" if best.years_apart else "another title" if best.has_same_article else "another article"
    return Match(best.film.movie_id) if best.is_certain else _uncertain(hits, doubt)


def _uncertain(hits: Sequence[_Hit], reason: str) -> Match:
    films = tuple(hit.film.movie_id for hit in hits[:MOST_CANDIDATES])
    return Match(None, films, reason if films else "")


def _years_apart(wanted: int | None, years: Sequence[int]) -> int:
    return min((abs(wanted - year) for year in years), default=1) if wanted is not None else 1


def _allowed_errors(spelled: Spelling) -> int:
    """How many letters may be wrong in a title of this length."""
    length = len(spelled.loose)
    return (length >= _LONG) + (length >= _VERY_LONG)


def _blocks(spelled: Spelling) -> tuple[str, str]:
    """Titles that differ in a letter or two share their beginning or their end."""
    return spelled.loose[:3], "-" + spelled.loose[-3:]
