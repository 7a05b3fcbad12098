"""What every model learns from, and what every model gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data.scale import RatingScale
from db.rows import Catalogue, RatingArrays
from engine.evaluation import list_quality, metrics_of, rating_errors


@dataclass(frozen=True, slots=True)
class RatingProblem:
    """Ratings to learn from and all that is known of their users and films.

    Attributes:
        catalogue: every user and film, rated or not.
        train: ratings that the model may learn from.
        validation: held-out ratings that choose when to stop; never learned from. May be empty.
        scale: of the ratings.
    """

    catalogue: Catalogue
    train: RatingArrays
    validation: RatingArrays
    scale: RatingScale

    def with_all_ratings(self) -> RatingProblem:
        """The same problem with its held-out ratings among those to learn from."""
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
        """Users in the catalogue."""
        return len(self.catalogue.user_ids)

    @property
    def n_movies(self) -> int:
        """Films in the catalogue."""
        return len(self.catalogue.movie_ids)


@dataclass(frozen=True, slots=True)
class Factors:
    """A trained score: one vector and one bias for every user and film of the catalogue, in its order.

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

    def ratings(
        self, users: NDArray[np.int32], movies: NDArray[np.int32], scale: RatingScale
    ) -> NDArray[np.float32]:
        """The scores (n,) of the pairs (users[i], movies[i]) as stars, clipped to the scale."""
        products = np.einsum("nd,nd->n", self.user_vectors[users], self.movie_vectors[movies])
        return np.asarray(products + self.user_bias[users] + self.movie_bias[movies]).clip(
            scale.minimum, scale.maximum
        )

    def scores(self, users: NDArray[np.int32]) -> NDArray[np.float32]:
        """The score of every film for each of the users, (len(users), n_movies), unclipped."""
        products = self.user_vectors[users] @ self.movie_vectors.T
        return np.asarray(products + self.movie_bias + self.user_bias[users, None])


@dataclass(frozen=True, slots=True)
class TrainingProgress:
    """A moment of a training.

    Attributes:
        done, total: steps of the whole training, each a batch or a sweep.
        epoch: passes over the ratings that have begun; None while the model learns lists, which has no rating loss.
        train_loss: mean squared error since the epoch began.
        val_rmse: in stars, at an epoch's end.
    """

    done: int
    total: int
    epoch: int | None = None
    train_loss: float | None = None
    val_rmse: float | None = None


OnProgress = Callable[[TrainingProgress], None]


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A training's outcome.

    Attributes:
        rating: factors of the predicted rating.
        preference: factors of the score that orders lists; None where the predicted rating orders them.
        samples: ratings that the model went through, repeats included.
        seconds: that this took, set-up and features aside.
        refitted: the same model after it went on to learn from the held-out ratings, too; None where it did not.
            Its metrics on these ratings would say nothing.
    """

    rating: Factors
    preference: Factors | None
    samples: int
    seconds: float
    refitted: TrainedModel | None = None

    @property
    def ranking(self) -> Factors:
        """What orders lists."""
        return self.rating if self.preference is None else self.preference

    @property
    def final(self) -> TrainedModel:
        """The model that learned from all ratings it was given."""
        return self.refitted or self

    def evaluate(
        self, train: RatingArrays, held_out: RatingArrays, scale: RatingScale, most_users: int | None = None
    ) -> dict[str, float]:
        """All metrics on `held_out`, which must not be empty, of this model that learned from `train`.

        Lists are judged for at most `most_users`.
        """
        return metrics_of(
            rating_errors(self.rating, held_out, scale),
            list_quality(self.ranking, train, held_out, most_users),
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
