"""Parsing what was typed into a search: words of a title, years, genres, tags, people and runtime."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from data.folding import compact, fold
from data.titles import parse_title

_LONGEST_TEXT = 200
_MOST_WORDS = 16

_YEAR = re.compile(r"\(?((?:18|19|20)\d\d)\)?[,.]?")
_DECADE = re.compile(r"((?:18|19|20)\d0)'?s")
_SPAN = re.compile(r"((?:18|19|20)\d\d)\s?(?:-|–|\.\.)\s?((?:18|19|20)\d\d)")
_INVERTED = re.compile(r"(.+), ?(the|an?)", re.IGNORECASE)
_FIELD = re.compile(r"(year|genre|tag|director|cast|actor|runtime):(.*)", re.IGNORECASE | re.DOTALL)
_TOKEN = re.compile(r'(?:genre|tag|director|cast|actor):"[^"]*"?|\S+', re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,3})?(-|–)?(\d{1,3})?", re.ASCII)
_ROLES = {"director": "director", "cast": "cast", "actor": "cast"}

LONGEST_RUNTIME = 9999
"""Minutes."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search.

    Attributes:
        text: what may be a title: all that is not a filter, as typed.
        words: `text`, folded.
        years: first and last year, where the text clearly asks for years ("1990s", "year:1999").
        genres: prefixes of genres, folded and without spaces.
        tags: names of tags, or beginnings of them, as typed.
        people: roles and names, or parts of them.
        runtime: least and most minutes.
        other_text, other_years: a second reading where a word of `text` may be a year ("matrix 1999"): the
            text without it, and the year. None where there is no such word.
    """

    text: str
    words: tuple[str, ...]
    years: tuple[int, int] | None = None
    genres: tuple[str, ...] = ()
    other_text: str | None = None
    other_years: tuple[int, int] | None = None
    tags: tuple[str, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    runtime: tuple[int, int] | None = None


def parse_query(text: str) -> SearchQuery:
    """Splits any text into words and filters.

    Filters are `1990s`, `1990-1999`, `year:1999` (or a decade or span after `year:`), `genre:comedy`, `tag:noir`,
    `director:kubrick`, `cast:huppert` and `runtime:90-120`; a name of several words stands in quotes. A year alone
    stays a word, because films are called "1984" and "2046", and makes a second reading. What only looks like a filter
    stays a word, too.
    """
    words: list[str] = []
    lone_years: list[int] = []
    years: tuple[int, int] | None = None
    genres: list[str] = []
    tags: list[str] = []
    people: list[tuple[str, str]] = []
    runtime: tuple[int, int] | None = None
    for word in _TOKEN.findall(_without_other_names(_printable(text)[:_LONGEST_TEXT]))[:_MOST_WORDS]:
        field = _FIELD.fullmatch(word)
        name, value = (field[1].lower(), field[2].strip('"')) if field else ("", "")
        if name == "genre":
            genres += [genre for genre in map(compact, value.split(",")) if genre]
        elif name == "tag" and compact(value):
            tags.append(value)
        elif name in _ROLES and fold(value):
            people.append((_ROLES[name], value))
        elif name == "runtime" and (minutes := parse_minutes(value)):
            runtime = minutes
        elif name == "year" and (asked := _years(value) or _one_year(value)):
            years = asked
        elif field and not value:
            continue
        elif asked := _years(word):
            years = asked
        else:
            if year := _one_year(word):
                lone_years.append(len(words))
                other_years = year
            words.append(word)
    title = _article_first(" ".join(words))
    query = SearchQuery(
        title,
        tuple(fold(title).split()),
        years,
        tuple(genres),
        tags=tuple(tags),
        people=tuple(people),
        runtime=runtime,
    )
    if not lone_years or years:
        return query
    rest = _article_first(" ".join(word for place, word in enumerate(words) if place != lone_years[-1]))
    return replace(query, other_text=rest, other_years=other_years)


def parse_minutes(text: str) -> tuple[int, int] | None:
    """The least and the most minutes of "90-120", "-90" (up to 90), "150-" (from 150), "100"; None for others."""
    match = _MINUTES.fullmatch(text.strip().removesuffix("min").strip())
    if match is None or not (match[1] or match[3]):
        return None
    first = int(match[1] or 0)
    last = int(match[3]) if match[3] else (LONGEST_RUNTIME if match[2] else first)
    return (first, last) if first <= last else None


def _without_other_names(text: str) -> str:
    """The first name and the year of a title as data sets write it: "Road Warrior, The (Mad Max 2) (1981)"."""
    if not text.rstrip().endswith(")"):
        return text
    title = parse_title(text)
    if not title.aliases:
        return text
    return title.display_title if title.year is None else f"{title.display_title} ({title.year})"


def _article_first(title: str) -> str:
    """Turns "Matrix, The", as data sets write it, into "The Matrix"."""
    inverted = _INVERTED.fullmatch(title)
    return f"{inverted[2]} {inverted[1]}" if inverted else title


def _printable(text: str) -> str:
    """Without lone surrogates, which SQLite cannot store, and with control characters as spaces."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    return "".join(letter if letter.isprintable() else " " for letter in whole[: 4 * _LONGEST_TEXT])


def _years(text: str) -> tuple[int, int] | None:
    if decade := _DECADE.fullmatch(text):
        return int(decade[1]), int(decade[1]) + 9
    if span := _SPAN.fullmatch(text):
        first, last = sorted((int(span[1]), int(span[2])))
        return first, last
    return None


def _one_year(text: str) -> tuple[int, int] | None:
    year = _YEAR.fullmatch(text)
    return (int(year[1]), int(year[1])) if year else None
