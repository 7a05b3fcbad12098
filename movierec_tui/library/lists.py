"""Films for a person or several, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from db.errors import NotFound, StoreError
from db.movies import best_known_movies, movie_summaries
from db.personal import profiles
from db.personal.name_rules import same_name
from db.personal.opinions import opinions_of
from db.ratings import rating_histograms
from db.rows import MovieSummary, Opinion
from db.store.database import Store
from engine.errors import NoModelError
from engine.options import GroupRule
from engine.serving.explanation import Contribution, ScoreBreakdown, explanations
from engine.serving.group import combined
from engine.serving.list_order import ListOrder, list_order
from engine.serving.person import Person
from engine.serving.quick_rate import Candidates, entropy, next_films
from engine.serving.recommender import Recommender
from movierec_tui.library.answers import (
    Against,
    FilmList,
    ListRequest,
    Prediction,
    Reason,
    Recommended,
    SavedRequest,
    ScoreExplanation,
    TogetherFilm,
)
from movierec_tui.library.list_places import Places, allowed_films, group_rows, places_of
from movierec_tui.library.model import ActiveModel, CountedOnce, Opinions, person_of

NOBODY = -1
"""A user id that no run was trained on."""

WELL_KNOWN = 400
"""The best-known films, which a new person may be asked about."""


class Lists:
    """Recommendations of the active run, for users of the data set and profiles alike."""

    def __init__(self, store: Store, model: ActiveModel) -> None:
        self._store = store
        self._model = model
        self._well_known = CountedOnce(_candidates)

    def recommend(self, user_id: int, request: ListRequest) -> FilmList[Recommended]:
        """The person's best films that meet the request; fewer than its limit only where no more do."""
        with self._store.reading() as connection:
            return self._best(connection, *self._model.person(connection, user_id), request)

    def recommend_to_guest(self, opinions: Opinions, request: ListRequest) -> FilmList[Recommended]:
        """The best films for somebody of whom the database knows nothing, placed by these opinions alone."""
        with self._store.reading() as connection:
            model = self._model.recommender(connection)
            return self._best(connection, model, person_of(model, NOBODY, opinions), opinions, request)

    def expected(self, user_id: int, movie_id: int, reasons: int) -> Recommended:
        """One film as lists of recommendations show it, whether it would be in one or not.

        A film that the person rated is shown as if they had not.
        """
        with self._store.reading() as connection:
            model, person, opinions = self._unrated(connection, user_id, movie_id)
            order = list_order(person, self._model.traits(connection, model))
            row = np.array([model.movie_row(movie_id)])
            best = float(np.delete(order.scores, person.rated).max(initial=-np.inf))
            places = Places(row, order.scores[row], best, float(np.median(order.scores)), (row[:0],))
            found = _explained(connection, model, person, opinions, order, places, reasons)
        if not found:
            raise NotFound(f"There is no film {movie_id} any more.")
        return found[0]

    def why(self, user_id: int, movie_id: int) -> ScoreExplanation:
        """What each rated film adds to a film's score for a person; a film adds nothing to its own."""
        with self._store.reading() as connection:
            model, person, opinions = self._unrated(connection, user_id, movie_id)
            order = list_order(person, self._model.traits(connection, model))
            shares = order.shares(person, np.array([model.movie_row(movie_id)]))
            ids = model.movie_ids[shares.rated].tolist()
            films = movie_summaries(connection, ids)
        reasons = [
            Reason(films[rated], opinions[rated].rating or 0.0, float(share))
            for rated, share in zip(ids, shares.shares[0], strict=True)
        ]
        reasons.sort(key=lambda reason: (-reason.contribution, reason.movie.movie_id))
        return ScoreExplanation(float(shares.scores[0]), float(shares.bases[0]), tuple(reasons))

    def predictions(self, user_id: int, movie_ids: Sequence[int]) -> dict[int, Prediction]:
        """The stars to expect from a person for each film that the model knows, by film id."""
        with self._store.reading() as connection:
            model, person, _opinions = self._model.person(connection, user_id)
        known = [movie_id for movie_id in movie_ids if model.knows(movie_id)]
        rows = np.array([model.movie_row(movie_id) for movie_id in known], np.int64)
        pairs = zip(known, person.stars(rows), person.uncertainty(rows), strict=True)
        return {movie_id: Prediction(float(stars), float(doubt)) for movie_id, stars, doubt in pairs}

    def prediction(self, user_id: int, movie_id: int) -> Prediction:
        """The stars to expect from a person for a film; an error where the model does not know it."""
        with self._store.reading() as connection:
            self._model.recommender(connection).movie_row(movie_id)
        return self.predictions(user_id, [movie_id])[movie_id]

    def predicted_pairs(self, user_ids: NDArray[np.int64], movie_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """(n,) the stars to expect for pairs of a user and a film; an error where the model does not know one."""
        stars = np.empty(len(user_ids), np.float32)
        with self._store.reading() as connection:
            model = self._model.recommender(connection)
            of_data_set = user_ids > 0
            stars[of_data_set] = model.predicted(user_ids[of_data_set], movie_ids[of_data_set])
            for profile in np.unique(user_ids[~of_data_set]).tolist():
                pairs = user_ids == profile
                _model, person, _opinions = self._model.person(connection, profile)
                rows = [model.movie_row(movie_id) for movie_id in movie_ids[pairs].tolist()]
                stars[pairs] = person.stars(np.array(rows, np.int64))
        return stars

    def together(self, user_ids: Sequence[int], request: ListRequest, rule: GroupRule) -> FilmList[TogetherFilm]:
        """The best films for several people; what one of them has hidden, rated or seen is left out for all."""
        with self._store.reading() as connection:
            model = self._model.recommender(connection)
            opinions = [opinions_of(connection, user_id) for user_id in user_ids]
            people = [person_of(model, user_id, own) for user_id, own in zip(user_ids, opinions, strict=True)]
            traits = self._model.traits(connection, model)
            scores = [list_order(person, traits, request.familiarity).scores for person in people]
            stars = np.stack([person.expected_stars for person in people])
            allowed = allowed_films(connection, model, opinions, request)
            rows = group_rows(connection, model, request, rule, scores, stars, allowed)
            films = movie_summaries(connection, model.movie_ids[rows].tolist())
        shown = np.stack([person.stars(rows) for person in people])
        found = (
            TogetherFilm(films[movie_id], float(score), tuple(map(float, each)))
            for movie_id, score, each in zip(
                model.movie_ids[rows].tolist(), combined(shown, rule), shown.T, strict=True
            )
            if movie_id in films
        )
        return FilmList(tuple(found), int(allowed.sum()))

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
            answered = [movie_id for movie_id, said in opinions.items() if said.is_answer]
            asked = sorted(answered, key=lambda movie_id: _said_at(opinions[movie_id]))
            wanted = next_films(model, person, self._well_known.of(connection), asked, count)
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
                    raise StoreError(f'The saved filter "{saved.name}" cannot be read. Save it again.')
                return saved.request
        known = f"choose from {', '.join(saved.name for saved in kept)}" if kept else "none is saved yet"
        raise NotFound(f'There is no saved filter "{name.strip()[:80]}": {known}.')

    def save(self, user_id: int, name: str, request: ListRequest) -> None:
        """Saves a request under a name; one of the same name is replaced."""
        with self._store.writing() as connection:
            profiles.save_filter(connection, user_id, name, request.as_json())

    def forget(self, user_id: int, name: str) -> None:
        with self._store.writing() as connection:
            profiles.delete_filter(connection, user_id, name)

    def _best(
        self, connection: Connection, model: Recommender, person: Person, opinions: Opinions, request: ListRequest
    ) -> FilmList[Recommended]:
        order = list_order(person, self._model.traits(connection, model), request.familiarity)
        allowed = allowed_films(connection, model, [opinions], request)
        places = places_of(connection, model, request, order, person.expected_stars, allowed)
        found = _explained(connection, model, person, opinions, order, places, request.reasons)
        return FilmList(found, int(allowed.sum()))

    def _unrated(self, connection: Connection, user_id: int, movie_id: int) -> tuple[Recommender, Person, Opinions]:
        """The active run, the person as if they had not rated the film, and all that they say of films."""
        model = self._model.recommender(connection)
        opinions = opinions_of(connection, user_id)
        own = opinions.get(movie_id)
        if own is None or own.rating is None:
            return model, person_of(model, user_id, opinions), opinions
        others = {film: said for film, said in opinions.items() if film != movie_id}
        # A trained vector has learned from the rating: the other ratings place the person as they place a profile.
        return model, person_of(model, NOBODY, others), opinions


def _readable(text: str) -> ListRequest | None:
    try:
        return ListRequest.from_json(text)
    except StoreError:
        return None


def _explained(
    connection: Connection,
    model: Recommender,
    person: Person,
    opinions: Opinions,
    order: ListOrder,
    places: Places,
    reasons: int,
) -> tuple[Recommended, ...]:
    """The films at these places with predicted stars, score and reasons."""
    rows = np.concatenate([places.rows, *places.series])
    scores = np.concatenate([places.scores, *(order.scores[others] for others in places.series)])
    explained = explanations(order.shares(person, rows), model.movie_ids, reasons, scores)
    ids = model.movie_ids[rows].tolist()
    named = [part.movie_id for why in explained for part in _parts(why)] if reasons else []
    films = movie_summaries(connection, [*ids, *named])

    def reason(part: Contribution) -> Reason:
        return Reason(films[part.movie_id], opinions[part.movie_id].rating or 0.0, part.contribution)

    def against(why: ScoreBreakdown) -> Against | None:
        if why.against is None or not reasons:
            return None
        return Against(reason(why.against.most), why.against.ratings, why.against.total)

    found = {
        row: Recommended(
            movie=films[movie_id],
            predicted_rating=float(stars),
            uncertainty=float(doubt),
            score=why.score,
            match=places.match(why.score),
            base=why.base,
            because=tuple(map(reason, why.named)),
            others=why.others,
            against=against(why),
        )
        for row, movie_id, stars, doubt, why in zip(
            rows.tolist(), ids, person.stars(rows), person.uncertainty(rows), explained, strict=True
        )
        if movie_id in films
    }
    return tuple(
        replace(found[row], series=tuple(found[other] for other in others.tolist() if other in found))
        for row, others in zip(places.rows.tolist(), places.series, strict=True)
        if row in found
    )


def _parts(why: ScoreBreakdown) -> tuple[Contribution, ...]:
    return why.named if why.against is None else (*why.named, why.against.most)


def _candidates(connection: Connection) -> Candidates:
    popularity = best_known_movies(connection, WELL_KNOWN)
    films = list(movie_summaries(connection, list(popularity)).values())
    ids = [film.movie_id for film in films]
    genres = sorted({genre for film in films for genre in film.genres})
    divided = entropy(rating_histograms(connection, ids))
    rated = np.array([film.ratings > 0 for film in films], np.bool_)
    if rated.any():
        divided[~rated] = divided[rated].mean()  # a film that is too new for the data set divides people like others
    return Candidates(
        movie_ids=np.array(ids, np.int64),
        popularity=np.array([popularity[movie_id] for movie_id in ids], np.float32),
        entropy=divided,
        years=np.array([film.year or 0 for film in films], np.int32),
        genres=np.array([[genre in film.genres for genre in genres] for film in films], np.bool_).reshape(
            len(films), len(genres)
        ),
    )


def _said_at(said: Opinion) -> int:
    return max((said.rated_at, *(when for _mark, when in said.marks)))
