"""What a profile says of films, and what it is recommended, as rows for a file."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import REAL, Connection, false, literal, null, or_, select, type_coerce, union_all

from data.personal import ExportRow, RowKind
from db.marks import TAG
from db.models import Movie, MovieMark, Rating
from db.movies import CHOSEN_IDS


def opinions_for_export(connection: Connection, user_id: int, kinds: Collection[RowKind]) -> list[ExportRow]:
    """A profile's ratings and marks of these kinds: one kind after the other, newest first in each."""
    said = union_all(
        select(
            Rating.movie_id,
            literal(RowKind.RATING.value).label("kind"),
            Rating.rating.label("stars"),
            Rating.rated_at.label("noted_at"),
        ).where(Rating.user_id == user_id),
        select(MovieMark.movie_id, MovieMark.mark, type_coerce(null(), REAL), MovieMark.marked_at).where(
            MovieMark.user_id == user_id
        ),
    ).subquery()
    tagged = said.c.kind.startswith(TAG) if RowKind.TAG in kinds else false()
    query = (
        select(said.c.kind, *_FILM, said.c.stars, said.c.noted_at)
        .join_from(said, Movie, Movie.movie_id == said.c.movie_id)
        .where(or_(said.c.kind.in_([kind.value for kind in kinds]), tagged))
        .order_by(said.c.kind, said.c.noted_at.desc(), Movie.sort_title, Movie.movie_id)
    )
    return [_export_row(kind, film) for kind, *film in connection.execute(query)]


def _export_row(kind: str, film: Sequence[Any]) -> ExportRow:
    if kind.startswith(TAG):
        return replace(ExportRow(RowKind.TAG, *film), tag=kind.removeprefix(TAG))
    return ExportRow(RowKind(kind), *film)


def recommendations_for_export(
    connection: Connection, recommended: Sequence[tuple[int, float, float]]
) -> list[ExportRow]:
    """A list of recommendations with what other sites need to recognise its films, in the list's order.

    Args:
        connection: of a reading transaction.
        recommended: (movie_id, predicted rating in stars, score); films that do not exist are left out.
    """
    ids = json.dumps([movie_id for movie_id, _, _ in recommended])
    rows = connection.execute(select(*_FILM).where(Movie.movie_id.in_(CHOSEN_IDS)), {"ids": ids})
    films = {row.movie_id: ExportRow(RowKind.RECOMMENDATION, *row) for row in rows}
    return [
        replace(films[movie_id], predicted_rating=stars, score=score)
        for movie_id, stars, score in recommended
        if movie_id in films
    ]


_FILM = (Movie.movie_id, Movie.display_title, Movie.title, Movie.year, Movie.imdb_id, Movie.tmdb_id)
