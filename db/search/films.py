"""Title search: the films that somebody who types may mean, and the one film that a command names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from data.folding import fold
from data.titles import parse_title
from db.errors import Ambiguous, NotFound
from db.models import Movie, MovieName
from db.movies import movie_summaries, movie_summary
from db.rows import LARGEST_ID, MovieSummary, Reading
from db.search.facets import read_words
from db.search.filters import SearchFilter, search_filter, with_reading
from db.search.fuzzy_titles import SimilarTitle, similar_titles
from db.search.names import match_key, word_forms
from db.search.query import SearchQuery, parse_query
from db.search.title_hits import TitleHit, hits_with_words

_IMDB_ID = re.compile(r"(?<![a-z0-9])tt(\d{7,10})(?![a-z0-9])", re.ASCII | re.IGNORECASE)
_TMDB_ID = re.compile(r"(?:tmdb[: ]?)?(\d{1,10})|https?://(?:www\.)?themoviedb\.org/movie/(\d{1,10})\b.*", re.ASCII)
_LONGEST_ID_TEXT = 200
_SAYS_FILM = re.compile(r"(?<=\w)\s+(?:the )?(?:movie|film)\s*$", re.IGNORECASE)
_FEW = 5
_PLACES_IN_A_SERIES = frozenset("23456789")
_LONGEST_SERIES = 50
_LITTLE_KNOWN = 8
_FAR_BETTER_KNOWN = 8
_VERY_SIMILAR = 0.85
_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class FoundFilms:
    """The films that a search finds.

    Attributes:
        films: best first.
        reading: what the words mean besides a title, where films are among them for that; else None.
    """

    films: tuple[MovieSummary, ...]
    reading: Reading | None


def search_films(connection: Connection, text: str, limit: int = 20) -> FoundFilms:
    """The films that `text` may mean, best first; none where nothing matches. Takes any text.

    Titles equal to the text come first, then those that begin with it, then those that hold its words; within each,
    well-known films come first. Then come the films that the words describe: genres, tags, people, or a year. Where
    there are none, similarly spelled titles follow. Filters are those of `parse_query`. An IMDb id, also inside an
    address, finds its film; so does a TMDB id, after films with that number in their title.
    """
    limit = max(limit, 0)
    by_imdb, by_tmdb = _with_other_sites_id(connection, text[:_LONGEST_ID_TEXT])
    if by_imdb:
        return FoundFilms(tuple(movie_summaries(connection, by_imdb[:limit]).values()), None)
    query = parse_query(text)
    wanted = search_filter(connection, query)
    if wanted is None:
        return FoundFilms((), None)
    reading = _reading(connection, query)
    described = with_reading(connection, wanted, reading).best_known(connection, limit) if reading else []
    if described:
        hits = _hits(connection, query, wanted, limit)
        # An exact title is what was meant; of several titles with these words a part will do.
        room = limit if any(hit.is_exact for hit in hits) else max(limit // 2, limit - len(described))
        ids = [*[hit.movie_id for hit in hits][:room], *described]
    else:
        reading, ids = None, _found(connection, query, wanted, limit)
    ids = list(dict.fromkeys(ids))[: max(limit - len(by_tmdb), 0)]
    films = movie_summaries(connection, list(dict.fromkeys([*ids, *by_tmdb]))[:limit])
    return FoundFilms(tuple(films.values()), reading)


def search_movies(connection: Connection, text: str, limit: int = 20) -> list[MovieSummary]:
    """The films of `search_films`."""
    return list(search_films(connection, text, limit).films)


def resolve_movie(connection: Connection, text: str) -> MovieSummary:
    """The one film that `text` means: an id, ours or IMDb's, else a title or alias, else the only hit of a search.

    The year may follow the title, in brackets or not. Case, accents, punctuation and a leading article do not matter,
    unless exactly one of several films is called so with its article: "heat" is Heat, not The Heat. An IMDb id will
    do, too.

    Raises:
        Ambiguous: several films have this title; it lists them.
        NotFound: no film has this id or title.
    """
    text = text.strip()
    is_number = text.isascii() and text.isdigit()
    if is_number and int(text[:20]) <= LARGEST_ID:
        by_id = movie_summaries(connection, [int(text)])
        if by_id:
            return next(iter(by_id.values()))
    by_imdb = _with_other_sites_id(connection, text)[0] if _IMDB_ID.fullmatch(text) else []
    if len(by_imdb) == 1:
        return movie_summary(connection, by_imdb[0])
    found = _titled_exactly(connection, text[:500])
    # A wrong id must not turn into the one film whose title happens to begin with these digits.
    if not found and not is_number:
        found = _of_the_year_named(text, _titled_so(connection, text))
    if not found:
        raise NotFound(f'No film is called "{text[:80]}": `movierec-tui search TEXT` finds films by title.')
    to_the_letter = [film for film in found if film.display_title.casefold() == text.casefold()]
    if len(to_the_letter) == 1:
        return to_the_letter[0]
    if len(found) > 1:
        listed = "; ".join(_told_apart(found[:_CANDIDATES]))
        raise Ambiguous(f'"{text[:80]}" may be any of these films, so give the id of one: {listed}.', tuple(found))
    return found[0]


def _told_apart(films: Sequence[MovieSummary]) -> Iterator[str]:
    """Films with their ids, and those of one title and year with their genres and ratings."""
    titles = Counter(film.title for film in films)
    for film in films:
        details = f" [{', '.join((*film.genres, f'ratings: {film.ratings:,}'))}]" if titles[film.title] > 1 else ""
        yield f"{film.movie_id} {film.title}{details}"


def _reading(connection: Connection, query: SearchQuery) -> Reading | None:
    """What the words mean besides a title."""
    if query.other_years is not None:
        if not query.other_text:
            return Reading(years=query.other_years)
        reading = read_words(connection, fold(query.other_text).split())
        return None if reading is None else replace(reading, years=query.other_years)
    return read_words(connection, query.words) if query.text else None


def _hits(connection: Connection, query: SearchQuery, wanted: SearchFilter, limit: int) -> list[TitleHit]:
    """The films with these words in their title; a year may be a part of it or the film's."""
    hits = hits_with_words(connection, query.text, wanted, limit)
    if query.other_text and query.other_years is not None:
        hits += hits_with_words(connection, query.other_text, wanted.of_years(*query.other_years), limit)
    return hits


