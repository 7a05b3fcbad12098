"""Which films a list holds, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.marks import FilmMark
from db.movies import display_titles, movie_years
from db.rows import Opinion
from engine.options import GroupRule
from engine.serving.filters import movies_to_keep
from engine.serving.group import best_for_group, combined
from engine.serving.list_order import ListOrder
from engine.serving.ranking import best_rows
from engine.serving.recommender import Recommender
from engine.serving.surprise import surprising_rows
from engine.serving.variety import best_varied, series_of
from movierec_tui.library.answers import ListRequest, Sort
from movierec_tui.library.model import Opinions

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

_NOTHING = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Places:
    """The films of a list, in its order.

    Attributes:
        rows: (n,) the films' rows in the run.
        scores: (n,) their scores; in the order of match each at most that of the film above.
        best: the score of the film that fits best.
        typical: the median score of all films of the run.
        series: for each film the rows of others of its series, which it stands for.
    """

    rows: Rows
    scores: Floats
    best: float
    typical: float
    series: tuple[Rows, ...]

    def match(self, score: float) -> float:
        """How well a film of this score fits: 1 as the best one, 0 no better than half of all films."""
        span = self.best - self.typical
        return min(1.0, max(0.0, (score - self.typical) / span)) if span > 0 else 0.0


def allowed_films(
    connection: Connection, model: Recommender, opinions: Sequence[Opinions], request: ListRequest
) -> Mask:
    """(n_movies,) which films may be in a list for people with these opinions."""
    keep = movies_to_keep(connection, model, request.films)
    excluded = {film for own in opinions for film, said in own.items() if _excludes(said, request)}
    allowed = model.allowed(excluded, keep)
    if request.only_watchlist:
        wanted = [film for own in opinions for film, said in own.items() if said.has(FilmMark.WATCHLIST)]
        allowed &= np.isin(model.movie_ids, np.array(wanted, np.int64))
    return allowed


def _excludes(said: Opinion, request: ListRequest) -> bool:
    if said.has(FilmMark.HIDDEN):
        return True
    if not request.rewatch and (said.rating is not None or said.has(FilmMark.SEEN)):
        return True
    return said.has(FilmMark.WATCHLIST) and not (request.with_watchlist or request.only_watchlist)


def places_of(
    connection: Connection, model: Recommender, request: ListRequest, order: ListOrder, stars: Floats, allowed: Mask
) -> Places:
    """The films of one person's list, from its order and their predicted stars, (n_movies,)."""
    scores = order.scores
    best, typical = float(scores[allowed].max(initial=-np.inf)), float(np.median(scores))
    if request.sort is Sort.MATCH and request.surprise is None:
        rows, at_their_places, series = _varied(connection, model, request, order, allowed)
        return Places(rows, at_their_places, best, typical, series)
    rows = _sorted_rows(connection, model, request, scores, stars, _drawn(scores, request, allowed))
    return Places(rows, scores[rows], best, typical, (_NOTHING,) * len(rows))


def group_rows(
    connection: Connection,
    model: Recommender,
    request: ListRequest,
    rule: GroupRule,
    scores: Sequence[Floats],
    stars: Floats,
    allowed: Mask,
) -> Rows:
    """The rows of a group's list, from each one's scores and predicted stars, (n_people, n_movies)."""
    mean = np.mean(scores, axis=0)
    drawn = _drawn(mean, request, allowed)
    if request.sort is Sort.MATCH:
        return best_for_group(scores, stars, rule, request.limit, drawn)
    return _sorted_rows(connection, model, request, mean, combined(stars, GroupRule.AVERAGE), drawn)


def _drawn(scores: Floats, request: ListRequest, allowed: Mask) -> Mask:
    """Random picks of the films that are allowed; all of them where the request asks for no draw."""
    if request.surprise is None:
        return allowed
    drawn = np.zeros_like(allowed)
    drawn[surprising_rows(scores, request.limit, allowed, request.surprise)] = True
    return drawn


def _sorted_rows(
    connection: Connection, model: Recommender, request: ListRequest, scores: Floats, stars: Floats, allowed: Mask
) -> Rows:
    """The best matches, the most stars, the newest films (of one year the best match), or all from A to Z."""
    if request.sort in (Sort.MATCH, Sort.STARS):
        return best_rows(scores if request.sort is Sort.MATCH else stars, request.limit, allowed)
    rows = np.flatnonzero(allowed)
    ids = model.movie_ids[rows].tolist()
    if request.sort is Sort.YEAR:
        years = movie_years(connection)
        keys = np.array([-(years.get(movie_id) or 0) for movie_id in ids], np.int64)
        return np.asarray(rows[np.lexsort((-scores[rows], keys))][: request.limit], np.int64)
    titles = display_titles(connection, ids)
    order = sorted(range(len(ids)), key=lambda place: titles[place].casefold())
    return np.asarray(rows[order[: request.limit]], np.int64)


def _varied(
    connection: Connection, model: Recommender, request: ListRequest, order: ListOrder, allowed: Mask
) -> tuple[Rows, Floats, tuple[Rows, ...]]:
    """The best films with their scores; of each series the best film, with the others that stand behind it."""
    limit, films = request.limit, int(allowed.sum())
    if request.whole_series:
        rows, at_their_places = best_varied(order.scores, limit, allowed, order.traits)
        return rows, at_their_places, (_NOTHING,) * len(rows)
    looked_at = 0
    while True:
        looked_at = min(looked_at + limit + limit // 2 + 40, films)
        rows, at_their_places = best_varied(order.scores, looked_at, allowed, order.traits)
        titles = display_titles(connection, model.movie_ids[rows].tolist())
        first = series_of(titles, order.traits.directions(rows))
        shown = np.flatnonzero(first == np.arange(looked_at))[:limit]
        if len(shown) == limit or looked_at == films:
            break
    others = np.flatnonzero(first != np.arange(looked_at))
    series = tuple(rows[others[first[others] == place]] for place in shown)
    return rows[shown], at_their_places[shown], series
