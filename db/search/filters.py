"""Conditions of a title search besides the title: years, genres, tags, people and runtime."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from db.marks import TAG
from db.rows import Reading
from db.search.facets import facets, people_named, tags_named
from db.search.query import SearchQuery
from db.store.bulk import read_rows


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """Which films a search may give.

    Attributes:
        years: first and last year; None for any.
        genre_ids: one group for each genre asked for; a film must have a genre of every group.
        tags: the same for tags.
        people: the same for people: the role, None for any, and who may have it.
        runtime: least and most minutes; None for any.
    """

    years: tuple[int, int] | None = None
    genre_ids: tuple[tuple[int, ...], ...] = ()
    tags: tuple[tuple[str, ...], ...] = ()
    people: tuple[tuple[str | None, tuple[int, ...]], ...] = ()
    runtime: tuple[int, int] | None = None

    def of_years(self, first: int, last: int) -> SearchFilter:
        """The same conditions for other years."""
        return replace(self, years=(first, last))

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """SQL to add to a WHERE clause over `movie AS m`, and its parameters: full-text queries are plain SQL."""
        sql = ""
        parameters: dict[str, Any] = {}
        for name, column, span in (("year", "m.year", self.years), ("runtime", "m.runtime", self.runtime)):
            if span is not None:
                sql += f" AND {column} BETWEEN :first_{name} AND :last_{name}"
                parameters[f"first_{name}"], parameters[f"last_{name}"] = span
        for number, group in enumerate(self.genre_ids):
            sql += (
                " AND m.movie_id IN (SELECT movie_id FROM movie_genre"  # noqa: S608
                f" WHERE genre_id IN (SELECT value FROM json_each(:genres_{number})))"
            )
            parameters[f"genres_{number}"] = json.dumps(group)
        for number, tags in enumerate(self.tags):
            sql += (
                " AND m.movie_id IN (SELECT movie_id FROM movie_tag"  # noqa: S608
                f" WHERE tag IN (SELECT value FROM json_each(:tags_{number})) UNION ALL SELECT movie_id FROM movie_mark"
                f" WHERE mark IN (SELECT '{TAG}' || value FROM json_each(:tags_{number})))"
            )
            parameters[f"tags_{number}"] = json.dumps(tags)
        for number, (role, people) in enumerate(self.people):
            of_role = "" if role is None else f" AND role = :role_{number}"
            sql += (
                " AND m.movie_id IN (SELECT movie_id FROM movie_person"  # noqa: S608
                f" WHERE person_id IN (SELECT value FROM json_each(:people_{number})){of_role})"
            )
            parameters[f"people_{number}"] = json.dumps(people)
            parameters[f"role_{number}"] = role
        return sql, parameters

    def best_known(self, connection: Connection, limit: int) -> list[int]:
        """The films that meet the conditions, the best-known first; what a tag tells more of counts as better known."""
        sql, parameters = self.conditions()
        parameters["every_tag"] = json.dumps([tag for tags in self.tags for tag in tags])
        rows = read_rows(
            connection,
            "SELECT m.movie_id FROM movie AS m JOIN movie_stat AS s USING (movie_id)"  # noqa: S608
            f" WHERE 1{sql} ORDER BY (s.popularity + 1) * coalesce((SELECT sum(t.weight) FROM movie_tag AS t"
            " WHERE t.movie_id = m.movie_id AND t.tag IN (SELECT value FROM json_each(:every_tag))), 1) DESC,"
            " m.movie_id LIMIT :limit",
            {**parameters, "limit": limit},
        )
        return [movie_id for (movie_id,) in rows]


def search_filter(connection: Connection, query: SearchQuery) -> SearchFilter | None:
    """The filter for a query's conditions; None where no genre, tag or person is called so."""
    known = facets(connection).genres if query.genres else {}
    genres = tuple(
        tuple(number for key, (_, number) in known.items() if key.startswith(genre)) for genre in query.genres
    )
    tags = tuple(tags_named(connection, text) for text in query.tags)
    people = tuple((role, people_named(connection, text, role)) for role, text in query.people)
    if not (all(genres) and all(tags) and all(ids for _, ids in people)):
        return None
    return SearchFilter(query.years, genres, tags, people, query.runtime)


def with_reading(connection: Connection, wanted: SearchFilter, reading: Reading) -> SearchFilter:
    """The filter with what plain words mean."""
    known = facets(connection)
    numbers = dict(known.genres.values())
    people = ((None, people_named(connection, reading.people)),) if reading.people else ()
    return replace(
        wanted,
        years=reading.years or wanted.years,
        genre_ids=(*wanted.genre_ids, *((numbers[name],) for name in reading.genres)),
        tags=(*wanted.tags, *(tags_named(connection, tag) for tag in reading.tags)),
        people=(*wanted.people, *people),
    )
