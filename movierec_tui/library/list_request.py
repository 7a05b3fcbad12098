"""What a list of recommendations should hold, and the JSON in which it is kept."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from enum import StrEnum

from db.errors import StoreError
from engine.options import MovieFilter


class Sort(StrEnum):
    """In which order the films of a list are shown; which films are in it is always decided by match."""

    MATCH = "match"
    STARS = "stars"
    YEAR = "year"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What a list should hold. Hidden films are never in it.

    Attributes:
        limit: how many films.
        films: which films may be in it.
        rewatch: whether films that were rated or seen may be in it.
        with_watchlist: whether films on the watchlist may be in it.
        only_watchlist: whether no others may.
        familiarity: from -1 (adventurous: lesser known films) to 1 (familiar: well-known ones).
        sort: the order in which they are shown.
        surprise: seed of a random draw that favours high scores; None takes the best.
        reasons: how many rated films to name behind each film.
    """

    limit: int = 50
    films: MovieFilter = field(default_factory=MovieFilter)
    rewatch: bool = False
    with_watchlist: bool = False
    only_watchlist: bool = False
    familiarity: float = 0.0
    sort: Sort = Sort.MATCH
    surprise: int | None = None
    reasons: int = 0

    def as_json(self) -> str:
        """The wish as a JSON object."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> ListRequest:
        """The wish that `as_json` wrote.

        Raises:
            StoreError: the text is something else.
        """
        try:
            fields = json.loads(text)
            films = fields.pop("films")
            kept = MovieFilter(
                genres=tuple(map(str, films["genres"])),
                exclude_genres=tuple(map(str, films["exclude_genres"])),
                years=None if films["years"] is None else (int(films["years"][0]), int(films["years"][1])),
                min_ratings=int(films["min_ratings"]),
            )
            return _checked(cls(films=kept, sort=Sort(fields.pop("sort")), **fields))
        except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
            raise StoreError("This saved filter cannot be read: delete it and save it anew.") from error


def _checked(request: ListRequest) -> ListRequest:
    """The wish, where each part is of its own kind; JSON may hold anything in its place."""
    kinds: tuple[tuple[object, type | tuple[type, ...]], ...] = (
        (request.limit, int),
        (request.rewatch, bool),
        (request.with_watchlist, bool),
        (request.only_watchlist, bool),
        (request.familiarity, (int, float)),
        (request.surprise, (int, type(None))),
        (request.reasons, int),
    )
    if not all(isinstance(value, kind) for value, kind in kinds) or not -1 <= request.familiarity <= 1:
        raise ValueError("a part of the wish is of another kind")
    return request
