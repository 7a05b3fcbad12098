"""People whose lists are judged by `bench.list_order`: with many ratings, newcomers, and newcomers with one taste."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bench.fitting import fit
from bench.splits import split_per_user
from data.scale import RatingScale
from db.rows import Catalogue, RatingArrays
from engine.bayesian.likeness import film_likeness
from engine.evaluation import BEST_KNOWN, RELEVANT_STARS, ListQuality, list_quality
from engine.grades import grades
from engine.problem import Factors, TrainedModel, take
from engine.serving.fold_in import preference_fold_in, rating_fold_in
from engine.serving.list_order import FilmTraits, OrderOptions
from engine.shown_order import ShownOrder, traits_of

GIVEN = (1, 3, 5, 10, 20)
FOLDS = 5
MANY = "many ratings"
FEWEST_HELD_OUT = 5
MOST_JUDGED = 1500
TASTE_FILMS, TASTE_LIST, TASTE_DRAWS = 3, 15, 5
FEWEST_RATINGS, FEWEST_STARS = 15, 3.5


@dataclass(frozen=True)
class Case:
    """People with a trained model, what is known of them, and what their lists are judged by."""

    name: str
    preference: Factors
    rating: Factors
    given: RatingArrays
    held_out: RatingArrays
    everybody: RatingArrays
    traits: FilmTraits
    scale: RatingScale

    def quality(self, options: OrderOptions) -> ListQuality:
        order = ShownOrder(self.preference, self.rating, self.given, self.scale, self.traits, options)
        return list_quality(order, self.given, self.held_out, MOST_JUDGED, self.everybody)


@dataclass(frozen=True)
class Fitted:
    """A trained model and what it learned from."""

    catalogue: Catalogue
    train: RatingArrays
    scale: RatingScale
    trained: TrainedModel
    traits: FilmTraits


def fitted(catalogue: Catalogue, train: RatingArrays, scale: RatingScale, seed: int) -> Fitted:
    trained = fit(catalogue, train, scale, seed)
    likeness = film_likeness(catalogue, trained.rating.movie_vectors, trained.ranking.movie_vectors)
    return Fitted(catalogue, train, scale, trained, traits_of(catalogue, train, likeness))


def many_ratings(catalogue: Catalogue, ratings: RatingArrays, scale: RatingScale, seed: int, *, choosing: bool) -> Case:
    """People whom the model was trained on, judged by a fifth of their ratings."""
    train, held_out = split_per_user(ratings, 0.2, seed)
    if choosing:
        train, held_out = split_per_user(train, 0.2, seed + 1)
    model = fitted(catalogue, train, scale, seed)
    factors = model.trained.ranking, model.trained.rating
    return Case(MANY, *factors, train, held_out, train, model.traits, scale)


def newcomers(catalogue: Catalogue, ratings: RatingArrays, scale: RatingScale, seed: int, fold: int) -> Iterator[Case]:
    """People whom the model has never seen, with ever more of their favourites."""
    random = np.random.default_rng(seed)
    left = np.sort(random.permutation(len(catalogue.user_ids))[fold::FOLDS])
    theirs = np.isin(ratings.user_index, left)
    model = fitted(catalogue, take(ratings, np.flatnonzero(~theirs)), scale, seed)
    for count in GIVEN:
        given, held_out = _favourites(take(ratings, np.flatnonzero(theirs)), model.train, count, random)
        preference, rating = _placed(model, left, given)
        yield Case(f"newcomers, {count}", preference, rating, given, held_out, model.train, model.traits, scale)


def _favourites(
    own: RatingArrays, everybody: RatingArrays, count: int, random: np.random.Generator
) -> tuple[RatingArrays, RatingArrays]:
    """(given, held out) of all who have enough favourites, lesser known ones more often given."""
    raters = np.bincount(everybody.movie_index, minlength=int(own.movie_index.max()) + 1)
    order = np.argsort(own.user_index, kind="stable")
    given, held_out = [], []
    for rows in np.split(order, np.flatnonzero(np.diff(own.user_index[order])) + 1):
        liked = rows[own.rating[rows] >= RELEVANT_STARS]
        if len(liked) < count + FEWEST_HELD_OUT:
            continue
        chances = 1 / np.sqrt(np.maximum(raters[own.movie_index[liked]], 1))
        chosen = random.choice(liked, count, replace=False, p=chances / chances.sum())
        given.append(chosen)
        held_out.append(np.setdiff1d(rows, chosen))
    return take(own, np.concatenate(given)), take(own, np.concatenate(held_out))


def _placed(model: Fitted, people: NDArray[np.int64], given: RatingArrays) -> tuple[Factors, Factors]:
    """Preference and predicted stars of people placed by what is given; zeros for everybody else."""
    ranking, rating = model.trained.ranking, model.trained.rating
    others = np.setdiff1d(np.arange(rating.shape[0]), people)
    for_lists = preference_fold_in(ranking.user_vectors[others], ranking.movie_vectors, ranking.movie_bias)
    for_stars = rating_fold_in(
        rating.user_vectors[others], rating.user_bias[others], rating.movie_vectors, rating.movie_bias
    )
    preference, stars = np.zeros_like(ranking.user_vectors), np.zeros_like(rating.user_vectors)
    bias = np.zeros_like(rating.user_bias)
    for user in people:
        mine = given.user_index == user
        films = given.movie_index[mine].astype(np.int64)
        preference[user] = for_lists.place(films, grades(given.rating[mine], model.scale)).vector
        placed = for_stars.place(films, given.rating[mine])
        stars[user], bias[user] = placed.vector, placed.bias
    return (
        Factors(preference, ranking.movie_vectors, np.zeros_like(bias), ranking.movie_bias),
        Factors(stars, rating.movie_vectors, bias, rating.movie_bias),
    )


@dataclass(frozen=True)
class Tastes:
    """Made-up people with films of one kind, and the films of that kind.

    Attributes:
        case: the people; nothing is held out.
        kinds: (n_people, n_movies) whether a film is of each one's kind.
    """

    case: Case
    kinds: NDArray[np.bool_]

    def figures(self, options: OrderOptions) -> tuple[float, float]:
        """Of the first films, the share that is of the person's kind and the share of the 50 best known."""
        case = self.case
        order = ShownOrder(case.preference, case.rating, case.given, case.scale, case.traits, options)
        scores = order.scores(np.arange(len(self.kinds), dtype=np.int32))
        scores[case.given.user_index, case.given.movie_index] = -np.inf
        first = np.argsort(-scores, axis=1, kind="stable")[:, :TASTE_LIST]
        best_known = np.argsort(-np.bincount(case.everybody.movie_index), kind="stable")[:BEST_KNOWN]
        own = np.take_along_axis(self.kinds, first, axis=1)
        return float(own.mean()), float(np.isin(first, best_known).mean())


