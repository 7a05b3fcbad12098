"""Parsing what was typed into a search: words of a title, years and genres."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.folding import compact, fold
from data.titles import parse_title

_LONGEST_TEXT = 200
_MOST_WORDS = 16

_YEAR = re.compile(r"\(?((?:18|19|20)\d\d)\)?[,.]?")
_DECADE = re.compile(r"((?:18|19|20)\d0)'?s")
_SPAN = re.compile(r"((?:18|19|20)\d\d)\s?(?:-|–|\.\.)\s?((?:18|19|20)\d\d)")
_INVERTED = re.compile(r"(.+), ?(the|an?)", re.IGNORECASE)
_FIELD = re.compile(r"(year|genre):(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search.

    Attributes:
        text: what may be a title: all that is not a filter, as typed.
        words: `text`, folded.
        years: first and last year, where the text clearly asks for years ("1990s", "year:1999").
        genres: prefixes of genres, folded and without spaces.
        other_text, other_years: a second reading where a word of `text` may be a year ("matrix 1999"): the
            text without it, and the year. None where there is no such word.
    """

    text: str
    words: tuple[str, ...]
    years: tuple[int, int] | None = None
    genres: tuple[str, ...] = ()
    other_text: str | None = None
    other_years: tuple[int, int] | None = None


def parse_query(text: str) -> SearchQuery:
    """Splits any text into words and filters.

    Filters are `1990s`, `1990-1999`, `year:1999` (or a decade or span after `year:`) and `genre:comedy`. A year alone
    stays a word, because films are called "1984" and "2046", and makes a second reading. What only looks like a filter
    stays a word, too.
    """
    words: list[str] = []
    lone_years: list[int] = []
    years: tuple[int, int] | None = None
    genres: list[str] = []
    for word in _without_other_names(_printable(text)[:_LONGEST_TEXT]).split()[:_MOST_WORDS]:
        field = _FIELD.fullmatch(word)
        if field and field[1].lower() == "genre":
            genres += [genre for genre in map(compact, field[2].split(",")) if genre]
        elif field and (asked := _years(field[2]) or _one_year(field[2])):
            years = asked
        elif field and not field[2]:
            continue
        elif asked := _years(word):
            years = asked
        else:
            if year := _one_year(word):
                lone_years.append(len(words))
                other_years = year
            words.append(word)
    title = _article_first(" ".join(words))
    query = SearchQuery(title, tuple(fold(title).split()), years, tuple(genres))
    if not lone_years or years:
        return query
    rest = _article_first(" ".join(word for place, word in enumerate(words) if place != lone_years[-1]))
    return SearchQuery(query.text, query.words, None, query.genres, rest, other_years)


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
