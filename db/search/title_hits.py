"""Films whose title holds the words that were typed, and how well each answers them."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from data.folding import fold
from db.search.filters import SearchFilter
from db.search.names import (
    ARTICLES,
    TitlePart,
    match_key,
    title_parts,
    with_numbers,
    without_article,
    word_forms,
)
from db.store.bulk import read_rows

OPTIONAL = frozenset({"the", "a", "an", "and", "of"})
SHORTEST_PREFIX = 3
NAME_COLUMNS = "n.movie_id, n.name, n.match_key, m.display_title, m.year, s.popularity"
NAMED_FILMS = (
    " CROSS JOIN movie_name AS n ON n.name_id = f.rowid"
    " CROSS JOIN movie AS m ON m.movie_id = n.movie_id JOIN movie_stat AS s ON s.movie_id = n.movie_id"
)

# Scores, added to the logarithm of a film's popularity: one that is twenty times as popular makes up for 3.
# Only an exact title is beyond that.
_EXACT = 20.0
_EXACT_PART = 3.5
_BEGINS = 3.0
_PART_BEGINS = 2.0
_IN_ORDER = 0.5
_WHOLE_WORD = 0.7
_BETTER_KNOWN_PART = 2.5
"""By how much a film must be better known to come before one whose whole title is a part of its own."""


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A film found by the words typed.

    Attributes:
        score: how well it answers; higher is better.
        is_exact: whether the text is the whole title.
        is_name_part: whether the text is a part of the title by which people call the film, as "Star Wars".
        is_whole_words: whether the last word typed is a whole word of the title, too.
    """

    movie_id: int
    score: float
    year: int | None
    popularity: int
    is_exact: bool
    is_name_part: bool
    is_whole_words: bool


def hits_with_words(connection: Connection, title: str, wanted: SearchFilter, limit: int) -> list[TitleHit]:
    """The films whose title holds all words of `title`, the last one as a prefix; best first."""
    folded = fold(title)
    if not folded:
        return _with_signs(connection, title, wanted, limit)
    typed = _TypedTitle(folded)
    conditions, parameters = wanted.conditions()
    rows = read_rows(
        connection,
        f"SELECT {NAME_COLUMNS} FROM movie_name AS n JOIN movie AS m USING (movie_id)"  # noqa: S608
        f" JOIN movie_stat AS s USING (movie_id) WHERE n.match_key = :key{conditions} LIMIT :limit",
        {**parameters, "key": typed.key, "limit": 4 * limit},
    )
    for words in typed.fts_queries():
        rows += names_matching(connection, words, wanted, 2 * limit)
    best: dict[int, TitleHit] = {}
    for movie_id, name, key, display_title, year, popularity in rows:
        known = best.get(movie_id)
        hit = typed.hit(movie_id, name, key, display_title, year, popularity)
        if known is None or hit.score > known.score:
            best[movie_id] = hit
    return sorted(_with_famous_parts(best.values()), key=lambda hit: (-hit.score, hit.movie_id))[:limit]


def _with_famous_parts(hits: Collection[TitleHit]) -> list[TitleHit]:
    """The hits, with "The Lord of the Rings: ..." before a little-known film called "The Lord of the Rings"."""
    best = max((hit.score for hit in hits if hit.is_exact), default=0.0)
    lift = _EXACT - _EXACT_PART - _WHOLE_WORD - _BETTER_KNOWN_PART
    return [
        replace(hit, score=hit.score + lift) if hit.is_name_part and hit.score + lift > best > 0 else hit
        for hit in hits
    ]


def names_matching(connection: Connection, words: str, wanted: SearchFilter, limit: int) -> list[tuple[Any, ...]]:
    """The names that match an FTS5 query, those of the best-known films first."""
    conditions, parameters = wanted.conditions()
    return read_rows(
        connection,
        f"SELECT {NAME_COLUMNS} FROM movie_title_fts AS f{NAMED_FILMS}"  # noqa: S608
        f" WHERE movie_title_fts MATCH :words{conditions} ORDER BY f.rowid LIMIT :limit",
        {**parameters, "words": words, "limit": limit},
    )


def needed_words(words: list[str]) -> list[str]:
    """The words that a title must hold; people leave out or add "the", "of" and the like."""
    return [word for word in words if word not in OPTIONAL] or words


class _TypedTitle:
    """What was typed, parsed once for all names that it is compared with."""

    def __init__(self, folded: str) -> None:
        self.key = match_key(folded)
        self._words = with_numbers(folded.split())
        self._beginning = without_article(folded)
        # Names are stored without their article, so an article alone says nothing about how they begin.
        self._is_only_an_article = self._beginning in ARTICLES
        self._last = frozenset(word_forms(self._words[-1]))

    def fts_queries(self) -> list[str]:
        """FTS5 queries, with everything quoted: names with all words, and names that begin with the text."""
        needed = needed_words(self._words)
        terms = [" OR ".join(f'"{form}"' for form in word_forms(word)) for word in needed]
        if needed[-1] == self._words[-1]:
            terms[-1] += f' OR "{self._words[-1]}" *'
        queries = [" AND ".join(f"({term})" for term in terms)]
        if not self._is_only_an_article:
            queries.append(f'match_key : "{self.key}" *')
        return queries

    def hit(
        self, movie_id: int, name: str, key: str, display_title: str, year: int | None, popularity: int
    ) -> TitleHit:
        fame = math.log1p(popularity)
        if key == self.key:
            return TitleHit(
                movie_id, _EXACT + fame, year, popularity, is_exact=True, is_name_part=False, is_whole_words=True
            )
        parts = title_parts(display_title)
        is_part = any(part.is_name and part.match_key == self.key for part in parts)
        is_whole = is_part or not self._last.isdisjoint(name.split())
        score = _EXACT_PART if is_part else self._score(name, key, parts)
        score += fame + is_whole * _WHOLE_WORD
        return TitleHit(
            movie_id, score, year, popularity, is_exact=False, is_name_part=is_part, is_whole_words=is_whole
        )

    def _score(self, name: str, key: str, parts: Sequence[TitlePart]) -> float:
        beginning = self._beginning
        if not self._is_only_an_article:
            if name.startswith(beginning) or (len(self.key) >= SHORTEST_PREFIX and key.startswith(self.key)):
                return _BEGINS
            if any(part.match_key.startswith(self.key) for part in parts):
                return _PART_BEGINS
        return _IN_ORDER if f" {beginning}" in f" {name}" else 0.0


def _with_signs(connection: Connection, signs: str, wanted: SearchFilter, limit: int) -> list[TitleHit]:
    """Films whose title literally holds a text without letters and digits, such as "$" or "["."""
    conditions, parameters = wanted.conditions()
    rows = read_rows(
        connection,
        "SELECT m.movie_id, m.year, s.popularity, m.display_title = :signs AS exact"  # noqa: S608
        " FROM movie AS m JOIN movie_stat AS s USING (movie_id)"
        f" WHERE instr(m.display_title, :signs){conditions}"
        " ORDER BY exact DESC, s.popularity DESC, m.movie_id LIMIT :limit",
        {**parameters, "signs": signs, "limit": limit},
    )
    return [
        TitleHit(
            movie_id,
            exact * _EXACT + math.log1p(popularity),
            year,
            popularity,
            is_exact=bool(exact),
            is_name_part=False,
            is_whole_words=True,
        )
        for movie_id, year, popularity, exact in rows
    ]
