"""Films for a person or several, and why."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.errors import NotFound, StoreError
from db.marks import FilmMark
from db.movies import movie_summaries, popular_movies
from db.personal import profiles
from db.personal.name_rules import same_name
from db.personal.opinions import opinions_of
from db.ratings import rating_histograms
from db.rows import MovieSummary, Opinion
from db.store.data_sets import stored_data_set
from db.store.database import Store
from engine.errors import NoModelError
from engine.options import GroupRule
from engine.serving.explanation import Contribution, ScoreBreakdown, explanations
from engine.serving.familiarity import Tilted, tilted
from engine.serving.filters import movies_to_keep
from engine.serving.group import group_scores
from engine.serving.person import Person
from engine.serving.quick_rate import Candidates, entropy, next_films
from engine.serving.ranking import best_rows
from engine.serving.recommender import Recommender
from engine.serving.surprise import surprising_rows
from movierec_tui.library.answers import (
    Against,
    ListRequest,
    Prediction,
    Reason,
    Recommended,
    SavedRequest,
    ScoreExplanation,
    Sort,
    TogetherFilm,
    unreadable_words,
)
from movierec_tui.library.model import ActiveModel, Opinions, person_of

F = TypeVar("F", Recommended, TogetherFilm)

WELL_KNOWN = 400
"""The most popular films, which a new person may be asked about."""


class Lists:
    """Recommendations of the active run, for users of the data set and profiles alike."""

    def __init__(self, store: Store, model: ActiveModel) -> None:
        self._store = store
        self._model = model
        self._candidates: tuple[str, Candidates] | None = None
        self._counting = threading.Lock()

    def recommend(self, user_id: int, request: ListRequest) -> tuple[Recommended, ...]:
        """The person's best films that meet the request; fewer than its limit only where no more do."""
        with self._store.reading() as connection:
            model, person, opinions = self._model.person(connection, user_id)
            scores = self._tilted(connection, model, person.scores, request)
            rows = _best(connection, model, scores.scores, [opinions], request)
            found = _explained(connection, model, person, opinions, rows, scores, request.reasons)
        return _in_order(found, request.sort, lambda film: film.predicted_rating)

    def expected(self, user_id: int, movie_id: int, reasons: int) -> Recommended:
        """One film as lists of recommendations show it, whether it would be in one or not."""
        with self._store.reading() as connection:
            model, person, opinions = self._model.person(connection, user_id)
            rows = np.array([model.movie_row(movie_id)])
            scores = Tilted(person.scores, np.ones_like(person.scores))
            found = _explained(connection, model, person, opinions, rows, scores, reasons)
        if not found:
            raise NotFound(f"There is no film {movie_id} any more.")
        return found[0]

    def count_matching(self, user_ids: Sequence[int], request: ListRequest) -> int:
        """How many films meet a request of these people, whatever its limit is."""
        with self._store.reading() as connection:
            opinions = [opinions_of(connection, user_id) for user_id in user_ids]
            return int(_allowed(connection, self._model.recommender(connection), opinions, request).sum())

    def why(self, user_id: int, movie_id: int) -> ScoreExplanation:
        """What each rated film adds to a film's score for a person."""
        with self._store.reading() as connection:
            model, person, opinions = self._model.person(connection, user_id)
            shares = person.shares(np.array([model.movie_row(movie_id)]))
            ids = model.movie_ids[shares.rated].tolist()
            films = movie_summaries(connection, ids)
        reasons = [
            Reason(films[rated], opinions[rated].rating or 0.0, float(share))
            for rated, share in zip(ids, shares.shares[0], strict=True)
        ]
        reasons.sort(key=lambda reason: (-reason.contribution, reason.movie.movie_id))
        return ScoreExplanation(float(shares.scores[0]), float(shares.bases[0]), tuple(reasons))

    def prediction(self, user_id: int, movie_id: int) -> Prediction:
        (prediction,) = self.predictions(user_id, [movie_id]).values()
        return prediction

    def predictions(self, user_id: int, movie_ids: Sequence[int]) -> dict[int, Prediction]:
        """The stars to expect from a person for each film, by film id."""
        with self._store.reading() as connection:
            model, person, _opinions = self._model.person(connection, user_id)
        rows = np.array([model.movie_row(movie_id) for movie_id in movie_ids], np.int64)
        pairs = zip(movie_ids, person.stars(rows), person.uncertainty(rows), strict=True)
        return {movie_id: Prediction(float(stars), float(doubt)) for movie_id, stars, doubt in pairs}

    def together(self, user_ids: Sequence[int], request: ListRequest, rule: GroupRule) -> tuple[TogetherFilm, ...]:
        """The best films for several people; what one of them has hidden, rated or seen is left out for all."""
        with self._store.reading() as connection:
            model = self._model.recommender(connection)
            opinions = [opinions_of(connection, user_id) for user_id in user_ids]
            people = [person_of(model, user_id, own) for user_id, own in zip(user_ids, opinions, strict=True)]
            scores = self._tilted(connection, model, group_scores(people, rule), request).scores
            rows = _best(connection, model, scores, opinions, request)
            films = movie_summaries(connection, model.movie_ids[rows].tolist())
        stars = np.stack([person.stars(rows) for person in people], axis=1)
        found = [
            TogetherFilm(films[movie_id], float(scores[row]), tuple(map(float, each)))
            for row, movie_id, each in zip(rows, model.movie_ids[rows].tolist(), stars, strict=True)
            if movie_id in films
        ]
        return _in_order(found, request.sort, lambda film: sum(film.stars))

    def next_to_rate(self, user_id: int, count: int) -> tuple[MovieSummary, ...]:
        """The films whose ratings would tell most about a person; works without a model, too.

        Films that the person rated or marked are not asked about again.
        """
        with self._store.reading() as connection:
            opinions = opinions_of(connection, user_id)
            try:
                model: Recommender | None = self._model.recommender(connection)
            except NoModelError:
                model = None
            person = None if model is None else person_of(model, user_id, opinions)
            asked = sorted(opinions, key=lambda movie_id: _said_at(opinions[movie_id]))
            wanted = next_films(model, person, self._well_known(connection), asked, count)
            return tuple(movie_summaries(connection, wanted).values())

    # Saved requests

    def saved(self, user_id: int) -> tuple[SavedRequest, ...]:
        """The requests that a profile saved, by name, those that cannot be read among them."""
        with self._store.reading() as connection:
            kept = profiles.saved_filters(connection, user_id)
        return tuple(SavedRequest(name, _readable(text)) for name, text in kept.items())

    def saved_request(self, user_id: int, name: str) -> ListRequest:
        """The request that a profile saved under a name, in any case; the error lists the names there are."""
        kept = self.saved(user_id)
        for saved in kept:
            if same_name(saved.name, name):
                if saved.request is None:
                    raise StoreError(unreadable_words([saved.name]) + " Save it again.")
                return saved.request
        known = f"there are {', '.join(saved.name for saved in kept)}" if kept else "none is saved yet"
        raise NotFound(f'There is no saved filter "{name.strip()[:80]}": {known}.')

    def save(self, user_id: int, name: str, request: ListRequest) -> None:
        """Saves a request under a name; one of the same name is replaced."""
        with self._store.writing() as connection:
            profiles.save_filter(connection, user_id, name, request.as_json())

    def forget(self, user_id: int, name: str) -> None:
        with self._store.writing() as connection:
            profiles.delete_filter(connection, user_id, name)

    def _tilted(
        self, connection: Connection, model: Recommender, scores: NDArray[np.float32], request: ListRequest
    ) -> Tilted:
        if not request.familiarity:
            return Tilted(scores, np.ones_like(scores))
        return tilted(scores, self._model.familiarity(connection, model), request.familiarity)

    def _well_known(self, connection: Connection) -> Candidates:
        data_set = stored_data_set(connection)
        fingerprint = "" if data_set is None else data_set.fingerprint
        # Opening, leaving and opening again asks three times; with millions of ratings each takes seconds.
        with self._counting:
            if self._candidates is None or self._candidates[0] != fingerprint:
                self._candidates = fingerprint, _candidates(connection)
            return self._candidates[1]


