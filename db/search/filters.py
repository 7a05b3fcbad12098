"""Years and genres as conditions of a title search."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data.folding import compact
from db.store.bulk import read_rows


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """Which films a search may give.

    Attributes:
        years: first and last year; None for any.
        genre_ids: one group for each genre asked for; a film must have a genre of every group.
    """

    years: tuple[int, int] | None = None
    genre_ids: tuple[tuple[int, ...], ...] = ()

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """SQL to add to a WHERE clause over `movie AS m`, and its parameters: full-text queries are plain SQL."""
        sql = ""
        parameters: dict[str, Any] = {}
        if self.years is not None:
            sql += " AND m.year BETWEEN :first_year AND :last_year"
            parameters["first_year"], parameters["last_year"] = self.years
        for number, group in enumerate(self.genre_ids):
            sql += (
                " AND EXISTS (SELECT 1 FROM movie_genre AS mg WHERE mg.movie_id = m.movie_id"  # noqa: S608
                f" AND mg.genre_id IN (SELECT value FROM json_each(:genres_{number})))"
            )
            parameters[f"genres_{number}"] = json.dumps(group)
        return sql, parameters

    def most_popular(self, connection: Connection, limit: int) -> list[int]:
        """The films that meet the conditions, the best-known first."""
        sql, parameters = self.conditions()
        rows = read_rows(
            connection,
            "SELECT m.movie_id FROM movie AS m JOIN movie_stat AS s USING (movie_id)"  # noqa: S608
            f" WHERE 1{sql} ORDER BY s.popularity DESC, m.movie_id LIMIT :limit",
            {**parameters, "limit": limit},
        )
        return [movie_id for (movie_id,) in rows]


def search_filter(
    connection: Connection, years: tuple[int, int] | None, genres: tuple[str, ...]
) -> SearchFilter | None:
    """The filter for a query's years and prefixes of genres; None where no genre has such a prefix."""
    if not genres:
        return SearchFilter(years)
    known = [(compact(name), number) for number, name in read_rows(connection, "SELECT genre_id, name FROM genre")]
    groups = tuple(tuple(number for name, number in known if name.startswith(genre)) for genre in genres)
    return SearchFilter(years, groups) if all(groups) else None
