"""The words that titles are made of, and which of them a misspelt word may mean."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from db.store.bulk import read_rows

_MOST_ALIKE = 12
_MOST_SPLITS = 3
_REMEMBERED = 2000
_KEPT_AS = "title words"


class TitleWords:
    """Every word of the films' names. Asks nothing of the database once it is made."""

    def __init__(self, ratings: dict[str, int]) -> None:
        self._ratings = ratings
        self._words = list(ratings)
        self._beginnings: dict[int, list[str]] = {}
        self._alike: dict[str, tuple[str, ...]] = {}
        self._alike_beginnings: dict[str, tuple[str, ...]] = {}
        self._most = math.log1p(max(ratings.values(), default=0)) or 1.0

    def __contains__(self, word: str) -> bool:
        return word in self._ratings

    def renown(self, ratings: int) -> float:
        """How well known a film with so many ratings is: 0 for nobody's, 1 for the film rated most."""
        return math.log1p(ratings) / self._most

    def alike(self, word: str) -> tuple[str, ...]:
        """Words that a typing error or a few turn into `word`, most alike first; `word` is not among them."""
        if word not in self._alike:
            _make_room(self._alike)
            self._alike[word] = self._nearest(word, self._words, _errors(len(word)))
        return self._alike[word]

    def alike_beginnings(self, word: str) -> tuple[str, ...]:
        """Beginnings, as long as `word`, of longer words, which a typing error or two turn into `word`."""
        if word not in self._alike_beginnings:
            _make_room(self._alike_beginnings)
            length = len(word)
            if length not in self._beginnings:
                self._beginnings[length] = list(
                    {other[:length] for other in self._words if len(other) > length}
                )
            errors = _errors(length) - 1
            self._alike_beginnings[word] = self._nearest(word, self._beginnings[length], errors)
        return self._alike_beginnings[word]

    def splits(self, word: str) -> list[tuple[str, str]]:
        """Two words that give `word` when written as one, those of well-known films first."""
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
        return tuple(other for other, distance, _place in found[: _MOST_ALIKE + 1] if distance)


def title_words(connection: Connection) -> TitleWords:
    """The words of the films that are there now. They are read once for each connection of the pool."""
    ((version,),) = read_rows(
        connection, "SELECT coalesce(max(fingerprint || ' ' || imported_at), '') FROM data_set"
    )
    kept = connection.info.get(_KEPT_AS)
    if isinstance(kept, tuple) and kept[0] == version and isinstance(kept[1], TitleWords):
        return kept[1]
    words = TitleWords(dict(read_rows(connection, "SELECT word, ratings FROM title_word")))
    connection.info[_KEPT_AS] = (version, words)
    return words


def _errors(length: int) -> int:
    """How many letters may be wrong in a word."""
    return (length > 2) + (length > 4) + (length > 8)


def _make_room(remembered: dict[str, tuple[str, ...]]) -> None:
    if len(remembered) >= _REMEMBERED:
        remembered.clear()