def _found(connection: Connection, query: SearchQuery, as_title: SearchFilter, limit: int) -> list[int]:
    if query.other_text is None:
        if not query.text:
            return [] if as_title == SearchFilter() else as_title.best_known(connection, limit)
        return _titled(connection, query.text, as_title, limit)
    # The year is part of the title, as in "2001: A Space Odyssey", or else that of the film.
    hits = hits_with_words(connection, query.text, as_title, limit)
    found = [hit.movie_id for hit in hits]
    year, _ = query.other_years or (0, 0)
    if query.other_text:
        return found + _of_year(connection, query.other_text, as_title, year, limit)
    if not any(hit.is_whole_words for hit in hits):
        found += as_title.of_years(year, year).best_known(connection, limit)
    return found


def _titled(connection: Connection, title: str, wanted: SearchFilter, limit: int) -> list[int]:
    """The films with these words in their title, then those that the words may be misspellings of."""
    hits = hits_with_words(connection, title, wanted, limit)
    found = [hit.movie_id for hit in hits]
    if not hits and (shorter := _SAYS_FILM.sub("", title)) != title:
        return _titled(connection, shorter, wanted, limit)
    if not hits and (series := _nth_of_series(connection, title, wanted, limit)):
        return series
    if len(hits) < min(_FEW, limit):
        similar = similar_titles(connection, title, wanted, limit)
        found += [film.movie_id for film in _worth_showing(similar, hits)]
    return found


