"""What stands beside each other in a list: films that differ, and one film of a series with the others behind it.

Re-ranking by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): the first places are filled one after
the other, each with the film whose score, less `VARIETY` times its likeness to all that stand above, is highest.
`python -m bench.list_order` measures what it gains and costs.

A series is known by its titles ("Alien", "Aliens", "Alien: Resurrection"), and by its films being alike: "The Mission"
is none of the "Mission: Impossible" films, and the King Kong of 2005 is not the one of 1933 again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.serving.list_order import FilmTraits
from engine.serving.ranking import best_rows

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

VARIETY = 0.55
"""What a film of cosine 1 above it takes from a film's score."""

VARIED_PLACES = 10
"""Films that are chosen with those above them in mind; what comes after them differs from these ten."""

POOL = 100
"""Films that change places."""

SAME_SERIES = 0.3
"""Cosine from which films of the same name, but for a number or a subtitle, are one series."""

SAME_SERIES_BY_BEGINNING = 0.55
"""The same where the name of one is only the beginning of the other's."""

SHORTEST_NAME = 4
"""Letters from which a name may be the beginning of another one."""

_NUMBER = re.compile(
    r"[\s,]+(?:(?:part|chapter|volume|vol\.?|episode)\s+)?(?:[ivx]{1,5}|one|two|three|four|\d{1,2}(?:\.\d|\s\d/\d)?)$"
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+")
_SUBTITLE = re.compile(r":\s|\s-\s|\sand the\s")


def best_varied(
    scores: Floats, n: int, allowed: NDArray[np.bool_] | None, traits: FilmTraits, variety: float = VARIETY
) -> tuple[Rows, Floats]:
    """Rows of the n best films, in an order of some variety, and their scores, each at most that of the film above.

    The first films are the same whatever n is, so that a list can be continued.

    Args:
        scores: (n_movies,).
        n: how many films; fewer come back only if fewer are allowed.
        allowed: (n_movies,); films where it is False are left out.
        traits: of the films.
        variety: what a film of cosine 1 above it takes from a film's score; 0 keeps the order of the scores.
    """
    rows = best_rows(scores, max(n, POOL), allowed)
    pool, rest = rows[:POOL], rows[POOL:]
    order = _marginal_relevance(scores[pool], traits.directions(pool), variety)
    varied = np.concatenate([pool[order], rest])[:n]
    return varied, np.minimum.accumulate(scores[varied])


def _marginal_relevance(scores: Floats, directions: Floats, variety: float) -> Rows:
    """The order of films with vectors of length 1."""
    alike = np.maximum(directions @ directions.T, 0)
    less = np.zeros_like(scores)
    left = np.ones(len(scores), np.bool_)
    first: list[int] = []
    for _ in range(min(VARIED_PLACES, len(scores))):
        best = int(np.where(left, scores - less, -np.inf).argmax())
        first.append(best)
        left[best] = False
        less[left] += np.float32(variety) * alike[left, best]
    others = np.flatnonzero(left)
    others = others[np.argsort(-(scores - less)[others], kind="stable")]
    return np.concatenate([np.array(first, np.int64), others])


def series_of(titles: Sequence[str], directions: Floats) -> NDArray[np.int64]:
    """(n,) for each film the place of the first film of its series among these; its own where it is the first.

    Args:
        titles: as people write them, "The Matrix Reloaded".
        directions: (n, d) likeness vectors of length 1.
    """
    names = [_ARTICLE.sub("", title.casefold()).replace("'", "").replace("’", "") for title in titles]
    stems = [_stem(name) for name in names]
    alike = np.tril(directions @ directions.T, -1)
    first = np.arange(len(titles))
    for one, other in np.argwhere(alike >= SAME_SERIES).tolist():
        if names[one] == names[other]:
            continue
        begins = _begins(stems[one], names[other]) or _begins(stems[other], names[one])
        if stems[one] == stems[other] or (begins and alike[one, other] >= SAME_SERIES_BY_BEGINNING):
            earlier, later = sorted((first[one], first[other]))
            first[first == later] = earlier
    return first


def _stem(name: str) -> str:
    """The name without subtitle and number: "alien: resurrection", "alien 3" and "aliens" give "alien"."""
    stem = _NUMBER.sub("", _SUBTITLE.split(name)[0]).strip(" ,")
    return (stem or name).removesuffix("s")


def _begins(stem: str, name: str) -> bool:
    return len(stem) >= SHORTEST_NAME and name.startswith(f"{stem} ")
