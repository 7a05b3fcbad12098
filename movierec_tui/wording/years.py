"""Years as people write them."""

from __future__ import annotations

import re

_YEARS = re.compile(r"\s*(\d{4})(?:(s)|\s*[-–]\s*(\d{4}))?\s*", re.ASCII)


def years_meant(text: str) -> tuple[int, int]:
    """The first and the last year, both included, that "1994", "1990-1999" or "1990s" means.

    Raises:
        ValueError: it is none of these, or the range is backwards; the message is one sentence.
    """
    match = _YEARS.fullmatch(text)
    if match is None:
        raise ValueError(f"{text.strip()!r} is no year or range of years; write 1994, 1990-1999 or 1990s.")
    first = int(match[1])
    last = first + 9 if match[2] else int(match[3] or first)
    if last < first:
        raise ValueError(f"{text.strip()!r} ends before it begins; write {last}-{first}.")
    return first, last


def years_written(years: tuple[int, int]) -> str:
    """The years as one writes them: "1994", "1990s" or "1985-1994"."""
    first, last = years
    if first == last:
        return str(first)
    if first % 10 == 0 and last == first + 9:
        return f"{first}s"
    return f"{first}-{last}"
