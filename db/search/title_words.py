"""The words that titles are made of, and which of them a misspelt word may stand for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from db.search.facets import films_version
from db.store.bulk import read_rows

_MOST_SIMILAR = 12
_MOST_SPLITS = 3
_CACHED = 2000
_CACHE_KEY = "title words"


class TitleWords:
    """Every word of the films' names, in memory."""

    def __init__(self, ratings: dict[str, int]) -> None:
        self._ratings = ratings
        self._words = list(ratings)
        self._prefixes: dict[int, list[str]] = {}
        self._similar: dict[str, tuple[str, ...]] = {}
        self._similar_prefixes: dict[str, tuple[str, ...]] = {}
        self._most = math.log1p(max(ratings.values(), default=0)) or 1.0

    def __contains__(self, word: str) -> bool:
        return word in self._ratings

    def fame(self, ratings: int) -> float:
        """How well known a film with so many ratings is: from 0, unrated, to 1, the film with most ratings."""
        return math.log1p(ratings) / self._most

    def similar(self, word: str) -> tuple[str, ...]:
        """Words that one or a few typing errors turn into `word`, most similar first; without `word` itself."""
        if word not in self._similar:
            _bound(self._similar)
            self._similar[word] = self._nearest(word, self._words, _errors(len(word)))
        return self._similar[word]

    def similar_prefixes(self, word: str) -> tuple[str, ...]:
        """Prefixes of longer words, as long as `word`, that a typing error or two turn into `word`."""
        if word not in self._similar_prefixes:
            _bound(self._similar_prefixes)
            length = len(word)
            if length not in self._prefixes:
                self._prefixes[length] = list({other[:length] for other in self._words if len(other) > length})
            errors = _errors(length) - 1
            self._similar_prefixes[word] = self._nearest(word, self._prefixes[length], errors)
        return self._similar_prefixes[word]

    def splits(self, word: str) -> list[tuple[str, str]]:
        """Pairs of words that make `word` when joined, those of well-known films first."""
        pairs = [(word[:place], word[place:]) for place in range(2, len(word) - 1)]
        known = [pair for pair in pairs if pair[0] in self._ratings and pair[1] in self._ratings]
        return sorted(known, key=lambda pair: -min(map(self._ratings.__getitem__, pair)))[:_MOST_SPLITS]

    def _nearest(self, word: str, others: Sequence[str], errors: int) -> tuple[str, ...]:
        if errors < 1:
            return ()
        found = process.extract(
            word,
            others,
            scorer=OSA.distance,
            score_cutoff=errors,
            limit=None,
        )
        found.sort(key=lambda hit: (hit[1], -self._ratings.get(hit[0], 0), hit[0]))
        return tuple(other for other, distance, _place in found[: _MOST_SIMILAR + 1] if distance)


def title_words(connection: Connection) -> TitleWords:
    """The words of the present films, cached with each pooled connection."""
    version = films_version(connection)
    cached = connection.info.get(_CACHE_KEY)
    if isinstance(cached, tuple) and cached[0] == version and isinstance(cached[1], TitleWords):
        return cached[1]
    words = TitleWords(dict(read_rows(connection, "SELECT word, ratings FROM title_word")))
    connection.info[_CACHE_KEY] = (version, words)
    return words


def _errors(length: int) -> int:
    """How many letters may be wrong in a word of this length."""
    return (length > 2) + (length > 4) + (length > 8)


def _bound(cache: dict[str, tuple[str, ...]]) -> None:
    if len(cache) >= _CACHED:
        cache.clear()
