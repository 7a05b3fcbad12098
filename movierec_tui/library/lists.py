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
from db.movies import movie_summaries, movie_summary, popular_movies
from db.personal import profiles
from db.personal.name_rules import same_name
from db.personal.opinions import opinions_of
from db.ratings import rating_histograms
from db.rows import MovieSummary, Opinion
from db.store.data_sets import stored_data_set
from db.store.database import Store
from engine.errors import NoModelError
from engine.options import GroupRule
from engine.serving.explanation import Contribution, explanations
from engine.serving.familiarity import Tilted, tilted
from engine.serving.filters import movies_to_keep
from engine.serving.group import group_scores
from engine.serving.quick_rate import Candidates, entropy, next_films
from engine.serving.ranking import best_rows
from engine.serving.recommender import Recommender
from engine.serving.surprise import surprising_rows
from movierec_tui.library.answers import (
    Against,
    Prediction,
    Reason,
    Recommended,
    SavedRequest,
    ScoreExplanation,
    TogetherFilm,
)
from movierec_tui.library.list_request import ListRequest, Sort
from movierec_tui.library.model import ActiveModel, person_of

F = TypeVar("F", Recommended, TogetherFilm)

WELL_KNOWN = 400
"""Films that a new person may be asked about."""

COUNTED_AHEAD = 2_000_000
"""Up to so many ratings, those of the well-known films are counted in about a tenth of a second."""


