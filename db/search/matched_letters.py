"""Which letters of a title match a search, for lists that highlight them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA, Levenshtein

from data.folding import compact, fold
from db.search.names import word_forms

Spans = tuple[tuple[int, int], ...]

_SIMILAR = 0.6
_SHORTEST_MISSPELT = 3
_APOSTROPHES = frozenset("'’ʼ`´")


@dataclass(frozen=True, slots=True)
class _Letters:
    """The folded letters of a title.

    Attributes:
        places: for each letter, its place in the title.
        words: (start, end) of each word in `text`.
    """

    text: str
    places: tuple[int, ...]
    words: tuple[tuple[int, int], ...]


def matched_letters(title: str, words: Sequence[str]) -> Spans:
    """The parts of `title`, as (start, end), that match the folded words of a search, in order, without overlap.

    A word matches as search finds it: whole or, for the last one, as a prefix; across punctuation ("walle" in
    "WALL·E"); in any form of a number; two joined as one. Of a misspelt word, the letters that are right match.
    """
    letters = _letters_of(title)
    matched: set[int] = set()
    pairs = [first + second for first, second in pairwise(words)]
    for place, word in enumerate(words):
        last = place == len(words) - 1
        found = list(_as_typed(letters, word, unfinished=last))
        if not found:
            near = [pairs[other] for other in (place - 1, place) if 0 <= other < len(pairs)]
            found = [part for pair in near for part in _as_typed(letters, pair, unfinished=last)]
        for start, end in found:
            matched.update(range(start, end))
        if not found:
            matched.update(_misspelt(letters, word, unfinished=last))
    return _spans(title, {letters.places[letter] for letter in matched})


def _as_typed(letters: _Letters, word: str, *, unfinished: bool) -> Iterator[tuple[int, int]]:
    ends = {end for _, end in letters.words}
    forms = word_forms(word)
    for start, end in letters.words:
        if letters.text[start:end] in forms:
            yield start, end
        elif letters.text.startswith(word, start) and (unfinished or start + len(word) in ends):
            yield start, start + len(word)


def _misspelt(letters: _Letters, word: str, *, unfinished: bool) -> Iterator[int]:
    """The letters of the most similar word of the title that `word` has right."""
    if len(word) < _SHORTEST_MISSPELT or word.isdigit():
        return
    best, best_at, meant = _SIMILAR, 0, ""
    for start, end in letters.words:
        whole = letters.text[start:end]
        for other in {whole, whole[: len(word)]} if unfinished else {whole}:
            similarity = OSA.normalized_similarity(word, other)
            if similarity > best:
                best, best_at, meant = similarity, start, other
    for block in Levenshtein.opcodes(word, meant):
        if block.tag == "equal":
            yield from range(best_at + block.dest_start, best_at + block.dest_end)


def _letters_of(title: str) -> _Letters:
    text: list[str] = []
    places: list[int] = []
    words: list[tuple[int, int]] = []
    start = 0
    for place, sign in enumerate(title):
        folded = _folded(sign)
        if not folded:
            if unicodedata.combining(sign) or _within_a_word(title, place):
                continue
            if len(text) > start:
                words.append((start, len(text)))
            start = len(text)
        text += folded
        places += [place] * len(folded)
    if len(text) > start:
        words.append((start, len(text)))
    return _Letters("".join(text), tuple(places), tuple(words))


def _within_a_word(title: str, place: int) -> bool:
    """Whether the apostrophe at `place` leaves one word, as in "Ocean's"."""
    if title[place] not in _APOSTROPHES or place == 0:
        return False
    end = place + 1
    while end < len(title) and title[end].isalnum():
        end += 1
    return " " not in fold(title[place - 1 : end]) and end > place + 1


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    return compact(sign)


def _spans(title: str, matched: set[int]) -> Spans:
    """Adjacent places as one part, punctuation between them included; an accent belongs to the letter before it."""
    spans: list[list[int]] = []
    for place in sorted(matched):
        end = place + 1
        while end < len(title) and unicodedata.combining(title[end]):
            end += 1
        if spans and not any(sign.isalnum() or sign.isspace() for sign in title[spans[-1][1] : place]):
            spans[-1][1] = max(end, spans[-1][1])
        else:
            spans.append([place, end])
    return tuple((start, end) for start, end in spans)
