"""Trakt: the JSON files of its data export (a zip), and the CSV files that members of VIP export.

The JSON has the objects of Trakt's API (https://trakt.docs.apiary.io, "Sync"): lists of
`{"rated_at", "rating", "movie": {"title", "year", "ids": {"imdb", "tmdb", "trakt"}}}`, with `watched_at` (history),
`last_watched_at` (watched), `listed_at` (watchlist) or `collected_at` (collection) in place of the rating, and `show`,
`season` or `episode` in place of the movie. The zip holds `ratings-movies.json`, `watched-movies-1.json`,
`watched-history-1.json`, `lists-watchlist.json` and so on, in older exports inside folders. The CSV has the columns
`rated_at` (or `watched_at`, `listed_at`, `collected_at`), `type`, `title`, `year`, `trakt_rating` (everybody's),
`trakt_id`, `imdb_id`, `tmdb_id`, ..., `rating`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from data.personal.cells import Dates, half_stars, imdb_number, title_text, whole_number, year_number
from data.personal.json_cells import inner, objects, table_of
from data.personal.rows import LeftOut, PersonalRow, Reading, RowKind
from data.personal.tables import Record, Table

SOURCE = "Trakt"

MEMBERS = re.compile(r"(?:lists-)?(?:ratings|watched|watchlist|history|collection)(?:-movies|-history)?(?:-\d+)?\.json")
"""Names of the files in an export zip that say something of films."""

_WANTED = frozenset({"type", "title", "traktid"})
_WORKS = ("movie", "show", "season", "episode")
_NO_FILMS = {"show": "a TV series", "season": "a season of a TV series", "episode": "a TV episode"}
_RATED, _SEEN, _LISTED = ("ratedat",), ("watchedat", "lastwatchedat"), ("listedat", "watchlistedat")
_COLLECTED = ("collectedat", "lastcollectedat")


def knows(columns: frozenset[str]) -> bool:
    """Whether a CSV file with these columns is an export of Trakt."""
    return columns >= _WANTED


def json_table(content: Any, file: str) -> Table | None:
    """The entries of a JSON file of Trakt's; None where it is none."""
    entries = objects(content)
    # Whoever has no watchlist gets an empty one.
    if content != [] and not any(isinstance(entry.get(work), dict) for entry in entries[:20] for work in _WORKS):
        return None
    return table_of(file, map(_cells, entries))


def _cells(entry: dict[str, Any]) -> dict[str, Any]:
    work = next((name for name in reversed(_WORKS) if isinstance(entry.get(name), dict)), "")
    ids = inner(entry, work, "ids")
    dates = {name.replace("_", ""): entry.get(name) for name in entry if name.endswith("_at")}
    return dates | {
        "type": work,
        "title": inner(entry, work, "title") or inner(entry, "show", "title"),
        "year": inner(entry, work, "year"),
        "rating": entry.get("rating"),
        "imdbid": inner(ids, "imdb"),
        "tmdbid": inner(ids, "tmdb"),
    }


def rows(table: Table, reading: Reading) -> Iterator[PersonalRow | LeftOut]:
    """The films of a file: ratings, films seen, watchlist. What is only in the collection is left out."""
    dates = Dates()
    for record in table.records:
        title = title_text(record.text("title"))
        kind, date, reason = _what_it_says(record, reading)
        stars = half_stars(record.text("rating"), 10) if kind is RowKind.RATING else None
        if not title:
            reason = "no title"
        elif kind is RowKind.RATING and stars is None:
            reason = f"a rating that is not from 1 to 10: {record.text('rating')[:20]}"
        if reason:
            yield LeftOut(table.file, record.line, title, reason)
            continue
        yield PersonalRow(
            number=next(reading.numbers),
            file=table.file,
            line=record.line,
            kind=kind,
            title=title,
            year=year_number(record.text("year")),
            imdb_id=imdb_number(record.text("imdbid")),
            tmdb_id=whole_number(record.text("tmdbid")),
            stars=stars,
            noted_at=dates.seconds(record.text(*date)),
        )


def _what_it_says(record: Record, reading: Reading) -> tuple[RowKind, tuple[str, ...], str]:
    """The kind of a row, the columns of its date, and why it is left out, "" where it is not."""
    if (work := record.text("type").lower()) != "movie":
        return RowKind.SEEN, (), _NO_FILMS.get(work, f"not a film: {work[:20]}" if work else "not a film")
    if record.text("rating"):
        return RowKind.RATING, _RATED, ""
    if record.text(*_SEEN):
        return RowKind.SEEN, _SEEN, ""
    if record.text(*_LISTED):
        return reading.lists_are or RowKind.WATCHLIST, _LISTED, ""
    if record.text(*_COLLECTED):
        return RowKind.SEEN, (), "only in the collection: neither rated, seen nor on the watchlist"
    return RowKind.SEEN, (), "neither rated, seen nor on the watchlist"