def _readable(text: str) -> ListRequest | None:
    try:
        return ListRequest.from_json(text)
    except StoreError:
        return None


def _best(
    connection: Connection,
    model: Recommender,
    scores: NDArray[np.float32],
    opinions: Sequence[Opinions],
    request: ListRequest,
) -> NDArray[np.int64]:
    """The rows of the films in the list, best first."""
    allowed = _allowed(connection, model, opinions, request)
    if request.surprise is not None:
        return surprising_rows(scores, request.limit, allowed, request.surprise)
    return best_rows(scores, request.limit, allowed)


def _allowed(
    connection: Connection, model: Recommender, opinions: Sequence[Opinions], request: ListRequest
) -> NDArray[np.bool_]:
    """(n_movies,) which films may be in the list."""
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


def _explained(
    connection: Connection,
    model: Recommender,
    person: Person,
    opinions: Opinions,
    rows: NDArray[np.int64],
    scores: Tilted,
    reasons: int,
) -> list[Recommended]:
    """The films of these rows with predicted stars, score and reasons."""
    explained = explanations(person.shares(rows), model.movie_ids, reasons, scores.scores[rows], scores.factors[rows])
    ids = model.movie_ids[rows].tolist()
    named = [part.movie_id for why in explained for part in _parts(why)] if reasons else []
    films = movie_summaries(connection, [*ids, *named])

    def reason(part: Contribution) -> Reason:
        return Reason(films[part.movie_id], opinions[part.movie_id].rating or 0.0, part.contribution)

    def against(why: ScoreBreakdown) -> Against | None:
        if why.against is None or not reasons:
            return None
        return Against(reason(why.against.most), why.against.ratings, why.against.total)

    return [
        Recommended(
            movie=films[movie_id],
            predicted_rating=float(stars),
            uncertainty=float(doubt),
            score=why.score,
            base=why.base,
            because=tuple(map(reason, why.named)),
            others=why.others,
            against=against(why),
        )
        for movie_id, stars, doubt, why in zip(
            ids, person.stars(rows), person.uncertainty(rows), explained, strict=True
        )
        if movie_id in films
    ]


