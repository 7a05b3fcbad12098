"""Cells of personal files as values, and values as cells. What cannot be understood is None, or 0 for a time."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from html import unescape

LONGEST_TITLE = 500

_SCALE_WITH_ZERO = 100

_IMDB_ID = re.compile(r"\btt(\d{1,10})\b", re.ASCII)
_ENTITY = re.compile(r"&#?\w{2,8};", re.ASCII)
_DIGITS = re.compile(r"(\d{1,12})(?:\.0)?", re.ASCII)
_YEAR = re.compile(r"((?:18[7-9]|19\d|20\d)\d)(?:\.0|\s*[-–].*)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,6})?", re.ASCII)
_SECONDS = re.compile(r"\d{9,10}", re.ASCII)
_ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?"
    r"\s?(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_C_STYLE = re.compile(
    r"[a-z]{3} ([a-z]{3}) {1,2}(\d{1,2}) (\d{1,2}):(\d{2}):(\d{2})(?: [a-z]{2,5})? (\d{4})",
    re.ASCII | re.IGNORECASE,
)
_CLOCK = r"(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([ap])\.?m\.?)?)?"
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})" + _CLOCK, re.ASCII | re.IGNORECASE)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|er|\.|º)? ?(?:de |[-/])?([a-z]{3,10})\.?,?(?: ?de | |[-/])(\d{4})" + _CLOCK
)
_MONTH_FIRST = re.compile(r"([a-z]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})" + _CLOCK)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = {
    beginning: month
    for month, beginnings in enumerate(
        (
            "jan ene gen", "feb fev", "mar", "apr abr avr", "may mai mag", "jun juin giu", "jul juil lug",
            "aug ago aou", "sep set", "oct okt out ott", "nov", "dec dez dic",
        ),
        start=1,
    )
    for beginning in beginnings.split()
}  # fmt: skip
"""How months begin in English, German, French, Spanish, Italian and Portuguese, without accents."""
_TWO_DIGITS_UNTIL = 69
"""Of years of two digits: 69 is 2069, and 70 is 1970."""
# Spreadsheets run cells that begin so; ' before them, or before such a text with ' before it, says "text".
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def title_text(text: str) -> str:
    """A title on one line, without control characters and bounded in length; HTML's "&amp;" is "&"."""
    cleaned = " ".join(_ENTITY.sub(lambda found: unescape(found[0]), text).split())
    if not cleaned.isprintable():
        kept = "".join(char for char in cleaned if unicodedata.category(char) not in {"Cc", "Cs"})
        cleaned = " ".join(kept.split())
    return cleaned[:LONGEST_TITLE].strip()


def year_number(text: str) -> int | None:
    """A year of release; the first one of a range such as "2008–2013"."""
    match = _YEAR.fullmatch(text.strip())
    return int(match[1]) if match else None


def imdb_number(text: str) -> int | None:
    """The number of an IMDb id, or of the first one inside an address."""
    match = _IMDB_ID.search(text)
    return (int(match[1]) or None) if match else None


def whole_number(text: str) -> int | None:
    """A positive whole number."""
    match = _DIGITS.fullmatch(text.strip())
    return (int(match[1]) or None) if match else None


def half_stars(text: str, largest: int) -> float | None:
    """A rating up to `largest` as half stars up to 5; None where it is not on that scale."""
    points = number(text)
    halves = None if points is None else points * 10 / largest
    return halves / 2 if halves is not None and 1 <= halves <= 10 and halves.is_integer() else None


def nearest_half_stars(points: float, largest: int) -> float | None:
    """Points up to `largest` as the nearest half stars, upwards from the middle; None where they are off the scale.

    No points at all mean "not rated" on short scales, and half a star on one of 100 points.
    """
    if points > largest or (points <= 0 and largest < _SCALE_WITH_ZERO):
        return None
    return min(max(math.floor(points * 10 / largest + 0.5), 1), 10) / 2


