"""Families of genres: few enough to tell apart by a shape and a colour."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum


class GenreGroup(Enum):
    """A family of genres; the value is its name in a legend."""

    DRAMA = "Drama"
    COMEDY = "Comedy"
    ROMANCE = "Romance"
    ACTION = "Action"
    CRIME = "Crime"
    FANTASY = "Sci-fi"
    HORROR = "Horror"
    CHILDREN = "Family"
    DOCUMENTARY = "Factual"


_GENRES: tuple[tuple[GenreGroup, frozenset[str]], ...] = (
    (GenreGroup.DOCUMENTARY, frozenset({"documentary"})),
    (GenreGroup.CHILDREN, frozenset({"animation", "children", "children's"})),
    (GenreGroup.HORROR, frozenset({"horror"})),
    (GenreGroup.FANTASY, frozenset({"sci-fi", "fantasy"})),
    (GenreGroup.CRIME, frozenset({"crime", "film-noir", "mystery", "thriller"})),
    (GenreGroup.ACTION, frozenset({"action", "adventure", "western", "war"})),
    (GenreGroup.ROMANCE, frozenset({"romance", "musical"})),
    (GenreGroup.COMEDY, frozenset({"comedy"})),
)
"""What says most about a film comes first: nearly every film is a drama or a comedy, too."""


def genre_group_of(genres: Collection[str]) -> GenreGroup:
    """The family that says most about a film with these genres; a drama where nothing else is known."""
    named = {genre.casefold() for genre in genres}
    return next((genre_group for genre_group, members in _GENRES if named & members), GenreGroup.DRAMA)


def genres_of(genre_group: GenreGroup) -> frozenset[str]:
    """The genres that make a film one of the family, in small letters."""
    return next((members for member, members in _GENRES if member is genre_group), frozenset({"drama"}))
