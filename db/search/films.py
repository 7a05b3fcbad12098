"""Title search: finds the film that someone has in mind while they still type."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection

from data.folding import fold
from db.rows import MovieSummary
from db.search.filters import SearchFilter, search_filter
from db.search.fuzzy_titles import SimilarTitle, similar_titles
from db.search.names import word_forms
from db.search.query import SearchQuery, parse_query
from db.search.title_hits import TitleHit, hits_with_words
from db.summaries import movie_summaries

__all__ = ["SearchQuery", "parse_query", "search_movies"]

_SAYS_FILM = re.compile(r"(?<=\w)\s+(?:the )?(?:movie|film)\s*$", re.IGNORECASE)
_FEW = 5
_PLACES = frozenset("23456789")
_LONGEST_SERIES = 50
_LITTLE_KNOWN = 8
_FAR_BETTER_KNOWN = 8
_VERY_ALIKE = 0.85


def search_movies(connection: Connection, text: str, limit: int = 20) -> list[MovieSummary]:
    """The films that `text` may mean, best first; an empty list where nothing fits. Takes any text.

    First come titles that are the text, then those that begin with it, then those that hold its words, films
    rated often before the others. Where these are few, titles spelled alike follow. Filters: see `parse_query`.
    """
    limit = max(limit, 0)
    found = list(dict.fromkeys(_found(connection, parse_query(text), limit)))[:limit]
    return list(movie_summaries(connection, found).values())


def _found(connection: Connection, query: SearchQuery, limit: int) -> list[int]:
    as_title = search_filter(connection, query.years, query.genres)
    if as_title is None:
        return []
    if query.other_text is None:
        if not query.text:
            return [] if as_title == SearchFilter() else as_title.most_popular(connection, limit)
        return _titled(connection, query.text, as_title, limit)
    # The year is part of the title, as in "2001: A Space Odyssey", or else that of the film.
    hits = hits_with_words(connection, query.text, as_title, limit)
    found = [hit.movie_id for hit in hits]
    year, _ = query.other_years or (0, 0)
    if query.other_text:
        of_year = _of_year(connection, query.other_text, as_title, year, limit)
        return found + of_year
    if not hits:
        found = SearchFilter((year, year), as_title.genre_ids).most_popular(connection, limit)
    elif not any(hit.whole for hit in hits):
        found += SearchFilter((year, year), as_title.genre_ids).most_popular(connection, limit)
    return found


def _titled(connection: Connection, title: str, wanted: SearchFilter, limit: int) -> list[int]:
    """The films with these words in their title, and what they may be misspelt for."""
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
    if not words or number not in _PLACES:
        return []
    hits = hits_with_words(connection, " ".join(words), wanted, max(limit, _LONGEST_SERIES))
    most = max((hit.ratings for hit in hits), default=0)
    films = [hit for hit in hits if hit.year is not None and hit.ratings > most / _LITTLE_KNOWN]
    films.sort(key=lambda hit: (hit.year, hit.movie_id))
    if len(films) < int(number):
        return []
    return [films[int(number) - 1].movie_id, *(hit.movie_id for hit in hits)]


def _worth_showing(similar: Sequence[SimilarTitle], hits: Sequence[TitleHit]) -> Sequence[SimilarTitle]:
    """All of them, or where titles hold the very words, only films that are far better known than those."""
    if not any(hit.whole for hit in hits):
        return similar
    best_known = max(hit.ratings for hit in hits)
    return [
        film
        for film in similar
        if film.alike >= _VERY_ALIKE and film.ratings > _FAR_BETTER_KNOWN * (best_known + 1)
    ]


def _of_year(connection: Connection, title: str, wanted: SearchFilter, year: int, limit: int) -> list[int]:
    """Films with this title and year, or where there are none, those of about that year, or of any.

    A year is often remembered wrong by one, so a film called exactly so comes along if it is from the year before
    or after.
    """
    within = SearchFilter((year, year), wanted.genre_ids)
    around = SearchFilter((year - 1, year + 1), wanted.genre_ids)
    hits = hits_with_words(connection, title, around, 2 * limit)
    chosen = [hit for hit in hits if hit.year == year or hit.exact]
    if chosen:
        chosen.sort(key=lambda hit: (not hit.exact, hit.year != year))
        return [hit.movie_id for hit in chosen]
    if hits:
        return [hit.movie_id for hit in hits]
    similar = similar_titles(connection, title, within, limit)
    if similar:
        return [film.movie_id for film in similar]
    return _titled(connection, title, wanted, limit)