class Lists:
    """Recommendations of the active run, for users of the data set and profiles alike."""

    def __init__(self, store: Store, model: ActiveModel) -> None:
        self._store = store
        self._model = model
        self._candidates: tuple[str, Candidates] | None = None
        self._counting = threading.Lock()

    def recommend(self, user_id: int, request: ListRequest) -> tuple[Recommended, ...]:
        """The person's best films within the wish. Fewer than wished for only where no more are left.

        Raises:
            NoModelError: no run is active.
            EngineError: a user of the data set whom the active run does not know.
        """
        model = self._model.recommender()
        with self._store.reading() as connection:
            opinions = opinions_of(connection, user_id)
            person = person_of(model, user_id, opinions)
            list_scores = self._tilted(connection, model, person.scores, request)
            rows = self._rows(connection, model, list_scores.scores, [opinions], request)
            stars, doubts = person.stars(rows), person.uncertainty(rows)
            told = explanations(
                person.shares(rows),
                model.movie_ids,
                request.reasons,
                list_scores.scores[rows],
                list_scores.factors[rows],
            )
            named = [reason.movie_id for why in told for reason in why.named]
            if request.reasons:
                named += [why.against.most.movie_id for why in told if why.against is not None]
            films = movie_summaries(connection, [*model.movie_ids[rows].tolist(), *named])

        def reason(part: Contribution) -> Reason:
            return Reason(films[part.movie_id], opinions[part.movie_id].rating or 0.0, part.contribution)

        found = [
            Recommended(
                movie=films[movie_id],
                predicted_rating=float(rating),
                uncertainty=float(doubt),
                score=why.score,
                base=why.base,
                because=tuple(map(reason, why.named)),
                others=why.others,
                against=None
                if why.against is None or not request.reasons
                else Against(reason(why.against.most), why.against.ratings, why.against.total),
            )
            for movie_id, rating, doubt, why in zip(
                model.movie_ids[rows].tolist(), stars, doubts, told, strict=True
            )
            if movie_id in films
        ]
        return _in_order(found, request.sort, lambda film: film.predicted_rating)

    def fitting(self, user_ids: Sequence[int], request: ListRequest) -> int:
        """How many films may be in the list of these people, whatever the wish's limit is.

        Raises:
            NoModelError: no run is active.
        """
        model = self._model.recommender()
        with self._store.reading() as connection:
            opinions = [opinions_of(connection, user_id) for user_id in user_ids]
            return int(_allowed(connection, model, opinions, request).sum())

    def why(self, user_id: int, movie_id: int) -> ScoreExplanation:
        """What each rated film adds to a film's score for a person.

        Raises:
            EngineError: no run is active, or it does not know the film or the user.
        """
        model = self._model.recommender()
        with self._store.reading() as connection:
            opinions = opinions_of(connection, user_id)
            shares = person_of(model, user_id, opinions).shares(np.array([model.movie_row(movie_id)]))
            ids = model.movie_ids[shares.rated].tolist()
            films = movie_summaries(connection, ids)
        reasons = [
            Reason(films[rated], opinions[rated].rating or 0.0, float(share))
            for rated, share in zip(ids, shares.shares[0], strict=True)
        ]
        reasons.sort(key=lambda reason: (-reason.contribution, reason.movie.movie_id))
        return ScoreExplanation(float(shares.scores[0]), float(shares.bases[0]), tuple(reasons))

    def prediction(self, user_id: int, movie_id: int) -> Prediction:
        """The stars to expect from a person for a film.

        Raises:
            EngineError: no run is active, or it does not know the film or the user.
        """
        (prediction,) = self.predictions(user_id, [movie_id]).values()
        return prediction

    def expected(self, user_id: int, movie_id: int, reasons: int) -> Recommended:
        """One film as lists of recommendations show it, whether it would be in one or not.

        Raises:
            EngineError: no run is active, or it does not know the film or the user.
        """
        why, prediction = self.why(user_id, movie_id), self.prediction(user_id, movie_id)
        named = tuple(reason for reason in why.reasons[:reasons] if reason.contribution > 0)
        less = [reason for reason in why.reasons if reason.contribution < 0]
        with self._store.reading() as connection:
            movie = movie_summary(connection, movie_id)
        return Recommended(
            movie=movie,
            predicted_rating=prediction.rating,
            uncertainty=prediction.uncertainty,
            score=why.score,
            base=why.base,
            because=named,
            others=why.score - why.base - sum(reason.contribution for reason in named),
            against=Against(less[-1], len(less), sum(reason.contribution for reason in less))
            if less
            else None,
        )

    def predictions(self, user_id: int, movie_ids: Sequence[int]) -> dict[int, Prediction]:
        """The stars to expect from a person for each film, by film id.

        Raises:
            EngineError: no run is active, or it does not know one of the films or the user.
        """
        model = self._model.recommender()
        rows = np.array([model.movie_row(movie_id) for movie_id in movie_ids], np.int64)
        with self._store.reading() as connection:
            person = person_of(model, user_id, opinions_of(connection, user_id))
        pairs = zip(movie_ids, person.stars(rows), person.uncertainty(rows), strict=True)
        return {movie_id: Prediction(float(stars), float(doubt)) for movie_id, stars, doubt in pairs}

    def together(
        self, user_ids: Sequence[int], request: ListRequest, rule: GroupRule
    ) -> tuple[TogetherFilm, ...]:
        """The best films for several people; what one of them has hidden, rated or seen is left out for all.

        Raises:
            EngineError: no run is active, or it does not know one of the users.
        """
        model = self._model.recommender()
        with self._store.reading() as connection:
            opinions = [opinions_of(connection, user_id) for user_id in user_ids]
            people = [person_of(model, user_id, own) for user_id, own in zip(user_ids, opinions, strict=True)]
            scores = self._tilted(connection, model, group_scores(people, rule), request).scores
            rows = self._rows(connection, model, scores, opinions, request)
            films = movie_summaries(connection, model.movie_ids[rows].tolist())
        stars = np.stack([person.stars(rows) for person in people], axis=1)
        found = tuple(
            TogetherFilm(films[movie_id], float(scores[row]), tuple(map(float, each)))
            for row, movie_id, each in zip(rows, model.movie_ids[rows].tolist(), stars, strict=True)
            if movie_id in films
        )
        return _in_order(found, request.sort, lambda film: sum(film.stars))

    def next_to_rate(self, user_id: int, count: int) -> tuple[MovieSummary, ...]:
        """The films whose ratings would tell most about a person; works without a model, too.

        Films that the person rated, or said something else of, are not asked about again.
        """
        try:
            model: Recommender | None = self._model.recommender()
        except NoModelError:
            model = None
        with self._store.reading() as connection:
            opinions = opinions_of(connection, user_id)
            person = None if model is None else person_of(model, user_id, opinions)
            asked = sorted(opinions, key=lambda movie_id: _said_at(opinions[movie_id]))
            wanted = next_films(model, person, self._well_known(connection), asked, count)
            return tuple(movie_summaries(connection, wanted).values())

    def prepare(self) -> None:
        """Counts what rating films begins with, unless there are so many ratings that few would be glad of it."""
        with self._store.reading() as connection:
            data_set = stored_data_set(connection)
            if data_set is not None and data_set.ratings <= COUNTED_AHEAD:
                self._well_known(connection)

    # Saved wishes

    def saved(self, user_id: int) -> tuple[SavedRequest, ...]:
        """The wishes that a profile keeps, in order of names, those that cannot be read among them."""
        with self._store.reading() as connection:
            kept = profiles.saved_filters(connection, user_id)
        return tuple(SavedRequest(name, _readable(text)) for name, text in kept.items())

    def saved_request(self, user_id: int, name: str) -> ListRequest:
        """The wish that a profile keeps under a name; capitals do not matter.

        Raises:
            NotFound: the profile keeps none of that name; the message lists those it keeps.
            StoreError: what it keeps cannot be read.
        """
        kept = self.saved(user_id)
        for saved in kept:
            if same_name(saved.name, name):
                if saved.request is None:
                    raise StoreError(unreadable_words([saved.name]) + " Save it anew.")
                return saved.request
        known = f"there are {', '.join(saved.name for saved in kept)}" if kept else "none is saved yet"
        raise NotFound(f'There is no saved filter "{name.strip()[:80]}": {known}.')

    def save(self, user_id: int, name: str, request: ListRequest) -> None:
        """Keeps a wish under a name; one of the same name is replaced.

        Raises:
            StoreError: the name is empty, too long or has line breaks.
        """
        with self._store.writing() as connection:
            profiles.save_filter(connection, user_id, name, request.as_json())

    def forget(self, user_id: int, name: str) -> None:
        """Forgets a wish.

        Raises:
            NotFound: the profile keeps none of that name.
        """
        with self._store.writing() as connection:
            profiles.delete_filter(connection, user_id, name)

    # How a list is made

    def _tilted(
        self, connection: Connection, model: Recommender, scores: NDArray[np.float32], request: ListRequest
    ) -> Tilted:
        if not request.familiarity:
            return Tilted(scores, np.ones_like(scores))
        return tilted(scores, self._model.familiarity(connection, model), request.familiarity)

    def _rows(
        self,
        connection: Connection,
        model: Recommender,
        scores: NDArray[np.float32],
        opinions: Sequence[dict[int, Opinion]],
        request: ListRequest,
    ) -> NDArray[np.int64]:
        allowed = _allowed(connection, model, opinions, request)
        if request.surprise is not None:
            return surprising_rows(scores, request.limit, allowed, request.surprise)
        return best_rows(scores, request.limit, allowed)

    def _well_known(self, connection: Connection) -> Candidates:
        data_set = stored_data_set(connection)
        fingerprint = "" if data_set is None else data_set.fingerprint
        # Somebody who opens, leaves and opens again asks three times; with millions of ratings each takes seconds.
        with self._counting:
            if self._candidates is None or self._candidates[0] != fingerprint:
                self._candidates = fingerprint, _candidates(connection)
            return self._candidates[1]


