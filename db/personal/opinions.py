"""What a profile says of a film: a rating, or a mark such as "on the watchlist". Every change can be undone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, func, insert, select

from db.errors import NotFound, StoreError
from db.models import Movie, MovieMark, Rating, User, UserStat
from db.rows import FilmMark, MarkedMovie, Opinion, OpinionChange
from db.store.bulk import read_rows
from db.summaries import movie_summaries

__all__ = [
    "FilmMark",
    "MarkedMovie",
    "Opinion",
    "OpinionChange",
    "check_stars",
    "marked_movies",
    "opinion_on",
    "opinions_of",
    "rate",
    "refresh_user_stat",
    "rehearse",
    "restore",
    "set_mark",
]

LEAST_STARS, MOST_STARS = 0.5, 5.0


ENDED_BY_A_RATING = frozenset({FilmMark.WATCHLIST, FilmMark.SEEN, FilmMark.UNSEEN, FilmMark.SKIPPED})
"""Marks that say less than a rating, or the opposite of one."""

EXCLUDING: dict[FilmMark, frozenset[FilmMark]] = {
    FilmMark.WATCHLIST: frozenset({FilmMark.HIDDEN}),
    FilmMark.HIDDEN: frozenset({FilmMark.WATCHLIST}),
    FilmMark.SEEN: frozenset({FilmMark.UNSEEN}),
    FilmMark.UNSEEN: frozenset({FilmMark.SEEN, FilmMark.SKIPPED}),
    FilmMark.SKIPPED: frozenset({FilmMark.UNSEEN}),
}
"""Marks that a new mark ends, because both cannot be meant."""


def rate(
    connection: Connection, user_id: int, movie_id: int, stars: float | None, at: int | None = None
) -> OpinionChange:
    """Rates a film for a profile; None takes the rating back. A rating ends the marks that it makes pointless.

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
    if stars is not None:
        check_stars(stars)
    before = _opinion_to_change(connection, user_id, movie_id)
    if stars is None:
        after = replace(before, rating=None, rated_at=0)
    else:
        marks = tuple(pair for pair in before.marks if pair[0] not in ENDED_BY_A_RATING)
        after = Opinion(float(stars), _moment(at), marks)
    return _change(connection, OpinionChange(user_id, movie_id, before, after))


def set_mark(
    connection: Connection, user_id: int, movie_id: int, mark: FilmMark, *, on: bool, at: int | None = None
) -> OpinionChange:
    """Sets a mark on a film or takes it off; marks that contradict it end. Setting it again keeps its first time.

    Raises:
        StoreError: the user is one of the data set.
        NotFound: no such profile or film.
    """
    before = _opinion_to_change(connection, user_id, movie_id)
    if before.has(mark) == on:
        return OpinionChange(user_id, movie_id, before, before)
    ended = EXCLUDING[mark] | {mark} if on else {mark}
    marks = tuple(pair for pair in before.marks if pair[0] not in ended)
    if on:
        marks += ((mark, _moment(at)),)
    return _change(connection, OpinionChange(user_id, movie_id, before, replace(before, marks=marks)))


def restore(connection: Connection, change: OpinionChange) -> OpinionChange:
    """Undoes a change: the film's opinion is again what it was before. Gives the change that this is.

    Raises:
        NotFound: the profile or the film is gone.
    """
    now = _opinion_to_change(connection, change.user_id, change.movie_id)
    return _change(connection, OpinionChange(change.user_id, change.movie_id, now, change.before))


def rehearse(connection: Connection) -> None:
    """Rates a film for a profile and takes it back, so that the first rating does not wait for its statements.

    Args:
        connection: of a transaction that is not kept.
    """
    profile = connection.scalar(select(User.user_id).where(User.user_id < 0).limit(1))
    film = connection.scalar(select(Movie.movie_id).limit(1))
    if profile is not None and film is not None:
        restore(connection, rate(connection, profile, film, MOST_STARS))


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
        tuple((FilmMark(row.mark), row.marked_at) for row in marks),
    )


def opinions_of(connection: Connection, user_id: int) -> dict[int, Opinion]:
    """Everything a user says, by film id."""
    marks: dict[int, list[tuple[FilmMark, int]]] = {}
    rows = read_rows(
        connection,
        "SELECT movie_id, mark, marked_at FROM movie_mark WHERE user_id = ? ORDER BY movie_id, mark",
        (user_id,),
    )
    for movie_id, mark, marked_at in rows:
        marks.setdefault(movie_id, []).append((FilmMark(mark), marked_at))
    said = {movie_id: Opinion(marks=tuple(own)) for movie_id, own in marks.items()}
    rated = read_rows(
        connection, "SELECT movie_id, rating, rated_at FROM rating WHERE user_id = ?", (user_id,)
    )
    for movie_id, rating, rated_at in rated:
        said[movie_id] = Opinion(rating, rated_at, tuple(marks.get(movie_id, ())))
    return said


def marked_movies(connection: Connection, user_id: int, mark: FilmMark) -> list[MarkedMovie]:
    """The films that a user marked so, the newest first."""
    rows = connection.execute(
        select(MovieMark.movie_id, MovieMark.marked_at)
        .where(MovieMark.user_id == user_id, MovieMark.mark == mark.value)
        .order_by(MovieMark.marked_at.desc(), MovieMark.movie_id)
    ).all()
    films = movie_summaries(connection, [row.movie_id for row in rows])
    return [MarkedMovie(films[row.movie_id], row.marked_at) for row in rows]


def refresh_user_stat(connection: Connection, user_id: int) -> None:
    """Counts a user's ratings anew; whoever writes ratings of a profile calls this in the same transaction."""
    count, mean = connection.execute(
        select(func.count(), func.avg(Rating.rating)).where(Rating.user_id == user_id)
    ).one()
    connection.execute(
        insert(UserStat).prefix_with("OR REPLACE"),
        {"user_id": user_id, "ratings": count, "mean_rating": mean},
    )


def check_stars(stars: float) -> None:
    """Refuses what is no number of stars that a person can give.

    Raises:
        StoreError: not a half star from 0.5 to 5.
    """
    if not (LEAST_STARS <= stars <= MOST_STARS and float(stars * 2).is_integer()):
        raise StoreError(f"A film gets 0.5 to 5 stars in steps of a half, not {stars:g}.")


def _opinion_to_change(connection: Connection, user_id: int, movie_id: int) -> Opinion:
    if user_id > 0:
        raise StoreError(f"User {user_id} belongs to the data set: only profiles can rate films.")
    if connection.scalar(select(User.user_id).where(User.user_id == user_id)) is None:
        raise NotFound("This profile is not there any more: choose another one.")
    if connection.scalar(select(Movie.movie_id).where(Movie.movie_id == movie_id)) is None:
        raise NotFound(f"There is no film {movie_id}: `movierec-tui search TEXT` finds films by title.")
    return opinion_on(connection, user_id, movie_id)


def _change(connection: Connection, change: OpinionChange) -> OpinionChange:
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
        _insert_marks(connection, key, after.marks)
    return change


def _insert_marks(connection: Connection, key: dict[str, int], marks: Sequence[tuple[FilmMark, int]]) -> None:
    rows = [{**key, "mark": mark.value, "marked_at": when} for mark, when in marks]
    if rows:
        connection.execute(insert(MovieMark), rows)


def _moment(at: int | None) -> int:
    return int(time.time()) if at is None else at
