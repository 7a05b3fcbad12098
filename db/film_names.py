"""Forms of a title in which the spellings of different sites meet, and films stay apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from data.folding import fold
from db.names import without_article, word_forms

_SPELLINGS = {
    "colour": "color", "colours": "colors", "grey": "gray", "theatre": "theater", "favourite": "favorite",
    "honour": "honor", "neighbour": "neighbor", "neighbours": "neighbors", "harbour": "harbor",
    "centre": "center", "labour": "labor", "armour": "armor", "traveller": "traveler", "odour": "odor",
    "doctor": "dr", "mister": "mr", "missus": "mrs", "saint": "st", "versus": "vs", "v": "vs",
    "boulevard": "blvd", "avenue": "ave",
}  # fmt: skip
_PLAIN = _SPELLINGS | {
    form: forms[0] for number in range(1, 14) for forms in [word_forms(str(number))] for form in forms
}
_SYMBOLS = str.maketrans({"♥": " heart ", "π": "pi", "²": " 2", "³": " 3", "★": " star "})
_BEFORE_A_NUMBER = frozenset({"part", "vol", "volume", "chapter", "pt", "episode"})
_EPISODE = re.compile(r"\bepisode (?:[ivx]+|\d+)\s?[-–—:]\s?", re.IGNORECASE)
_NUMBERED = re.compile(r"\d+")
_BREAK = re.compile(r": | [-–—] ")
# What says that a film is not the first of its name: "Part II", "3", but not "Part I".
_SEQUEL = re.compile(
    r"\b(?:(?:part|vol\.?|volume|chapter) (?!(?:i|1|one)\b)\w|(?!1\b)\d+\b|(?:i[ivx]+|vi+)\b)", re.IGNORECASE
)
_LONG_END = 3
"""Words; fewer are enough behind "Monty Python's"."""
_OWNER = re.compile(r"^(?:[\w.-]+ ){0,2}[\w.-]+(?:['’]s|s['’]) (?=\S)")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A title as it is compared.

    Attributes:
        exact: folded.
        loose: without a leading article and spaces, numbers as digits, in American spelling, without "part" and
            the like before a number, and without "Episode V" before the name of the episode.
        words: how many words `loose` has.
        numbers: the numbers in it, in order; films that differ in them are different.
    """

    exact: str
    loose: str
    words: int
    numbers: tuple[str, ...]


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
    if not title.isascii():
        title = title.translate(_SYMBOLS)
    exact = fold(title)
    if not exact:
        return None
    named = (fold(_EPISODE.sub("", title)) or exact) if "pisode" in title else exact
    first, *rest = without_article(named).split()
    words = [_SPELLINGS.get(first, first)]
    for word in rest:
        # Numbers at the start are names: "Seven" and "7", "Nine" and "9" are different films.
        plain = _PLAIN.get(word, word)
        if words[-1] in _BEFORE_A_NUMBER and plain.isdigit() and len(words) > 1:
            words.pop()
        words.append(plain)
    loose = "".join(words)
    numbers = () if loose.isalpha() else tuple(_NUMBERED.findall(" ".join(words)))
    return Spelling(exact, loose, len(words), numbers)


def parts_of(title: str) -> list[Part]:
    """Shorter names by which people and sites call the same film."""
    breaks = list(_BREAK.finditer(title))
    owner = _OWNER.match(title)
    if not breaks and not owner:
        return []
    parts = []
    for at in breaks:
        if spelled := spelling(title[: at.start()]):
            sequel = _SEQUEL.search(_EPISODE.sub("", title[at.end() :]))
            parts.append(Part(spelled, PartKind.TOO_LITTLE if sequel else PartKind.BEGINNING))
    for start, words in [(at.end(), _LONG_END) for at in breaks[-1:]] + ([(owner.end(), 2)] if owner else []):
        if spelled := spelling(title[start:]):
            parts.append(Part(spelled, PartKind.LONG_END if spelled.words >= words else PartKind.TOO_LITTLE))
    return parts
