"""Filters of lists: which films may appear."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, select

from db.marks import TAG
from db.models import Genre, Movie, MovieGenre, MovieMark, MoviePerson, MovieStat, MovieTag
from db.search.facets import people_named, tags_named
from engine.options import MovieFilter
from engine.serving.recommender import Recommender


def movies_to_keep(connection: Connection, recommender: Recommender, films: MovieFilter) -> NDArray[np.bool_] | None:
    """The mask (n_movies,) that `Recommender.allowed` takes as `keep`; None if the filter excludes nothing."""
    conditions: list[ColumnElement[bool]] = []
    if films.genres:
        conditions.append(Movie.movie_id.in_(_movies_of(films.genres)))
    if films.exclude_genres:
        conditions.append(Movie.movie_id.not_in(_movies_of(films.exclude_genres)))
    if films.years is not None:
        conditions.append(Movie.year.between(*films.years))
    if films.min_ratings > 0:
        known = select(MovieStat.movie_id).where(MovieStat.popularity >= films.min_ratings)
        conditions.append(Movie.movie_id.in_(known))
    if films.since is not None:
        conditions.append(Movie.year >= films.since)
    if films.runtime is not None:
        conditions.append(Movie.runtime.between(*films.runtime))
    for role, names in (("director", films.directors), ("cast", films.cast)):
        if names:
            people = [person for name in names for person in people_named(connection, name, role)]
            credited = select(MoviePerson.movie_id).where(MoviePerson.role == role, MoviePerson.person_id.in_(people))
            conditions.append(Movie.movie_id.in_(credited))
    if films.tags:
        tags = [tag for name in films.tags for tag in tags_named(connection, name)]
        own = select(MovieMark.movie_id).where(MovieMark.mark.in_([TAG + tag for tag in tags]))
        conditions.append(Movie.movie_id.in_(select(MovieTag.movie_id).where(MovieTag.tag.in_(tags)).union_all(own)))
    if not conditions:
        return None
    allowed = connection.scalars(select(Movie.movie_id).where(*conditions)).all()
    mask: NDArray[np.bool_] = np.isin(recommender.movie_ids, np.array(allowed, dtype=np.int64))
    return mask


def _movies_of(names: Collection[str]) -> Select[int]:
    return select(MovieGenre.movie_id).join(Genre).where(Genre.name.in_(names))
