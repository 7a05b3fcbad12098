"""movielens.org: what one's own page exports as CSV.

Columns: `movie_id,imdb_id,tmdb_id,rating,average_rating,title` for ratings (half stars up to 5), the same without
`rating` for the wishlist. Ids of IMDb are plain numbers; titles are MovieLens' own: "Matrix, The (1999)".
"""

from __future__ import annotations

from collections.abc import Iterator

from data.personal.cells import half_stars, imdb_number, title_text, unguarded, whole_number
from data.personal.rows import LeftOut, PersonalRow, Reading, RowKind
from data.personal.tables import Table
from data.titles import parse_title

SOURCE = "movielens.org"

_WANTED = frozenset({"movieid", "imdbid", "tmdbid", "averagerating", "title"})


def knows(columns: frozenset[str]) -> bool:
    """Whether a file with these columns is an export of movielens.org."""
    return columns >= _WANTED


def rows(table: Table, reading: Reading) -> Iterator[PersonalRow | LeftOut]:
    """The films of a file of ratings, or of the wishlist."""
    is_list = "rating" not in table.columns
    kind = reading.kind_of_list(table.file) if is_list else RowKind.RATING
    for record in table.records:
        title = title_text(unguarded(record.text("title")))
        stars = half_stars(record.text("rating"), 5)
        if not title or (stars is None and not is_list):
            reason = f"a rating that is not from 0.5 to 5: {record.text('rating')[:20]}" if title else "no title"
            yield LeftOut(table.file, record.line, title, reason)
            continue
        parsed = parse_title(title)
        imdb_id = record.text("imdbid")
        yield PersonalRow(
            number=next(reading.numbers),
            file=table.file,
            line=record.line,
            kind=kind,
            title=parsed.display_title,
            year=parsed.year,
            other_titles=parsed.aliases,
            imdb_id=imdb_number(imdb_id) or whole_number(imdb_id),
            tmdb_id=whole_number(record.text("tmdbid")),
            movie_id=whole_number(record.text("movieid")),
            stars=stars,
        )
