"""Simkl: the backup that it gives as CSV or JSON under Settings.

The CSV has the columns `SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB`
(https://simkl.com/apps/import/csv/ describes them). The JSON is what the API calls "all items"
(https://simkl.docs.apiary.io): `{"movies": [{"status", "user_rating", "user_rated_at", "last_watched_at",
"added_to_watchlist_at", "movie": {"title", "year", "ids": {"imdb", "tmdb", "simkl"}}}], "shows": [...], "anime": []}`,
where anime has an `anime_type`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.personal.cells import Dates, half_stars, imdb_number, title_text, unguarded, whole_number, year_number
from data.personal.json_cells import inner, objects, table_of
from data.personal.rows import LeftOut, PersonalRow, Reading, RowKind
from data.personal.tables import Record, Table

SOURCE = "Simkl"

_WANTED = frozenset({"simklid", "title", "type", "watchlist"})
_KINDS = (("movies", "movie"), ("shows", "tv"), ("anime", "anime"))
_NO_FILMS = {
    "tv": "a TV series",
    "show": "a TV series",
    "anime": "an anime: this file does not tell films from series, Simkl's JSON does",
    "anime series": "an anime series",
}
_STATES = {
    "completed": RowKind.SEEN,
    "plantowatch": RowKind.WATCHLIST,
    "notinteresting": RowKind.HIDDEN,
    "notinterested": RowKind.HIDDEN,
}
_UNDECIDED = {"watching": "still being watched", "hold": "on hold", "onhold": "on hold", "dropped": "given up"}
_SEEN_AT, _LISTED_AT = ("watcheddate", "lastwatchedat"), ("addedtowatchlistat",)


def knows(columns: frozenset[str]) -> bool:
    """Whether a CSV file with these columns is a backup of Simkl."""
    return columns >= _WANTED


def json_table(content: Any, file: str) -> Table | None:
    """The items of a JSON backup; None where it is none."""
    if not isinstance(content, dict) or not any(isinstance(content.get(name), list) for name, _ in _KINDS):
        return None
    return table_of(file, (_cells(item, work) for name, work in _KINDS for item in objects(content.get(name))))


def _cells(item: dict[str, Any], work: str) -> dict[str, Any]:
    film = item.get("movie") or item.get("show") or item.get("anime")
    if work == "anime":
        work = "movie" if item.get("anime_type") == "movie" else "anime series"
    dates = {name.replace("_", ""): item.get(name) for name in item if name.endswith("_at")}
    return dates | {
        "type": work,
        "title": inner(film, "title"),
        "year": inner(film, "year"),
        "watchlist": item.get("status"),
        "rating": item.get("user_rating"),
        "imdb": inner(film, "ids", "imdb"),
        "tmdb": inner(film, "ids", "tmdb"),
    }


def rows(table: Table, reading: Reading) -> Iterator[PersonalRow | LeftOut]:
    """The films of a backup: rated, seen, planned, and those of no interest, which are hidden."""
    dates = Dates(record.text("watcheddate") for record in table.records)
    for record in table.records:
        title = title_text(unguarded(record.text("title")))
        rating = record.text("rating")
        stars = half_stars(rating, 10)
        kind, reason = _what_it_says(record, is_rated=stars is not None)
        if not title:
            reason = "no title"
        elif rating not in {"", "0"} and stars is None and not reason:
            reason = f"a rating that is not from 1 to 10: {rating[:20]}"
        if reason:
            yield LeftOut(table.file, record.line, title, reason)
            continue
        date = _LISTED_AT if kind is RowKind.WATCHLIST else ("userratedat", *_SEEN_AT)
        yield PersonalRow(
            number=next(reading.numbers),
            file=table.file,
            line=record.line,
            kind=kind,
            title=title,
            year=year_number(record.text("year")),
            imdb_id=imdb_number(record.text("imdb")),
            tmdb_id=whole_number(record.text("tmdb")),
            stars=stars,
            noted_at=dates.seconds(record.text(*date)),
        )


def _what_it_says(record: Record, *, is_rated: bool) -> tuple[RowKind, str]:
    """The kind of a row, and why it is left out, "" where it is not."""
    work = record.text("type").lower()
    if work and "movie" not in work:
        return RowKind.SEEN, _NO_FILMS.get(work, f"not a film: {work[:20]}")
    if is_rated:
        return RowKind.RATING, ""
    state = "".join(filter(str.isalpha, record.text("watchlist").lower()))
    if kind := _STATES.get(state or "completed"):
        return kind, ""
    return RowKind.SEEN, _UNDECIDED.get(state, f"an unknown list: {state[:20]}") + " and not rated"
