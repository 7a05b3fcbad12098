"""What a profile says of a film: a rating, or a mark such as "on the watchlist". Every change can be undone."""

from __future__ import annotations

import time
from dataclasses import replace

from sqlalchemy import Connection, delete, func, insert, literal, select

from db.errors import StoreError
from db.marks import ENDED_BY_A_RATING, EXCLUDED_BY, FilmMark, mark_called
from db.models import MovieMark, Rating, UserStat
from db.movies import movie_summaries, movie_summary
from db.personal.profiles import require_profile
from db.rows import MarkedMovie, Opinion, OpinionChange
from db.store import data_sets

LEAST_STARS, MOST_STARS = 0.5, 5.0


def rate(
    connection: Connection, user_id: int, movie_id: int, stars: float | None, at: int | None = None
) -> OpinionChange:
    """Rates a film for a profile; None removes the rating. A rating ends the marks that it makes pointless.

    Args:
        connection: of a writing transaction.
        user_id: a profile's.
        movie_id: of the film.
        stars: half stars from 0.5 to 5.
        at: seconds since 1970; None is now.

    Raises:
        StoreError: no such number of stars; or the user is one of the data set.
        NotFound: no such profile or film.
    """
    if stars is not None and not (LEAST_STARS <= stars <= MOST_STARS and float(stars * 2).is_integer()):
        raise StoreError(f"A film gets 0.5 to 5 stars in steps of a half, not {stars:g}.")
    said = _unchanged(connection, user_id, movie_id)
    if stars is None:
        return _write(connection, replace(said, after=replace(said.before, rating=None, rated_at=0)))
    marks = tuple(pair for pair in said.before.marks if pair[0] not in ENDED_BY_A_RATING)
    return _write(connection, replace(said, after=Opinion(float(stars), _seconds(at), marks)))


def set_mark(
    connection: Connection, user_id: int, movie_id: int, mark: FilmMark, *, on: bool, at: int | None = None
) -> OpinionChange:
    """Sets a mark on a film or removes it; marks that contradict it end. Setting it again keeps its first time.

    Raises:
        StoreError: the user is one of the data set.
        NotFound: no such profile or film.
    """
    said = _unchanged(connection, user_id, movie_id)
    if said.before.has(mark) == on:
        return said
    ended = EXCLUDED_BY[mark] | {mark} if on else {mark}
    marks = tuple(pair for pair in said.before.marks if pair[0] not in ended)
    if on:
        marks += ((mark, _seconds(at)),)
    return _write(connection, replace(said, after=replace(said.before, marks=marks)))


def restore(connection: Connection, change: OpinionChange) -> OpinionChange:
    """Undoes a change: the film's opinion is what it was before. Gives the change that this makes.

    Raises:
        NotFound: the profile or the film is gone.
    """
    said = _unchanged(connection, change.user_id, change.movie_id)
    return _write(connection, replace(said, after=change.before))


def opinion_on(connection: Connection, user_id: int, movie_id: int) -> Opinion:
    """What a user says of a film; an empty opinion where nothing was said."""
    rated = connection.execute(
        select(Rating.rating, Rating.rated_at).where(Rating.user_id == user_id, Rating.movie_id == movie_id)
    ).one_or_none()
    marks = connection.execute(
        select(MovieMark.mark, MovieMark.marked_at)
        .where(MovieMark.user_id == user_id, MovieMark.movie_id == movie_id)
        .order_by(MovieMark.mark)
    )
    return Opinion(
        None if rated is None else rated.rating,
        0 if rated is None else rated.rated_at,
        tuple((mark_called(row.mark), row.marked_at) for row in marks),
    )


def opinions_of(connection: Connection, user_id: int) -> dict[int, Opinion]:
    """Everything that a user says, by film id.

    Raises:
        ValueError: a rating that cannot be, as another program wrote it.
    """
    marked = connection.execute(
        select(MovieMark.movie_id, MovieMark.mark, MovieMark.marked_at)
        .where(MovieMark.user_id == user_id)
        .order_by(MovieMark.movie_id, MovieMark.mark)
    )
    marks: dict[int, list[tuple[str, int]]] = {}
    for movie_id, mark, marked_at in marked:
        marks.setdefault(movie_id, []).append((mark_called(mark), marked_at))
    opinions = {movie_id: Opinion(marks=tuple(own)) for movie_id, own in marks.items()}
    rated = connection.execute(select(Rating.movie_id, Rating.rating, Rating.rated_at).where(Rating.user_id == user_id))
    for movie_id, rating, rated_at in rated:
        if not 0 <= rating <= data_sets.MOST_STARS:
            raise ValueError(f"a rating of {rating} stars")  # of another program: `wrong_values_explained`
        opinions[movie_id] = Opinion(rating, rated_at, tuple(marks.get(movie_id, ())))
    return opinions


def marked_movies(connection: Connection, user_id: int, mark: FilmMark) -> list[MarkedMovie]:
    """The films on which a user set this mark, newest first."""
    rows = connection.execute(
        select(MovieMark.movie_id, MovieMark.marked_at)
        .where(MovieMark.user_id == user_id, MovieMark.mark == mark.value)
        .order_by(MovieMark.marked_at.desc(), MovieMark.movie_id)
    ).all()
    films = movie_summaries(connection, [row.movie_id for row in rows])
    return [MarkedMovie(films[row.movie_id], row.marked_at) for row in rows]


def refresh_user_stat(connection: Connection, user_id: int) -> None:
    """Recounts a profile's ratings; whoever writes ratings of a profile calls this in the same transaction."""
    counted = select(literal(user_id), func.count(), func.avg(Rating.rating)).where(Rating.user_id == user_id)
    connection.execute(
        insert(UserStat).prefix_with("OR REPLACE").from_select(["user_id", "ratings", "mean_rating"], counted)
    )


def _unchanged(connection: Connection, user_id: int, movie_id: int) -> OpinionChange:
    """What a profile says of a film, as a change that changes nothing yet."""
    require_profile(connection, user_id)
    movie = movie_summary(connection, movie_id)
    said = opinion_on(connection, user_id, movie_id)
    return OpinionChange(user_id, movie, said, said)


def _write(connection: Connection, change: OpinionChange) -> OpinionChange:
    key = {"user_id": change.user_id, "movie_id": change.movie_id}
    before, after = change.before, change.after
    if (before.rating, before.rated_at) != (after.rating, after.rated_at):
        if after.rating is None:
            connection.execute(delete(Rating).filter_by(**key))
        else:
            rating = {"rating": after.rating, "rated_at": after.rated_at}
            connection.execute(insert(Rating).prefix_with("OR REPLACE"), key | rating)
        refresh_user_stat(connection, change.user_id)
    if before.marks != after.marks:
        connection.execute(delete(MovieMark).filter_by(**key))
        rows = [{**key, "mark": str(mark), "marked_at": when} for mark, when in after.marks]
        if rows:
            connection.execute(insert(MovieMark), rows)
    return change


def _seconds(at: int | None) -> int:
    return int(time.time()) if at is None else at
