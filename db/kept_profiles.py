"""What survives a change of data set: profiles, and their ratings of films that the new data set has too."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from data.folding import fold
from db.bulk import read_rows, write_rows


@dataclass(frozen=True, slots=True)
class KeptRating:
    """A profile's rating, with what recognises the film in another data set."""

    user_id: int
    rating: float
    rated_at: int
    imdb_id: int | None
    title: str
    year: int | None


def take_profiles(connection: Connection) -> list[KeptRating]:
    """All ratings of profiles (negative user ids)."""
    rows = read_rows(
        connection,
        "SELECT r.user_id, r.rating, r.rated_at, m.imdb_id, m.display_title, m.year"
        " FROM rating AS r JOIN movie AS m USING (movie_id) WHERE r.user_id < 0",
    )
    return [KeptRating(*row) for row in rows]


def restore_profiles(connection: Connection, kept: list[KeptRating]) -> None:
    """Writes the ratings whose film is found again: by its IMDb number, else by title and year."""
    if not kept:
        return
    by_imdb: dict[int, int] = {}
    by_title: dict[tuple[str, int | None], int] = {}
    films = read_rows(
        connection, "SELECT movie_id, imdb_id, display_title, year FROM movie ORDER BY movie_id"
    )
    for movie_id, imdb_id, title, year in films:
        by_title.setdefault((fold(title), year), movie_id)
        if imdb_id is not None:
            by_imdb.setdefault(imdb_id, movie_id)
    found = []
    for rating in kept:
        movie_id = by_imdb.get(rating.imdb_id) if rating.imdb_id is not None else None
        if movie_id is None:
            movie_id = by_title.get((fold(rating.title), rating.year))
        if movie_id is not None:
            found.append((rating.user_id, movie_id, rating.rating, rating.rated_at))
    write_rows(
        connection,
        "INSERT OR IGNORE INTO rating (user_id, movie_id, rating, rated_at) VALUES (?, ?, ?, ?)",
        found,
    )
