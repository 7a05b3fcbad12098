"""Normal forms of titles in which different sites' spellings agree and different films do not; and shorter names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from data.folding import fold
from db.search.names import ARTICLES, with_numbers, without_article, word_forms

_SPELLINGS = {
    "colour": "color", "colours": "colors", "grey": "gray", "theatre": "theater", "favourite": "favorite",
    "honour": "honor", "neighbour": "neighbor", "neighbours": "neighbors", "harbour": "harbor",
    "centre": "center", "labour": "labor", "armour": "armor", "traveller": "traveler", "odour": "odor",
    "rumour": "rumor", "doctor": "dr", "mister": "mr", "missus": "mrs", "saint": "st", "versus": "vs", "v": "vs",
    "boulevard": "blvd", "avenue": "ave", "neighbouring": "neighboring",
}  # fmt: skip
_NUMBER_FORMS = [word_forms(str(number)) for number in (*range(1, 21), *range(30, 100, 10), 100, 1000)]
_PLAIN = _SPELLINGS | {form: forms[0] for forms in _NUMBER_FORMS for form in forms}
_BEFORE_A_NUMBER = frozenset({"part", "vol", "volume", "chapter", "pt", "episode"})
_SYMBOLS = str.maketrans({"♥": " heart ", "π": "pi", "²": " 2", "³": " 3", "★": " star ", "×": " x "})
_EPISODE = re.compile(r"\bepisode (?:[ivx]+|\d+) (?=\S)")
_DIGITS = re.compile(r"\d+")

_BREAK = re.compile(r": | [-–—] ")
_OWNER = re.compile(r"^(?:[\w.-]+ ){0,2}[\w.-]+(?:['’]s|s['’]) (?=\S)")
_WORDS_OF_A_LONG_END, _WORDS_BEHIND_AN_OWNER = 3, 2
# Marks of a sequel: "Part II", "3", but not "Part I".
_SEQUEL = re.compile(
    r"\b(?:(?:part|vol\.?|volume|chapter) (?!(?:i|1|one)\b)\w|(?!1\b)\d+\b|(?:i[ivx]+|vi+)\b)", re.IGNORECASE
)
_EPISODE_IN_TITLE = re.compile(r"\bepisode (?:[ivx]+|\d+)\s?[-–—:]\s?", re.IGNORECASE)


class Spelling(NamedTuple):
    """A title in the form that is compared.

    Attributes:
        name: folded, without a leading article.
        loose: `name` without spaces, numbers as digits, in American spelling, without "part" and the like before
            a number, and without "Episode V" before the name of the episode.
        words: how many words `name` has.
    """

    name: str
    loose: str
    words: int

    @property
    def numbers(self) -> list[str]:
        """The numbers in it, in order; titles with different numbers are different films."""
        return _DIGITS.findall(self.loose)


class ShortNameKind(Enum):
    """What a part of a title is worth as a name of the film.

    "X2" is the beginning of "X2: X-Men United", and "Life of Brian" a long end of "Monty Python's Life of Brian".
    "The Godfather" is too vague for "The Godfather: Part II", and "Lazarus" for "The Crow: Lazarus".
    """

    BEGINNING = 0
    LONG_END = 1
    VAGUE = 2


@dataclass(frozen=True, slots=True)
class ShortName:
    """A part of a title by which people may call the film."""

    spelling: Spelling
    kind: ShortNameKind


def spelling(title: str) -> Spelling | None:
    """The title in the form that is compared; None where it has neither letters nor digits."""
    name = without_article(fold(title if title.isascii() else title.translate(_SYMBOLS)))
    return spelling_of_folded(name) if name else None


def spelling_of_folded(name: str) -> Spelling:
    """A title in the form that is compared, from its folded form without an article."""
    first, *rest = (_EPISODE.sub("", name) if "episode " in name else name).split(" ")
    # A number alone is the name: "Seven" and "7", "Nine" and "9" are different films.
    plain_words = _PLAIN if rest and len(first) > 1 else _SPELLINGS
    words = [plain_words.get(first, first)]
    for word in with_numbers(rest):
        plain = _PLAIN.get(word, word)
        if words[-1] in _BEFORE_A_NUMBER and plain.isdigit() and len(words) > 1:
            words.pop()
        words.append(plain)
    return Spelling(name, "".join(words), name.count(" ") + 1)


def article(title: str) -> str:
    """The article that the title begins with; "" without one, and where nothing follows it."""
    first, _, rest = fold(title).partition(" ")
    return first if rest and first in ARTICLES else ""


def short_names(title: str) -> list[ShortName]:
    """Shorter names by which people and sites call the same film."""
    names = []
    breaks = list(_BREAK.finditer(title))
    for at in breaks:
        if spelled := spelling(title[: at.start()]):
            sequel = _SEQUEL.search(_EPISODE_IN_TITLE.sub("", title[at.end() :]))
            names.append(ShortName(spelled, ShortNameKind.VAGUE if sequel else ShortNameKind.BEGINNING))
    ends = [(at.end(), _WORDS_OF_A_LONG_END) for at in breaks[-1:]]
    if owner := _OWNER.match(title):
        ends.append((owner.end(), _WORDS_BEHIND_AN_OWNER))
    for start, enough in ends:
        if spelled := spelling(title[start:]):
            names.append(ShortName(spelled, ShortNameKind.LONG_END if spelled.words >= enough else ShortNameKind.VAGUE))
    return names
