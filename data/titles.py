"""Official titles taken apart: "Matrix, The (1999)" is "The Matrix" of 1999, sorted under "matrix"."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from data.folding import fold

_ARTICLES = (
    "the", "a", "an",
    "le", "la", "les", "l'", "l’", "un", "une", "des",
    "der", "die", "das", "ein", "eine",
    "il", "lo", "i", "gli", "uno", "una",
    "el", "los", "las", "o", "os", "as", "um", "uma",
    "den", "det", "de", "en", "ett", "et", "het", "een", "da",
)  # fmt: skip

_INVERTED = re.compile(
    rf"(?P<rest>.+?\S), ?(?P<article>{'|'.join(map(re.escape, _ARTICLES))})(?P<tail>(?:: | - ).*)?",
    re.IGNORECASE | re.DOTALL,
)
_LEADING_ENGLISH = re.compile(r"^(?:the|an?) (?=\S)", re.IGNORECASE)
_YEARS = re.compile(r"(?P<year>(?:18[7-9]|19\d|20\d)\d)(?:\s*[-–—/]\s*(?:\d{4})?)?", re.ASCII)
_FORMATS = frozenset({"v", "tv", "vg", "mini", "short"})
_ALSO_KNOWN_AS = re.compile(r"(?:^|,)?\s*\ba\.?\s?k\.?\s?a\b\.?:?\s*", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class ParsedTitle:
    """An official title taken apart.

    Attributes:
        display_title: as people say it, without year and other names.
        year: of release, the first one of a range; None where the title names none.
        sort_title: folded, without a leading article.
        aliases: other names, as people say them: what stands in brackets, "a.k.a." or not.
    """

    display_title: str
    year: int | None
    sort_title: str
    aliases: tuple[str, ...]


def parse_title(title: str) -> ParsedTitle:
    """Takes an official title apart; any text gives a result, and one that is not blank a display title.

    "Seven (a.k.a. Se7en) (1995)" -> "Seven", 1995, aliases ("Se7en",); "Postman, The (Postino, Il) (1994)" ->
    "The Postman", 1994, aliases ("Il Postino",); "[REC] (2007)" -> "[REC]", 2007; "Babylon 5" -> "Babylon 5",
    no year.
    """
    name = " ".join(_unescaped(title).split())
    name, year = _without_year(name)
    brackets: list[str] = []
    while split := _split_last_bracket(name):
        name, inner = split
        brackets.insert(0, inner)
    display = _article_first(name)
    seen = {fold(display)}
    aliases: list[str] = []
    for alias in (alias for inner in brackets for alias in _names_in(inner)):
        if (folded := fold(alias)) and folded not in seen:
            seen.add(folded)
            aliases.append(alias)
    return ParsedTitle(display, year, _sort_title(name, display), tuple(aliases))


def _unescaped(title: str) -> str:
    return _ENTITY.sub(lambda match: html.unescape(match[0]), title)


def _without_year(name: str) -> tuple[str, int | None]:
    """Cuts the last bracket that holds a year, and a format such as "(V)" behind it."""
    rest, skipped = name, 0
    while (split := _split_last_bracket(rest)) and skipped < 2:
        before, inner = split
        if match := _YEARS.fullmatch(inner.strip()):
            return before, int(match["year"])
        if inner.strip().lower() not in _FORMATS:
            break
        rest, skipped = before, skipped + 1
    return name, None


def _split_last_bracket(name: str) -> tuple[str, str] | None:
    """What stands before and inside the round bracket that ends the name; None where none is to be cut."""
    if not name.endswith(")"):
        return None
    depth = 0
    for place in range(len(name) - 1, -1, -1):
        depth += (name[place] == ")") - (name[place] == "(")
        if depth == 0:
            before = name[:place].rstrip()
            belongs_to_name = not before or before.lower().endswith((" or", " or:"))
            return None if belongs_to_name else (before, name[place + 1 : -1].strip())
    return None


def _names_in(bracket: str) -> Iterator[str]:
    if _YEARS.fullmatch(bracket) or bracket.lower() in _FORMATS:
        return
    for name in _ALSO_KNOWN_AS.split(bracket):
        if cleaned := name.strip(" ,;"):
            yield _article_first(cleaned)


def _article_first(name: str) -> str:
    """The name as people say it: "The Matrix" of "Matrix, The", "L'Avventura" of "Avventura, L'"."""
    match = _inverted(name)
    if match is None:
        return name
    article = match["article"][0].upper() + match["article"][1:]
    space = "" if article.endswith(("'", "’")) else " "
    return f"{article}{space}{match['rest']}{match['tail'] or ''}"


def _inverted(name: str) -> re.Match[str] | None:
    match = _INVERTED.fullmatch(name) if len(name) <= _LONGEST else None
    # "Vitelloni, I" is inverted, while "Me, Myself, I" ends a list and "vitamin a, b, a" is no title.
    if match and match["article"].lower() in {"a", "i", "o"}:
        ends_a_list = match["article"] in {"I", "O"} and "," in match["rest"]
        return None if ends_a_list or match["article"].islower() else match
    return match


def _sort_title(name: str, display: str) -> str:
    """The folded name without its article: the inverted form already says what the article is."""
    match = _inverted(name)
    bare = f"{match['rest']}{match['tail'] or ''}" if match else _LEADING_ENGLISH.sub("", display)
    return fold(bare) or display.casefold()
