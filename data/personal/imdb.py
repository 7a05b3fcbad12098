"""Files that IMDb exports: ratings, watchlist and other lists, in the columns of every year since 2012."""

from __future__ import annotations

from collections.abc import Iterator

from data.folding import compact
from data.personal.cells import Dates, half_stars, imdb_number, title_text, year_number
from data.personal.rows import LeftOut, PersonalRow, RowKind
from data.personal.tables import Record, Table

SOURCE = "IMDb"

_WANTED = frozenset({"const", "title"})
_RATINGS = ("yourating", "yourrating", "yourated")
_RATED = ("daterated", "created", "modified")
_LISTED = ("created", "modified")

# Parts of title types without spaces and accents; accounts in other languages write their own words.
_MINI_SERIES = ("miniseri", "minisseri")
_NO_FILMS = (
    (("episod", "epizod", "folge"), "a TV episode"),
    (_MINI_SERIES, ""),
    (("seri", "tvshow"), "a TV series"),
    (("videogame", "videospiel", "jeuvideo", "videojuego", "videogioco", "jogo"), "a video game"),
    (("podcast",), "a podcast"),
    (("musicvideo", "musikvideo", "videoclip", "videomusical"), "a music video"),
)


def knows(columns: frozenset[str]) -> bool:
    """Whether a file with these columns is an export of IMDb."""
    return columns >= _WANTED


def rows(table: Table) -> Iterator[PersonalRow | LeftOut]:
    """The films of a ratings or watchlist file; in a watchlist, films with a rating are ratings."""
    is_list = bool(table.columns & {"position", "created", "description"})
    rated = Dates(record.text(*_RATED) for record in table.records)
    listed = Dates(record.text(*_LISTED) for record in table.records)
    for record in table.records:
        title = title_text(record.text("title", "originaltitle"))
        left_out = _reason_to_leave_out(record, title)
        rating = record.text(*_RATINGS)
        stars = half_stars(rating, 10)
        if left_out is None and rating and stars is None:
            left_out = f"a rating that is not from 1 to 10: {rating[:20]}"
        if left_out is None and stars is None and not is_list:
            left_out = "no rating"
        if left_out is not None:
            yield LeftOut(table.file, record.line, title, left_out)
            continue
        original = title_text(record.text("originaltitle"))
        yield PersonalRow(
            number=0,
            file=table.file,
            line=record.line,
            kind=RowKind.WATCHLIST if stars is None else RowKind.RATING,
            title=title,
            year=year_number(record.text("year")),
            other_titles=(original,) if original and original != title else (),
            imdb_id=imdb_number(record.text("const") or record.text("url")),
            stars=stars,
            noted_at=listed.seconds(record.text(*_LISTED))
            if stars is None
            else rated.seconds(record.text(*_RATED)),
            mini_series=any(part in _type_of(record) for part in _MINI_SERIES),
        )


def _type_of(record: Record) -> str:
    return compact(record.text("titletype")[:60])


def _reason_to_leave_out(record: Record, title: str) -> str | None:
    if not title:
        return "no title"
    written = _type_of(record)
    return next((reason for parts, reason in _NO_FILMS if any(part in written for part in parts)), "") or None
