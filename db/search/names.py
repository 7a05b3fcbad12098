"""Normal forms of titles: the names under which search stores films, and in which it compares what is typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from data.folding import compact, fold

ARTICLES = frozenset({"the", "a", "an"})

_NUMERALS = (
    ("1", "i", "one"),
    ("2", "ii", "two"),
    ("3", "iii", "three"),
    ("4", "iv", "four"),
    ("5", "v", "five"),
    ("6", "vi", "six"),
    ("7", "vii", "seven"),
    ("8", "viii", "eight"),
    ("9", "ix", "nine"),
    ("10", "x", "ten"),
    ("11", "xi", "eleven"),
    ("12", "xii", "twelve"),
    ("13", "xiii", "thirteen"),
    ("14", "xiv", "fourteen"),
    ("15", "xv", "fifteen"),
    ("16", "xvi", "sixteen"),
    ("17", "seventeen"),
    ("18", "eighteen"),
    ("19", "nineteen"),
    ("20", "xx", "twenty"),
    ("30", "thirty"),
    ("40", "forty"),
    ("50", "fifty"),
    ("60", "sixty"),
    ("70", "seventy"),
    ("80", "eighty"),
    ("90", "ninety"),
    ("100", "hundred"),
    ("1000", "thousand"),
    ("1st", "first"),
    ("2nd", "second"),
    ("3rd", "third"),
    ("4th", "fourth"),
    ("5th", "fifth"),
    ("6th", "sixth"),
    ("7th", "seventh"),
    ("8th", "eighth"),
    ("9th", "ninth"),
    ("10th", "tenth"),
    ("11th", "eleventh"),
    ("12th", "twelfth"),
    ("13th", "thirteenth"),
)
_SPELLINGS = (
    ("dr", "doctor"),
    ("mr", "mister"),
    ("mrs", "missus"),
    ("st", "saint"),
    ("vs", "versus", "v"),
    ("vol", "volume"),
    ("pt", "part"),
    ("color", "colour"),
    ("colors", "colours"),
    ("gray", "grey"),
    ("theater", "theatre"),
    ("neighbor", "neighbour"),
    ("neighbors", "neighbours"),
    ("favorite", "favourite"),
    ("honor", "honour"),
    ("harbor", "harbour"),
    ("center", "centre"),
    ("traveler", "traveller"),
)
_DIGITS = {word: forms[0] for forms in _NUMERALS for word in forms}
_FORMS: dict[str, tuple[str, ...]] = {word: forms for forms in _NUMERALS for word in forms}
for _forms in _SPELLINGS:
    _FORMS |= {word: tuple(dict.fromkeys((*_forms, *_FORMS.get(word, ())))) for word in _forms}
_TENS = frozenset({"20", "30", "40", "50", "60", "70", "80", "90"})
_SUBTITLE = re.compile(r":\s| [-–—] | or:? ")
"""What stands between a title and its subtitle."""


class SearchName(NamedTuple):
    """One name of a film, as the search indices store it.

    Attributes:
        folded: the folded title.
        name: `folded` without a leading English article.
        match_key: `name` with numerals as digits and without spaces.
    """

    folded: str
    name: str
    match_key: str


def search_names(titles: Iterable[str]) -> list[SearchName]:
    """The names of a film with these titles; "Spider-Man" gives "spider man" and "spiderman"."""
    names: dict[str, SearchName] = {}
    for title in titles:
        for folded in (fold(title), _joined(title)):
            if folded and folded not in names:
                names[folded] = SearchName(folded, without_article(folded), match_key(folded))
    return list(names.values())


def without_article(folded: str) -> str:
    """`folded` without a leading "the", "a" or "an", unless nothing would be left."""
    first, _, rest = folded.partition(" ")
    return rest if first in ARTICLES and rest else folded


def match_key(folded: str) -> str:
    """Equal for "The Godfather: Part II" and "godfather part 2", for "Spider-Man" and "spiderman"."""
    first, *rest = with_numbers(without_article(folded).split()) or [""]
    return "".join((first if len(first) == 1 else _digits(first), *map(_digits, rest)))


def with_numbers(words: Sequence[str]) -> list[str]:
    """The words, with a number that takes two words as one: "twenty", "eight" becomes "28"."""
    joined: list[str] = []
    for word in words:
        before, unit = _digits(joined[-1]) if joined else "", _digits(word)
        # A letter such as the "x" of "Malcolm X" is not the second half of a number.
        if before in _TENS and len(joined[-1]) > 2 and len(word) > 2 and len(unit) == 1 and unit.isdigit():
            joined[-1] = f"{before[0]}{unit}"
        else:
            joined.append(word)
    return joined


class TitlePart(NamedTuple):
    """A part of a title between colons and dashes. `is_name`: whether people may call the film by it."""

    match_key: str
    is_name: bool


def title_parts(title: str) -> list[TitlePart]:
    """The parts of a title that has several, such as "Star Wars", "Episode IV" and "A New Hope"; else none.

    The first part is a name of the film, and so is any part of two words or more besides an article.
    """
    pieces = _SUBTITLE.split(title)
    if len(pieces) == 1:
        return []
    folded = [fold(piece) for piece in pieces]
    return [
        TitlePart(match_key(piece), place == 0 or " " in without_article(piece))
        for place, piece in enumerate(folded)
        if piece
    ]


def word_forms(word: str) -> tuple[str, ...]:
    """`word` and the other ways to write it: "2", "ii", "two"; "dr", "doctor"."""
    return _FORMS.get(word, (word,))


def _digits(word: str) -> str:
    return _DIGITS.get(word, word)


def _joined(title: str) -> str:
    """The title folded word by word, so that punctuation within a word does not split it."""
    return " ".join(word for word in map(compact, title.split()) if word)
