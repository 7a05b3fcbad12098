"""Titles spelled almost like a text: candidates that share triples of letters, compared letter by letter."""

from __future__ import annotations

import math

from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from data.folding import fold
from db.bulk import read_rows
from db.names import without_article
from db.search_filter import SearchFilter

_CANDIDATES = 200
_LONGEST = 60
_LONGEST_SWAPPED = 20
_ALIKE = 0.72
_POPULARITY = 0.02


def similar_titles(connection: Connection, text: str, wanted: SearchFilter, limit: int) -> list[int]:
    """Films whose title is spelled almost like `text`, most alike first, popularity counting a little.

    Alike means that an optimal string alignment (edits, and swaps of neighbouring letters) leaves at least
    72 % of the letters: of the whole title, of its beginning, or of words in any order.
    """
    name = _without_misspelt_article(without_article(fold(text)))[:_LONGEST].strip()
    if len(name) < 3:
        return []
    conditions, parameters = wanted.conditions()
    rows = read_rows(
        connection,
        "SELECT n.movie_id, n.name, s.ratings FROM movie_title_trigram AS t"  # noqa: S608
        " CROSS JOIN movie_name AS n ON n.name_id = t.rowid"
        " CROSS JOIN movie AS m ON m.movie_id = n.movie_id JOIN movie_stat AS s ON s.movie_id = n.movie_id"
        f" WHERE movie_title_trigram MATCH :trigrams{conditions}"
        " ORDER BY bm25(movie_title_trigram) LIMIT :candidates",
        {**parameters, "trigrams": _any_of(_trigrams(name)), "candidates": _CANDIDATES},
    )
    scores: dict[int, float] = {}
    for movie_id, candidate, ratings in rows:
        alike = _likeness(name, candidate)
        if alike >= _ALIKE:
            score = alike + _POPULARITY * math.log1p(ratings)
            scores[movie_id] = max(score, scores.get(movie_id, 0.0))
    return sorted(scores, key=lambda movie_id: (-scores[movie_id], movie_id))[:limit]


def _likeness(text: str, title: str) -> float:
    """From 0 to 1. Text without spaces may be compared with a title that has some."""
    words, title_words = text.split(), title.split()
    whole = OSA.normalized_similarity(text, title)
    beginning = OSA.normalized_similarity(text, " ".join(title_words[: len(words)]))
    joined = OSA.normalized_similarity("".join(words), "".join(title_words))
    letters = sum(map(len, words))
    anywhere = sum(
        len(word) * max(OSA.normalized_similarity(word, other) for other in title_words) for word in words
    )
    return max(whole, 0.97 * beginning, 0.97 * joined, 0.95 * anywhere / letters)


def _without_misspelt_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if rest and OSA.distance(first, "the") == 1 else name


def _trigrams(name: str) -> dict[str, None]:
    """Triples of letters of the name, and of a short name with any two neighbouring letters swapped.

    A long name shares enough triples with its misspelling as it is.
    """
    padded = f" {name} "
    found = _triples(padded)
    if len(name) > _LONGEST_SWAPPED:
        return found
    for place in range(1, len(padded) - 2):
        before, first, second, after = padded[:place], padded[place], padded[place + 1], padded[place + 2 :]
        found |= _triples(f"{before[-2:]}{second}{first}{after[:2]}")
    return found


def _triples(text: str) -> dict[str, None]:
    return dict.fromkeys(text[place : place + 3] for place in range(len(text) - 2))


def _any_of(trigrams: dict[str, None]) -> str:
    return " OR ".join(f'"{trigram}"' for trigram in trigrams)
