"""What every model learns from and what it returns: ratings with a catalogue, and factors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data.scale import RatingScale
from db.rows import Catalogue, RatingArrays
from engine.evaluation import RanksMovies, list_quality, metrics_of, rating_errors


@dataclass(frozen=True, slots=True)
class RatingProblem:
    """Ratings to learn from, and all that is known of users and films.

    Attributes:
        catalogue: every user and film, rated or not.
        train: ratings that the model learns from.
        validation: held-out ratings that the model is measured on, and that decide when to stop. May be empty.
        scale: of the ratings.
    """

    catalogue: Catalogue
    train: RatingArrays
    validation: RatingArrays
    scale: RatingScale

    def with_all_ratings(self) -> RatingProblem:
        """The same problem with the held-out ratings added to the training ratings."""
        both = RatingArrays(
            user_index=np.concatenate([self.train.user_index, self.validation.user_index]),
            movie_index=np.concatenate([self.train.movie_index, self.validation.movie_index]),
            rating=np.concatenate([self.train.rating, self.validation.rating]),
            rated_at=np.concatenate([self.train.rated_at, self.validation.rated_at]),
        )
        ordered = take(both, np.lexsort((both.movie_index, both.user_index)))
        return replace(self, train=ordered, validation=take(both, np.empty(0, np.int64)))

    @property
    def n_users(self) -> int:
        """Number of users in the catalogue."""
        return len(self.catalogue.user_ids)

    @property
    def n_movies(self) -> int:
        """Number of films in the catalogue."""
        return len(self.catalogue.movie_ids)


@dataclass(frozen=True, slots=True)
class Factors:
    """A trained score: a vector and a bias for every user and film, in the catalogue's order.

    score = user_bias + movie_bias + user_vector . movie_vector

    Attributes:
        user_vectors: float32 (n_users, d).
        movie_vectors: float32 (n_movies, d).
        user_bias: float32 (n_users,).
        movie_bias: float32 (n_movies,); a global mean is part of it.
    """

    user_vectors: NDArray[np.float32]
    movie_vectors: NDArray[np.float32]
    user_bias: NDArray[np.float32]
    movie_bias: NDArray[np.float32]

    @property
    def shape(self) -> tuple[int, int]:
        """(n_users, n_movies)."""
        return len(self.user_bias), len(self.movie_bias)

    def ratings(self, users: NDArray[np.int32], movies: NDArray[np.int32], scale: RatingScale) -> NDArray[np.float32]:
        """The scores (n,) of the pairs (users[i], movies[i]) as stars, clipped to the scale."""
        products = np.einsum("nd,nd->n", self.user_vectors[users], self.movie_vectors[movies])
        return np.asarray(products + self.user_bias[users] + self.movie_bias[movies]).clip(scale.minimum, scale.maximum)

    def scores(self, users: NDArray[np.int32]) -> NDArray[np.float32]:
        """The score of every film for each of the users, (len(users), n_movies), unclipped."""
        products = self.user_vectors[users] @ self.movie_vectors.T
        return np.asarray(products + self.movie_bias + self.user_bias[users, None])


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """How far a training is.

    Attributes:
        done, total: steps of the whole training, each a batch or a sweep.
        epoch: current pass over the ratings, from 1; None while the model learns the order of lists, which has no error
            in stars.
        train_loss: mean squared error in stars on training ratings: of the epoch's batches so far, or of a sampler's
            latest sample.
        val_rmse: RMSE in stars on held-out ratings, at the end of an epoch.
    """

    done: int
    total: int
    epoch: int | None = None
    train_loss: float | None = None
    val_rmse: float | None = None


OnProgress = Callable[[TrainingProgress], None]


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """The result of a training.

    Attributes:
        rating: factors of the predicted rating.
        preference: factors of the preference score, in grades; None where the predicted rating orders lists.
        samples: number of ratings processed, counted once for each pass.
        seconds: of training, without set-up and evaluation.
        refitted: the model after it also learned from the held-out ratings, on which it can't be measured any more;
            None where it did not.
    """

    rating: Factors
    preference: Factors | None
    samples: int
    seconds: float
    refitted: TrainedModel | None = None

    @property
    def ranking(self) -> Factors:
        """The factors that order lists."""
        return self.rating if self.preference is None else self.preference

    @property
    def final(self) -> TrainedModel:
        """The refitted model where there is one: the one to publish."""
        return self.refitted or self

    def evaluate(
        self,
        train: RatingArrays,
        held_out: RatingArrays,
        scale: RatingScale,
        most_users: int | None = None,
        lists: RanksMovies | None = None,
    ) -> dict[str, float]:
        """All metrics on `held_out`, which must not be empty; lists leave out the films in `train`.

        Lists are evaluated for at most `most_users` users; `lists` orders them where `ranking` alone does not.
        """
        return metrics_of(
            rating_errors(self.rating, held_out, scale),
            list_quality(self.ranking if lists is None else lists, train, held_out, most_users),
        )


def hold_out(ratings: RatingArrays, share: float, seed: int) -> tuple[RatingArrays, RatingArrays]:
    """Splits ratings at random into (kept, held out).

    Args:
        ratings: all ratings.
        share: of the ratings that is held out; at least one rating is kept.
        seed: of the random choice.
    """
    n = len(ratings.rating)
    order = np.random.default_rng(seed).permutation(n)
    held_out = min(round(n * share), max(n - 1, 0))
    return take(ratings, np.sort(order[held_out:])), take(ratings, np.sort(order[:held_out]))


def take(ratings: RatingArrays, rows: NDArray[np.int64]) -> RatingArrays:
    """The ratings at `rows`."""
    return replace(
        ratings,
        user_index=ratings.user_index[rows],
        movie_index=ratings.movie_index[rows],
        rating=ratings.rating[rows],
        rated_at=ratings.rated_at[rows],
    )