def one_genre(model: Fitted, seed: int) -> Tastes:
    """People with films of one genre; a genre that a third of all films has is no taste."""
    of_genre = (model.traits.genres > 0).T
    return _tastes(model, [(films, films) for films in of_genre if films.mean() <= 1 / 3], seed)


def one_decade(model: Fitted, seed: int) -> Tastes:
    """People with films of one decade; films at most five years from it are of its kind."""
    years = model.catalogue.years
    decades = range(1920, 2030, 10)
    near = [(years >= decade - 5) & (years < decade + 15) for decade in decades]
    within = [(years >= decade) & (years < decade + 10) for decade in decades]
    return _tastes(model, list(zip(within, near, strict=True)), seed)


def _tastes(model: Fitted, kinds: list[tuple[NDArray[np.bool_], NDArray[np.bool_]]], seed: int) -> Tastes:
    """A few people for every kind, (films that may be given, films of that kind), that has enough well-liked films."""
    random, catalogue, train = np.random.default_rng(seed), model.catalogue, model.train
    raters = np.bincount(train.movie_index, minlength=len(catalogue.movie_ids))
    stars = np.bincount(train.movie_index, train.rating, len(raters)) / np.maximum(raters, 1)
    good = (raters >= FEWEST_RATINGS) & (stars >= FEWEST_STARS)
    given, own = [], []
    for films, kind in kinds:
        candidates = np.flatnonzero(films & good)
        if len(candidates) < 2 * TASTE_FILMS:
            continue
        chances = np.sqrt(raters[candidates])
        for _ in range(TASTE_DRAWS):
            given.append(random.choice(candidates, TASTE_FILMS, replace=False, p=chances / chances.sum()))
            own.append(kind)
    people = np.arange(len(own))
    ratings = RatingArrays(
        user_index=np.repeat(people, TASTE_FILMS).astype(np.int32),
        movie_index=np.concatenate(given).astype(np.int32),
        rating=np.full(TASTE_FILMS * len(own), model.scale.maximum, np.float32),
        rated_at=np.zeros(TASTE_FILMS * len(own), np.int64),
    )
    made_up = replace(model, trained=_with_more_people(model.trained, len(people)))
    moved = replace(ratings, user_index=ratings.user_index + np.int32(len(catalogue.user_ids)))
    factors = [
        replace(part, user_vectors=part.user_vectors[-len(people) :], user_bias=part.user_bias[-len(people) :])
        for part in _placed(made_up, people + len(catalogue.user_ids), moved)
    ]
    nothing = take(ratings, np.empty(0, np.int64))
    case = Case("tastes", factors[0], factors[1], ratings, nothing, train, model.traits, model.scale)
    return Tastes(case, np.array(own))


def _with_more_people(trained: TrainedModel, people: int) -> TrainedModel:
    """The same model with room for people at the end."""

    def longer(factors: Factors) -> Factors:
        room = np.zeros((people, factors.user_vectors.shape[1]), np.float32)
        bias = np.zeros(people, np.float32)
        return replace(
            factors,
            user_vectors=np.concatenate([factors.user_vectors, room]),
            user_bias=np.concatenate([factors.user_bias, bias]),
        )

    return replace(trained, rating=longer(trained.rating), preference=longer(trained.ranking))
