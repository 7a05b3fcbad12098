"""Titles that hold the words of a text as it was typed, and how well each of them answers it."""

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
NAME_COLUMNS = "n.movie_id, n.name, n.match_key, m.display_title, m.year, s.ratings"
NAMED_FILMS = (
    " CROSS JOIN movie_name AS n ON n.name_id = f.rowid"
    " CROSS JOIN movie AS m ON m.movie_id = n.movie_id JOIN movie_stat AS s ON s.movie_id = n.movie_id"
)

# What a title is worth, in units of the logarithm of the number of ratings: being rated twenty times as often
# makes up for 3. Only the whole title is beyond that.
_EXACT = 20.0
_EXACT_PART = 3.5
_BEGINS = 3.0
_PART_BEGINS = 2.0
_IN_ORDER = 0.5
_WHOLE_WORD = 0.7
_BETTER_KNOWN_PART = 2.5
"""How much better known a film has to be, if a part of its title is all of the title of another film."""


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A film found by the words typed.

    Attributes:
        worth: how well it answers; the higher, the better.
        exact: whether the text is the whole title.
        part: whether it is a part of the title by which people call the film, as "Star Wars".
        whole: whether the last word typed is a whole word of the title, too.
    """

    movie_id: int
    worth: float
    year: int | None
    ratings: int
    exact: bool
    part: bool
    whole: bool


def hits_with_words(connection: Connection, title: str, wanted: SearchFilter, limit: int) -> list[TitleHit]:
    """The films whose title holds all words of `title`, the last of them as a beginning; best first."""
    folded = fold(title)
    if not folded:
        return _with_signs(connection, title, wanted, limit)
    asked = _Asked(folded)
    conditions, parameters = wanted.conditions()
    rows = read_rows(
        connection,
        f"SELECT {NAME_COLUMNS} FROM movie_name AS n JOIN movie AS m USING (movie_id)"  # noqa: S608
        f" JOIN movie_stat AS s USING (movie_id) WHERE n.match_key = :key{conditions} LIMIT :limit",
        {**parameters, "key": asked.key, "limit": 4 * limit},
    )
    for words in asked.queries():
        rows += names_matching(connection, words, wanted, 2 * limit)
    best: dict[int, TitleHit] = {}
    for movie_id, name, key, display_title, year, ratings in rows:
        known = best.get(movie_id)
        hit = asked.hit(movie_id, name, key, display_title, year, ratings)
        if known is None or hit.worth > known.worth:
            best[movie_id] = hit
    return sorted(_with_famous_parts(best.values()), key=lambda hit: (-hit.worth, hit.movie_id))[:limit]


def _with_famous_parts(hits: Collection[TitleHit]) -> list[TitleHit]:
    """The hits; "The Lord of the Rings: ..." is worth more than a film "The Lord of the Rings" that few know."""
    best = max((hit.worth for hit in hits if hit.exact), default=0.0)
    lift = _EXACT - _EXACT_PART - _WHOLE_WORD - _BETTER_KNOWN_PART
    return [
        replace(hit, worth=hit.worth + lift) if hit.part and hit.worth + lift > best > 0 else hit
        for hit in hits
    ]


def names_matching(
    connection: Connection, words: str, wanted: SearchFilter, limit: int
) -> list[tuple[Any, ...]]:
    """The names that an FTS5 query finds, those of the films rated most first. Reads no more than it gives."""
    conditions, parameters = wanted.conditions()
    return read_rows(
        connection,
        f"SELECT {NAME_COLUMNS} FROM movie_title_fts AS f{NAMED_FILMS}"  # noqa: S608
        f" WHERE movie_title_fts MATCH :words{conditions} ORDER BY f.rowid LIMIT :limit",
        {**parameters, "words": words, "limit": limit},
    )


def needed_words(words: list[str]) -> list[str]:
    """The words that a title has to hold; people leave small ones out or put them in."""
    return [word for word in words if word not in OPTIONAL] or words


class _Asked:
    """A typed title, taken apart once for all names that it is compared with."""

    def __init__(self, folded: str) -> None:
        self.key = match_key(folded)
        self._words = with_numbers(folded.split())
        self._beginning = without_article(folded)
        # Names are kept without their article, so a lone article says nothing about how they begin.
        self._lone_article = self._beginning in ARTICLES
        self._last = frozenset(word_forms(self._words[-1]))

    def queries(self) -> list[str]:
        """FTS5 queries: names with all words, and names that begin with the text. All of it is quoted."""
        needed = needed_words(self._words)
        terms = [" OR ".join(f'"{form}"' for form in word_forms(word)) for word in needed]
        if needed[-1] == self._words[-1]:
            terms[-1] += f' OR "{self._words[-1]}" *'
        queries = [" AND ".join(f"({term})" for term in terms)]
        if not self._lone_article:
            queries.append(f'match_key : "{self.key}" *')
        return queries

    def hit(
        self, movie_id: int, name: str, key: str, display_title: str, year: int | None, ratings: int
    ) -> TitleHit:
        exact = key == self.key
        known = math.log1p(ratings)
        if exact:
            return TitleHit(movie_id, _EXACT + known, year, ratings, exact=True, part=False, whole=True)
        parts = title_parts(display_title)
        part = any(part.is_name and part.match_key == self.key for part in parts)
        whole = part or not self._last.isdisjoint(name.split())
        worth = _EXACT_PART if part else self._worth(name, key, parts)
        worth += known + whole * _WHOLE_WORD
        return TitleHit(movie_id, worth, year, ratings, exact=False, part=part, whole=whole)

    def _worth(self, name: str, key: str, parts: Sequence[TitlePart]) -> float:
        beginning = self._beginning
        if not self._lone_article:
            if name.startswith(beginning) or (len(self.key) >= SHORTEST_PREFIX and key.startswith(self.key)):
                return _BEGINS
            if any(part.match_key.startswith(self.key) for part in parts):
                return _PART_BEGINS
        return _IN_ORDER if f" {beginning}" in f" {name}" else 0.0


def _with_signs(connection: Connection, signs: str, wanted: SearchFilter, limit: int) -> list[TitleHit]:
    """Films whose title holds a text without letters and digits, such as "$" or "[", as it stands."""
    conditions, parameters = wanted.conditions()
    rows = read_rows(
        connection,
        "SELECT m.movie_id, m.year, s.ratings, m.display_title = :signs AS exact"  # noqa: S608
        " FROM movie AS m JOIN movie_stat AS s USING (movie_id)"
        f" WHERE instr(m.display_title, :signs){conditions}"
        " ORDER BY exact DESC, s.ratings DESC, m.movie_id LIMIT :limit",
        {**parameters, "signs": signs, "limit": limit},
    )
    return [
        TitleHit(
            movie_id,
            exact * _EXACT + math.log1p(ratings),
            year,
            ratings,
            exact=bool(exact),
            part=False,
            whole=True,
        )
        for movie_id, year, ratings, exact in rows
    ]
