"""Cells of personal files as values, and values as cells. What cannot be understood is None, or 0 for a time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

LONGEST_TITLE = 500

_IMDB_ID = re.compile(r"\btt(\d{1,10})\b", re.ASCII)
_DIGITS = re.compile(r"\d{1,12}", re.ASCII)
_YEAR = re.compile(r"((?:18[7-9]|19\d|20\d)\d)(?:\.0|\s*[-–].*)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,2}(?:[.,]\d{1,6})?", re.ASCII)
_ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?"
    r"\s?(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_C_STYLE = re.compile(
    r"[a-z]{3} ([a-z]{3}) {1,2}(\d{1,2}) (\d{1,2}):(\d{2}):(\d{2})(?: [a-z]{2,5})? (\d{4})",
    re.ASCII | re.IGNORECASE,
)
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Spreadsheets run cells that begin so; ' before them, or before such a text with ' before it, says "text".
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def title_text(text: str) -> str:
    """A title on one line, without control characters and bounded in length."""
    cleaned = " ".join(text.split())
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
    number = int(match[1]) if match else 0
    return number or None


def whole_number(text: str) -> int | None:
    """A positive whole number."""
    match = _DIGITS.fullmatch(text.strip())
    number = int(match[0]) if match else 0
    return number or None


def half_stars(text: str, largest: int) -> float | None:
    """A rating up to `largest` as half stars up to 5; None where it is not on that scale."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    halves = float(match[0].replace(",", ".")) * 10 / largest
    return halves / 2 if 1 <= halves <= 10 and halves.is_integer() else None


class Dates:
    """Reads the dates of one column.

    Understood are ISO dates and times, "Sat Jan 14 00:00:00 2012", "14.01.2012", and "14/01/2012" or
    "01/14/2012" where this or another date of the column tells days from months.
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
            month = _MONTHS.index(match[1].lower()) + 1
            day, hour, minute, second, year = (int(match[place]) for place in range(2, 7))
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        if match := _NUMERIC.fullmatch(text):
            return self._numeric(int(match[1]), int(match[3]), int(match[4]), dotted=match[2] == ".")
        return None

    def _numeric(self, first: int, second: int, year: int, *, dotted: bool) -> datetime | None:
        if dotted or first > 12 or first == second:
            return datetime(year, second, first, tzinfo=UTC)
        if second > 12:
            return datetime(year, first, second, tzinfo=UTC)
        if self._day_first == self._month_first:
            return None
        day, month = (first, second) if self._day_first else (second, first)
        return datetime(year, month, day, tzinfo=UTC)


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
