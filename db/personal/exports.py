"""What a profile says of films, and what it is recommended, as rows to be written to a file."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from data.personal import ExportRow, RowKind
from db.store.bulk import read_rows

_OPINIONS = (
    "SELECT o.kind, m.movie_id, m.display_title, m.year, m.imdb_id, m.tmdb_id, o.stars, o.noted_at FROM ("
    " SELECT movie_id, 'rating' AS kind, rating AS stars, rated_at AS noted_at FROM rating WHERE user_id = :user_id"
    " UNION ALL SELECT movie_id, mark, NULL, marked_at FROM movie_mark WHERE user_id = :user_id"
    ") AS o JOIN movie AS m USING (movie_id) WHERE o.kind IN (SELECT value FROM json_each(:kinds))"
    " ORDER BY o.kind, o.noted_at DESC, m.sort_title, m.movie_id"
)


def opinions_for_export(connection: Connection, user_id: int, kinds: Collection[RowKind]) -> list[ExportRow]:
    """A profile's ratings and marks of these kinds: one kind after the other, the newest first in each."""
    wanted = json.dumps([kind.value for kind in kinds])
    rows = read_rows(connection, _OPINIONS, {"user_id": user_id, "kinds": wanted})
    return [ExportRow(RowKind(kind), *film) for kind, *film in rows]


def recommendations_for_export(
    connection: Connection, recommended: Sequence[tuple[int, float, float]]
) -> list[ExportRow]:
    """A list of recommendations with what other sites need to know of its films, in the list's order.

    Args:
        connection: of a reading transaction.
        recommended: (movie_id, predicted rating in stars, score); films that are not there are passed over.
    """
    rows = read_rows(
        connection,
        "SELECT movie_id, display_title, year, imdb_id, tmdb_id FROM movie"
        " WHERE movie_id IN (SELECT value FROM json_each(?))",
        (json.dumps([movie_id for movie_id, _, _ in recommended]),),
    )
    films = {film[0]: ExportRow(RowKind.RECOMMENDATION, *film) for film in rows}
    return [
        replace(films[movie_id], predicted_rating=stars, score=score)
        for movie_id, stars, score in recommended
        if movie_id in films
    ]
