"""The Bayesian two-tower for ratings: Gibbs sampling of a factor model whose prior means are linear towers.

rating_ij ~ Normal(mean + b_i + c_j + p_i . q_j, 1 / (alpha s_i t_j));
(p_i, b_i) ~ Normal(m + f_i B, L^-1) for users, the same for films; f_i holds the side information and the implicit
history: an indicator of everything rated, over the square root of its number. alpha, and every user's and film's
own factor of the noise precision, s_i and t_j, are Gamma distributed and sampled too.

The predicted rating is the mean over the samples after burn-in. Half of them replace the user's sampled vector by
its conditional mean given all else, half the film's (Rao-Blackwell: the same expectation with less noise). That mean
of dot products is one dot product, cut to `rank` dimensions by an exact SVD.

Sources: Salakhutdinov and Mnih 2008 (BPMF); Simm et al. 2017 (Macau); Koren 2008 (SVD++, the implicit history);
Lakshminarayanan, Bouchard and Archambeau 2011 (robust BPMF, noise per user and film).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.bayesian.linear_prior import LinearPrior
from engine.bayesian.normal_equations import Posterior, RatingsBySide
from engine.bayesian.posterior_mean import PosteriorMean
from engine.bayesian.settings import GibbsOptions, passes
from engine.bayesian.side_information import history_features, movie_features, user_features
from engine.problem import Factors, RatingProblem

FIRST_FREE_NOISE = 5  # sweeps before the noise precision is sampled
FIRST_OWN_NOISE = 10  # sweeps before users and films get their own
WARM_UP = 15  # sweeps under a fixed prior, or the many history weights hold the factors at zero for long
WARM_UP_PRECISION = 15.0
START_SCALE = 0.3


OnSweep = Callable[[int, float, float | None], None]
"""Told after each sweep: sweeps done, the sample's RMSE on training ratings, the mean's validation RMSE so far."""


def train_ratings(
    problem: RatingProblem, options: GibbsOptions, device: torch.device, on_sweep: OnSweep
) -> tuple[Factors, Factors | None]:
    """Samples the model and gives its posterior mean; users and films without ratings get what their features say.

    Where the problem has held-out ratings, sampling then goes on with them among the others, without a new burn-in;
    the second result is the mean over all that was kept before and after.
    """
    sampler = _Sampler(problem, options, device)
    watch = _Validation(problem, sampler.mean_rating)
    first, more = passes(options, held_out=len(problem.validation.rating) > 0)
    for sweep in range(first):
        sampler.sweep(sweep, watch)
        on_sweep(sweep + 1, sampler.train_rmse, watch.rmse())
    factors = sampler.factors()
    if not more:
        return factors, None
    sampler.learn_from(problem.with_all_ratings())
    for sweep in range(first, first + more):
        sampler.sweep(sweep, None)
        on_sweep(sweep + 1, sampler.train_rmse, None)
    return factors, sampler.factors()


class _Sampler:
    def __init__(self, problem: RatingProblem, options: GibbsOptions, device: torch.device) -> None:
        shape, width = (problem.n_users, problem.n_movies), options.dimensions + 1
        self._options, self._device = options, device
        self._generator = torch.Generator(device).manual_seed(options.seed)
        self._numbers = np.random.default_rng(options.seed)
        stars = problem.train.rating
        self.mean_rating = float(stars.mean(dtype=np.float64))
        self._data = _Data(problem, self.mean_rating, options, device)
        self._users = START_SCALE * torch.randn(shape[0], width, generator=self._generator, device=device)
        self._movies = START_SCALE * torch.randn(shape[1], width, generator=self._generator, device=device)
        self._user_noise = torch.ones(shape[0], device=device)
        self._movie_noise = torch.ones(shape[1], device=device)
        self._alpha = 1.0 / float(stars.var() + 1e-3)
        self._mean = PosteriorMean(shape, options.rank, device)
        self.train_rmse = float("nan")

    def learn_from(self, problem: RatingProblem) -> None:
        """Goes on with other ratings of the same users and films."""
        weights = self._data.user_prior.weights, self._data.movie_prior.weights
        del self._data  # both at once may be too much
        self._data = _Data(problem, self.mean_rating, self._options, self._device)
        self._data.user_prior.go_on_from(weights[0])
        self._data.movie_prior.go_on_from(weights[1])

    def sweep(self, number: int, watch: _Validation | None) -> None:
        """Draws users, noise, then films; after burn-in, both halves are kept."""
        options, data = self._options, self._data
        keep = number >= options.burn_in
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
            self._user_noise = self._own_noise(options.user_noise, data.by_user.degrees, drawn.squared_error)
        if number >= FIRST_FREE_NOISE:
            error = float((self._user_noise * drawn.squared_error).sum())
            self._alpha = float(self._numbers.gamma(1 + data.count / 2) / (1 + error / 2))
        if keep:
            self._keep(drawn.mean, self._movies, watch)
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
            self._movie_noise = self._own_noise(
                options.movie_noise, data.by_movie.degrees, drawn.squared_error
            )
        self.train_rmse = float((drawn.squared_error.sum() / data.count).sqrt())
        if keep:
            self._keep(self._users, drawn.mean, watch)

    def factors(self) -> Factors:
        """The mean over all that was kept."""
        return self._mean.factors(self.mean_rating)

    def _half(
        self,
        warm: bool,
        prior: LinearPrior,
        ratings: RatingsBySide,
        own: Tensor,
        own_noise: Tensor,
        other: Tensor,
        other_noise: Tensor,
    ) -> Posterior:
        towers = prior.vague(WARM_UP_PRECISION) if warm else prior.draw(own, self._generator, self._numbers)
        return ratings.draw(
            other,
            other_noise,
            self._data.residual,
            towers.mean,
            towers.precision,
            self._alpha * own_noise,
            self._generator,
        )

    def _own_noise(self, shape: float, degrees: NDArray[np.int64], squared_error: Tensor) -> Tensor:
        """Draw Gamma(shape + n/2, rate shape + alpha error / 2) for every user or film."""
        drawn = self._numbers.gamma(shape + degrees / 2).astype(np.float32)
        return torch.from_numpy(drawn).to(self._device) / (shape + self._alpha * squared_error / 2)

    def _keep(self, users: Tensor, movies: Tensor, watch: _Validation | None) -> None:
        self._mean.add(users, movies)
        if watch is not None:
            watch.add(users, movies)


class _Data:
    """Ratings by user and by film, and the towers of what is known besides."""

    def __init__(
        self, problem: RatingProblem, mean_rating: float, options: GibbsOptions, device: torch.device
    ) -> None:
        users, movies = problem.train.user_index.astype(np.int64), problem.train.movie_index.astype(np.int64)
        shape, width = (problem.n_users, problem.n_movies), options.dimensions + 1
        self.count = len(problem.train.rating)
        residual = np.append(problem.train.rating - mean_rating, 0).astype(np.float32)
        self.residual = torch.from_numpy(residual).to(device)
        self.by_user = RatingsBySide(users, movies, *shape, width, device)
        self.by_movie = RatingsBySide(movies, users, *shape[::-1], width, device)
        watched = history_features(users, movies, shape, options.history)
        self.user_prior = LinearPrior(
            user_features(problem.catalogue).beside(watched), options.ridge, width, device
        )
        watched_by = history_features(movies, users, shape[::-1], options.history)
        self.movie_prior = LinearPrior(
            movie_features(problem.catalogue).beside(watched_by), options.ridge, width, device
        )


class _Validation:
    """The running mean of predictions for the held-out ratings."""

    def __init__(self, problem: RatingProblem, mean_rating: float) -> None:
        self._users = torch.from_numpy(problem.validation.user_index.astype(np.int64))
        self._movies = torch.from_numpy(problem.validation.movie_index.astype(np.int64))
        self._stars = torch.from_numpy(problem.validation.rating)
        self._scale, self._mean, self._kept = problem.scale, mean_rating, 0
        self._sum = torch.zeros(len(self._stars))

    def add(self, users: Tensor, movies: Tensor) -> None:
        """Adds the predictions of vectors (n, d + 1) whose last coordinate is the bias."""
        if not len(self._stars):
            return
        left = users.index_select(0, self._users.to(users.device))
        right = movies.index_select(0, self._movies.to(movies.device))
        self._sum += ((left[:, :-1] * right[:, :-1]).sum(1) + left[:, -1] + right[:, -1]).cpu()
        self._kept += 1

    def rmse(self) -> float | None:
        """Of the mean so far, in stars; None before the first kept sample or without held-out ratings."""
        if not self._kept:
            return None
        predicted = (self._sum / self._kept + self._mean).clamp(self._scale.minimum, self._scale.maximum)
        return float((predicted - self._stars).square().mean().sqrt())