def number(text: str) -> float | None:
    """A number from 0 to 999 with a decimal point or comma; None for any other text."""
    match = _NUMBER.fullmatch(text.strip())
    return float(match[0].replace(",", ".")) if match else None


class Dates:
    """Reads the dates of one column.

    Understood are ISO dates and times, "Sat Jan 14 00:00:00 2012", "14.01.2012", names of months in six languages
    ("14 janv. 2012", "January 14, 2012"), seconds since 1970, and "14/01/2012" or "01/14/2012" where this or another
    date of the column tells days from months. A time may follow, and a year may have two digits.
    """

    def __init__(self, column: Iterable[str] = ()) -> None:
        numeric = [match for text in column if (match := _NUMERIC.fullmatch(text.strip()))]
        self._day_first = any(int(match[1]) > 12 for match in numeric)
        self._month_first = any(int(match[3]) > 12 for match in numeric)

    def seconds(self, text: str) -> int:
        """Seconds since 1970, in UTC unless the text names a zone; 0 where the text is no date."""
        text = text.strip()
        try:
            moment = self._moment(text) if len(text) <= 60 else None
            return max(int(moment.timestamp()), 0) if moment else 0
        except (ValueError, OverflowError):
            return 0

    def _moment(self, text: str) -> datetime | None:
        if match := _ISO.fullmatch(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
            return datetime(year, month, day, hour, minute, second, tzinfo=_zone(match[7]))
        if match := _C_STYLE.fullmatch(text):
            named = _MONTHS.index(match[1].lower()) + 1
            day, hour, minute, second, year = (int(match[place]) for place in range(2, 7))
            return datetime(year, named, day, hour, minute, second, tzinfo=UTC)
        if match := _NUMERIC.fullmatch(text):
            return self._numeric(match)
        if _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(int(text), UTC)
        return _with_month_name(_fold_accents(text))

    def _numeric(self, match: re.Match[str]) -> datetime | None:
        first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
        if match[2] == "." or first > 12 or first == second:
            return _at(year, second, first, match.groups()[4:])
        if second > 12:
            return _at(year, first, second, match.groups()[4:])
        if self._day_first == self._month_first:
            return None
        day, month = (first, second) if self._day_first else (second, first)
        return _at(year, month, day, match.groups()[4:])


def _with_month_name(text: str) -> datetime | None:
    """A date such as "14 janv. 2012 10:30"; the text is in small letters without accents."""
    if match := _DAY_FIRST.fullmatch(text):
        day, name, year = match[1], match[2], match[3]
    elif match := _MONTH_FIRST.fullmatch(text):
        name, day, year = match[1], match[2], match[3]
    else:
        return None
    month = _MONTH_NAMES.get(name[:4]) or _MONTH_NAMES.get(name[:3])
    return _at(int(year), month, int(day), match.groups()[3:]) if month else None


def _at(year: int, month: int, day: int, clock: Sequence[str | None]) -> datetime:
    """The moment that a date and the groups of `_CLOCK` say."""
    hour, minute, second = (int(part or 0) for part in clock[:3])
    if clock[3]:
        hour = hour % 12 + (12 if clock[3].lower() == "p" else 0)
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year <= _TWO_DIGITS_UNTIL else 1900)


def _fold_accents(text: str) -> str:
    """The text in small letters and without accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))


def iso_time(seconds: int) -> str:
    """A time as `Dates` reads it back: "2024-03-01T09:30:00Z"; nothing for 0."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds > 0 else ""


def iso_date(seconds: int) -> str:
    """The day of a time, in UTC: "2024-03-01"; nothing for 0."""
    return iso_time(seconds)[:10]


def imdb_text(number: int | None) -> str:
    """An IMDb id as IMDb writes it: "tt0133093"; nothing for None."""
    return "" if number is None else f"tt{number:07d}"


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe is put before one that begins like it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` made the text from."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def _zone(text: str | None) -> timezone:
    if text is None or text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