def _nth_of_series(connection: Connection, title: str, wanted: SearchFilter, limit: int) -> list[int]:
    """For "harry potter 3", where no title says so: the third well-known film with these words, then the others."""
    *words, last = fold(title).split() or [""]
    number = word_forms(last)[0]
    if not words or number not in _PLACES_IN_A_SERIES:
        return []
    hits = hits_with_words(connection, " ".join(words), wanted, max(limit, _LONGEST_SERIES))
    most = max((hit.popularity for hit in hits), default=0)
    films = [hit for hit in hits if hit.year is not None and hit.popularity > most / _LITTLE_KNOWN]
    films.sort(key=lambda hit: (hit.year, hit.movie_id))
    if len(films) < int(number):
        return []
    return [films[int(number) - 1].movie_id, *(hit.movie_id for hit in hits)]


def _worth_showing(similar: Sequence[SimilarTitle], hits: Sequence[TitleHit]) -> Sequence[SimilarTitle]:
    """All of them, or where titles hold the very words, only films that are far better known than those."""
    if not any(hit.is_whole_words for hit in hits):
        return similar
    best_known = max(hit.popularity for hit in hits)
    return [
        film
        for film in similar
        if film.similarity >= _VERY_SIMILAR and film.popularity > _FAR_BETTER_KNOWN * (best_known + 1)
    ]


def _of_year(connection: Connection, title: str, wanted: SearchFilter, year: int, limit: int) -> list[int]:
    """Films with this title and year, or where there are none, those of about that year, or of any.

    A year is often remembered wrong by one, so a film with exactly this title may be of the year before or after.
    """
    within, around = wanted.of_years(year, year), wanted.of_years(year - 1, year + 1)
    hits = hits_with_words(connection, title, around, 2 * limit)
    chosen = [hit for hit in hits if hit.year == year or hit.is_exact]
    if chosen:
        chosen.sort(key=lambda hit: (not hit.is_exact, hit.year != year))
        return [hit.movie_id for hit in chosen]
    if hits:
        return [hit.movie_id for hit in hits]
    similar = similar_titles(connection, title, within, limit)
    if similar:
        return [film.movie_id for film in similar]
    return _titled(connection, title, wanted, limit)


def _titled_exactly(connection: Connection, text: str) -> list[MovieSummary]:
    """The films with this title, with or without its year in brackets; those with most ratings first."""
    parsed = parse_title(text)
    films = _with_key_of(connection, text) or [
        film
        for film in _with_key_of(connection, parsed.display_title)
        if parsed.year is None or film.year == parsed.year
    ]
    query = parse_query(text)
    if not films and query.other_text and query.other_years:
        films = [film for film in _with_key_of(connection, query.other_text) if film.year == query.other_years[0]]
    return sorted(films, key=lambda film: -film.ratings)


def _with_other_sites_id(connection: Connection, text: str) -> tuple[list[int], list[int]]:
    """The films with the IMDb id, and those with the TMDB id, that the text is."""
    if imdb_id := _IMDB_ID.search(text):
        return list(connection.scalars(select(Movie.movie_id).where(Movie.imdb_id == int(imdb_id[1])))), []
    if tmdb_id := _TMDB_ID.fullmatch(text.strip()):
        return [], list(
            connection.scalars(select(Movie.movie_id).where(Movie.tmdb_id == int(tmdb_id[1] or tmdb_id[2])))
        )
    return [], []


def _with_key_of(connection: Connection, title: str) -> list[MovieSummary]:
    key = match_key(fold(title))
    if not key:
        return []
    ids = connection.scalars(select(MovieName.movie_id).where(MovieName.match_key == key))
    return list(movie_summaries(connection, ids).values())


def _titled_so(connection: Connection, text: str) -> list[MovieSummary]:
    """The films that a search for the title finds; what else the words may mean does not name a film."""
    query = parse_query(text)
    wanted = search_filter(connection, query)
    ids = [] if wanted is None else _found(connection, query, wanted, _CANDIDATES)
    return list(movie_summaries(connection, list(dict.fromkeys(ids))[:_CANDIDATES]).values())


def _of_the_year_named(text: str, films: Sequence[MovieSummary]) -> list[MovieSummary]:
    """Search forgives a wrong year; whoever names one film with its year does not mean another year."""
    years = parse_query(text).other_years
    if years is None:
        return list(films)
    year = years[0]
    return [film for film in films if film.year == year or str(year) in fold(film.display_title).split()]