def unreadable_words(names: Sequence[str]) -> str:
    """One sentence about saved filters that cannot be read; nothing where there are none."""
    if not names:
        return ""
    quoted = [f'"{name}"' for name in names]
    listed = " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
    return f"The saved {'filters' if len(quoted) > 1 else 'filter'} {listed} cannot be read."


def _readable(text: str) -> ListRequest | None:
    try:
        return ListRequest.from_json(text)
    except StoreError:
        return None


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


def _allowed(
    connection: Connection, model: Recommender, opinions: Sequence[dict[int, Opinion]], request: ListRequest
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


def _said_at(said: Opinion) -> int:
    return max((said.rated_at, *(when for _mark, when in said.marks)))


def _in_order(found: Sequence[F], sort: Sort, stars: Callable[[F], float]) -> tuple[F, ...]:
    """By match as they are, by stars or year from the highest, by title from A; a film without a year comes last."""
    keys: dict[Sort, Callable[[F], tuple[float, str]]] = {
        Sort.STARS: lambda film: (-stars(film), ""),
        Sort.YEAR: lambda film: (-(film.movie.year or 0), film.movie.display_title.casefold()),
        Sort.TITLE: lambda film: (0, film.movie.display_title.casefold()),
    }
    return tuple(found) if sort is Sort.MATCH else tuple(sorted(found, key=keys[sort]))
