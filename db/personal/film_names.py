"""Forms of a title in which the spellings of different sites meet, and films stay apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from data.folding import fold
from db.search.names import without_article, word_forms

_SPELLINGS = {
    "colour": "color", "colours": "colors", "grey": "gray", "theatre": "theater", "favourite": "favorite",
    "honour": "honor", "neighbour": "neighbor", "neighbours": "neighbors", "harbour": "harbor",
    "centre": "center", "labour": "labor", "armour": "armor", "traveller": "traveler", "odour": "odor",
    "rumour": "rumor", "doctor": "dr", "mister": "mr", "missus": "mrs", "saint": "st", "versus": "vs", "v": "vs",
    "boulevard": "blvd", "avenue": "ave",
}  # fmt: skip
_NUMBER_FORMS = [word_forms(str(number)) for number in range(1, 14)]
_PLAIN = _SPELLINGS | {form: forms[0] for forms in _NUMBER_FORMS for form in forms}
_BEFORE_A_NUMBER = frozenset({"part", "vol", "volume", "chapter", "pt", "episode"})
_SYMBOLS = str.maketrans({"♥": " heart ", "π": "pi", "²": " 2", "³": " 3", "★": " star "})
_EPISODE = re.compile(r"\bepisode (?:[ivx]+|\d+) (?=\S)")
_DIGITS = re.compile(r"\d+")

_BREAK = re.compile(r": | [-–—] ")
_OWNER = re.compile(r"^(?:[\w.-]+ ){0,2}[\w.-]+(?:['’]s|s['’]) (?=\S)")
_WORDS_OF_A_LONG_END, _WORDS_BEHIND_AN_OWNER = 3, 2
# What says that a film is not the first of its name: "Part II", "3", but not "Part I".
_SEQUEL = re.compile(
    r"\b(?:(?:part|vol\.?|volume|chapter) (?!(?:i|1|one)\b)\w|(?!1\b)\d+\b|(?:i[ivx]+|vi+)\b)", re.IGNORECASE
)
_EPISODE_IN_TITLE = re.compile(r"\bepisode (?:[ivx]+|\d+)\s?[-–—:]\s?", re.IGNORECASE)


class Spelling(NamedTuple):
    """A title as it is compared.

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
        """The numbers in it, in order; films that differ in them are different."""
        return _DIGITS.findall(self.loose)


class PartKind(Enum):
    """What a part of a title is worth as a name of its own.

    "X2" is the beginning of "X2: X-Men United", and "Life of Brian" a long end of "Monty Python's Life of Brian".
    "The Godfather" says too little for "The Godfather: Part II", and "Lazarus" for "The Crow: Lazarus".
    """

    BEGINNING = 0
    LONG_END = 1
    TOO_LITTLE = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a title that may stand for all of it."""

    spelling: Spelling
    kind: PartKind


def spelling(title: str) -> Spelling | None:
    """The title as it is compared; None where it has neither letters nor digits."""
    name = without_article(fold(title if title.isascii() else title.translate(_SYMBOLS)))
    return spelling_of_folded(name) if name else None


def spelling_of_folded(name: str) -> Spelling:
    """A title as it is compared, from its folded form without an article."""
    first, *rest = (_EPISODE.sub("", name) if "episode " in name else name).split(" ")
    words = [_SPELLINGS.get(first, first)]
    for word in rest:
        # Numbers at the start are names: "Seven" and "7", "Nine" and "9" are different films.
        plain = _PLAIN.get(word, word)
        if words[-1] in _BEFORE_A_NUMBER and plain.isdigit() and len(words) > 1:
            words.pop()
        words.append(plain)
    return Spelling(name, "".join(words), name.count(" ") + 1)


def parts_of(title: str) -> list[Part]:
    """Shorter names by which people and sites call the same film."""
    parts = []
    breaks = list(_BREAK.finditer(title))
    for at in breaks:
        if spelled := spelling(title[: at.start()]):
            sequel = _SEQUEL.search(_EPISODE_IN_TITLE.sub("", title[at.end() :]))
            parts.append(Part(spelled, PartKind.TOO_LITTLE if sequel else PartKind.BEGINNING))
    ends = [(at.end(), _WORDS_OF_A_LONG_END) for at in breaks[-1:]]
    if owner := _OWNER.match(title):
        ends.append((owner.end(), _WORDS_BEHIND_AN_OWNER))
    for start, enough in ends:
        if spelled := spelling(title[start:]):
            parts.append(Part(spelled, PartKind.LONG_END if spelled.words >= enough else PartKind.TOO_LITTLE))
    return parts