def _parts(why: ScoreBreakdown) -> tuple[Contribution, ...]:
    return why.named if why.against is None else (*why.named, why.against.most)


def _in_order(found: Sequence[F], sort: Sort, stars: Callable[[F], float]) -> tuple[F, ...]:
    """By match as they are, by stars or year from the highest, by title from A; a film without a year comes last."""
    keys: dict[Sort, Callable[[F], tuple[float, str]]] = {
        Sort.STARS: lambda film: (-stars(film), ""),
        Sort.YEAR: lambda film: (-(film.movie.year or 0), film.movie.display_title.casefold()),
        Sort.TITLE: lambda film: (0, film.movie.display_title.casefold()),
    }
    return tuple(found) if sort is Sort.MATCH else tuple(sorted(found, key=keys[sort]))


def _candidates(connection: Connection) -> Candidates:
    films = popular_movies(connection, WELL_KNOWN)
    ids = [film.movie_id for film in films]
    genres = sorted({genre for film in films for genre in film.genres})
    return Candidates(
        movie_ids=np.array(ids, np.int64),
        ratings=np.array([film.ratings for film in films], np.float32),
        entropy=entropy(rating_histograms(connection, ids)),
        genres=np.array([[genre in film.genres for genre in genres] for film in films], np.bool_).reshape(
            len(films), len(genres)
        ),
    )


def _said_at(said: Opinion) -> int:
    return max((said.rated_at, *(when for _mark, when in said.marks)))
