"""Lists in the order that the app shows them, for everybody at once: what `engine.evaluation` judges."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data.scale import RatingScale
from db.rows import Catalogue, RatingArrays
from engine.bayesian.likeness import film_likeness
from engine.problem import Factors, TrainedModel, take
from engine.serving.familiarity import familiarity_of
from engine.serving.list_order import FilmTraits, OrderOptions, order_films


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """A trained model whose lists are ordered as `engine.serving.list_order` orders them.

    Attributes:
        preference: what orders lists where nothing else has a say.
        rating: predicted stars.
        known: the ratings that each person's order may follow, sorted by user.
        scale: of the ratings.
        traits: of the films.
        options: weights of the parts.
    """

    preference: Factors
    rating: Factors
    known: RatingArrays
    scale: RatingScale
    traits: FilmTraits
    options: OrderOptions = field(default_factory=OrderOptions)

    @property
    def shape(self) -> tuple[int, int]:
        """(n_users, n_movies)."""
        return self.preference.shape

    def scores(self, users: NDArray[np.int32]) -> NDArray[np.float32]:
        """The score of every film for each of the users, (len(users), n_movies)."""
        firsts, ends = (np.searchsorted(self.known.user_index, users, side) for side in ("left", "right"))
        scores = self.preference.scores(users)
        stars = self.rating.scores(users)
        for row, (first, end) in enumerate(zip(firsts, ends, strict=True)):
            rated = self.known.movie_index[first:end].astype(np.int64)
            ratings = self.known.rating[first:end]
            scores[row] = order_films(
                scores[row], stars[row], rated, ratings, self.scale, self.traits, options=self.options
            ).scores
        return scores


def shown_order(trained: TrainedModel, catalogue: Catalogue, known: RatingArrays, scale: RatingScale) -> ShownOrder:
    """A trained model's lists as the app shows them to people of whom it knows these ratings."""
    rating, preference = trained.rating, trained.preference
    likeness = rating.movie_vectors
    if preference is not None:
        likeness = film_likeness(catalogue, rating.movie_vectors, preference.movie_vectors)
    by_user = take(known, np.argsort(known.user_index, kind="stable"))
    return ShownOrder(trained.ranking, rating, by_user, scale, traits_of(catalogue, known, likeness))


def traits_of(catalogue: Catalogue, ratings: RatingArrays, likeness: NDArray[np.float32]) -> FilmTraits:
    """The traits of all films from what a training has at hand.

    Args:
        catalogue: has the genres.
        ratings: say how well known films are.
        likeness: (n_movies, d) vectors whose cosine says which films are alike.
    """
    names = sorted({name for genres in catalogue.genres for name in genres})
    genres = np.array([[name in own for name in names] for own in catalogue.genres], np.bool_)
    counts = np.bincount(ratings.movie_index, minlength=len(catalogue.movie_ids))
    return FilmTraits.of(
        familiarity_of(counts), likeness, genres.reshape(len(catalogue.genres), len(names)), catalogue.years
    )
