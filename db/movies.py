"""Films as lists show them and as their own page does, and genres."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, bindparam, case, func, select

from db.errors import NotFound, StoreError
from db.models import Genre, Movie, MovieGenre, MoviePerson, MovieStat, MovieTag, Person, Rating
from db.rows import FilmSource, FilmTag, MovieDetails, MovieSummary
from db.rows import Person as PersonRow
from db.store.data_sets import stored_data_set
from db.store.json_values import json_texts

CHOSEN_IDS = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
"""The ids in the parameter `ids`, a JSON text: one parameter, however many ids, which SQLite limits otherwise."""

_TAGS_SHOWN = 8

# Made once: SQLAlchemy takes as long to build such a statement as SQLite to answer it.
_SUMMARY = (
    select(
        Movie.movie_id,
        Movie.title,
        Movie.display_title,
        Movie.year,
        func.coalesce(MovieStat.ratings, 0).label("ratings"),
        MovieStat.mean_rating,
    )
    .join_from(Movie, MovieStat, MovieStat.movie_id == Movie.movie_id, isouter=True)
    .where(Movie.movie_id.in_(CHOSEN_IDS))
)
_GENRES = (
    select(MovieGenre.movie_id, Genre.name)
    .join_from(MovieGenre, Genre, Genre.genre_id == MovieGenre.genre_id)
    .where(MovieGenre.movie_id.in_(CHOSEN_IDS))
    .order_by(MovieGenre.movie_id, Genre.name)
)
_DISPLAY_TITLES = select(Movie.movie_id, Movie.display_title).where(Movie.movie_id.in_(CHOSEN_IDS))


def movie_summaries(connection: Connection, ids: Iterable[int]) -> dict[int, MovieSummary]:
    """The films among `ids` that exist, by id, in the order asked for; two queries, however many films."""
    wanted = list(dict.fromkeys(int(movie_id) for movie_id in ids))
    chosen = {"ids": json.dumps(wanted)}
    genre_rows = connection.execute(_GENRES, chosen)
    genres = {film: tuple(name for _, name in rows) for film, rows in groupby(genre_rows, itemgetter(0))}
    found = {
        movie_id: MovieSummary(
            movie_id=movie_id,
            title=title,
            display_title=display_title,
            year=year,
            genres=genres.get(movie_id, ()),
            ratings=ratings,
            mean_rating=mean_rating,
        )
        for movie_id, title, display_title, year, ratings, mean_rating in connection.execute(_SUMMARY, chosen)
    }
    return {movie_id: found[movie_id] for movie_id in wanted if movie_id in found}


def movie_summary(connection: Connection, movie_id: int) -> MovieSummary:
    """One film as lists show it.

    Raises:
        NotFound: no such film.
    """
    summary = movie_summaries(connection, [movie_id]).get(movie_id)
    if summary is None:
        raise NotFound(f"There is no film {movie_id}: `movierec-tui search TEXT` finds films by title.")
    return summary


def movie_details(connection: Connection, movie_id: int) -> MovieDetails:
    """One film with everything that is stored of it.

    Raises:
        NotFound: no such film.
    """
    summary = movie_summary(connection, movie_id)
    row = connection.execute(
        select(
            Movie.imdb_id,
            Movie.tmdb_id,
            Movie.aliases,
            Movie.source,
            Movie.runtime,
            Movie.original_title,
            Movie.imdb_rating,
            Movie.imdb_votes,
        ).where(Movie.movie_id == movie_id)
    ).one()
    people = connection.execute(
        select(MoviePerson.role, Person.person_id, Person.name)
        .join(Person, Person.person_id == MoviePerson.person_id)
        .where(MoviePerson.movie_id == movie_id)
        .order_by(MoviePerson.position)
    ).all()
    tags = connection.execute(
        select(MovieTag.tag, MovieTag.weight)
        .where(MovieTag.movie_id == movie_id)
        .order_by(MovieTag.weight.desc(), MovieTag.tag)
        .limit(_TAGS_SHOWN)
    )
    return MovieDetails(
        summary,
        row.imdb_id,
        row.tmdb_id,
        tuple(json_texts(row.aliases)),
        _histogram(connection, movie_id),
        FilmSource(row.source),
        row.runtime,
        row.original_title,
        row.imdb_rating,
        row.imdb_votes,
        directors=tuple(PersonRow(number, name) for role, number, name in people if role == "director"),
        cast=tuple(PersonRow(number, name) for role, number, name in people if role == "cast"),
        tags=tuple(FilmTag(tag, weight) for tag, weight in tags),
    )


def films_of_person(connection: Connection, person_id: int) -> list[MovieSummary]:
    """The films that a person directs or plays in, the newest first."""
    films = (
        select(MoviePerson.movie_id)
        .join(Movie, Movie.movie_id == MoviePerson.movie_id)
        .where(MoviePerson.person_id == person_id)
        .order_by(Movie.year.desc(), Movie.movie_id)
    )
    return list(movie_summaries(connection, connection.scalars(films)).values())


def popular_movies(connection: Connection, limit: int) -> list[MovieSummary]:
    """The films of the data set with most ratings."""
    most = (
        select(MovieStat.movie_id)
        .join(Movie, Movie.movie_id == MovieStat.movie_id)
        .where(Movie.source == FilmSource.DATA_SET)
        .order_by(MovieStat.ratings.desc(), MovieStat.movie_id)
        .limit(limit)
    )
    return list(movie_summaries(connection, connection.scalars(most)).values())


def best_known_movies(connection: Connection, limit: int) -> dict[int, int]:
    """How many ratings the best-known films have, by id, most first; of films without any, how many to expect."""
    known = case((MovieStat.ratings > 0, MovieStat.ratings), else_=MovieStat.popularity)
    most = select(MovieStat.movie_id, known).order_by(known.desc(), MovieStat.movie_id).limit(limit)
    return dict(connection.execute(most).all())


def movie_years(connection: Connection) -> dict[int, int | None]:
    """The year of every film, by id."""
    return dict(connection.execute(select(Movie.movie_id, Movie.year)).all())


def display_titles(connection: Connection, ids: Sequence[int]) -> list[str]:
    """The titles of films as people say them, in the order of `ids`; empty for a film that does not exist."""
    titles = dict(connection.execute(_DISPLAY_TITLES, {"ids": json.dumps(ids)}).all())
    return [titles.get(movie_id, "") for movie_id in ids]


def genres(connection: Connection) -> tuple[str, ...]:
    """The names of all genres, in alphabetical order."""
    return tuple(connection.scalars(select(Genre.name).order_by(Genre.name)))


def genres_named(connection: Connection, names: Collection[str]) -> tuple[str, ...]:
    """The genres as the data set writes them; upper and lower case do not matter.

    Raises:
        StoreError: the data set has no such genre; the message lists those it has.
    """
    written = {genre.casefold(): genre for genre in genres(connection)}
    for name in names:
        if name.strip().casefold() not in written:
            raise StoreError(f'There is no genre "{name}"; the genres are {", ".join(written.values())}.')
    return tuple(written[name.strip().casefold()] for name in names)


def _histogram(connection: Connection, movie_id: int) -> tuple[tuple[float, int], ...]:
    counted = connection.execute(
        select(Rating.rating, func.count())
        .where(Rating.movie_id == movie_id, Rating.user_id > 0)
        .group_by(Rating.rating)
    )
    counts = {float(stars): int(count) for stars, count in counted}
    data_set = stored_data_set(connection)
    if data_set is not None:
        scale = data_set.scale
        steps = round((scale.maximum - scale.minimum) / scale.step)
        for step in range(steps + 1):
            counts.setdefault(scale.minimum + step * scale.step, 0)
    return tuple(sorted(counts.items()))
