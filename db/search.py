"""Title search: finds the film that someone has in mind while they still type."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from data.folding import fold
from db.bulk import read_rows
from db.fuzzy_titles import similar_titles
from db.names import ARTICLES, match_key, without_article, word_forms
from db.rows import MovieSummary
from db.search_filter import SearchFilter, search_filter
from db.search_query import SearchQuery, parse_query
from db.summaries import movie_summaries

__all__ = ["SearchQuery", "parse_query", "search_movies"]

_FEW = 5
_NAMES_PER_FILM = 3
_SHORTEST_PREFIX = 3
_OPTIONAL = frozenset({"the", "a", "an", "and", "of"})


@dataclass(frozen=True, slots=True)
class _Hit:
    """A film found by the words typed; `whole`: the last of them is a whole word of the title too."""

    movie_id: int
    whole: bool


def search_movies(connection: Connection, text: str, limit: int = 20) -> list[MovieSummary]:
    """The films that `text` may mean, best first; an empty list where nothing fits. Takes any text.

    First come titles that are the text, then those that begin with it, then those that hold its words, each
    time those rated most. Where these are few, titles spelled alike follow. Filters: see `parse_query`.
    """
    limit = max(limit, 0)
    readings = _readings(connection, parse_query(text))
    found: list[int] = []
    certain = False
    for title, wanted in readings:
        if title:
            hits = _with_words(connection, title, wanted, limit)
            certain = certain or any(hit.whole for hit in hits)
            found += [hit.movie_id for hit in hits]
        elif not found and wanted != SearchFilter():
            found += wanted.most_popular(connection, limit)
    for title, wanted in reversed(readings):
        if title and not certain and len(set(found)) < min(_FEW, limit):
            found += similar_titles(connection, title, wanted, limit)
    best = list(dict.fromkeys(found))[:limit]
    return list(movie_summaries(connection, best).values())


def _readings(connection: Connection, query: SearchQuery) -> list[tuple[str, SearchFilter]]:
    """What the query may mean: titles, each with its filter."""
    meant = [(query.text, query.years)]
    if query.other_text is not None:
        meant.append((query.other_text, query.other_years))
    filtered = [(title, search_filter(connection, years, query.genres)) for title, years in meant]
    return [(title, wanted) for title, wanted in filtered if wanted is not None]


def _with_words(connection: Connection, title: str, wanted: SearchFilter, limit: int) -> list[_Hit]:
    folded = fold(title)
    if not folded:
        return _with_signs(connection, title, wanted, limit)
    beginning, key = without_article(folded), match_key(folded)
    # Names are kept without their article, so a lone article says nothing about how they begin.
    lone_article = beginning in ARTICLES
    conditions, parameters = wanted.conditions()
    rows = read_rows(
        connection,
        "SELECT n.movie_id, n.name, CASE"  # noqa: S608 - `conditions` holds no text from outside
        " WHEN n.match_key = :key THEN 0"
        " WHEN substr(n.name, 1, length(:beginning)) = :beginning THEN 1"
        " WHEN substr(n.match_key, 1, length(:key_beginning)) = :key_beginning THEN 1"
        " ELSE 2 END AS distance"
        " FROM movie_title_fts AS f CROSS JOIN movie_name AS n ON n.name_id = f.rowid"
        " CROSS JOIN movie AS m ON m.movie_id = n.movie_id JOIN movie_stat AS s ON s.movie_id = n.movie_id"
        f" WHERE movie_title_fts MATCH :words{conditions}"
        " ORDER BY distance, s.ratings DESC, bm25(movie_title_fts), n.movie_id LIMIT :names",
        {
            **parameters,
            "words": _match(folded),
            "key": key,
            "beginning": None if lone_article else beginning,
            "key_beginning": None if lone_article or len(key) < _SHORTEST_PREFIX else key,
            "names": _NAMES_PER_FILM * limit,
        },
    )
    last = set(word_forms(folded.split()[-1]))
    return [
        _Hit(movie_id, distance == 0 or not last.isdisjoint(name.split()))
        for movie_id, name, distance in rows
    ]


def _match(folded: str) -> str:
    """The FTS5 query: all words, the last as a beginning, or the whole as one word. All of it is quoted."""
    words = folded.split()
    needed = [word for word in words if word not in _OPTIONAL] or words
    terms = [" OR ".join(f'"{form}"' for form in word_forms(word)) for word in needed]
    if needed[-1] == words[-1]:
        terms[-1] += f' OR "{words[-1]}" *'
    key = match_key(folded)
    star = " *" if len(key) >= _SHORTEST_PREFIX else ""
    return " AND ".join(f"({term})" for term in terms) + f' OR match_key : "{key}"{star}'


def _with_signs(connection: Connection, signs: str, wanted: SearchFilter, limit: int) -> list[_Hit]:
    """Films whose title holds a text without letters and digits, such as "$" or "[", as it stands."""
    conditions, parameters = wanted.conditions()
    rows = read_rows(
        connection,
        "SELECT m.movie_id FROM movie AS m JOIN movie_stat AS s USING (movie_id)"  # noqa: S608
        f" WHERE instr(m.display_title, :signs){conditions}"
        " ORDER BY m.display_title <> :signs, s.ratings DESC, m.movie_id LIMIT :limit",
        {**parameters, "signs": signs, "limit": limit},
    )
    return [_Hit(movie_id, whole=True) for (movie_id,) in rows]
