"""Plex and Jellyfin: what their servers answer about the films of a library, saved as a JSON file.

Plex (https://developer.plex.tv/pms, `/library/sections/ID/all?includeGuids=1`, asked for JSON) gives
`{"MediaContainer": {"Metadata": [{"type", "title", "originalTitle", "year", "viewCount", "lastViewedAt", "userRating",
"lastRatedAt", "Guid": [{"id": "imdb://tt0113277"}]}]}}`; the rating goes up to 10. Jellyfin
(https://api.jellyfin.org, `/Users/ID/Items?Recursive=true&IncludeItemTypes=Movie&Fields=ProviderIds`) gives
`{"Items": [{"Type", "Name", "OriginalTitle", "ProductionYear", "ProviderIds": {"Imdb", "Tmdb"},
"UserData": {"Played", "LastPlayedDate"}}]}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from data.personal.cells import (
    Dates,
    imdb_number,
    nearest_half_stars,
    number,
    title_text,
    whole_number,
    year_number,
)
from data.personal.json_cells import inner, objects, table_of
from data.personal.rows import LeftOut, PersonalRow, Reading, RowKind
from data.personal.tables import Table

PLEX, JELLYFIN = "Plex", "Jellyfin"

_TMDB_ID = re.compile(r"(?:tmdb|themoviedb)://(\d{1,12})")


def plex_table(content: Any, file: str) -> Table | None:
    """The films of a Plex library; None where the JSON is none."""
    if not isinstance(inner(content, "MediaContainer"), dict):
        return None
    return table_of(file, map(_plex_cells, objects(inner(content, "MediaContainer", "Metadata"))))


def jellyfin_table(content: Any, file: str) -> Table | None:
    """The films of a Jellyfin library; None where the JSON is none."""
    if not isinstance(content, dict) or not isinstance(content.get("Items"), list):
        return None
    return table_of(file, map(_jellyfin_cells, objects(content["Items"])))


def _plex_cells(film: dict[str, Any]) -> dict[str, Any]:
    guids = " ".join(str(guid.get("id")) for guid in [*objects(film.get("Guid")), {"id": film.get("guid")}])
    tmdb_id = _TMDB_ID.search(guids)
    return {
        "type": film.get("type"),
        "title": film.get("title"),
        "originaltitle": film.get("originalTitle"),
        "year": film.get("year"),
        "imdbid": guids,
        "tmdbid": tmdb_id[1] if tmdb_id else None,
        "rating": film.get("userRating"),
        "seen": bool(film.get("viewCount")),
        "date": film.get("lastViewedAt") or film.get("lastRatedAt"),
    }


def _jellyfin_cells(film: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": film.get("Type"),
        "title": film.get("Name"),
        "originaltitle": film.get("OriginalTitle"),
        "year": film.get("ProductionYear"),
        "imdbid": inner(film, "ProviderIds", "Imdb"),
        "tmdbid": inner(film, "ProviderIds", "Tmdb"),
        "rating": inner(film, "UserData", "Rating"),
        "seen": bool(inner(film, "UserData", "Played")),
        "date": inner(film, "UserData", "LastPlayedDate"),
    }


def rows(table: Table, reading: Reading) -> Iterator[PersonalRow | LeftOut]:
    """The films that were rated or played; the rest of the library is left out."""
    dates = Dates()
    for record in table.records:
        title = title_text(record.text("title"))
        points = number(record.text("rating"))
        stars = nearest_half_stars(points, 10) if points else None
        reason = ""
        if not title:
            reason = "no title"
        elif (work := record.text("type").lower()) != "movie":
            reason = f"not a film: {work[:20]}"
        elif stars is None and record.text("seen") != "true":
            reason = "neither rated nor played"
        if reason:
            yield LeftOut(table.file, record.line, title, reason)
            continue
        original = title_text(record.text("originaltitle"))
        yield PersonalRow(
            number=next(reading.numbers),
            file=table.file,
            line=record.line,
            kind=RowKind.SEEN if stars is None else RowKind.RATING,
            title=title,
            year=year_number(record.text("year")),
            other_titles=(original,) if original and original != title else (),
            imdb_id=imdb_number(record.text("imdbid")),
            tmdb_id=whole_number(record.text("tmdbid")),
            stars=stars,
            noted_at=dates.seconds(record.text("date")),
        )
