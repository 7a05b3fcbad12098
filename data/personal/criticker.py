"""Criticker: its export of ratings, as CSV or XML.

Importers of these files (TraktRater, RatS) show their layout. The CSV has the columns `Score, Film Name, Year,
Mini Review, URL, IMDB ID`; the XML is `<recentrankings><film>...` with `<filmname>Heat (1995)</filmname>`,
`<score>`, `<imdbid>`, `<reviewdate>` and `<filmlink>`. Scores go from 0 to 100, and each person uses them in their own
way: Criticker itself compares people by tiers, ten parts of equal size of a person's scores.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from data.errors import DataSetError
from data.personal.cells import (
    Dates,
    imdb_number,
    nearest_half_stars,
    number,
    title_text,
    unguarded,
    year_number,
)
from data.personal.json_cells import table_of
from data.personal.rows import LeftOut, PersonalRow, Reading, RowKind
from data.personal.tables import Table, column_key

SOURCE = "Criticker"

_WANTED = frozenset({"score", "filmname"})
_YEAR = re.compile(r"(.*\S)\s*[(\[](\d{4})[)\]]")
_LINKS = ("url", "filmlink")
_DATES = ("reviewdate", "daterated", "date")
_LARGEST = 100
_TIERS = 10


def knows(columns: frozenset[str]) -> bool:
    """Whether a CSV file with these columns is an export of Criticker."""
    return columns >= _WANTED


def xml_table(text: str, file: str) -> Table:
    """The films of an XML export.

    Raises:
        DataSetError: it is no XML, or not Criticker's; or it declares entities, which can be made to fill the memory.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise DataSetError(f"{file} is XML with declarations of its own, which Criticker's export has not.")
    try:
        root = ET.fromstring(text)  # noqa: S314 - nothing is declared, so nothing can be expanded
    except (ET.ParseError, ValueError) as error:
        raise DataSetError(f"{file} is not whole XML ({error}); download the export again.") from error
    films = root.findall("film")
    if not films:
        raise DataSetError(f"{file} is XML, but not Criticker's export of ratings: it lists no <film>.")
    return table_of(file, ({column_key(part.tag): part.text for part in film} for film in films))


def rows(table: Table, reading: Reading) -> Iterator[PersonalRow | LeftOut]:
    """The rated films, their scores as stars: by the person's own tiers, or divided where the scale is given as 100.

    Raises:
        DataSetError: another scale is given.
    """
    if reading.scale not in {None, _LARGEST}:
        raise DataSetError(f"Criticker's scores go up to {_LARGEST}: take {_LARGEST} as the scale, or leave it out.")
    scores = sorted(score for record in table.records if (score := _score(record.text("score"))) is not None)
    reading.notes.append(
        "Scores of 0 to 100 are divided by 20."
        if reading.scale
        else "Scores become stars by your own tiers: your best tenth has 5 stars, the next 4.5. "
        "With the scale 100, they are divided by 20."
    )
    dates = Dates(record.text(*_DATES) for record in table.records)
    for record in table.records:
        name = title_text(unguarded(record.text("filmname")))
        dated = _YEAR.fullmatch(name)
        score = _score(record.text("score"))
        reason = ""
        if not name:
            reason = "no title"
        elif "/tv/" in record.text(*_LINKS).lower():
            reason = "a TV series"
        elif score is None:
            reason = f"a score that is not from 0 to 100: {record.text('score')[:20]}"
        if reason or score is None:
            yield LeftOut(table.file, record.line, name, reason)
            continue
        yield PersonalRow(
            number=next(reading.numbers),
            file=table.file,
            line=record.line,
            kind=RowKind.RATING,
            title=dated[1] if dated else name,
            year=year_number(record.text("year") or (dated[2] if dated else "")),
            imdb_id=imdb_number(record.text("imdbid")),
            stars=nearest_half_stars(score, _LARGEST) if reading.scale else _tier(score, scores) / 2,
            noted_at=dates.seconds(record.text(*_DATES)),
        )


def _score(text: str) -> float | None:
    score = number(text)
    return score if score is not None and score <= _LARGEST else None


def _tier(score: float, scores: Sequence[float]) -> int:
    """From 1 to 10: which tenth of all scores the middle of those equal to this one is in."""
    middle = (bisect_left(scores, score) + bisect_right(scores, score)) / 2
    return min(int(middle * _TIERS / len(scores)), _TIERS - 1) + 1
