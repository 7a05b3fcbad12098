"""Films whose title is spelled almost like what was typed, for search that forgives typing errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from data.folding import fold
from db.search.filters import SearchFilter
from db.search.names import with_numbers, without_article, word_forms
from db.search.title_hits import NAME_COLUMNS, NAMED_FILMS, names_matching, needed_words
from db.search.title_words import TitleWords, title_words
from db.store.bulk import read_rows

_CANDIDATES = 100
_LONGEST = 80
_SIMILAR = 0.72
_SURELY_SIMILAR = 0.8
_FAME = 0.12
_RAREST_TRIGRAMS = 10
_FEWEST_LEFT = 2
_MOST_LEFT = 8


@dataclass(frozen=True, slots=True)
class SimilarTitle:
    """A film whose title is spelled almost like a text.

    Attributes:
        similarity: from 0 to 1.
        score: the similarity, and a little for being well known; orders the list.
    """

    movie_id: int
    similarity: float
    score: float
    year: int | None
    popularity: int


def similar_titles(connection: Connection, text: str, wanted: SearchFilter, limit: int) -> list[SimilarTitle]:
    """Films whose title is spelled almost like `text`, most similar first; well-known films have a small advantage.

    Similarity is that of an optimal string alignment (edits, and swaps of neighbouring letters), at least 72 %: of the
    whole title, of its beginning, or of words in any order. In short titles one letter may be wrong.
    """
    name = fold(text)[:_LONGEST].strip()
    if len(name) < 3:
        return []
    known = title_words(connection)
    words = with_numbers(_without_misspelt_article(without_article(name), known).split())
    name = " ".join(words)
    found: dict[int, SimilarTitle] = {}
    for query in _queries(words, known):
        _add_similar(found, name, names_matching(connection, query, wanted, _CANDIDATES), known)
        if any(film.similarity >= _SURELY_SIMILAR for film in found.values()):
            break
    else:
        _add_similar(found, name, _names_with_trigrams(connection, name, wanted), known)
    return sorted(found.values(), key=lambda film: (-film.score, film.movie_id))[:limit]


def _queries(words: Sequence[str], known: TitleWords) -> list[str]:
    """FTS5 queries, the strictest first: all words or their variants, then all but one."""
    needed = needed_words(list(words))
    terms = [
        _term(word, known, last=word == words[-1] and place == len(needed) - 1) for place, word in enumerate(needed)
    ]
    ways = [terms, *_joined(needed, terms, known)]
    queries = [" OR ".join(f"({' AND '.join(way)})" for way in ways)]
    if _FEWEST_LEFT < len(needed) <= _MOST_LEFT:
        fewer = [terms[:place] + terms[place + 1 :] for place in range(len(terms))]
        queries.append(" OR ".join(f"({' AND '.join(way)})" for way in fewer))
    return queries


def _term(word: str, known: TitleWords, *, last: bool) -> str:
    """A word and its variants, quoted: other ways to write it, words it may be a misspelling of, and its halves."""
    variants = [f'"{other}"' for other in dict.fromkeys((*word_forms(word), *known.similar(word)))]
    if last:
        variants += [f'"{prefix}" *' for prefix in (word, *known.similar_prefixes(word))]
    if word not in known:
        variants += [f'("{first}" AND "{second}")' for first, second in known.splits(word)]
    return f"({' OR '.join(variants)})"


def _joined(needed: Sequence[str], terms: Sequence[str], known: TitleWords) -> list[list[str]]:
    """The terms with two neighbouring words joined, once for each pair that makes a word of some title."""
    ways = []
    for place, pair in enumerate(pairwise(needed)):
        whole = "".join(pair)
        words = ([whole] if whole in known else []) + list(known.similar(whole))
        if words:
            term = " OR ".join(f'"{word}"' for word in words)
            ways.append([*terms[:place], f"({term})", *terms[place + 2 :]])
    return ways


def _add_similar(found: dict[int, SimilarTitle], name: str, rows: Sequence[tuple[Any, ...]], known: TitleWords) -> None:
    """Adds the films of those rows whose name is similar enough."""
    for movie_id, candidate, _key, _title, year, popularity in rows:
        similarity = _similarity(name, candidate)
        # A single wrong letter is a large part of a short title.
        if similarity >= _SIMILAR or OSA.distance(name, candidate, score_cutoff=1) <= 1:
            score = similarity + _FAME * known.fame(popularity)
            if movie_id not in found or score > found[movie_id].score:
                found[movie_id] = SimilarTitle(movie_id, similarity, score, year, popularity)


def _similarity(text: str, title: str) -> float:
    """From 0 to 1, the best of several comparisons; one of them ignores spaces."""
    words, title_words = text.split(), title.split()
    whole = OSA.normalized_similarity(text, title)
    beginning = OSA.normalized_similarity(text, " ".join(title_words[: len(words)]))
    joined = OSA.normalized_similarity("".join(words), "".join(title_words))
    unfinished = OSA.normalized_similarity(text, title[: len(text)])
    letters = sum(map(len, words))
    anywhere = sum(len(word) * max(OSA.normalized_similarity(word, other) for other in title_words) for word in words)
    return max(whole, 0.97 * beginning, 0.97 * joined, 0.95 * unfinished, 0.95 * anywhere / letters)


def _without_misspelt_article(name: str, known: TitleWords) -> str:
    """Without "teh" and the like, and without a "the" that is joined to the next word."""
    first, _, rest = name.partition(" ")
    if first in known:
        return name
    if first.startswith("the") and first[3:] in known:
        return name[3:]
    return rest if rest and OSA.distance(first, "the") == 1 else name


def _names_with_trigrams(connection: Connection, name: str, wanted: SearchFilter) -> list[tuple[Any, ...]]:
    """The names that share most of the text's rarest trigrams, for texts whose words are all unknown."""
    padded = f" {name} "
    trigrams = dict.fromkeys(padded[place : place + 3] for place in range(len(padded) - 2))
    counted = [
        read_rows(connection, "SELECT term, doc FROM movie_title_triple WHERE term = ?", (trigram,))
        for trigram in trigrams
    ]
    rarest = sorted((names, trigram) for rows in counted for trigram, names in rows)[:_RAREST_TRIGRAMS]
    if not rarest:
        return []
    conditions, parameters = wanted.conditions()
    return read_rows(
        connection,
        f"SELECT {NAME_COLUMNS} FROM movie_title_trigram AS f{NAMED_FILMS}"  # noqa: S608
        f" WHERE movie_title_trigram MATCH :trigrams{conditions}"
        " ORDER BY bm25(movie_title_trigram) LIMIT :candidates",
        {
            **parameters,
            "trigrams": " OR ".join(f'"{trigram}"' for _names, trigram in rarest),
            "candidates": _CANDIDATES,
        },
    )
