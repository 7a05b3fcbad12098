"""Families of genres: few enough to tell apart by a shape and a colour."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum


class Family(Enum):
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


_GENRES: tuple[tuple[Family, frozenset[str]], ...] = (
    (Family.DOCUMENTARY, frozenset({"documentary"})),
    (Family.CHILDREN, frozenset({"animation", "children", "children's"})),
    (Family.HORROR, frozenset({"horror"})),
    (Family.FANTASY, frozenset({"sci-fi", "fantasy"})),
    (Family.CRIME, frozenset({"crime", "film-noir", "mystery", "thriller"})),
    (Family.ACTION, frozenset({"action", "adventure", "western", "war"})),
    (Family.ROMANCE, frozenset({"romance", "musical"})),
    (Family.COMEDY, frozenset({"comedy"})),
)
"""What says most about a film comes first: nearly every film is a drama or a comedy, too."""


def family_of(genres: Collection[str]) -> Family:
    """The family that says most about a film with these genres; a drama where nothing else is known."""
    named = {genre.casefold() for genre in genres}
    return next((family for family, members in _GENRES if named & members), Family.DRAMA)


def genres_of(family: Family) -> frozenset[str]:
    """The genres that make a film one of the family, in small letters."""
    return next((members for member, members in _GENRES if member is family), frozenset({"drama"}))
