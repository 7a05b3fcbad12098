"""The preference score that orders lists: a Bayesian factor model of all pairs, rated or not.

Ratings are missing for a reason: people rate what they chose to see. So every pair is an observation here. A rated
film's target is its grade g_ij (`engine.grades`), every other film's target is 0 with a small weight w:

    rated pairs:       g_ij ~ Normal(b_i + c_j + p_i . q_j, 1 / alpha)
    all other pairs:      0 ~ Normal(b_i + c_j + p_i . q_j, 1 / (alpha w))

w is such that the zeros together weigh twice as much as the grades, so that it falls where few pairs are rated. All are
under the same hierarchical priors, linear in the side information, as the rating model. alpha is an option: sampled,
it would only follow the many zeros. The score is the posterior mean, one dot product, in grades. Draws are
over-relaxed, as in `engine.bayesian.sampler`.

Sources: Hu, Koren and Volinsky 2008 and Rendle et al. 2021 (implicit ALS, weights of unseen pairs);
Salakhutdinov and Mnih 2008, Simm et al. 2017 (the sampler and its priors).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from db.rows import RatingArrays
from engine.bayesian.linear_prior import LinearPrior
from engine.bayesian.normal_equations import Posterior, RatingsBySide
from engine.bayesian.posterior_mean import PosteriorMean
from engine.bayesian.settings import PreferenceOptions, passes
from engine.bayesian.side_information import movie_features, user_features
from engine.grades import grades
from engine.problem import Factors, RatingProblem

OnPreferenceSweep = Callable[[int], None]
"""Called after each sweep with the number of sweeps done."""

MOST_UNSEEN = 0.15
"""Weight of an unrated pair where most pairs are rated."""

WARM_UP = 10
WARM_UP_PRECISION = 10.0
START_SCALE = 0.3


def train_preference(
    problem: RatingProblem, options: PreferenceOptions, device: torch.device, on_sweep: OnPreferenceSweep
) -> tuple[Factors, Factors | None]:
    """Samples the model and gives its posterior mean.

    If the problem has held-out ratings, sampling then goes on with them added, without a new burn-in; the second result
    is the mean over the samples after that.
    """
    sampler = PreferenceSampler(problem, options, device)
    first, more = passes(options, held_out=len(problem.validation.rating) > 0)
    for sweep in range(first):
        sampler.sweep(sweep)
        on_sweep(sweep + 1)
    factors = sampler.factors()
    if not more:
        return factors, None
    sampler.learn_from(problem.with_all_ratings())
    for sweep in range(first, first + more):
        sampler.sweep(sweep)
        on_sweep(sweep + 1)
    return factors, sampler.factors()


def unseen_weight(ratings: RatingArrays, options: PreferenceOptions) -> float:
    """w, the weight of an unrated pair's zero, among users and films that have ratings."""
    users, movies = (int((np.bincount(index) > 0).sum()) for index in (ratings.user_index, ratings.movie_index))
    rated = len(ratings.rating)
    return min(options.unseen * rated / max(users * movies - rated, 1), MOST_UNSEEN)


class PreferenceSampler:
    """The Gibbs sampler's state: the latest draw of all vectors, and the mean of the samples kept so far."""

    def __init__(self, problem: RatingProblem, options: PreferenceOptions, device: torch.device) -> None:
        width, shape = options.dimensions + 1, (problem.n_users, problem.n_movies)
        self._options, self._device = options, device
        self._generator = torch.Generator(device).manual_seed(options.seed)
        self._numbers = np.random.default_rng(options.seed)
        self._user_prior = LinearPrior(
            user_features(problem.catalogue), options.ridge, width, device, options.relaxation
        )
        self._movie_prior = LinearPrior(
            movie_features(problem.catalogue), options.ridge, width, device, options.relaxation
        )
        self._users = START_SCALE * torch.randn(shape[0], width, generator=self._generator, device=device)
        self._movies = START_SCALE * torch.randn(shape[1], width, generator=self._generator, device=device)
        self.learn_from(problem)

    def learn_from(self, problem: RatingProblem) -> None:
        """Goes on with other ratings of the same users and films; the mean begins anew."""
        users, movies = problem.train.user_index.astype(np.int64), problem.train.movie_index.astype(np.int64)
        width, shape = self._options.dimensions + 1, (problem.n_users, problem.n_movies)
        liked = grades(problem.train.rating, problem.scale, self._options.floor)
        # Of the two sums of `engine.grades`, the one over rated pairs; `_half` adds the one over all pairs.
        self._unseen_weight = unseen_weight(problem.train, self._options)
        targets = np.append(liked / (1 - self._unseen_weight), 0).astype(np.float32)
        self._targets = torch.from_numpy(targets).to(self._device)
        self._by_user = RatingsBySide(users, movies, *shape, width, self._device)
        self._by_movie = RatingsBySide(movies, users, *shape[::-1], width, self._device)
        self._mean = PosteriorMean(shape, self._options.rank, self._device)

    def sweep(self, number: int) -> None:
        """Draws users, then films; after burn-in, the product of their conditional means is kept."""
        keep = number >= self._options.burn_in
        warm = number < WARM_UP
        drawn = self._half(warm, self._user_prior, self._by_user, self._users, self._movies)
        self._users, user_means = drawn.sample, drawn.mean
        drawn = self._half(warm, self._movie_prior, self._by_movie, self._movies, self._users)
        self._movies = drawn.sample
        if keep:
            self._mean.add(user_means, drawn.mean)

    def factors(self) -> Factors:
        """The mean over the samples kept so far."""
        return self._mean.factors()

    def _half(self, warm: bool, prior: LinearPrior, ratings: RatingsBySide, own: Tensor, other: Tensor) -> Posterior:
        towers = prior.vague(WARM_UP_PRECISION) if warm else prior.draw(own, self._generator, self._numbers)
        seen_weight = 1 - self._unseen_weight
        return ratings.draw(
            other,
            torch.ones(len(other), device=self._device),
            self._targets,
            towers.mean,
            towers.precision,
            torch.full((len(own),), self._options.precision * seen_weight, device=self._device),
            self._generator,
            self._unseen_weight / seen_weight,
            current=None if warm else own,
            relaxation=self._options.relaxation,
        )
