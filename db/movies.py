"""Films: lists, details, and which film a text means."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, func, select

from data.folding import fold
from data.titles import parse_title
from db.data_set import stored_data_set
from db.errors import Ambiguous, NotFound, StoreError
from db.models import Genre, Movie, MovieName, MovieStat, Rating
from db.rows import LARGEST_ID, MovieDetails, MovieSummary
from db.search.films import parse_query, search_movies
from db.search.names import match_key
from db.summaries import movie_summaries

__all__ = [
    "genres",
    "genres_named",
    "movie_details",
    "movie_summaries",
    "movie_summary",
    "popular_movies",
    "resolve_movie",
]

_CANDIDATES = 10


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
    """One film with all that is stored of it.

    Raises:
        NotFound: no such film.
    """
    summary = movie_summary(connection, movie_id)
    row = connection.execute(
        select(Movie.imdb_id, Movie.tmdb_id, Movie.aliases).where(Movie.movie_id == movie_id)
    ).one()
    return MovieDetails(
        summary, row.imdb_id, row.tmdb_id, tuple(json.loads(row.aliases)), _histogram(connection, movie_id)
    )


def genres(connection: Connection) -> tuple[str, ...]:
    """The names of all genres, in alphabetical order."""
    return tuple(connection.scalars(select(Genre.name).order_by(Genre.name)))


def genres_named(connection: Connection, names: Collection[str]) -> tuple[str, ...]:
    """The genres as the data set writes them; capitals do not matter.

    Raises:
        StoreError: the data set has no such genre; the message lists those it has.
    """
    written = {genre.casefold(): genre for genre in genres(connection)}
    for name in names:
        if name.strip().casefold() not in written:
            raise StoreError(f'There is no genre "{name}"; the genres are {", ".join(written.values())}.')
    return tuple(written[name.strip().casefold()] for name in names)


def popular_movies(connection: Connection, limit: int) -> list[MovieSummary]:
    """The films with most ratings."""
    most = select(MovieStat.movie_id).order_by(MovieStat.ratings.desc(), MovieStat.movie_id).limit(limit)
    return list(movie_summaries(connection, connection.scalars(most)).values())


def resolve_movie(connection: Connection, text: str) -> MovieSummary:
    """The one film that `text` means: an id, else a title or alias, else the only film a search finds.

    A title may have its year behind it, in brackets. Capitals, accents, punctuation and a leading article do
    not matter.

    Raises:
        Ambiguous: several films have this title; it lists them.
        NotFound: no film has this id or title.
    """
    text = text.strip()
    is_number = text.isascii() and text.isdigit()
    if is_number and int(text[:20]) <= LARGEST_ID:
        by_id = movie_summaries(connection, [int(text)])
        if by_id:
            return next(iter(by_id.values()))
    found = _by_exact_title(connection, text)
    # A wrong id must not turn into the one film whose title happens to begin with these digits.
    if not found and not is_number:
        found = _of_the_year_named(text, search_movies(connection, text, _CANDIDATES))
    if not found:
        raise NotFound(f"No film is called {_quoted(text)}: `movierec-tui search TEXT` finds films by title.")
    if len(found) > 1:
        raise Ambiguous(_ambiguous(text, found), tuple(found))
    return found[0]


def _of_the_year_named(text: str, films: Sequence[MovieSummary]) -> list[MovieSummary]:
    """Search forgives a wrong year. Whoever names one film by it means that year, of the film or in its title."""
    years = parse_query(text).other_years
    if years is None:
        return list(films)
    return [
        film for film in films if film.year == years[0] or str(years[0]) in fold(film.display_title).split()
    ]


def _by_exact_title(connection: Connection, text: str) -> list[MovieSummary]:
    parsed = parse_title(text[:500])
    named = _named(connection, text[:500])
    if not named:
        named = [
            film
            for film in _named(connection, parsed.display_title)
            if parsed.year is None or film.year == parsed.year
        ]
    return sorted(named, key=lambda film: -film.ratings)


def _named(connection: Connection, title: str) -> list[MovieSummary]:
    key = match_key(fold(title))
    if not key:
        return []
    ids = connection.scalars(select(MovieName.movie_id).where(MovieName.match_key == key))
    return list(movie_summaries(connection, ids).values())


def _ambiguous(text: str, films: Sequence[MovieSummary]) -> str:
    listed = "; ".join(f"{film.movie_id} {film.title}" for film in films[:_CANDIDATES])
    return f"{_quoted(text)} may be any of these films, so give the id of one: {listed}."


def _quoted(text: str) -> str:
    return f'"{text[:80]}"'


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
