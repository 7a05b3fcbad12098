"""The texts a film is found by: made from its titles at import, and from what people type at search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
)
_DIGITS = {word: forms[0] for forms in _NUMERALS for word in forms}
_FORMS = {word: forms for forms in _NUMERALS for word in forms}


@dataclass(frozen=True, slots=True)
class FoundBy:
    """One name of a film, as the search indices hold it.

    Attributes:
        folded: the folded title.
        name: `folded` without a leading English article.
        match_key: `name` with numerals as digits and without spaces.
    """

    folded: str
    name: str
    match_key: str


def found_by(titles: Iterable[str]) -> list[FoundBy]:
    """The names of a film with these titles; "Spider-Man" gives "spider man" and "spiderman"."""
    names: dict[str, FoundBy] = {}
    for title in titles:
        for folded in (fold(title), _joined(title)):
            if folded and folded not in names:
                names[folded] = FoundBy(folded, without_article(folded), match_key(folded))
    return list(names.values())


def without_article(folded: str) -> str:
    """`folded` without a leading "the", "a" or "an", unless nothing would be left."""
    first, _, rest = folded.partition(" ")
    return rest if first in ARTICLES and rest else folded


def match_key(folded: str) -> str:
    """Equal for "The Godfather: Part II" and "godfather part 2", for "Spider-Man" and "spiderman"."""
    first, *rest = without_article(folded).split() or [""]
    return "".join((first if len(first) == 1 else _digits(first), *map(_digits, rest)))


def word_forms(word: str) -> tuple[str, ...]:
    """`word` and the other ways to write the same number: "2", "ii", "two"."""
    return _FORMS.get(word, (word,))


def _digits(word: str) -> str:
    return _DIGITS.get(word, word)


def _joined(title: str) -> str:
    """Folded word by word, so that what punctuation splits stays in one piece."""
    return " ".join(word for word in map(compact, title.split()) if word)
