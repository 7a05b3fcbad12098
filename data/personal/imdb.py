"""Files that IMDb exports: ratings, watchlist and other lists, in the columns of every year since 2012."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from data.folding import compact
from data.personal.cells import Dates, half_stars, imdb_number, title_text, year_number
from data.personal.rows import MINI_SERIES, SHORT_FILM, TV_SPECIAL, LeftOut, PersonalRow, Reading, RowKind
from data.personal.tables import Table

SOURCE = "IMDb"

_WANTED = frozenset({"const", "title"})
_RATINGS = ("yourating", "yourrating", "yourated")
_RATED = ("daterated", "created", "modified")
_LISTED = ("created", "modified")

# Parts of title types without spaces and accents; accounts in other languages write their own words.
_PODCAST = "podcast"
_MINI_SERIES = ("miniseri", "minisseri")
_SPECIAL = ("tvspecial", "fernsehspecial", "emissiontv", "especialdetv", "specialetv", "especialdatv")
_SHORT = ("short", "kurzfilm", "courtmetrage", "cortometra", "curtametragem")
_NO_FILMS = (
    (("episod", "epizod", "folge"), "a TV episode"),
    (("seri", "tvshow"), "a TV series"),
    (("videogame", "videospiel", "jeuvideo", "videojuego", "videogioco", "jogo"), "a video game"),
    (("musicvideo", "musikvideo", "videoclip", "videomusical"), "a music video"),
)


def knows(columns: frozenset[str]) -> bool:
    """Whether a file with these columns is an export of IMDb."""
    return columns >= _WANTED


def rows(table: Table, reading: Reading) -> Iterator[PersonalRow | LeftOut]:
    """The films of a ratings or watchlist file; in a watchlist, films with a rating are ratings."""
    is_list = bool(table.columns & {"position", "created", "description"})
    unrated = reading.kind_of_list(table.file) if is_list else RowKind.RATING
    rated = Dates(record.text(*_RATED) for record in table.records)
    listed = Dates(record.text(*_LISTED) for record in table.records)
    for record in table.records:
        title = title_text(record.text("title", "originaltitle"))
        reason, form = _what_it_is(record.text("titletype"))
        rating = record.text(*_RATINGS)
        stars = half_stars(rating, 10) if rating else None
        if not title:
            reason = "no title"
        elif not reason and stars is None and (rating or not is_list):
            reason = f"a rating that is not from 1 to 10: {rating[:20]}" if rating else "no rating"
        if reason:
            yield LeftOut(table.file, record.line, title, reason)
            continue
        original = title_text(record.text("originaltitle"))
        is_rating = stars is not None
        yield PersonalRow(
            number=next(reading.numbers),
            file=table.file,
            line=record.line,
            kind=RowKind.RATING if is_rating else unrated,
            title=title,
            year=year_number(record.text("year")),
            other_titles=(original,) if original and original != title else (),
            imdb_id=imdb_number(record.text("const") or record.text("url")),
            stars=stars,
            noted_at=rated.seconds(record.text(*_RATED)) if is_rating else listed.seconds(record.text(*_LISTED)),
            form=form,
        )


@lru_cache(maxsize=256)
def _what_it_is(title_type: str) -> tuple[str, str]:
    """Why works of this type are left out, "" where they are not; and which form they have if they are no films."""
    written = compact(title_type[:60])
    if _PODCAST in written:
        return "a podcast", ""
    # An episode of a mini series is an episode, and a mini series is a series.
    if any(part in written for part in _NO_FILMS[0][0]):
        return _NO_FILMS[0][1], ""
    if any(part in written for part in _MINI_SERIES):
        return "", MINI_SERIES
    if any(part in written for part in _SPECIAL):
        return "", TV_SPECIAL
    form = SHORT_FILM if any(part in written for part in _SHORT) else ""
    return next((reason for parts, reason in _NO_FILMS if any(part in written for part in parts)), ""), form
