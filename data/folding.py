"""One folded form for titles and queries, so that what a person types meets what the catalogue spells."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "ĸ": "k",
        "æ": "ae", "œ": "oe", "ß": "ss", "ё": "е",
        "½": " 1 2", "⅓": " 1 3", "⅔": " 2 3", "¼": " 1 4", "¾": " 3 4",
        "&": " and ",
    }
)  # fmt: skip

_ASCII = {place: " " for place in range(128) if not chr(place).isalnum()} | {ord("&"): " and "}

# "Ocean's" and "oceans" are one word, while the "l" of "l'avventura" is not part of the next.
_APOSTROPHE_IN_WORD = re.compile(r"(?<=\w)['’ʼ`´](?=(?:s|t|m|d|ll|re|ve)(?!\w))")


def fold(text: str) -> str:
    """Words in lower case, without Latin or Greek accents and punctuation, one space between them.

    "Amélie" -> "amelie", "Æon Flux" -> "aeon flux", "Spider-Man" -> "spider man", "Fast & Furious" -> "fast
    and furious", "Ocean's Eleven" -> "oceans eleven", "8½" -> "8 1 2". Other scripts keep all their letters
    and marks. Folding twice changes nothing; a text without letters and digits folds to "".
    """
    lowered = _APOSTROPHE_IN_WORD.sub("", text.casefold())
    if lowered.isascii():
        return " ".join(lowered.translate(_ASCII).split())
    # Compatibility forms ("ﬁ", full width) may bring back letters that the first step maps.
    plain = unicodedata.normalize("NFKD", lowered.translate(_LETTERS)).casefold().translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFC", _letters(plain)).split())


def compact(text: str) -> str:
    """The folded text without spaces, where "spiderman" and "Spider-Man" meet."""
    return fold(text).replace(" ", "")


def _letters(decomposed: str) -> str:
    """Letters, digits and the marks that belong to them; anything else becomes a space."""
    kept: list[str] = []
    base = ""
    for char in decomposed:
        if char.isalnum():
            base = char
            kept.append(char)
        elif unicodedata.category(char).startswith("M"):
            if base and not _takes_accents(base):
                kept.append(char)
        else:
            base = ""
            kept.append(" ")
    return "".join(kept)


def _takes_accents(letter: str) -> bool:
    """Whether marks on this letter are accents that people leave out: Latin and Greek, and digits."""
    return letter < "\u0400" or "\u1e00" <= letter < "\u2000"
