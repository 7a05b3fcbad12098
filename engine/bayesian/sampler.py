"""The Bayesian two-tower for ratings: Gibbs sampling of a factor model whose prior means are linear towers.

rating_ij ~ Normal(mean + b_i + c_j + p_i . q_j, 1 / (alpha s_i t_j));
(p_i, b_i) ~ Normal(m + f_i B, L^-1) for users, the same for films; f_i holds the side information and the implicit
history: an indicator of everything rated, over the square root of its number. alpha and the noise factors s_i of every
user and t_j of every film are Gamma distributed and sampled too.

The predicted rating is the posterior mean: the average over the sweeps after burn-in. Each sweep adds the product of
the conditional means of a user's and a film's vector given all else, in place of samples (Rao-Blackwell): less noise,
and the same expectation for a pair without a rating, where neither vector depends on the other's draw. A mean of dot
products is one dot product, cut to `rank` dimensions by an exact SVD.

Draws of vectors and of the towers' weights are over-relaxed (Adler 1981): each lies on the other side of its
conditional mean from the one before, so that errors of successive sweeps cancel in the average.

Sources: Salakhutdinov and Mnih 2008 (BPMF); Simm et al. 2017 (Macau); Koren 2008 (SVD++, the implicit history);
Lakshminarayanan, Bouchard and Archambeau 2011 (robust BPMF, noise per user and film).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from data.scale import RatingScale
from db.rows import RatingArrays
from engine.bayesian.linear_prior import LinearPrior
from engine.bayesian.normal_equations import Posterior, RatingsBySide
from engine.bayesian.posterior_mean import PosteriorMean
from engine.bayesian.settings import GibbsOptions, passes
from engine.bayesian.side_information import history_features, most_rated, movie_features, user_features
from engine.problem import Factors, RatingProblem, take

FIRST_FREE_NOISE = 5  # sweeps before the noise precision is sampled
FIRST_OWN_NOISE = 10  # sweeps before users and films get their own noise factors
WARM_UP = 15  # sweeps under a fixed prior; without, the many history weights hold the factors at zero for a long time
WARM_UP_PRECISION = 15.0
START_SCALE = 0.3

RATINGS_FOR_TRAIN_RMSE = 20_000
"""How many training ratings the training RMSE is measured on; all of them would slow each sweep noticeably."""

OnRatingSweep = Callable[[int, float, float | None], None]
"""Called after each sweep: sweeps done, the sample's RMSE on training ratings, the mean's validation RMSE so far."""


def train_ratings(
    problem: RatingProblem, options: GibbsOptions, device: torch.device, on_sweep: OnRatingSweep
) -> tuple[Factors, Factors | None]:
    """Samples the model and gives its posterior mean; users and films without ratings get what their features predict.

    If the problem has held-out ratings, sampling then goes on with them added, without a new burn-in; the second result
    is the mean over the samples kept before and after that.
    """
    sampler = RatingSampler(problem, options, device)
    validation = _Validation(problem, sampler.mean_rating, device)
    first, more = passes(options, held_out=len(problem.validation.rating) > 0)
    for sweep in range(first):
        sampler.sweep(sweep, validation)
        on_sweep(sweep + 1, sampler.train_rmse(), validation.rmse())
    factors = sampler.factors()
    if not more:
        return factors, None
    sampler.learn_from(problem.with_all_ratings())
    for sweep in range(first, first + more):
        sampler.sweep(sweep)
        on_sweep(sweep + 1, sampler.train_rmse(), None)
    return factors, sampler.factors()


class RatingSampler:
    """The Gibbs sampler's state: the latest draw of everything, and the mean of the samples kept so far.

    Attributes:
        mean_rating: of the ratings it began with.
    """

    def __init__(self, problem: RatingProblem, options: GibbsOptions, device: torch.device) -> None:
        shape, width = (problem.n_users, problem.n_movies), options.dimensions + 1
        self._options, self._device = options, device
        self._generator = torch.Generator(device).manual_seed(options.seed)
        self._numbers = np.random.default_rng(options.seed)
        stars = problem.train.rating
        self.mean_rating = float(stars.mean(dtype=np.float64))
        self._columns = _HistoryColumns(problem, options.history)
        self._data = _Data(problem, self.mean_rating, self._columns, options, device)
        self._users = START_SCALE * torch.randn(shape[0], width, generator=self._generator, device=device)
        self._movies = START_SCALE * torch.randn(shape[1], width, generator=self._generator, device=device)
        self._user_noise = torch.ones(shape[0], device=device)
        self._movie_noise = torch.ones(shape[1], device=device)
        self._alpha = 1.0 / float(stars.var() + 1e-3)
        self._mean = PosteriorMean(shape, options.rank, device)

    @property
    def user_prior(self) -> LinearPrior:
        """The prior of users, with the current draw of its weights."""
        return self._data.user_prior

    @property
    def movie_prior(self) -> LinearPrior:
        """The prior of films, with the current draw of its weights."""
        return self._data.movie_prior

    def learn_from(self, problem: RatingProblem) -> None:
        """Goes on with other ratings of the same users and films, from the current sample and weights."""
        weights = self.user_prior.weights, self.movie_prior.weights
        del self._data  # both at once may not fit into memory
        self._data = _Data(problem, self.mean_rating, self._columns, self._options, self._device)
        self.user_prior.go_on_from(weights[0])
        self.movie_prior.go_on_from(weights[1])

    def sweep(self, number: int, validation: _Validation | None = None) -> None:
        """Draws users, noise, then films; after burn-in, the product of their conditional means is kept."""
        options, data = self._options, self._data
        warm = number < WARM_UP
        drawn = self._half(
            warm,
            data.user_prior,
            data.by_user,
            self._users,
            self._user_noise,
            self._movies,
            self._movie_noise,
        )
        self._users = drawn.sample
        if number >= FIRST_OWN_NOISE:
            self._user_noise = self._own_noise(options.user_noise, data.by_user.degrees, drawn.weighted_error)
        if number >= FIRST_FREE_NOISE:
            error = float((self._user_noise * drawn.weighted_error).sum())
            self._alpha = float(self._numbers.gamma(1 + data.count / 2) / (1 + error / 2))
        user_means = drawn.mean
        drawn = self._half(
            warm,
            data.movie_prior,
            data.by_movie,
            self._movies,
            self._movie_noise,
            self._users,
            self._user_noise,
        )
        self._movies = drawn.sample
        if number >= FIRST_OWN_NOISE:
            self._movie_noise = self._own_noise(options.movie_noise, data.by_movie.degrees, drawn.weighted_error)
        if number >= options.burn_in:
            self._mean.add(user_means, drawn.mean)
            if validation is not None:
                validation.add(user_means, drawn.mean)

    def train_rmse(self) -> float:
        """Of the latest sample, in stars: on `RATINGS_FOR_TRAIN_RMSE` of the training ratings, or all of fewer."""
        return self._data.known.rmse(self._data.known.predictions(self._users, self._movies))

    def factors(self) -> Factors:
        """The mean over all samples kept."""
        return self._mean.factors(self.mean_rating)

    def _half(
        self,
        warm: bool,
        tower: LinearPrior,
        ratings: RatingsBySide,
        own: Tensor,
        own_noise: Tensor,
        other: Tensor,
        other_noise: Tensor,
    ) -> Posterior:
        prior = tower.vague(WARM_UP_PRECISION) if warm else tower.draw(own, self._generator, self._numbers)
        return ratings.draw(
            other,
            other_noise,
            self._data.residual,
            prior.mean,
            prior.precision,
            self._alpha * own_noise,
            self._generator,
            current=None if warm else own,
            relaxation=self._options.relaxation,
        )

    def _own_noise(self, shape: float, degrees: NDArray[np.int64], weighted_error: Tensor) -> Tensor:
        """Draws Gamma(shape + n/2, rate shape + alpha error / 2) for every user or film."""
        drawn = self._numbers.gamma(shape + degrees / 2).astype(np.float32)
        return torch.from_numpy(drawn).to(self._device) / (shape + self._alpha * weighted_error / 2)


class _HistoryColumns:
    """Which films are columns of the users' history, and which users of the films'.

    Chosen once: weights belong to columns, so a film must keep its column when other ratings join.
    """

    def __init__(self, problem: RatingProblem, most: int) -> None:
        self.movies = most_rated(problem.train.movie_index, problem.n_movies, most)
        self.users = most_rated(problem.train.user_index, problem.n_users, most)


class _Data:
    """The ratings by user and by film, the priors of both sides, and the ratings of the training RMSE."""

    def __init__(
        self,
        problem: RatingProblem,
        mean_rating: float,
        columns: _HistoryColumns,
        options: GibbsOptions,
        device: torch.device,
    ) -> None:
        train = problem.train
        users, movies = train.user_index.astype(np.int64), train.movie_index.astype(np.int64)
        shape, width = (problem.n_users, problem.n_movies), options.dimensions + 1
        self.count = len(train.rating)
        residual = np.append(train.rating - mean_rating, 0).astype(np.float32)
        self.residual = torch.from_numpy(residual).to(device)
        self.by_user = RatingsBySide(users, movies, *shape, width, device)
        self.by_movie = RatingsBySide(movies, users, *shape[::-1], width, device)
        films_rated = history_features(users, movies, shape, columns.movies)
        raters = history_features(movies, users, shape[::-1], columns.users)
        self.user_prior, self.movie_prior = (
            LinearPrior(features, options.ridge, width, device, options.relaxation)
            for features in (
                user_features(problem.catalogue).hstack(films_rated),
                movie_features(problem.catalogue).hstack(raters),
            )
        )
        some = np.linspace(0, self.count - 1, min(self.count, RATINGS_FOR_TRAIN_RMSE)).astype(np.int64)
        self.known = _RatedPairs(take(train, some), mean_rating, problem.scale, device)


class _RatedPairs:
    """Ratings that predictions are compared with."""

    def __init__(self, ratings: RatingArrays, mean_rating: float, scale: RatingScale, device: torch.device) -> None:
        self._users = torch.from_numpy(ratings.user_index).to(device, torch.int64)
        self._movies = torch.from_numpy(ratings.movie_index).to(device, torch.int64)
        self._stars = torch.from_numpy(ratings.rating).to(device)
        self._mean_rating, self._scale = mean_rating, scale

    def __len__(self) -> int:
        return len(self._stars)

    def predictions(self, users: Tensor, movies: Tensor) -> Tensor:
        """(n,) unclipped stars of the pairs, by vectors (n, d + 1) whose last coordinate is the bias."""
        left, right = users.index_select(0, self._users), movies.index_select(0, self._movies)
        return (left[:, :-1] * right[:, :-1]).sum(1) + left[:, -1] + right[:, -1] + self._mean_rating

    def rmse(self, predictions: Tensor) -> float:
        """In stars; predictions are clipped to the scale, as people see them."""
        clipped = predictions.clamp(self._scale.minimum, self._scale.maximum)
        return float((clipped - self._stars).square().mean().sqrt())


class _Validation:
    """The running mean of predictions for the held-out ratings."""

    def __init__(self, problem: RatingProblem, mean_rating: float, device: torch.device) -> None:
        self._pairs = _RatedPairs(problem.validation, mean_rating, problem.scale, device)
        self._sum, self._kept = torch.zeros(len(self._pairs), device=device), 0

    def add(self, users: Tensor, movies: Tensor) -> None:
        """Adds the predictions of a sample."""
        if len(self._pairs):
            self._sum += self._pairs.predictions(users, movies)
            self._kept += 1

    def rmse(self) -> float | None:
        """Of the mean so far, in stars; None before the first kept sample or without held-out ratings."""
        return self._pairs.rmse(self._sum / self._kept) if self._kept else None
